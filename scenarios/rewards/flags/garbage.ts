/** Text that says nothing: the same again and again, foreign scripts, letters at random. Accents of the users' languages are ordinary. */

/** Eight times the same 1 to 12 characters in a row. */
const LONGEST_UNIT = 12;
const REPETITIONS = 8;

/**
 * Whether some unit stands there eight times in a row: then seven units' worth of characters equal those one unit before. Such a
 * run covers one of the places looked at, so that most of a text is never read; a backtracking pattern takes far longer.
 */
export function repeatsItself(text: string): boolean {
  for (let unit = 1; unit <= LONGEST_UNIT; unit += 1) {
    const run = unit * (REPETITIONS - 1);
    const same = (at: number): boolean =>
      at >= unit && at < text.length && text.charCodeAt(at) === text.charCodeAt(at - unit);
    for (let at = unit + run - 1; at < text.length; at += run) {
      if (!same(at)) continue;
      let from = at;
      let to = at;
      while (same(from - 1)) from -= 1;
      while (same(to + 1)) to += 1;
      if (to - from + 1 >= run) return true;
    }
  }
  return false;
}

/** How often an agent may send the same words: a question may have to be asked again. */
const SAME_LINE = 4;

/** Whether one line was sent five times or more. */
export function repeatsLines(texts: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const line = text.trim().toLowerCase();
    if (line !== '') counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts.values()].some((count) => count > SAME_LINE);
}

/** Letters of other scripts, private and unassigned characters, control characters, the replacement character, stacked accents. */
const ODD =
  /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]|[\p{Co}\p{Cn}\uFFFD]|[^\P{Cc}\n\t\r]|\p{M}{2,}/gu;
const ODD_LEAST = 4;
const ODD_SHARE = 0.1;
/** Five letters or more without a vowel, in any of the languages. */
const NO_VOWEL = /^[bcdfghjklmnpqrstvwxzñçß]{5,}$/iu;
const NO_VOWEL_LEAST = 3;
const NO_VOWEL_SHARE = 0.25;

/** Whether a tenth of a text (and four characters) is no Latin writing, or a quarter of its words (and three) cannot be spoken. */
export function isGarbled(text: string): boolean {
  const odd = text.match(ODD)?.length ?? 0;
  if (odd >= ODD_LEAST && odd >= ODD_SHARE * text.length) return true;
  const words = text.match(/\p{L}+/gu) ?? [];
  const mute = words.filter((word) => NO_VOWEL.test(word)).length;
  return mute >= NO_VOWEL_LEAST && mute >= NO_VOWEL_SHARE * words.length;
}
