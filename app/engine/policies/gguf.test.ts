import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile, inspectGguf, parseGgufHeader } from './gguf.ts';
import { HeaderFault, NeedsMoreBytes } from './ggufCursor.ts';
import { PolicyError } from './policy.ts';

const path = new URL('./fixtures/tiny.gguf', import.meta.url).pathname;
const whole = new Uint8Array(readFileSync(path));
const size = whole.byteLength;
/** Where the weights begin: everything before is header. */
const HEADER = 13_000;

describe('inspecting a GGUF file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gguf-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (bytes: Uint8Array): Promise<string> => {
    const file = join(folder, 'broken.gguf');
    await writeFile(file, bytes);
    return file;
  };
  const refusal = async (file: string): Promise<PolicyError> => {
    const error: unknown = await inspectGguf(file).catch((cause: unknown) => cause);
    if (error instanceof PolicyError) return error;
    throw new Error('the file was not refused');
  };

  it('reads what the policies need', async () => {
    const model = await inspectGguf(path);
    expect(model).toMatchObject({ architecture: 'llama', contextLength: 2048, eosId: 5, bytes: size });
    expect(model.vocabulary).toHaveLength(300);
    expect(model.vocabulary[6]).toBe('<tool_call>');
    expect(model.tokenTypes[6]).toBe(3);
    expect(model.chatTemplate).toContain('<|assistant|>');
    expect(model.parameters).toBeGreaterThan(50_000);
    expect(await hashFile(path)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names a missing file and what to do', async () => {
    const error = await refusal(join(folder, 'absent.gguf'));
    expect(error.message).toContain('absent.gguf');
    expect(error.remedy).toContain('model:build');
  });

  it.each([
    ['another kind of file', new TextEncoder().encode('PK not a model'), /does not start with "GGUF"/],
    ['an empty file', new Uint8Array(), /truncated/],
    ['a file cut inside the header', whole.slice(0, 5000), /truncated/],
    ['a file cut inside the weights', whole.slice(0, size - 100), /tensor ".*": its data would end at byte/],
    ['a version of the future', patched(4, [9, 0, 0, 0]), /version 9/],
    [
      'a huge tensor count',
      patched(8, [255, 255, 255, 255, 255, 0, 0, 0]),
      /the tensor count: \d+ is more than/,
    ],
    ['duplicate tokens', replaced('<|user|>', '<|tool|>'), /the token "<\|tool\|>" occurs twice/],
    [
      'a missing key',
      replaced('llama.feed_forward_length', 'llama.feed_backward_leng3'),
      /key "llama.feed_forward_length"/,
    ],
  ])('refuses %s, naming file and place', async (_, bytes, problem) => {
    const error = await refusal(await written(bytes));
    expect(error.message).toMatch(problem);
    expect(error.message).toContain('broken.gguf');
    expect(error.remedy).toContain('checksum');
  });

  it('gives an error or a model for every truncation, and never anything else', () => {
    for (let length = 0; length < HEADER; length += 61)
      expect(() => parseGgufHeader(whole.subarray(0, length), { path, size: length })).toThrow(HeaderFault);
    expect(() => parseGgufHeader(whole.subarray(0, 4000), { path, size })).toThrow(NeedsMoreBytes);
  });

  it('gives an error or a model for every change of bytes in the header, and never anything else', () => {
    const change = fc.tuple(fc.nat(HEADER), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          expect(parseGgufHeader(bytes, { path, size }).vocabulary.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof HeaderFault)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });
});

function patched(at: number, values: readonly number[]): Uint8Array {
  const bytes = whole.slice();
  bytes.set(values, at);
  return bytes;
}

/** Overwrites the first occurrence of a text by another of the same length. */
function replaced(text: string, by: string): Uint8Array {
  const at = Buffer.from(whole).indexOf(text);
  return patched(at, [...new TextEncoder().encode(by)]);
}
