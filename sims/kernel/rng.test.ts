import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './json.ts';
import { nearest } from './nearest.ts';
import { createRng } from './rng.ts';

describe('the rng', () => {
  it('gives the same stream for the same seed, for ever', () => {
    const rng = createRng('seed');
    expect([rng.int(0, 999), rng.int(0, 999), rng.int(0, 999), rng.int(0, 999)]).toMatchInlineSnapshot(`
      [
        792,
        978,
        761,
        162,
      ]
    `);
  });

  it('forks by label, whatever was drawn before', () => {
    const used = createRng(1);
    for (let i = 0; i < 10; i += 1) used.next();
    expect(used.fork('a').next()).toBe(createRng(1).fork('a').next());
    expect(used.fork('a').next()).not.toBe(used.fork('b').next());
  });

  it('stays in range and reaches both ends', () => {
    const rng = createRng('range');
    const seen = new Set(Array.from({ length: 200 }, () => rng.int(-1, 1)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    expect(() => rng.pick([])).toThrow(RangeError);
  });

  it('shuffles into a permutation and leaves the list alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (seed, list) => {
        const before = [...list];
        const shuffled = createRng(seed).shuffle(list);
        expect(list).toEqual(before);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys, and parses back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(canonical(reversed)).toBe(canonical(record));
        expect(JSON.parse(canonical(record))).toEqual({ ...record });
      }),
    );
    expect(canonical({ b: [25.0, null], a: { d: 'ü', c: false } })).toBe(
      '{"a":{"c":false,"d":"ü"},"b":[25,null]}',
    );
  });
});

it('nearest() finds names by edits, not by case or underscores, and none that are far', () => {
  const names = ['create_return', 'create_refund', 'find_order', 'close_ticket'];
  expect(nearest('createReturn', names)[0]).toBe('create_return');
  expect(nearest('find_orders', names)).toEqual(['find_order']);
  expect(nearest('teleport', names)).toEqual([]);
});
