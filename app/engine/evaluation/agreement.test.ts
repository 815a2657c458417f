import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreementOf } from './agreement.ts';

/** So many pairs of each kind. */
function table(cells: readonly (readonly [string, string, number])[]): [string, string][] {
  return cells.flatMap(([a, b, count]) => Array.from({ length: count }, (): [string, string] => [a, b]));
}

describe('agreementOf', () => {
  test('has the κ of the textbook table: 20 + 15 of 50 agreed, expected half of them', () => {
    const { both, agreed, kappa } = agreementOf(
      table([
        ['yes', 'yes', 20],
        ['yes', 'no', 5],
        ['no', 'yes', 10],
        ['no', 'no', 15],
      ]),
    );
    expect([both, agreed]).toEqual([50, 35]);
    expect(kappa?.value).toBeCloseTo(0.4, 12);
    // The error by equation 13 worked out by hand: (0.10972 + 0.10188 - 0.01) / (50 · 0.25), its root 0.127.
    expect(kappa?.low).toBeCloseTo(0.1511, 3);
    expect(kappa?.high).toBeCloseTo(0.6489, 3);
  });

  test('full agreement on few things is 1 with an interval that admits it is few', () => {
    const { kappa, share } = agreementOf(
      table([
        ['good', 'good', 2],
        ['bad', 'bad', 1],
      ]),
    );
    expect(kappa?.value).toBe(1);
    expect(kappa?.low).toBeLessThan(0.2);
    expect(share?.rate).toBe(1);
  });

  test('says nothing where there is nothing to say', () => {
    expect(agreementOf([])).toEqual({ both: 0, agreed: 0, share: null, kappa: null });
    expect(agreementOf(table([['good', 'good', 9]])).kappa).toBe(null);
  });

  test('grades given at random have a κ near 0, and swapping the two changes nothing', () => {
    const grade = fc.constantFrom('good', 'bad', 'unsure');
    fc.assert(
      fc.property(fc.array(fc.tuple(grade, grade), { maxLength: 60 }), (pairs) => {
        const one = agreementOf(pairs);
        const other = agreementOf(pairs.map(([a, b]): [string, string] => [b, a]));
        expect(other.agreed).toBe(one.agreed);
        if (one.kappa === null || other.kappa === null) {
          expect(other.kappa).toEqual(one.kappa);
          return;
        }
        expect(other.kappa.value).toBeCloseTo(one.kappa.value, 9);
        expect(other.kappa.low).toBeCloseTo(one.kappa.low, 9);
        expect(one.kappa.low).toBeLessThanOrEqual(one.kappa.value);
        expect(one.kappa.high).toBeGreaterThanOrEqual(one.kappa.value);
        expect(one.kappa.value).toBeLessThanOrEqual(1);
      }),
    );
  });
});
