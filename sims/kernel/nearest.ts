/** Names close to a mistyped one, for hints. */

/** At most `count` of the names, nearest first, none further away than half its length (at least 2 edits). */
export function nearest(name: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = normal(name);
  return names
    .map((candidate) => ({ candidate, distance: distance(wanted, normal(candidate)) }))
    .filter(({ candidate, distance: far }) => far <= Math.max(2, candidate.length / 2))
    .sort((left, right) => left.distance - right.distance || (left.candidate < right.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** Longer names than any tool has cost time for nothing. */
const LONGEST = 80;

function normal(name: string): string {
  return name
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** Levenshtein's edit distance; a name that contains the other counts as one edit away. */
function distance(left: string, right: string): number {
  if (left === right) return 0;
  if (left.length > 2 && right.length > 2 && (left.includes(right) || right.includes(left))) return 1;
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
