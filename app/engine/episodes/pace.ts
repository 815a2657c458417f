/** How fast a model plays here, from episodes that it played. */

/** Milliseconds without an episode after which nobody was playing. */
const PAUSE_MS = 60_000;
/** Fewer say too little. */
const ENOUGH = 8;

/**
 * Episodes a second, from the times (milliseconds) at which those of one run were finished, pauses left out. Null where there are too few.
 */
export function paceOf(finishedAt: readonly number[]): number | null {
  const times = finishedAt.toSorted((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const played = gaps.filter((gap) => gap <= PAUSE_MS);
  const seconds = played.reduce((sum, gap) => sum + gap, 0) / 1000;
  return played.length < ENOUGH || seconds <= 0 ? null : played.length / seconds;
}
