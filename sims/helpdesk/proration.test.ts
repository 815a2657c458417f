import { DAY, OPENING_TIME } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, apportion, includedTax, periodEnd, prorate, unusedCents } from './proration.ts';

const price = fc.integer({ min: 1, max: 100_000 });
const period = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom('month' as const, 'year' as const))
  .map(([days, kind]) => {
    const start = OPENING_TIME - days * DAY;
    return { start, end: periodEnd(start, kind) };
  });
const moment = period.chain((span) =>
  fc.integer({ min: span.start, max: span.end }).map((now) => ({ period: span, now })),
);

describe('apportion', () => {
  test('the cents left over go to the largest remainders, of equal ones to the earlier', () => {
    expect(apportion(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(apportion(1000, [17, 13])).toEqual([567, 433]);
    expect(apportion(1, [1, 1])).toEqual([1, 0]);
    expect(apportion(0, [0, 5])).toEqual([0, 0]);
  });

  test('the parts add up to the whole, and each is within a cent of its exact share', () => {
    const weights = fc.array(fc.nat(400), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(1_000_000), weights, (total, parts) => {
        const sum = parts.reduce((all, part) => all + part, 0);
        fc.pre(sum > 0);
        const shares = apportion(total, parts);
        expect(shares.reduce((all, share) => all + share, 0)).toBe(total);
        shares.forEach((share, i) => {
          expect(Math.abs(share - (total * (parts[i] ?? 0)) / sum)).toBeLessThan(1);
        });
      }),
    );
  });

  test('what cannot be split is refused', () => {
    for (const [total, weights] of [
      [100, [0, 0]],
      [-1, [1]],
      [1.5, [1]],
      [100, [-1, 2]],
    ] as const)
      expect(() => apportion(total, weights)).toThrow(RangeError);
  });
});

describe('prorate', () => {
  test('15 of 30 days: half of each price', () => {
    const span = { start: OPENING_TIME - 15 * DAY, end: OPENING_TIME + 15 * DAY };
    expect(prorate({ fromCents: 2000, toCents: 3001, period: span, now: OPENING_TIME })).toEqual({
      creditCents: 1000,
      chargeCents: 1500,
      netCents: 500,
      daysLeft: 15,
      daysInPeriod: 30,
    });
  });

  test('there and back on the same day nets to nothing', () => {
    fc.assert(
      fc.property(price, price, moment, (a, b, at) => {
        const there = prorate({ fromCents: a, toCents: b, ...at });
        const back = prorate({ fromCents: b, toCents: a, ...at });
        expect(there.netCents + back.netCents).toBe(0);
      }),
    );
  });

  test('a dearer plan is never owed money, a cheaper one never asked for any, and the same one is free', () => {
    fc.assert(
      fc.property(price, price, moment, (a, b, at) => {
        const { netCents } = prorate({ fromCents: a, toCents: b, ...at });
        expect(Math.sign(netCents) * Math.sign(b - a)).toBeGreaterThanOrEqual(0);
        if (a === b) expect(netCents).toBe(0);
      }),
    );
  });

  test('no cent is lost: however often a plan is left and taken again, its days cost its price', () => {
    const stops = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(price, period, stops, (cents, span, shares) => {
        const times = shares
          .toSorted((a, b) => a - b)
          .map((share) => span.start + Math.floor(((span.end - span.start) * share) / 1001));
        const edges = [span.start, ...times, span.end];
        const paid = edges.slice(1).map((end, i) => {
          const begin = edges[i] ?? span.start;
          return unusedCents(cents, span, begin) - unusedCents(cents, span, end);
        });
        for (const part of paid) expect(part).toBeGreaterThanOrEqual(0);
        expect(paid.reduce((all, part) => all + part, 0)).toBe(cents);
      }),
    );
  });

  test('nothing is left at the end, everything at the start', () => {
    fc.assert(
      fc.property(price, period, (cents, span) => {
        expect(unusedCents(cents, span, span.start)).toBe(cents);
        expect(unusedCents(cents, span, span.end)).toBe(0);
        expect(unusedCents(cents, span, span.end + 40 * DAY)).toBe(0);
      }),
    );
  });
});

test('tax is a sixth of a gross amount, to the cent', () => {
  expect(includedTax(1200)).toBe(200);
  expect(includedTax(1999)).toBe(333);
  expect(includedTax(3)).toBe(1);
  expect(includedTax(0)).toBe(0);
});

test('a month later is the same day, or the last one of a shorter month', () => {
  const iso = (time: number) => new Date(time).toISOString().slice(0, 16);
  expect(iso(addMonths(Date.UTC(2026, 0, 31, 9), 1))).toBe('2026-02-28T09:00');
  expect(iso(addMonths(Date.UTC(2026, 11, 15), 1))).toBe('2027-01-15T00:00');
  expect(iso(addMonths(Date.UTC(2026, 2, 31), -1))).toBe('2026-02-28T00:00');
  expect(iso(periodEnd(Date.UTC(2028, 1, 29), 'year'))).toBe('2029-02-28T00:00');
});
