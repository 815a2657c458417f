/**
 * Reads the header of a GGUF file and refuses what would make llama.cpp abort: it runs before llama.cpp touches the file.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (version 2 and 3, little-endian).
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GgufCursor, HeaderFault, NeedsMoreBytes, type GgufValue } from './ggufCursor.ts';
import { PolicyError } from './policy.ts';

/** tokenizer.ggml.token_type, as llama.cpp numbers it. */
export const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** What the policies need to know about a model file, out of a header that passed every check. */
export interface GgufModel {
  readonly path: string;
  readonly bytes: number;
  readonly architecture: string;
  /** The longest context the model was trained on, in tokens. */
  readonly contextLength: number;
  /** Weights in all tensors together. */
  readonly parameters: number;
  /** tokenizer.ggml.model: `gpt2` writes bytes as characters, `llama` spaces as ▁. */
  readonly tokenizer: string;
  readonly vocabulary: readonly string[];
  /** One of TOKEN_TYPE for each id. */
  readonly tokenTypes: readonly number[];
  readonly eosId: number;
  readonly bosId: number | null;
  readonly chatTemplate: string;
}

/** Elements and bytes of one block of each ggml type that model files hold (ggml.h, `type_traits`). */
const BLOCKS: ReadonlyMap<number, readonly [elements: number, bytes: number]> = new Map([
  [0, [1, 4]],
  [1, [1, 2]],
  [2, [32, 18]],
  [3, [32, 20]],
  [6, [32, 22]],
  [7, [32, 24]],
  [8, [32, 34]],
  [10, [256, 84]],
  [11, [256, 110]],
  [12, [256, 144]],
  [13, [256, 176]],
  [14, [256, 210]],
  [30, [1, 2]],
]);
const MAX_TENSORS = 20_000;
const MAX_KEYS = 10_000;
const FIRST_READ = 1 << 20;
const MAX_HEADER = 1 << 28;

/**
 * Checks a file's header. Rejects with PolicyError, naming the file, the place and the remedy, for a file that is missing, not
 * GGUF, truncated, or inconsistent. Passing does not prove the weights sound: the model still runs in a child process.
 */
