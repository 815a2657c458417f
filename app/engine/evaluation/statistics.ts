/** The formulas behind every figure of an evaluation. Pure; each names its source. */

export interface Interval {
  /** The observed rate, 0..1. */
  readonly rate: number;
  /** The 95% interval's ends, 0..1, low <= rate <= high. */
  readonly low: number;
  readonly high: number;
}

/** One task's samples: `n` judged ones, of which `c` passed. */
export interface Trials {
  readonly n: number;
  readonly c: number;
}

/** The 97.5% quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * Wilson's score interval, 95% (E. B. Wilson 1927; Brown, Cai and DasGupta 2001). `n` may be fractional: an effective number of
 * trials. Throws RangeError unless n > 0 and 0 <= rate <= 1.
 */
export function wilson(rate: number, n: number): Interval {
  if (!(n > 0) || !(rate >= 0 && rate <= 1))
    throw new RangeError(`No interval for a rate of ${rate} over ${n} trials.`);
  const scale = 1 + z ** 2 / n;
  const centre = (rate + z ** 2 / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / n + z ** 2 / (4 * n ** 2));
  // At a rate of 0 or 1 the end is exactly there; rounding must not move it to the other side of the rate.
  return { rate, low: clamp(centre - half, 0, rate), high: clamp(centre + half, rate, 1) };
}

/**
 * The rate over all samples of all tasks with its Wilson interval; null without a judged sample. Samples of one task are alike,
 * so the interval is taken for the effective number of samples n·p(1-p)/(n·Var), with Var the variance of the rate clustered by
 * task (E. Miller, "Adding Error Bars to Evals", arXiv 2411.00640, on clustered standard errors), kept between the number of tasks and that of
 * samples. With one sample a task it is Wilson's interval itself.
 */
export function clusteredRate(tasks: readonly Trials[]): Interval | null {
  const judged = tasks.filter((task) => task.n > 0);
  const n = sum(judged.map((task) => task.n));
  if (n === 0) return null;
  const rate = sum(judged.map((task) => task.c)) / n;
  const variance = sum(judged.map((task) => (task.c - rate * task.n) ** 2)) / n ** 2;
  const effective = variance === 0 ? judged.length : (rate * (1 - rate)) / variance;
  return wilson(rate, clamp(effective, judged.length, n));
}

/** pass@k of one task, unbiased: 1 - C(n-c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374, section 2.1). Null when n < k. */
export function passAtK({ n, c }: Trials, k: number): number | null {
  return n < k ? null : 1 - chooseRatio(n - c, n, k);
}

/** pass^k of one task, unbiased: C(c, k) / C(n, k) (τ-bench, arXiv 2406.12045, section 3). Null when n < k. */
export function passHatK({ n, c }: Trials, k: number): number | null {
  return n < k ? null : chooseRatio(c, n, k);
}

/** The mean over those tasks that have at least k judged samples; null when none has. */
export function meanOverTasks(
  tasks: readonly Trials[],
  measure: (task: Trials) => number | null,
): number | null {
  return mean(tasks.map(measure).filter((value) => value !== null));
}

/** The smallest value that at least `share` (0..1) of the values do not exceed (nearest rank); null without values. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/**
 * The difference after - before with its 95% interval: Newcombe's hybrid score interval (R. G. Newcombe 1998, method 10). It takes
 * the two as independent, which for the same tasks played twice is cautious.
 */
export function difference(before: Interval, after: Interval): { gain: number; low: number; high: number } {
  const gain = after.rate - before.rate;
  return {
    gain,
    low: gain - Math.hypot(after.rate - after.low, before.high - before.rate),
    high: gain + Math.hypot(after.high - after.rate, before.rate - before.low),
  };
}

/**
 * The mean over tasks of each task's own gain, after - before, with its 95% interval: what tasks have in common falls out, so it is
 * narrower than `difference` (E. Miller, arXiv 2411.00640, on paired comparisons). Normal: meant for some dozens of tasks. Tasks without
 * a judged sample on either side are left out; null when fewer than two are left.
 */
export function pairedDifference(
  tasks: readonly { readonly before: Trials; readonly after: Trials }[],
): { gain: number; low: number; high: number } | null {
  const gains = tasks
    .filter(({ before, after }) => before.n > 0 && after.n > 0)
    .map(({ before, after }) => after.c / after.n - before.c / before.n);
  const gain = mean(gains);
  if (gain === null || gains.length < 2) return null;
  const variance = sum(gains.map((one) => (one - gain) ** 2)) / (gains.length - 1);
  const half = z * Math.sqrt(variance / gains.length);
  return { gain, low: gain - half, high: gain + half };
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** C(a, k) / C(n, k) for a <= n, as a product: the binomials themselves overflow. */
function chooseRatio(a: number, n: number, k: number): number {
  let ratio = 1;
  for (let i = 0; i < k; i += 1) ratio *= Math.max(0, a - i) / (n - i);
  return ratio;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
