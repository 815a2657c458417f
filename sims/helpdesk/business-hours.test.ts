import { DAY, dayOf, OPENING_TIME } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterBusinessTime, businessHours, businessTimeBetween, isOpenAt } from './business-hours.ts';

const HOUR = 3_600_000;
const weekdays = [0, 1, 2, 3, 4].map((weekday) => ({ weekday, opensMinute: 480, closesMinute: 1080 }));
const office = businessHours(weekdays);

describe('Mondays to Fridays from 8 to 18; the opening time is a Monday at 9', () => {
  test.each([
    ['within a day', 9 * HOUR, OPENING_TIME + 9 * HOUR],
    ['over night', 10 * HOUR, OPENING_TIME + DAY],
    ['over the weekend', 49.5 * HOUR, OPENING_TIME + 7 * DAY - 0.5 * HOUR],
    ['none at all', 0, OPENING_TIME],
  ])('%s', (_, work, due) => {
    expect(afterBusinessTime(office, OPENING_TIME, work)).toBe(due);
  });

  test('a start outside hours counts from the next opening', () => {
    const saturday = OPENING_TIME - 2 * DAY;
    expect(afterBusinessTime(office, saturday, HOUR)).toBe(OPENING_TIME);
    expect(isOpenAt(office, saturday)).toBe(false);
    expect(isOpenAt(office, OPENING_TIME)).toBe(true);
  });

  test('a holiday does not count', () => {
    const fair = businessHours(weekdays, [dayOf(OPENING_TIME + DAY)]);
    expect(afterBusinessTime(fair, OPENING_TIME, 10 * HOUR)).toBe(OPENING_TIME + 2 * DAY);
    expect(isOpenAt(fair, OPENING_TIME + DAY)).toBe(false);
  });
});

test('overlapping intervals count once', () => {
  const twice = businessHours([...weekdays, { weekday: 0, opensMinute: 600, closesMinute: 1140 }]);
  expect(businessTimeBetween(twice, OPENING_TIME - 9 * HOUR, OPENING_TIME + 15 * HOUR)).toBe(11 * HOUR);
});

test('a week that is never open, an interval outside a day and a negative duration are refused', () => {
  expect(() => businessHours([])).toThrow(/never open/);
  expect(() => businessHours([{ weekday: 7, opensMinute: 0, closesMinute: 60 }])).toThrow(/no interval/);
  expect(() => businessHours([{ weekday: 0, opensMinute: 60, closesMinute: 60 }])).toThrow(/no interval/);
  expect(() => afterBusinessTime(office, OPENING_TIME, -1)).toThrow(RangeError);
});

const schedule = fc
  .record({
    intervals: fc.array(
      fc.record({ weekday: fc.nat(6), a: fc.nat(1440), b: fc.nat(1440) }).filter(({ a, b }) => a !== b),
      { minLength: 1, maxLength: 10 },
    ),
    holidays: fc.array(fc.integer({ min: -3, max: 20 }), { maxLength: 5 }),
  })
  .map(({ intervals, holidays }) =>
    businessHours(
      intervals.map(({ weekday, a, b }) => ({
        weekday,
        opensMinute: Math.min(a, b),
        closesMinute: Math.max(a, b),
      })),
      holidays.map((day) => dayOf(OPENING_TIME) + day),
    ),
  );
const instant = fc.integer({ min: -3 * DAY, max: 14 * DAY }).map((offset) => OPENING_TIME + offset);
const work = fc.integer({ min: 0, max: 100 * HOUR });

describe('laws', () => {
  test('adding business time and measuring it are inverse, and no earlier instant will do', () => {
    fc.assert(
      fc.property(schedule, instant, work, (hours, start, amount) => {
        const due = afterBusinessTime(hours, start, amount);
        expect(due).toBeGreaterThanOrEqual(start);
        expect(businessTimeBetween(hours, start, due)).toBe(amount);
        if (amount > 0) expect(businessTimeBetween(hours, start, due - 1)).toBe(amount - 1);
      }),
    );
  });

  test('later starts and more work are never due earlier', () => {
    fc.assert(
      fc.property(
        schedule,
        instant,
        fc.nat(3 * DAY),
        work,
        fc.nat(20 * HOUR),
        (hours, start, later, amount, more) => {
          const due = afterBusinessTime(hours, start, amount);
          if (amount > 0) expect(afterBusinessTime(hours, start + later, amount)).toBeGreaterThanOrEqual(due);
          expect(afterBusinessTime(hours, start, amount + more)).toBeGreaterThanOrEqual(due);
        },
      ),
    );
  });

  test('business time adds up over a split and never exceeds the time itself', () => {
    fc.assert(
      fc.property(schedule, instant, fc.nat(5 * DAY), fc.nat(5 * DAY), (hours, from, first, second) => {
        const between = from + first;
        const whole = businessTimeBetween(hours, from, between + second);
        expect(
          businessTimeBetween(hours, from, between) + businessTimeBetween(hours, between, between + second),
        ).toBe(whole);
        expect(whole).toBeLessThanOrEqual(first + second);
      }),
    );
  });
});
