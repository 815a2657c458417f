/**
 * Exact money for what is billed by the day. Amounts are whole cents; shares are rounded by the largest remainder (Hamilton's
 * method: every share gets its floor, the cents left over go to the largest remainders), so that they always add up to the
 * whole. Days are UTC calendar days: a period [start, end) has dayOf(end) - dayOf(start) of them, and the day of a change
 * belongs to the new plan.
 */
import { DAY, dayOf, type SimTime } from '@understudy/kernel';

/** Value-added tax that every price contains, in hundredths of a percent: 20 %. */
export const TAX_BASIS_POINTS = 2000;

/**
 * Splits `total` cents in proportion to the weights; the parts add up to `total`. Of equal remainders the earlier gets the cent.
 * Throws RangeError unless `total` is a whole number from 0, the weights are whole numbers from 0, and their sum is above 0.
 */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const whole = [total, ...weights].every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!whole || sum <= 0 || !Number.isSafeInteger(total * sum))
    throw new RangeError(`cannot split ${total} by ${weights.join(':')}`);
  const shares = weights.map((weight, index) => ({
    index,
    floor: Math.floor((total * weight) / sum),
    remainder: (total * weight) % sum,
  }));
  const left = total - shares.reduce((all, share) => all + share.floor, 0);
  const lucky = new Set(
    shares
      .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
      .slice(0, left)
      .map((share) => share.index),
  );
  return shares.map((share) => share.floor + (lucky.has(share.index) ? 1 : 0));
}

export interface Period {
  readonly start: SimTime;
  readonly end: SimTime;
}

/** Whole days of a period, and how many of them are left at `now`, the day of `now` included; 0 after the end. */
export function daysLeft(period: Period, now: SimTime): { readonly left: number; readonly of: number } {
  const of = dayOf(period.end) - dayOf(period.start);
  const left = Math.min(of, Math.max(0, dayOf(period.end) - dayOf(now)));
  return { left, of };
}

/** The part of a price, in cents, that pays for the days of the period from `now` on. The used and the unused part add up to it. */
export function unusedCents(priceCents: number, period: Period, now: SimTime): number {
  const { left, of } = daysLeft(period, now);
  return apportion(priceCents, [of - left, left])[1] ?? 0;
}

export interface Proration {
  /** Given back for the unused days of the old plan. */
  readonly creditCents: number;
  /** Asked for the same days of the new one. */
  readonly chargeCents: number;
  /** Charge less credit: above 0 the customer pays, below 0 the customer is owed. */
  readonly netCents: number;
  readonly daysLeft: number;
  readonly daysInPeriod: number;
}

/** What a change from one price to another costs for the rest of the period. */
export function prorate(change: {
  readonly fromCents: number;
  readonly toCents: number;
  readonly period: Period;
  readonly now: SimTime;
}): Proration {
  const { fromCents, toCents, period, now } = change;
  const creditCents = unusedCents(fromCents, period, now);
  const chargeCents = unusedCents(toCents, period, now);
  const { left, of } = daysLeft(period, now);
  return {
    creditCents,
    chargeCents,
    netCents: chargeCents - creditCents,
    daysLeft: left,
    daysInPeriod: of,
  };
}

/** The tax contained in a gross amount of cents, half a cent rounded up. */
export function includedTax(grossCents: number): number {
  const whole = 10_000 + TAX_BASIS_POINTS;
  return Math.floor((2 * grossCents * TAX_BASIS_POINTS + whole) / (2 * whole));
}

/** The same time of day `months` calendar months later; where that month has no such day, its last day. `months` may be negative. */
export function addMonths(time: SimTime, months: number): SimTime {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay));
  return midnight + (time - dayOf(time) * DAY);
}

/** The end of a billing period that starts at `start`. */
export function periodEnd(start: SimTime, period: 'month' | 'year'): SimTime {
  return addMonths(start, period === 'month' ? 1 : 12);
}
