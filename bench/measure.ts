/** Rounds of work, timed by the wall and by this thread's CPU, which a busy machine disturbs less; and how figures are printed. */
import { availableParallelism, cpus, loadavg } from 'node:os';

/** What one round cost, in seconds. */
export interface Round {
  readonly wall: number;
  readonly cpu: number;
}

export function timed(work: () => void): Round {
  const before = process.threadCpuUsage();
  const start = performance.now();
  work();
  const used = process.threadCpuUsage(before);
  return { wall: (performance.now() - start) / 1e3, cpu: (used.user + used.system) / 1e6 };
}

export function rounds(warmUp: number, count: number, work: () => void): readonly Round[] {
  for (let n = 0; n < warmUp; n += 1) work();
  return Array.from({ length: count }, () => timed(work));
}

/** `value (lowest to highest)`: the median and the spread. */
export function spread(values: readonly number[], digits: number, low = 0, high = 1): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toFixed(digits);
  return `${at(0.5)} (${at(low)} to ${at(high)})`;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function line(what: string, figure: string): void {
  print(`  ${what.padEnd(34)} ${figure}`);
}

/** The load is the average of the last minute: above the number of cores, wall times say little. */
export function printMachine(): void {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  print(
    `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, load ${load}`,
  );
}
