import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { hashFile, inspectGguf } from './gguf.ts';
import { openInferencePool } from './inferencePool.ts';
import { embeddedModel } from './open.ts';
import { CALL_CLOSE, CALL_OPEN } from './parse.ts';
import { controlTokens } from './template.ts';

const paritySchema = z.object({
  sha256: z.string(),
  continuations: z
    .array(z.object({ prompt: z.array(z.int()), expected: z.array(z.int()).min(1), margin: z.number() }))
    .min(10),
});

it(
  'llama.cpp continues the embedded model greedily with the very tokens transformers chose',
  { timeout: 60_000 },
  async () => {
    const parity = paritySchema.parse(
      JSON.parse(readFileSync(join(embeddedModel.gguf, '..', 'parity.json'), 'utf8')),
    );
    expect(await hashFile(embeddedModel.gguf)).toBe(parity.sha256);
    const model = await inspectGguf(embeddedModel.gguf);
    const control = controlTokens(model);
    const pool = await openInferencePool({
      processes: 1,
      opening: {
        modelPath: embeddedModel.gguf,
        sequences: 1,
        contextTokens: model.contextLength,
        controlIds: [...control.values()],
        callOpenId: control.get(CALL_OPEN) ?? null,
        callCloseId: control.get(CALL_CLOSE) ?? null,
        endId: model.eosId,
      },
    });
    try {
      for (const [index, { prompt, expected }] of parity.continuations.entries()) {
        const generated = await pool.generate(
          {
            episodeId: `parity-${index}`,
            prefixIds: prompt,
            parts: [],
            seed: 0,
            temperature: 0,
            maxTokens: expected.length,
            grammar: null,
          },
          new AbortController().signal,
        );
        expect(generated.sampledIds, `continuation ${index}`).toEqual(expected);
      }
    } finally {
      await pool.close();
    }
  },
);
