/**
 * Token ids as text, from a model file's vocabulary alone: to show what a model saw and wrote, nothing has to be loaded. Byte-level BPE
 * writes each byte as a printable character (A. Radford et al., GPT-2's encoder.py, `bytes_to_unicode`); SentencePiece writes a space as ▁ and
 * a lone byte as <0xNN>.
 */
import { TOKEN_TYPE, type GgufModel } from './gguf.ts';

export interface TokenText {
  readonly id: number;
  /** Bytes that are no whole character appear as U+FFFD. */
  readonly text: string;
  /** It marks structure, such as the end of a message, and is never text. */
  readonly control: boolean;
}

export interface TokenReader {
  /** One after the other. Ids that the vocabulary does not have appear as `[id]`. */
  each(ids: readonly number[]): readonly TokenText[];
  /** As one text, characters of several tokens put together again. */
  text(ids: readonly number[]): string;
}

export function createTokenReader(
  model: Pick<GgufModel, 'tokenizer' | 'vocabulary' | 'tokenTypes'>,
): TokenReader {
  const bytesOf = (id: number): readonly number[] => {
    const token = model.vocabulary[id];
    const type = model.tokenTypes[id];
    if (token === undefined) return utf8(`[${String(id)}]`);
    if (type === TOKEN_TYPE.control || type === TOKEN_TYPE.userDefined) return utf8(token);
    if (model.tokenizer === 'gpt2') return fromByteLevel(token);
    const byte = type === TOKEN_TYPE.byte ? /^<0x([0-9A-F]{2})>$/i.exec(token)?.[1] : undefined;
    return byte === undefined ? utf8(token.replaceAll('▁', ' ')) : [Number.parseInt(byte, 16)];
  };
  const decode = (bytes: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(bytes));
  return {
    each: (ids) =>
      ids.map((id) => ({
        id,
        text: decode(bytesOf(id)),
        control: model.tokenTypes[id] === TOKEN_TYPE.control,
      })),
    text: (ids) => decode(ids.flatMap(bytesOf)),
  };
}

function utf8(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}

function fromByteLevel(token: string): readonly number[] {
  return [...token].flatMap((character) => byteLevel.get(character) ?? utf8(character));
}

/** Printable Latin-1 characters stand for their own byte; the other bytes are numbered from U+0100 on, in order. */
const byteLevel: ReadonlyMap<string, number> = new Map(byteCharacters());

function byteCharacters(): [string, number][] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte): [string, number] => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return [String.fromCharCode(printable ? byte : next++), byte];
  });
}
