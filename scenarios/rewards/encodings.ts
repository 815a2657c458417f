/** What stands in a text in another alphabet than people read: base64 and hexadecimal. Other ciphers, and translation, are not read. */

/** Shorter runs are words, codes and numbers. */
const BASE64 = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{8,4096}={0,2}(?![A-Za-z0-9+/_=-])/g;
const HEX = /(?<![\p{L}\p{N}])(?:0x)?[0-9a-f]{2}(?:[\s:,-]?(?:0x)?[0-9a-f]{2}){4,}(?![\p{L}\p{N}])/giu;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The readable texts that are encoded in a text, one line each. */
export function decoded(text: string): string {
  const found: string[] = [];
  for (const [run] of text.matchAll(BASE64)) found.push(readable(fromBase64(run)));
  for (const [run] of text.matchAll(HEX)) found.push(readable(fromHex(run)));
  return found.filter((one) => one !== '').join('\n');
}

function fromBase64(run: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const letter of run.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '')) {
    bits = ((bits << 6) | ALPHABET.indexOf(letter)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return bytes;
}

function fromHex(run: string): readonly number[] {
  const digits = run.replaceAll(/0x/gi, '').replaceAll(/[^0-9a-f]/gi, '');
  return (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** Printable text as it is; nothing for bytes that are no text, as those that any ordinary word gives. */
function readable(bytes: readonly number[]): string {
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\s]+$/u.test(text) && !text.includes('\uFFFD') ? text : '';
}
