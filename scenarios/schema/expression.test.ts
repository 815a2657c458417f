import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate, lookup, references, resolve, ScenarioError } from './expression.ts';
import type { Bound } from './expression.ts';

const bindings = new Map<string, Bound>([
  ['days', 3],
  ['nothing', null],
  ['item', { id: 7, name: 'desk lamp', gone_at: null }],
]);

describe('the language of scenarios', () => {
  it('reads values and columns', () => {
    expect(lookup('days', bindings, 'here')).toBe(3);
    expect(lookup('item.name', bindings, 'here')).toBe('desk lamp');
    expect(lookup('item.gone_at', bindings, 'here')).toBeNull();
    expect(resolve('$item.id', bindings, 'here')).toBe(7);
  });

  it('names place and choices of what is not there', () => {
    expect(() => lookup('day', bindings, 'opening.0')).toThrow(
      'opening.0: no variable "day"; there are: days, nothing, item',
    );
    expect(() => lookup('item.price', bindings, 'x')).toThrow(
      /"item" has no column "price"; it has: id, name, gone_at/,
    );
    expect(() => lookup('days.id', bindings, 'x')).toThrow(/"days" is a single value and has no "id"/);
    expect(() => lookup('item', bindings, 'x')).toThrow(/say which column/);
    expect(() => lookup('', bindings, 'x')).toThrow(ScenarioError);
  });

  it('leaves literals as they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), (value) => {
        fc.pre(typeof value !== 'string' || !value.startsWith('$'));
        expect(resolve(value, bindings, 'x')).toBe(value);
      }),
    );
  });

  it('fills texts and prints nothing for null', () => {
    expect(interpolate('{days} days, {item.name}{nothing}, {Not a name}', bindings, 'x')).toBe(
      '3 days, desk lamp, {Not a name}',
    );
    expect(references('{a} and {b.c} but not {D}')).toEqual(['a', 'b.c']);
  });

  it('does not fill what a value holds', () => {
    const tricky = new Map<string, Bound>([
      ['a', '{b} $b'],
      ['b', 'secret'],
    ]);
    expect(interpolate('{a}', tricky, 'x')).toBe('{b} $b');
  });
});
