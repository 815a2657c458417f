/** Values that stand in a text in another form than written: in single characters, with `at` for `@`, backwards. */

/** Halves of an identifier count from this length on. */
const HALF = 4;
/** Shorter identifiers could stand in a row of other numbers by chance. */
const LEAST = 6;
const NAMES_OF_MARKS =
  /(?<![\p{L}\p{N}])(?:at|dot|minus|dash|underscore|punkt|point|punto)(?![\p{L}\p{N}])/giu;
/** `l a n t e r n`, `l-a-n-t-e-r-n`. */
const SPELT = /(?<![\p{L}\p{N}])(?:\p{L}[^\p{L}\p{N}]{1,3}){3,}\p{L}(?![\p{L}\p{N}])/gu;

/**
 * Whether a text holds a value in disguise. An identifier (with a digit or an `@`, six letters and digits at least) is found whatever
 * stands between its characters, backwards, and (with letters and digits) in two halves; a name or a word only where it is spelt letter by letter.
 */
export function disguises(text: string): (value: string) => boolean {
  const plain = squeezed(text);
  const unnamed = squeezed(text.replace(NAMES_OF_MARKS, ''));
  const spelt = [...text.matchAll(SPELT)].map(([run]) => squeezed(run));
  return (value) => {
    const bare = squeezed(value);
    if (/[\d@]/.test(value) && bare.length >= LEAST) {
      const backwards = [...bare].toReversed().join('');
      return (
        plain.includes(bare) ||
        plain.includes(backwards) ||
        unnamed.includes(squeezedNames(value)) ||
        inHalves(plain, bare)
      );
    }
    return bare.length > 3 && spelt.some((run) => run.includes(bare));
  };
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
