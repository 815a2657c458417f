/** How many requests may be under way, and how many may start in a minute. First come, first served. */

/** Time and chance, as arguments so that tests need not wait. */
export interface Pace {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

export interface RequestGate {
  /** Resolves when a request may start, with a function to call when it has ended. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<() => void>;
}

const MINUTE = 60_000;

export function createRequestGate(limits: {
  readonly concurrent: number;
  /** Starts in any 60 seconds; absent: no limit. */
  readonly perMinute?: number;
  readonly pace: Pace;
}): RequestGate {
  const { concurrent, perMinute, pace } = limits;
  const starts: number[] = [];
  const waiting: (() => void)[] = [];
  let open = 0;

  const leave = (): void => {
    open -= 1;
    waiting.shift()?.();
  };

  const place = (signal: AbortSignal): Promise<void> => {
    if (open < concurrent) {
      open += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp);
        open += 1;
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(admit), 1);
        reject(signal.reason);
      };
      waiting.push(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      await place(signal);
      try {
        while (perMinute !== undefined) {
          const now = pace.now();
          while (starts[0] !== undefined && starts[0] <= now - MINUTE) starts.shift();
          const [oldest] = starts;
          if (oldest === undefined || starts.length < perMinute) break;
          await pace.sleep(oldest + MINUTE - now, signal);
        }
        starts.push(pace.now());
        return leave;
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}
