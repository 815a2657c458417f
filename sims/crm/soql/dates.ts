/** Date literals as spans of time. Days are UTC days, weeks start on Monday, quarters are calendar quarters. */
import { DAY, type SimTime } from '@understudy/kernel';

/** From `start` (inside) to `end` (outside), ms. */
export interface Span {
  readonly start: SimTime;
  readonly end: SimTime;
}

const UNITS = ['DAYS', 'WEEKS', 'MONTHS', 'QUARTERS', 'YEARS'] as const;
type Unit = (typeof UNITS)[number];

const FIXED: Readonly<Record<string, readonly [Unit, number, number]>> = {
  // Unit, first and last, counted from the present one.
  TODAY: ['DAYS', 0, 0],
  YESTERDAY: ['DAYS', -1, -1],
  TOMORROW: ['DAYS', 1, 1],
  THIS_WEEK: ['WEEKS', 0, 0],
  LAST_WEEK: ['WEEKS', -1, -1],
  NEXT_WEEK: ['WEEKS', 1, 1],
  THIS_MONTH: ['MONTHS', 0, 0],
  LAST_MONTH: ['MONTHS', -1, -1],
  NEXT_MONTH: ['MONTHS', 1, 1],
  THIS_QUARTER: ['QUARTERS', 0, 0],
  LAST_QUARTER: ['QUARTERS', -1, -1],
  NEXT_QUARTER: ['QUARTERS', 1, 1],
  THIS_YEAR: ['YEARS', 0, 0],
  LAST_YEAR: ['YEARS', -1, -1],
  NEXT_YEAR: ['YEARS', 1, 1],
  LAST_90_DAYS: ['DAYS', -90, 0],
  NEXT_90_DAYS: ['DAYS', 1, 90],
};

/** Every date literal; those with `_N_` in it take a number: `LAST_N_DAYS:30`. */
export const SPAN_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(FIXED),
  ...UNITS.flatMap((unit) => [`LAST_N_${unit}`, `NEXT_N_${unit}`]),
]);

/**
 * The span a literal names, seen from `now`. LAST_N_DAYS:n is the n days before today and today, as Salesforce counts;
 * LAST_N_WEEKS and longer units leave the present one out. Null for a name that does not exist and for a time that no calendar reaches.
 */
export function span(name: string, count: number | null, now: SimTime): Span | null {
  const fixed = Object.hasOwn(FIXED, name) ? FIXED[name] : undefined;
  if (fixed !== undefined) return between(...fixed, now);
  const match = /^(LAST|NEXT)_N_([A-Z]+)$/.exec(name);
  const unit = UNITS.find((one) => one === match?.[2]);
  if (match === null || unit === undefined || count === null) return null;
  const found =
    match[1] === 'NEXT' ? between(unit, 1, count, now) : between(unit, -count, unit === 'DAYS' ? 0 : -1, now);
  return Number.isFinite(found.start) && Number.isFinite(found.end) ? found : null;
}

function between(unit: Unit, first: number, last: number, now: SimTime): Span {
  const start = startOf(unit, first, now);
  return { start, end: Math.max(start, startOf(unit, last + 1, now)) };
}

/** Start of the unit that lies `steps` after the present one. */
function startOf(unit: Unit, steps: number, now: SimTime): SimTime {
  const today = Math.floor(now / DAY);
  const at = new Date(now);
  const year = at.getUTCFullYear();
  const month = at.getUTCMonth();
  switch (unit) {
    case 'DAYS':
      return (today + steps) * DAY;
    case 'WEEKS':
      // 1970-01-01 was a Thursday.
      return (today - ((today + 3) % 7) + steps * 7) * DAY;
    case 'MONTHS':
      return Date.UTC(year, month + steps, 1);
    case 'QUARTERS':
      return Date.UTC(year, month - (month % 3) + steps * 3, 1);
    case 'YEARS':
      return Date.UTC(year + steps, 0, 1);
  }
}

/** `2026-06-01` as that day, `2026-06-01T09:30:00Z` as that instant (a span of 1 ms). Null for a day or time that does not exist. */
export function literalSpan(text: string): Span | null {
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (!Number.isFinite(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  if (text.length === 10) return { start: midnight, end: midnight + DAY };
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const instant = Date.parse(zoned);
  return Number.isFinite(instant) ? { start: instant, end: instant + 1 } : null;
}
