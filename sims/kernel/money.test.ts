import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMoney, parseMoney } from './money.ts';

test('cents are shown with two decimals', () => {
  expect([0, 5, 450, 4990, 40000, -850].map(formatMoney)).toEqual([
    '0.00',
    '0.05',
    '4.50',
    '49.90',
    '400.00',
    '-8.50',
  ]);
});

test('what is shown is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_999_999 }), (cents) => parseMoney(formatMoney(cents)) === cents),
  );
});

test('one decimal and none are read, other texts are not', () => {
  expect(['49.9', '49', ' 49.90 '].map(parseMoney)).toEqual([4990, 4900, 4990]);
  expect(['', '-5', '4.999', '4,99', '1e3', 'abc', '123456'].map(parseMoney)).toEqual(Array(7).fill(null));
});

test('a fraction of a cent is a bug', () => {
  expect(() => formatMoney(4.5)).toThrow(RangeError);
});
