import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clusteredRate,
  difference,
  pairedDifference,
  passAtK,
  passHatK,
  percentile,
  wilson,
} from './statistics.ts';

const trials = fc
  .integer({ min: 1, max: 12 })
  .chain((n) => fc.record({ n: fc.constant(n), c: fc.integer({ min: 0, max: n }) }));

/** All ways to take k of the samples: what pass@k and pass^k are the averages over. */
function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n }, (_, last) => subsets(last, k - 1).map((rest) => [...rest, last])).flat();
}

describe('Wilson interval', () => {
  test('gives the published ends', () => {
    // Brown, Cai and DasGupta 2001 and common tables: 15 of 50, and none of 10.
    const some = wilson(15 / 50, 50);
    expect(some.low).toBeCloseTo(0.191, 3);
    expect(some.high).toBeCloseTo(0.4375, 3);
    const none = wilson(0, 10);
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(0.2775, 4);
  });

  test('lies within 0..1, holds the rate, mirrors, and narrows with more trials', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 1e5, noNaN: true }),
        (rate, n) => {
          const { low, high } = wilson(rate, n);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(rate);
          expect(high).toBeGreaterThanOrEqual(rate);
          const mirrored = wilson(1 - rate, n);
          expect(mirrored.low).toBeCloseTo(1 - high, 9);
          const more = wilson(rate, n * 2);
          expect(more.high - more.low).toBeLessThan(high - low);
        },
      ),
    );
  });

  test('refuses what is no sample', () => {
    expect(() => wilson(0.5, 0)).toThrow(RangeError);
    expect(() => wilson(1.5, 10)).toThrow(RangeError);
  });
});

describe('rate clustered by task', () => {
  test('with one sample a task it is the plain Wilson interval', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (outcomes) => {
        const rate = outcomes.filter(Boolean).length / outcomes.length;
        const found = clusteredRate(outcomes.map((passed) => ({ n: 1, c: Number(passed) })));
        const plain = wilson(rate, outcomes.length);
        expect(found?.low).toBeCloseTo(plain.low, 9);
        expect(found?.high).toBeCloseTo(plain.high, 9);
      }),
    );
  });

  test('samples that always agree count as one; the interval is never narrower than for independent ones', () => {
    const tasks = (n: number) => Array.from({ length: 20 }, (_, index) => ({ n, c: index < 6 ? n : 0 }));
    const four = clusteredRate(tasks(4));
    const one = clusteredRate(tasks(1));
    expect(four?.low).toBeCloseTo(one?.low ?? NaN, 9);
    expect(four?.high).toBeCloseTo(one?.high ?? NaN, 9);
    fc.assert(
      fc.property(fc.array(trials, { minLength: 1, maxLength: 20 }), (list) => {
        const found = clusteredRate(list);
        const n = list.reduce((sum, task) => sum + task.n, 0);
        const plain = wilson(found?.rate ?? NaN, n);
        expect(found?.low).toBeLessThanOrEqual(plain.low + 1e-9);
        expect(found?.high).toBeGreaterThanOrEqual(plain.high - 1e-9);
      }),
    );
  });

  test('says nothing where nothing was judged', () => {
    expect(clusteredRate([])).toBe(null);
    expect(clusteredRate([{ n: 0, c: 0 }])).toBe(null);
  });
});

describe('pass@k and pass^k', () => {
  test('are the averages over all choices of k samples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.nat(8),
        fc.integer({ min: 1, max: 8 }),
        (n, passes, k) => {
          const c = Math.min(n, passes);
          if (k > n) {
            expect(passAtK({ n, c }, k)).toBe(null);
            expect(passHatK({ n, c }, k)).toBe(null);
            return;
          }
          const all = subsets(n, k);
          const any = all.filter((chosen) => chosen.some((index) => index < c)).length / all.length;
          const every = all.filter((chosen) => chosen.every((index) => index < c)).length / all.length;
          expect(passAtK({ n, c }, k)).toBeCloseTo(any, 12);
          expect(passHatK({ n, c }, k)).toBeCloseTo(every, 12);
        },
      ),
    );
  });

  test('with k = 1 both are the rate, and pass^k falls where pass@k rises', () => {
    fc.assert(
      fc.property(trials, (task) => {
        expect(passAtK(task, 1)).toBeCloseTo(task.c / task.n, 12);
        expect(passHatK(task, 1)).toBeCloseTo(task.c / task.n, 12);
        for (let k = 2; k <= task.n; k += 1) {
          expect(passAtK(task, k)).toBeGreaterThanOrEqual((passAtK(task, k - 1) ?? NaN) - 1e-12);
          expect(passHatK(task, k)).toBeLessThanOrEqual((passHatK(task, k - 1) ?? NaN) + 1e-12);
        }
      }),
    );
  });
});

describe('percentile', () => {
  test('is a value of the list that at least the share does not exceed', () => {
    expect(percentile([], 0.95)).toBe(null);
    expect(percentile([5], 0.95)).toBe(5);
    expect(
      percentile(
        Array.from({ length: 100 }, (_, index) => 100 - index),
        0.95,
      ),
    ).toBe(95);
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const found = percentile(values, share) ?? NaN;
          expect(values).toContain(found);
          expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
            share * values.length - 1e-9,
          );
          expect(values.filter((value) => value < found).length).toBeLessThanOrEqual(share * values.length);
        },
      ),
    );
  });
});

test('the difference of two rates has the published interval', () => {
  // Newcombe 1998, table II (a): 56/70 - 48/80, method 10 gives 0.0524 to 0.3339.
  const found = difference(wilson(48 / 80, 80), wilson(56 / 70, 70));
  expect(found.gain).toBeCloseTo(0.2, 12);
  expect(found.low).toBeCloseTo(0.0524, 4);
  expect(found.high).toBeCloseTo(0.3339, 4);
});

describe('the gain of the same tasks', () => {
  const pair = (before: number, after: number) => ({
    before: { n: 4, c: before },
    after: { n: 4, c: after },
  });

  test('has the interval of a paired comparison', () => {
    // Gains 0.5, 0, 0.25, 0.25: mean 0.25, standard deviation sqrt(0.125 / 3), over sqrt(4), times 1.96.
    const found = pairedDifference([pair(0, 2), pair(4, 4), pair(1, 2), pair(2, 3)]);
    expect(found?.gain).toBeCloseTo(0.25, 12);
    expect(found?.high).toBeCloseTo(0.25 + 1.959964 * Math.sqrt(0.125 / 3 / 4), 6);
    expect(found?.low).toBeCloseTo(0.25 - 1.959964 * Math.sqrt(0.125 / 3 / 4), 6);
  });

  test('knows nothing of fewer than two judged tasks', () => {
    const unjudged = { before: { n: 0, c: 0 }, after: { n: 4, c: 4 } };
    expect(pairedDifference([pair(0, 4), unjudged])).toBeNull();
  });

  test('is turned round with its sides', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ before: trials, after: trials }), { minLength: 2 }), (tasks) => {
        const there = pairedDifference(tasks);
        const back = pairedDifference(tasks.map(({ before, after }) => ({ before: after, after: before })));
        expect(back?.gain).toBeCloseTo(-(there?.gain ?? NaN), 9);
        expect(back?.high).toBeCloseTo(-(there?.low ?? NaN), 9);
      }),
    );
  });
});
