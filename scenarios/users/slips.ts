/** Slips of the pen: what hurried or unpractised people do to words. Facts, figures and addresses stay as they are. */
import type { Rng } from '@understudy/kernel';

/** The share of words that somebody who cannot write at all gets wrong. */
const WORST = 0.35;

/**
 * A line as somebody of this literacy (0..1) writes it: letters swapped, lost or doubled, no capital at the start, no full stop at the
 * end. Text that belongs to one of `keep` is not touched, and no figure ever is.
 */
export function withSlips(line: string, keep: readonly string[], literacy: number, rng: Rng): string {
  if (literacy >= 1) return line;
  const slip = 1 - literacy;
  const kept = spans(line, keep);
  const words = [...line.matchAll(/\p{L}+/gu)];
  let text = '';
  let at = 0;
  for (const match of words) {
    const [word] = match;
    const end = match.index + word.length;
    text += line.slice(at, match.index);
    at = end;
    const free =
      !kept.some(([from, to]) => match.index < to && end > from) && !inCode(line, match.index, end);
    text += free && word.length > 3 && rng.chance(slip * WORST) ? misspelt(word, rng) : word;
  }
  text += line.slice(at);
  const [first] = kept;
  const startsFree = first === undefined || first[0] > 0;
  const lazyStart = rng.chance(slip) && startsFree && !inCode(line, 0, 1);
  const lazyEnd = rng.chance(slip);
  const begun = lazyStart ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  return lazyEnd ? begun.replace(/\.$/, '') : begun;
}

/** Where the kept texts stand in the line. */
function spans(line: string, keep: readonly string[]): readonly (readonly [number, number])[] {
  const low = line.toLowerCase();
  return keep
    .filter((text) => text !== '')
    .flatMap((text) => {
      const found: [number, number][] = [];
      const needle = text.toLowerCase();
      for (let at = low.indexOf(needle); at !== -1; at = low.indexOf(needle, at + 1))
        found.push([at, at + needle.length]);
      return found;
    })
    .sort(([left], [right]) => left - right);
}

/** Part of something that is no plain word: an address, a number with letters, a name with a hyphen in it. */
function inCode(line: string, from: number, to: number): boolean {
  const token = /[^\s]*$/.exec(line.slice(0, from))?.[0] ?? '';
  const rest = /^[^\s]*/.exec(line.slice(to))?.[0] ?? '';
  return /[\d@_/-]/.test(token + rest);
}

/** One inner letter lost, doubled, or swapped with its neighbour. */
function misspelt(word: string, rng: Rng): string {
  const letters = [...word];
  const i = rng.int(1, letters.length - 3);
  const [left = '', right = ''] = letters.slice(i, i + 2);
  const inner = rng.pick([[right, left], [right], [left, left, right]]);
  return [...letters.slice(0, i), ...inner, ...letters.slice(i + 2)].join('');
}
