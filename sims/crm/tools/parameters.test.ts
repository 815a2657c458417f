import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  day,
  dealAmount,
  emailAddress,
  moment,
  optional,
  percent,
  quarter,
  quarterAt,
  whole,
  yesNo,
} from './parameters.ts';

test.each([
  ['25000', 2_500_000],
  ['25,000', 2_500_000],
  ['1,250,000.50', 125_000_050],
  ['EUR 25k', 2_500_000],
  ['1.2M', 120_000_000],
  ['49.9 USD', 4_990],
  [19.99, 1_999],
  [0, 0],
])('the amount %s is %i cents', (input, cents) => {
  expect(dealAmount.parse(input)).toBe(cents);
});

test.each(['-5', '25.000,00', 'lots', '1e6', '123456789', '', null, '1.234'])(
  '%s is not an amount',
  (input) => {
    expect(dealAmount.safeParse(input).success).toBe(false);
  },
);

test('a percentage is whole, from 0 to 100', () => {
  expect(['15%', ' 15 ', 15, '15.0'].map((input) => percent.parse(input))).toEqual([15, 15, 15, 15]);
  for (const input of ['101', '-1', '7.5', 'ten']) expect(percent.safeParse(input).success).toBe(false);
});

test('a whole number has bounds, and says them', () => {
  expect(whole(1, 10).parse('3.0')).toBe(3);
  expect(whole(1, 10).safeParse(0).error?.issues[0]?.message).toContain('from 1 to 10');
});

describe('days and moments', () => {
  test.each(['2026-07-01', '2026/7/1', ' 2026.07.01 ', '2026-07-01T00:00:00Z'])('%s is one day', (input) => {
    expect(day.parse(input)).toBe(Date.UTC(2026, 6, 1));
  });

  test.each(['2026-02-30', '01.07.2026', 'tomorrow', '2026-13-01', 1_782_864_000_000])(
    '%s is none',
    (input) => {
      expect(day.safeParse(input).success).toBe(false);
    },
  );

  test.each(['2026-07-01T14:00', '2026-07-01 14:00:00Z', '2026-07-01 14:00 UTC'])('%s is a time', (input) => {
    expect(moment.parse(input)).toBe(Date.UTC(2026, 6, 1, 14));
  });

  test.each(['2026-07-01', '2026-07-01T25:00', '2026-02-30T10:00'])('%s is no time', (input) => {
    expect(moment.safeParse(input).success).toBe(false);
  });
});

test('a quarter has a label and its bounds', () => {
  const third = { label: '2026-Q3', start: Date.UTC(2026, 6, 1), end: Date.UTC(2026, 9, 1) };
  for (const input of ['2026-Q3', 'Q3 2026', '2026q3', 'q3/2026'])
    expect(quarter.parse(input)).toEqual(third);
  expect(quarterAt(Date.UTC(2026, 8, 30, 23))).toEqual(third);
  expect(quarter.safeParse('2026-Q5').success).toBe(false);
});

test('an address is read in lower case, and must look like one', () => {
  expect(emailAddress.parse(' Ana@Example.com ')).toBe('ana@example.com');
  for (const input of ['ana', 'ana@b', 'a b@c.com', 'a@b.com, c@d.com'])
    expect(emailAddress.safeParse(input).success).toBe(false);
});

test('yes and no are booleans', () => {
  expect(['Yes', 'true', 1, true].map((input) => yesNo.parse(input))).toEqual([true, true, true, true]);
  expect(['no', 'FALSE', 0, false].map((input) => yesNo.parse(input))).toEqual([false, false, false, false]);
  expect(yesNo.safeParse('maybe').success).toBe(false);
});

test('an optional argument may be missing, null or empty, but not wrong', () => {
  const shape = z.strictObject({ amount: optional(dealAmount), on: optional(day), sure: optional(yesNo) });
  expect(shape.parse({ amount: null, on: ' ' })).toEqual({});
  expect(shape.parse({ amount: '5', sure: 'yes' })).toEqual({ amount: 500, sure: true });
  expect(shape.safeParse({ amount: 'five' }).success).toBe(false);
});
