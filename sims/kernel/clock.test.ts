import { describe, expect, it } from 'vitest';
import type { Timer } from './clock.ts';
import { createClock } from './create-clock.ts';

const NOON = Date.UTC(2025, 5, 30, 12);
const timer = (id: string, due: number): Timer => ({ id, due, event: 'REMIND', subject: `ticket:${id}` });
const ids = (timers: readonly Timer[]): string[] => timers.map(({ id }) => id);

describe('the clock', () => {
  it('stands still until it is advanced, and knows the day in UTC', () => {
    const clock = createClock(NOON);
    expect([clock.now(), clock.today()]).toEqual([NOON, '2025-06-30']);
    clock.advance(12 * 3600 * 1000);
    expect(clock.today()).toBe('2025-07-01');
  });

  it('hands out timers once, earliest first, ties by id', () => {
    const clock = createClock(NOON);
    for (const set of [
      timer('c', NOON + 20),
      timer('b', NOON + 10),
      timer('a', NOON + 10),
      timer('z', NOON + 30),
    ]) {
      clock.schedule(set);
    }
    expect(ids(clock.advance(9))).toEqual([]);
    expect(ids(clock.advance(11))).toEqual(['a', 'b', 'c']);
    expect(ids(clock.advance(0))).toEqual([]);
    expect(ids(clock.state().timers)).toEqual(['z']);
  });

  it('replaces a timer of the same id, and forgets a cancelled one', () => {
    const clock = createClock(NOON);
    clock.schedule(timer('a', NOON + 10));
    clock.schedule(timer('a', NOON + 50));
    clock.schedule(timer('b', NOON + 10));
    clock.cancel('b');
    clock.cancel('unheard of');
    expect(ids(clock.advance(20))).toEqual([]);
    expect(ids(clock.advance(40))).toEqual(['a']);
  });

  it('goes back to a saved state, which stays as it was', () => {
    const clock = createClock(NOON);
    clock.schedule(timer('a', NOON + 10));
    const saved = clock.state();
    clock.advance(100);
    clock.schedule(timer('b', NOON + 200));
    clock.restore(saved);
    expect(clock.state()).toEqual(saved);
    expect(ids(clock.advance(10))).toEqual(['a']);
  });

  it.each([-1, Number.NaN, Infinity])('does not move by %s', (milliseconds) => {
    const clock = createClock(NOON);
    expect(() => clock.advance(milliseconds)).toThrow(RangeError);
    expect(() => clock.schedule(timer('a', milliseconds * Infinity))).toThrow(RangeError);
    expect(clock.now()).toBe(NOON);
  });
});
