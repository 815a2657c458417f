import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { inspectGguf, TOKEN_TYPE } from './gguf.ts';
import { createTokenReader } from './token-text.ts';

const lineSchema = z.object({ ids: z.array(z.number()), text: z.string() });

it('reads token ids as Hugging Face decodes them', async () => {
  const model = await inspectGguf(new URL('./fixtures/tiny.gguf', import.meta.url).pathname);
  const reader = createTokenReader(model);
  const lines = readFileSync(new URL('./fixtures/hf_tokens.jsonl', import.meta.url), 'utf8').trim();
  for (const line of lines.split('\n')) {
    const { ids, text } = lineSchema.parse(JSON.parse(line));
    expect(reader.text(ids)).toBe(text);
    const joined = reader.each(ids).map((token) => token.text);
    expect(joined).toHaveLength(ids.length);
    if (!joined.join('').includes('\uFFFD')) expect(joined.join('')).toBe(text);
  }
});

it('reads SentencePiece spaces and bytes, and names what it does not know', () => {
  const { normal, byte, control } = TOKEN_TYPE;
  const reader = createTokenReader({
    tokenizer: 'llama',
    vocabulary: ['</s>', '▁Hello', '▁you', '<0xC3>', '<0xA9>'],
    tokenTypes: [control, normal, normal, byte, byte],
  });
  expect(reader.text([1, 2, 3, 4, 0])).toBe(' Hello youé</s>');
  expect(reader.each([3, 0, 9])).toEqual([
    { id: 3, text: '\uFFFD', control: false },
    { id: 0, text: '</s>', control: true },
    { id: 9, text: '[9]', control: false },
  ]);
});
