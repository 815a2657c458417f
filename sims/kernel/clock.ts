/** Simulated time. Starts at a fixed instant, moves only when told to, and holds timers as data so that it can be snapshot. */

/** Milliseconds since the Unix epoch, UTC, simulated. */
export type SimTime = number;

export interface Timer {
  readonly id: string;
  readonly due: SimTime;
  /** What to do when it is due; the system that set it knows. */
  readonly event: string;
  readonly subject: string;
}

export interface ClockState {
  readonly now: SimTime;
  readonly timers: readonly Timer[];
}

export interface Clock {
  now(): SimTime;
  /** `now()` as an ISO 8601 date, `YYYY-MM-DD`, UTC. */
  today(): string;
  /** Moves forward and returns the timers that came due, earliest first, ties by id. Negative or non-finite: RangeError. */
  advance(milliseconds: number): readonly Timer[];
  /** Sets a timer; one with the same id is replaced. */
  schedule(timer: Timer): void;
  cancel(id: string): void;
  state(): ClockState;
  restore(state: ClockState): void;
}
