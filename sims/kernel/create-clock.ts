/** The clock of an episode. */
import type { Clock, ClockState, SimTime, Timer } from './clock.ts';

/** @throws RangeError for a start that is no instant. */
export function createClock(start: SimTime): Clock {
  if (!Number.isFinite(start))
    throw new RangeError(`clock: the start must be milliseconds since 1970, not ${String(start)}`);
  let now = start;
  let timers: readonly Timer[] = [];
  let state: ClockState | undefined;
  const set = (time: SimTime, next: readonly Timer[]): void => {
    now = time;
    timers = next;
    state = undefined;
  };
  return {
    now: () => now,
    today: () => new Date(now).toISOString().slice(0, 10),
    advance: (milliseconds) => {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new RangeError(
          `clock: time moves forward by a finite number of milliseconds, not ${String(milliseconds)}`,
        );
      }
      const time = now + milliseconds;
      // They stand in the order in which they come due.
      const [next] = timers;
      if (next === undefined || next.due > time) {
        set(time, timers);
        return [];
      }
      const due = timers.filter((timer) => timer.due <= time);
      set(time, timers.slice(due.length));
      return due;
    },
    schedule: (timer) => {
      if (!Number.isFinite(timer.due))
        throw new RangeError(`clock: timer ${timer.id} has no finite due time`);
      const others = timers.filter((other) => other.id !== timer.id);
      set(now, [...others, timer].sort(byDueThenId));
    },
    cancel: (id) => {
      if (timers.some((timer) => timer.id === id)) {
        set(
          now,
          timers.filter((timer) => timer.id !== id),
        );
      }
    },
    state: () => (state ??= { now, timers }),
    restore: (saved) => {
      set(saved.now, inOrder(saved.timers) ? saved.timers : [...saved.timers].sort(byDueThenId));
    },
  };
}

function inOrder(timers: readonly Timer[]): boolean {
  return timers.every((timer, i) => {
    const before = timers[i - 1];
    return before === undefined || byDueThenId(before, timer) < 0;
  });
}

function byDueThenId(left: Timer, right: Timer): number {
  if (left.due !== right.due) return left.due - right.due;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}
