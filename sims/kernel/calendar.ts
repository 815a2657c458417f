/** Simulated calendar, the same for every system. Days are UTC calendar days, so a figure in days cannot flip while an episode's clock runs. */
import type { SimTime } from './clock.ts';

/** The instant at which every episode opens: 2026-06-15T09:00:00Z. */
export const OPENING_TIME: SimTime = Date.UTC(2026, 5, 15, 9);

/** One day in milliseconds. */
export const DAY = 86_400_000;

/** Number of the UTC calendar day an instant lies in. */
export function dayOf(time: SimTime): number {
  return Math.floor(time / DAY);
}

/** The UTC calendar day of an instant, `YYYY-MM-DD`. */
export function isoDate(time: SimTime): string {
  return new Date(time).toISOString().slice(0, 10);
}