export async function inspectGguf(path: string): Promise<GgufModel> {
  let size: number;
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new Error('it is not a file');
    size = info.size;
  } catch (cause) {
    throw new PolicyError(
      `No model file at ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        remedy: 'Check the path named here, or build the embedded model with `npm run model:build`.',
        retryable: false,
        cause,
      },
    );
  }
  const file = await open(path, 'r');
  try {
    for (let length = Math.min(size, FIRST_READ); ; length = Math.min(size, length * 4)) {
      const bytes = new Uint8Array(length);
      await file.read(bytes, 0, length, 0);
      try {
        return parseGgufHeader(bytes, { path, size });
      } catch (cause) {
        if (cause instanceof NeedsMoreBytes && length < size && length < MAX_HEADER) continue;
        if (cause instanceof HeaderFault || cause instanceof NeedsMoreBytes)
          throw new PolicyError(`${basename(path)} cannot be used as a model: ${cause.message} (${path})`, {
            remedy:
              'Copy or download the file again and compare its checksum; a file of your own needs to be exported again.',
            retryable: false,
            cause,
          });
        throw cause;
      }
    }
  } finally {
    await file.close();
  }
}

/** The file's sha256, in hex: what identifies a model in traces. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Parses a header from the first bytes of a file of `size` bytes. Throws HeaderFault, or NeedsMoreBytes when `bytes` ends too soon. */
export function parseGgufHeader(
  bytes: Uint8Array,
  file: { readonly path: string; readonly size: number },
): GgufModel {
  const cursor = new GgufCursor(bytes, file.size);
  cursor.at('the magic number');
  if (cursor.text(4) !== 'GGUF') throw cursor.fault('the file does not start with "GGUF"');
  cursor.at('the version');
  const version = cursor.u32();
  if (version !== 2 && version !== 3) throw cursor.fault(`version ${version} is not 2 or 3`);
  cursor.at('the tensor count');
  const tensorCount = cursor.count(MAX_TENSORS);
  cursor.at('the key count');
  const keyCount = cursor.count(MAX_KEYS);

  const keys = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i += 1) {
    cursor.at(`key ${i + 1} of ${keyCount}`);
    const key = cursor.string(65_535);
    if (keys.has(key)) throw cursor.fault(`the key ${JSON.stringify(key)} occurs twice`);
    cursor.at(`key ${JSON.stringify(key)}`);
    keys.set(key, cursor.value(cursor.u32(), 0));
  }
  const parameters = checkTensors(cursor, tensorCount, numberOf(keys.get('general.alignment')) ?? 32);
  return { path: file.path, bytes: file.size, parameters, ...checkKeys(keys) };
}

function checkTensors(cursor: GgufCursor, count: number, alignment: number): number {
  cursor.at('key "general.alignment"');
  if (alignment < 8 || alignment % 8 !== 0 || alignment > 65_536)
    throw cursor.fault(`${alignment} is no alignment`);
  const ends: { readonly name: string; readonly end: number }[] = [];
  const names = new Set<string>();
  let parameters = 0;
  for (let i = 0; i < count; i += 1) {
    cursor.at(`tensor ${i + 1} of ${count}`);
    const name = cursor.string(127);
    cursor.at(`tensor ${JSON.stringify(name)}`);
    if (names.has(name)) throw cursor.fault('a tensor of this name came before');
    names.add(name);
    const dimensions = cursor.u32();
    if (dimensions < 1 || dimensions > 4)
      throw cursor.fault(`${dimensions} dimensions, where 1 to 4 are possible`);
    let elements = 1;
    let row = 1;
    for (let axis = 0; axis < dimensions; axis += 1) {
      const length = cursor.count(Number.MAX_SAFE_INTEGER);
      if (length === 0) throw cursor.fault('a dimension of length 0');
      if (axis === 0) row = length;
      elements *= length;
    }
    const type = cursor.u32();
    const block = BLOCKS.get(type);
    if (block === undefined)
      throw cursor.fault(`unknown number type ${type}; use F32, F16, BF16, Q4 to Q8 or K-quants`);
    if (row % block[0] !== 0) throw cursor.fault(`rows of ${row} do not divide into blocks of ${block[0]}`);
    const offset = cursor.count(Number.MAX_SAFE_INTEGER);
    if (offset % alignment !== 0) throw cursor.fault(`offset ${offset} is not a multiple of ${alignment}`);
    ends.push({ name, end: offset + (elements / block[0]) * block[1] });
    parameters += elements;
  }
  if (count === 0) throw cursor.fault('the file holds no tensors');
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  for (const { name, end } of ends) {
    cursor.at(`tensor ${JSON.stringify(name)}`);
    if (!(dataStart + end <= cursor.size))
      throw cursor.fault(
        `its data would end at byte ${dataStart + end} of a file of ${cursor.size} bytes: the file is truncated`,
      );
  }
  return parameters;
}

function checkKeys(keys: ReadonlyMap<string, GgufValue>): Omit<GgufModel, 'path' | 'bytes' | 'parameters'> {
  const architecture = text(keys, 'general.architecture');
  const integer = (name: string, least = 1, most = 2 ** 31 - 1): number => {
    const key = `${architecture}.${name}`;
    const value = keys.get(key);
    const values = isArray(value) ? value : [value];
    for (const each of values)
      if (typeof each !== 'number' || !Number.isInteger(each) || each < least || each > most)
        throw new HeaderFault(
          `key "${key}" must be a whole number from ${least} to ${most}, not ${describe(each)}`,
        );
    return numberOf(values[0]) ?? 0;
  };
  const contextLength = integer('context_length');
  const width = integer('embedding_length', 1, 1 << 20);
  integer('block_count', 1, 4096);
  integer('feed_forward_length', 1, 1 << 24);
  const heads = integer('attention.head_count', 1, 65_536);
  const groups = keys.has(`${architecture}.attention.head_count_kv`)
    ? integer('attention.head_count_kv', 1, 65_536)
    : heads;
  if (heads % groups !== 0)
    throw new HeaderFault(`${heads} attention heads cannot share ${groups} key-value heads`);
  if (!keys.has(`${architecture}.attention.key_length`) && width % heads !== 0)
    throw new HeaderFault(`an embedding of ${width} cannot be divided among ${heads} attention heads`);
  const epsilon = numberOf(keys.get(`${architecture}.attention.layer_norm_rms_epsilon`));
  if (epsilon === undefined || !(epsilon > 0 && epsilon < 1))
    throw new HeaderFault(`key "${architecture}.attention.layer_norm_rms_epsilon" must lie between 0 and 1`);

  const vocabulary = keys.get('tokenizer.ggml.tokens');
  if (!isList(vocabulary, isText) || vocabulary.length === 0) throw missing('tokenizer.ggml.tokens');
  const seen = new Set(vocabulary);
  if (seen.size !== vocabulary.length) {
    const twice = vocabulary.find((token, id) => vocabulary.indexOf(token) !== id);
    throw new HeaderFault(`key "tokenizer.ggml.tokens": the token ${JSON.stringify(twice)} occurs twice`);
  }
  const tokenTypes = keys.get('tokenizer.ggml.token_type');
  if (!isList(tokenTypes, isNumber)) throw missing('tokenizer.ggml.token_type');
  if (tokenTypes.length !== vocabulary.length)
    throw new HeaderFault(`${tokenTypes.length} token types for ${vocabulary.length} tokens`);
  if (text(keys, 'tokenizer.ggml.model') === 'gpt2' && !isList(keys.get('tokenizer.ggml.merges'), isText))
    throw missing('tokenizer.ggml.merges');
  const tokenId = (key: string): number | null => {
    const id = keys.get(key);
    if (id === undefined) return null;
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= vocabulary.length)
      throw new HeaderFault(
        `key "${key}" must be a token id below ${vocabulary.length}, not ${describe(id)}`,
      );
    return id;
  };
  const eosId = tokenId('tokenizer.ggml.eos_token_id');
  if (eosId === null) throw missing('tokenizer.ggml.eos_token_id');
  return {
    architecture,
    contextLength,
    tokenizer: text(keys, 'tokenizer.ggml.model'),
    vocabulary,
    tokenTypes,
    eosId,
    bosId: tokenId('tokenizer.ggml.bos_token_id'),
    chatTemplate: text(keys, 'tokenizer.chat_template'),
  };
}

function text(keys: ReadonlyMap<string, GgufValue>, key: string): string {
  const value = keys.get(key);
  if (typeof value !== 'string' || value === '') throw missing(key);
  return value;
}

const missing = (key: string): HeaderFault => new HeaderFault(`key "${key}" is missing or of the wrong kind`);
const describe = (value: GgufValue | undefined): string =>
  value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40);
const isText = (value: GgufValue): value is string => typeof value === 'string';
const isNumber = (value: GgufValue): value is number => typeof value === 'number';
const numberOf = (value: GgufValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

function isList<T extends GgufValue>(
  value: GgufValue | undefined,
  is: (each: GgufValue) => each is T,
): value is readonly T[] {
  return isArray(value) && value.every((each) => is(each));
}

function isArray(value: GgufValue | undefined): value is readonly GgufValue[] {
  return Array.isArray(value);
}
