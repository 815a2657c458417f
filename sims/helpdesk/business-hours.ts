/**
 * Business time: a weekly schedule with holidays, and how much of it lies between two instants. Instants are ms since the epoch,
 * days are UTC calendar days, business time is in ms. Pure.
 */
import { DAY, dayOf, type SimTime } from '@understudy/kernel';

const MINUTE = 60_000;

/** Open from `opensMinute` (included) to `closesMinute` (excluded) of a day, in minutes since midnight, UTC. */
export interface OpenInterval {
  /** 0 is Monday. */
  readonly weekday: number;
  readonly opensMinute: number;
  readonly closesMinute: number;
}

/** A schedule in the form that the arithmetic uses. Made by `businessHours`. */
export interface BusinessHours {
  /** By weekday: disjoint spans in ms since midnight, ascending. */
  readonly week: readonly (readonly Span[])[];
  /** Numbers of the calendar days on which nobody works. */
  readonly holidays: ReadonlySet<number>;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** @throws RangeError for an interval outside a day or a week that is never open. Overlapping intervals count once. */
export function businessHours(
  intervals: readonly OpenInterval[],
  holidays: Iterable<number> = [],
): BusinessHours {
  const week: Span[][] = [[], [], [], [], [], [], []];
  for (const { weekday, opensMinute, closesMinute } of intervals) {
    const spans = week[weekday];
    if (spans === undefined || !(opensMinute >= 0 && opensMinute < closesMinute && closesMinute <= 1440))
      throw new RangeError(
        `business hours: weekday ${weekday}, ${opensMinute} to ${closesMinute} is no interval`,
      );
    spans.push({ from: opensMinute * MINUTE, to: closesMinute * MINUTE });
  }
  if (week.every((spans) => spans.length === 0))
    throw new RangeError('business hours: the week is never open');
  return { week: week.map(merged), holidays: new Set(holidays) };
}

function merged(spans: readonly Span[]): readonly Span[] {
  const disjoint: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = disjoint.at(-1);
    if (last === undefined || span.from > last.to) disjoint.push(span);
    else disjoint[disjoint.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return disjoint;
}

/** The spans of a calendar day, as instants. */
function spansOf(hours: BusinessHours, day: number): readonly Span[] {
  if (hours.holidays.has(day)) return [];
  // Day 0, 1970-01-01, was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7;
  return (hours.week[weekday] ?? []).map(({ from, to }) => ({ from: day * DAY + from, to: day * DAY + to }));
}

/** Business time in [from, to), in ms; 0 where `to` is not after `from`. */
export function businessTimeBetween(hours: BusinessHours, from: SimTime, to: SimTime): number {
  let sum = 0;
  for (let day = dayOf(from); day <= dayOf(to); day += 1) {
    for (const span of spansOf(hours, day))
      sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
  }
  return sum;
}

/**
 * The earliest instant at or after `start` by which `work` ms of business time have passed: the inverse of `businessTimeBetween`.
 * @throws RangeError for a negative or non-finite `work`.
 */
export function afterBusinessTime(hours: BusinessHours, start: SimTime, work: number): SimTime {
  if (!(work >= 0 && Number.isFinite(work)))
    throw new RangeError(`business hours: ${work} ms is no duration`);
  if (work === 0) return start;
  let left = work;
  // Ends: the week is open somewhere and the holidays are finitely many.
  for (let day = dayOf(start); ; day += 1) {
    for (const span of spansOf(hours, day)) {
      const from = Math.max(span.from, start);
      if (from >= span.to) continue;
      if (left <= span.to - from) return from + left;
      left -= span.to - from;
    }
  }
}

/** Whether an instant lies in the schedule. */
export function isOpenAt(hours: BusinessHours, at: SimTime): boolean {
  return spansOf(hours, dayOf(at)).some((span) => span.from <= at && at < span.to);
}
