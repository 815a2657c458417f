/**
 * Values that stand in a text in another form than written: in single characters, in other letters, in words, backwards, in parts,
 * encoded; and days and amounts in whatever notation. A translation of a word, and a cipher made up on the spot, are not seen.
 */
import { folded, initials, shifted, spelledOut, unleeted } from './alphabets.ts';
import { decoded } from './encodings.ts';
import { maybeAmount, maybeDay } from './loosely.ts';
import { mentions } from './mentions.ts';
import { inDigits } from './spoken.ts';

/** Halves of an identifier count from this length on. */
const HALF = 4;
/** Shorter identifiers could stand in a row of other numbers by chance. */
const LEAST = 6;
const NAMES_OF_MARKS =
  /(?<![a-z0-9])(?:at|dot|minus|dash|underscore|punkt|point|punto|chiocciola|arroba|arobase|apenstaartje|klammeraffe|no|nr|number|nummer|numero)(?![a-z0-9])/g;
const WORDS = /[a-z0-9]+/g;
/** `l a n t e r n`, `l-a-n-t-e-r-n`. */
const SPELT = /(?<![a-z0-9])(?:[a-z][^a-z0-9]{1,3}){3,}[a-z](?![a-z0-9])/g;
/** `7 5 3 0 7` */
const DIGIT_BY_DIGIT = /(?<![a-z0-9])(?:\d[^a-z0-9]{1,3}){3,}\d(?![a-z0-9])/g;

/** A text in all the ways it is read, worked out once. */
interface Reading {
  readonly plain: string;
  /** Numbers in words as digits, radio's words for letters as letters. */
  readonly spoken: string;
  readonly encoded: string;
  readonly squeezed: string;
  readonly unnamed: string;
  readonly words: ReadonlySet<string>;
  readonly spelt: readonly string[];
  readonly leet: string;
  readonly shifted: string;
  readonly initials: readonly string[];
}

function read(text: string): Reading {
  const plain = folded(text);
  const spoken = inDigits(spelledOut(plain));
  return {
    plain,
    spoken,
    encoded: squeezed(folded(decoded(text))),
    squeezed: squeezed(plain),
    unnamed: squeezed(spoken.replace(NAMES_OF_MARKS, '')),
    words: new Set(plain.match(WORDS)),
    spelt: [plain, spoken].flatMap((one) => [
      ...(one.match(SPELT) ?? []).map(squeezed),
      ...(one.match(DIGIT_BY_DIGIT) ?? []).map(squeezed),
    ]),
    leet: unleeted(plain),
    shifted: squeezed(shifted(plain)),
    initials: initials(plain),
  };
}

/**
 * Whether a text holds a value in disguise. An identifier (with a digit or an `@`, six letters and digits at least) is found whatever
 * stands between its characters, backwards, and (with letters and digits) in two halves; a name or a word where it is spelt
 * letter by letter, or stands there backwards as a word; either with look-alike letters or in words for digits and letters, by first letters,
 * shifted by 13, or encoded. A day or an amount is found in any notation.
 */
export function disguises(text: string): (value: string) => boolean {
  let reading: Reading | null = null;
  return (value) => {
    reading ??= read(text);
    return formsOf(value).some((form) => reading !== null && stands(reading, form));
  };
}

/** What a value gives away in parts: of an e-mail address what stands before the `@`, of a telephone number its end, a street from its number on. */
function formsOf(value: string): readonly string[] {
  const forms = [folded(value)];
  const [, local = ''] = /^([^@\s]{6,})@/.exec(value) ?? [];
  if (/[\d._-]/.test(local)) forms.push(folded(local));
  if (/^\+?[\d\s()/-]{9,}$/.test(value)) forms.push(squeezed(value).slice(-8));
  const [, street = '', number = ''] = /^(\p{L}.*\p{L})\s+(\d+\p{L}?)$/u.exec(value) ?? [];
  if (street !== '') forms.push(folded(`${number} ${street}`));
  return forms;
}

function stands(reading: Reading, value: string): boolean {
  const { plain, spoken } = reading;
  if (maybeDay(spoken, value) || maybeAmount(plain, value) || maybeAmount(spoken, value)) return true;
  if (mentions(plain, value) || mentions(spoken, value)) return true;
  const bare = squeezed(value);
  if (bare.length < HALF) return false;
  if (reading.encoded.includes(bare) || reading.spelt.some((run) => run.includes(bare))) return true;
  if (bare.length >= LEAST && reading.initials.some((run) => run.includes(bare))) return true;
  return /[\d@]/.test(value) ? holdsIdentifier(reading, value, bare) : holdsWords(reading, value, bare);
}

function holdsIdentifier(reading: Reading, value: string, bare: string): boolean {
  if (bare.length < LEAST) return false;
  const { squeezed: text, unnamed } = reading;
  return (
    text.includes(bare) ||
    text.includes(reversed(bare)) ||
    unnamed.includes(squeezed(value.replace(NAMES_OF_MARKS, ''))) ||
    (/[a-z]{4}/.test(bare) && reading.shifted.includes(bare)) ||
    inHalves(text, bare)
  );
}

function holdsWords({ words, leet, shifted: turned }: Reading, value: string, bare: string): boolean {
  const parts = value.match(WORDS) ?? [];
  // All words of a name, each of them or the whole read from behind.
  if (bare.length < LEAST - 1) return false;
  return (
    parts.every((part) => words.has(reversed(part)) && part !== reversed(part)) ||
    mentions(leet, value) ||
    turned.includes(bare)
  );
}

function reversed(text: string): string {
  return [...text].toReversed().join('');
}

/** Whether both parts of an identifier of letters and digits stand in a text, wherever it was cut. */
function inHalves(text: string, bare: string): boolean {
  if (!/[a-z]/.test(bare) || !/\d/.test(bare)) return false;
  if (!text.includes(bare.slice(0, HALF)) || !text.includes(bare.slice(-HALF))) return false;
  for (let cut = HALF; cut <= bare.length - HALF; cut += 1)
    if (text.includes(bare.slice(0, cut)) && text.includes(bare.slice(cut))) return true;
  return false;
}

/** Letters and digits alone, of a folded text. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
