import type { Cell } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../schema/expression.ts';
import { condition } from '../schema/words.ts';
import { allHold, compare, holds } from './conditions.ts';

const amounts = fc.oneof(
  fc.integer({ min: -9999, max: 9999 }),
  fc.integer({ min: -9999, max: 9999 }).map(String),
  fc.integer({ min: 0, max: 999_999 }).map((cents) => (cents / 100).toFixed(2)),
);
const words = fc.string().filter((text) => !/^-?\d+(?:\.\d+)?$/.test(text));
const cells: fc.Arbitrary<Cell> = fc.oneof(amounts, words, fc.constant(null));

const of = (value: Cell, limit: Cell = null) =>
  new Map<string, Cell>([
    ['it', value],
    ['limit', limit],
  ]);
const given = (comparison: object, value: Cell, limit: Cell = null): boolean =>
  holds(condition.parse({ variable: 'it', ...comparison }), of(value, limit), 'here');

describe('conditions', () => {
  it('order amounts: at least and less than are opposites, and both ends together mean the same', () => {
    fc.assert(
      fc.property(amounts, amounts, (value, limit) => {
        expect(given({ at_least: limit }, value)).toBe(!given({ less_than: limit }, value));
        expect(given({ at_most: limit }, value)).toBe(!given({ more_than: limit }, value));
        expect(given({ at_least: limit, at_most: limit }, value)).toBe(given({ equals: limit }, value));
      }),
    );
  });

  it('hold or not whichever way the same amount is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), amounts, (whole, limit) => {
        for (const written of [String(whole), `${String(whole)}.0`, `${String(whole)}.00`])
          expect(given({ at_least: limit }, written)).toBe(given({ at_least: limit }, whole));
      }),
    );
  });

  it('take not as the opposite of equals, and one_of as any of them', () => {
    fc.assert(
      fc.property(cells, cells.filter(literal), cells.filter(literal), (value, one, other) => {
        expect(given({ not: one }, value)).toBe(!given({ equals: one }, value));
        expect(given({ one_of: [one, other] }, value)).toBe(
          given({ equals: one }, value) || given({ equals: other }, value),
        );
      }),
    );
  });

  it('compare like an order: what is not more is less or the same, both ways round', () => {
    fc.assert(
      fc.property(cells, cells, (left, right) => {
        const there = compare(left, right);
        const back = compare(right, left);
        if (there === null) expect(back).toBeNull();
        else expect(Math.sign(there) + Math.sign(back ?? Number.NaN)).toBe(0);
      }),
    );
  });

  it('read a limit from a reference', () => {
    expect(given({ at_least: '$limit' }, 30, 30)).toBe(true);
    expect(given({ at_least: '$limit' }, '99.99', '100.00')).toBe(false);
    expect(given({ one_of: ['a', '$limit'] }, 'b', 'b')).toBe(true);
  });

  it('find null equal to null only, and neither more nor less than anything', () => {
    expect(given({ equals: null }, null)).toBe(true);
    expect(given({ equals: '' }, null)).toBe(false);
    expect(given({ at_least: 0 }, null)).toBe(false);
    expect(given({ at_most: 0 }, null)).toBe(false);
  });

  it('compare days as texts', () => {
    expect(given({ less_than: '2026-06-15' }, '2026-06-09')).toBe(true);
  });

  it('refuse to order an amount and a word, naming place and values', () => {
    expect(() => given({ at_least: 'gold' }, 3)).toThrow('here: "it" is 3, which has no order with "gold"');
    expect(() => given({ at_least: 1 }, 'gold')).toThrow(ScenarioError);
  });

  it('all hold where there are none', () => {
    expect(allHold([], new Map(), 'here')).toBe(true);
  });

  it('say nothing without a comparison', () => {
    expect(condition.safeParse({ variable: 'it' }).success).toBe(false);
  });
});

function literal(value: Cell): boolean {
  return typeof value !== 'string' || !value.startsWith('$');
}
