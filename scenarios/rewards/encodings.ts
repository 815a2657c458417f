/**
 * What stands in a text in another code than people read: base64, hexadecimal, binary, character codes, and the escapes of web
 * pages. Encryption, and whatever needs a key or a rule made up on the spot, is not read.
 */

/** Shorter runs are words, codes and numbers. */
const BASE64 = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{8,4096}={0,2}(?![A-Za-z0-9+/_=-])/g;
const HEX = /(?<![\p{L}\p{N}])(?:0x)?[0-9a-f]{2}(?:[\s:,-]?(?:0x)?[0-9a-f]{2}){4,}(?![\p{L}\p{N}])/giu;
const BINARY = /(?<![\p{L}\p{N}])[01]{7,8}(?:[\s,]?[01]{7,8}){3,}(?![\p{L}\p{N}])/gu;
/** Character codes: `84 82 57 55`. */
const CODES = /(?<![\p{L}\p{N}])\d{2,3}(?:[\s,;-]{1,2}\d{2,3}){3,}(?![\p{L}\p{N}])/gu;
/** `%4C`, `&#76;`, `&#x4C;`, `\u004C`, `\x4C`. */
const ESCAPES = /(?:%[0-9a-f]{2}|&#\d{2,5};|&#x[0-9a-f]{2,4};|\\u[0-9a-f]{4}|\\x[0-9a-f]{2})/gi;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The readable texts that are encoded in a text, one line each. */
export function decoded(text: string): string {
  const found: string[] = [];
  for (const [run] of text.matchAll(BASE64)) found.push(readable(fromBase64(run)));
  if (!/\d|%|&#|\\|[0-9a-f]{10}/i.test(text)) return joined(found);
  for (const [run] of text.matchAll(HEX)) found.push(readable(fromHex(run)));
  for (const [run] of text.matchAll(BINARY)) found.push(readable(fromBinary(run)));
  for (const [run] of text.matchAll(CODES)) found.push(readable((run.match(/\d+/g) ?? []).map(Number)));
  const plain = text.replaceAll(ESCAPES, (one) => String.fromCodePoint(codeOf(one)));
  if (plain !== text) found.push(plain);
  return joined(found);
}

function joined(found: readonly string[]): string {
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

/** Groups of seven or eight, or one long run of eights. */
function fromBinary(run: string): readonly number[] {
  const groups = /[\s,]/.test(run) ? run.split(/[\s,]+/) : (run.match(/.{8}/g) ?? []);
  return groups.map((group) => Number.parseInt(group, 2));
}

function codeOf(escape: string): number {
  const digits = escape.replace(/^(?:%|&#x?|\\[ux])/i, '').replace(';', '');
  return Number.parseInt(digits, /^&#\d/.test(escape) ? 10 : 16);
}

/** Printable text as it is; nothing for bytes that are no text, as those that any ordinary word gives. */
function readable(bytes: readonly number[]): string {
  if (bytes.some((byte) => byte > 255)) return '';
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\s]+$/u.test(text) && !text.includes('\uFFFD') ? text : '';
}
