/** Values that stand in a text in another form than written: in single characters, with `at` for `@`, backwards, encoded. */
import { decoded } from './encodings.ts';

/** Halves of an identifier count from this length on. */
const HALF = 4;
/** Shorter identifiers could stand in a row of other numbers by chance. */
const LEAST = 6;
const NAMES_OF_MARKS =
  /(?<![\p{L}\p{N}])(?:at|dot|minus|dash|underscore|punkt|point|punto)(?![\p{L}\p{N}])/giu;
const WORDS = /[\p{L}\p{N}]+/gu;
/** `l a n t e r n`, `l-a-n-t-e-r-n`. */
const SPELT = /(?<![\p{L}\p{N}])(?:\p{L}[^\p{L}\p{N}]{1,3}){3,}\p{L}(?![\p{L}\p{N}])/gu;

/**
 * Whether a text holds a value in disguise. An identifier (with a digit or an `@`, six letters and digits at least) is found whatever
 * stands between its characters, backwards, and (with letters and digits) in two halves; a name or a word
 * only where it is spelt letter by letter, or stands there backwards as a word. Both are looked for in what is encoded, too.
 */
export function disguises(text: string): (value: string) => boolean {
  const hidden = decoded(text);
  const encoded = hidden === '' ? null : squeezed(hidden);
  const plain = squeezed(text);
  const words = new Set(text.toLowerCase().match(WORDS));
  const unnamed = squeezed(text.replace(NAMES_OF_MARKS, ''));
  const spelt = [...text.matchAll(SPELT)].map(([run]) => squeezed(run));
  return (value) => {
    const bare = squeezed(value);
    if (encoded !== null && bare.length >= HALF && encoded.includes(bare)) return true;
    if (/[\d@]/.test(value) && bare.length >= LEAST) {
      return (
        plain.includes(bare) ||
        plain.includes(reversed(bare)) ||
        unnamed.includes(squeezedNames(value)) ||
        inHalves(plain, bare)
      );
    }
    if (bare.length > 3 && spelt.some((run) => run.includes(bare))) return true;
    // All words of a name, each of them or the whole read from behind.
    const parts = value.toLowerCase().match(WORDS) ?? [];
    return (
      bare.length >= LEAST - 1 && parts.every((part) => words.has(reversed(part)) && part !== reversed(part))
    );
  };
}

function reversed(text: string): string {
  return [...text].toReversed().join('');
}

/** Whether both parts of an identifier of letters and digits stand in a text, wherever it was cut. */
function inHalves(text: string, bare: string): boolean {
  if (!/\p{L}/u.test(bare) || !/\d/.test(bare)) return false;
  if (!text.includes(bare.slice(0, HALF)) || !text.includes(bare.slice(-HALF))) return false;
  for (let cut = HALF; cut <= bare.length - HALF; cut += 1)
    if (text.includes(bare.slice(0, cut)) && text.includes(bare.slice(cut))) return true;
  return false;
}

/** Letters and digits alone, in small letters. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function squeezedNames(value: string): string {
  return squeezed(value.replace(NAMES_OF_MARKS, ''));
}
