/**
 * Faults on demand: what befalls a call of an agent that the agent did not cause. What is drawn for a call depends on the seed and on
 * how many calls came before it, on nothing else, so that the same episode meets the same faults and a fork of it does too.
 */
import type { SimTime } from './clock.ts';
import type { Rng } from './rng.ts';
import type { Tool, ToolOutcome } from './tool.ts';
import type { Row, Snapshot, World } from './world.ts';

/** Plain data, as a scenario says it. What is left out does not happen. Probabilities are 0 to 0.9, so that a retry can succeed. */
export interface FaultSpec {
  /** A call gets no answer for 30 simulated seconds: `unavailable`. */
  readonly timeouts?:
    | {
        readonly probability: number;
        /** 0 to 1: the share of timeouts in which the call has been carried out and only its reply is lost. */
        readonly lost_reply: number;
      }
    | undefined;
  /** More than `calls` (1 or more) calls in any `per_seconds` (1 to 3,600) simulated seconds are refused: `rate_limited`. */
  readonly rate_limit?: { readonly calls: number; readonly per_seconds: number } | undefined;
  /**
   * A write that would succeed is refused because somebody else was at the same record: `conflict`, until the agent has read again.
   * An agent that has read nothing so far holds nothing that could be out of date: it may just try again.
   */
  readonly conflicts?: { readonly probability: number } | undefined;
  /** A read is answered from the state in which the world was `lag` (1 to 20) calls ago. */
  readonly stale_reads?: { readonly probability: number; readonly lag: number } | undefined;
  /** From the call after `after_calls` (0 or more) on, these tools are `unavailable` for `for_seconds` (1 to 86,400) simulated seconds. */
  readonly outages?:
    | readonly {
        readonly tools: readonly string[];
        readonly after_calls: number;
        readonly for_seconds: number;
      }[]
    | undefined;
}

/** A fault that was injected, for the log: an error with one is not the agent's. */
export type Fault =
  /** `done`: the call was carried out and succeeded, only the reply is lost. */
  | { readonly kind: 'timeout'; readonly done: boolean }
  | { readonly kind: 'rate_limit'; readonly wait_seconds: number }
  | { readonly kind: 'conflict' }
  /** The answer differs from what a fresh read would have said. */
  | { readonly kind: 'stale_read' }
  | { readonly kind: 'outage'; readonly until: SimTime };

/** What the calls so far have left behind. JSON-serialisable. */
export interface FaultState {
  /** How many calls there were. */
  readonly calls: number;
  /** When the calls that count towards the rate limit were made, oldest first. */
  readonly recent: readonly SimTime[];
  /** Since when each outage of the spec is on; null before it begins. */
  readonly outages: readonly (SimTime | null)[];
  /** Whether anything has been read. */
  readonly read: boolean;
  /** Tools whose last write met a conflict, and whether anything was read since. */
  readonly conflicts: Readonly<Record<string, 'unread' | 'read'>>;
  /** The states before the last calls, oldest first, as far back as a stale read may reach. */
  readonly past: readonly (Pick<Snapshot, 'templateHash'> & {
    readonly changes: readonly (readonly [string, Row | null])[];
  })[];
}

/** What is to be done to a call. */
export type Plan =
  | { readonly kind: 'none' }
  | { readonly kind: 'rate_limit'; readonly wait_seconds: number }
  | { readonly kind: 'outage'; readonly until: SimTime }
  | { readonly kind: 'timeout'; readonly lost_reply: boolean }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'stale_read'; readonly from: Snapshot };

export interface Faults {
  /** Counts a call and says what befalls it. */
  plan(tool: Tool, world: World, now: SimTime): Plan;
  /** Takes note of how a call ended: a fresh read settles conflicts. */
  note(tool: Tool, outcome: ToolOutcome, fault: Fault | undefined): void;
  state(): FaultState;
  restore(state: FaultState): void;
}

/** @throws RangeError naming the figure of the spec that is out of its range. */
export function createFaults(spec: FaultSpec, rng: Rng): Faults {
  check(spec);
  let calls = 0;
  let recent: readonly SimTime[] = [];
  let outages: readonly (SimTime | null)[] = (spec.outages ?? []).map(() => null);
  let read = false;
  let conflicts: FaultState['conflicts'] = {};
  let past: readonly Snapshot[] = [];

  const rateLimit = (now: SimTime): Plan | undefined => {
    if (spec.rate_limit === undefined) return undefined;
    const window = spec.rate_limit.per_seconds * 1000;
    recent = recent.filter((time) => time > now - window);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= spec.rate_limit.calls)
      return { kind: 'rate_limit', wait_seconds: Math.ceil((oldest + window - now) / 1000) };
    recent = [...recent, now];
    return undefined;
  };
  const outage = (tool: Tool, index: number, now: SimTime): Plan | undefined => {
    let until: SimTime = -Infinity;
    outages = (spec.outages ?? []).map(({ tools, after_calls, for_seconds }, place) => {
      const since = outages[place] ?? (index >= after_calls ? now : null);
      if (since !== null && tools.includes(tool.name)) until = Math.max(until, since + for_seconds * 1000);
      return since;
    });
    return until > now ? { kind: 'outage', until } : undefined;
  };
  const remember = (world: World): Snapshot | undefined => {
    if (spec.stale_reads === undefined) return undefined;
    past = [...past, world.snapshot()].slice(-(spec.stale_reads.lag + 1));
    return past[0];
  };
  return {
    plan: (tool, world, now) => {
      const index = calls;
      calls += 1;
      const before = remember(world);
      const refused = rateLimit(now) ?? outage(tool, index, now);
      if (refused !== undefined) return refused;
      const dice = rng.fork(`call-${String(index)}`);
      const { timeouts, conflicts: clashes, stale_reads: stale } = spec;
      const timeout = dice.chance(timeouts?.probability ?? 0);
      const lost = dice.chance(timeouts?.lost_reply ?? 0);
      const other = dice.next();
      if (timeout) return { kind: 'timeout', lost_reply: lost };
      if (tool.effect === 'read')
        return before !== undefined && other < (stale?.probability ?? 0)
          ? { kind: 'stale_read', from: before }
          : { kind: 'none' };
      const known = conflicts[tool.name];
      const clash = known === undefined ? other < (clashes?.probability ?? 0) : known === 'unread';
      return { kind: clash ? 'conflict' : 'none' };
    },
    note: (tool, outcome, fault) => {
      if (fault?.kind === 'conflict') conflicts = { ...conflicts, [tool.name]: read ? 'unread' : 'read' };
      if (fault !== undefined || !outcome.ok) return;
      read ||= tool.effect === 'read';
      if (tool.effect === 'read')
        conflicts = Object.fromEntries(Object.keys(conflicts).map((name) => [name, 'read']));
      else if (conflicts[tool.name] !== undefined)
        conflicts = Object.fromEntries(Object.entries(conflicts).filter(([name]) => name !== tool.name));
    },
    state: () => ({
      calls,
      recent,
      outages,
      read,
      conflicts,
      past: past.map(({ templateHash, changes }) => ({ templateHash, changes: [...changes] })),
    }),
    restore: (state) => {
      ({ calls, recent, outages, read, conflicts } = state);
      past = state.past.map(({ templateHash, changes }) => ({ templateHash, changes: new Map(changes) }));
    },
  };
}

function check(spec: FaultSpec): void {
  const within = (what: string, value: number, low: number, high: number, whole: boolean): void => {
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      const kind = whole ? 'a whole number' : 'a number';
      throw new RangeError(`faults: ${what} must be ${kind} from ${low} to ${high}, not ${value}`);
    }
  };
  const { timeouts, rate_limit: rate, conflicts, stale_reads: stale, outages = [] } = spec;
  for (const [name, part] of Object.entries({ timeouts, conflicts, stale_reads: stale }))
    within(`${name}.probability`, part?.probability ?? 0, 0, 0.9, false);
  within('timeouts.lost_reply', timeouts?.lost_reply ?? 0, 0, 1, false);
  within('stale_reads.lag', stale?.lag ?? 1, 1, 20, true);
  within('rate_limit.calls', rate?.calls ?? 1, 1, 10_000, true);
  within('rate_limit.per_seconds', rate?.per_seconds ?? 1, 1, 3_600, false);
  outages.forEach(({ after_calls, for_seconds }, index) => {
    within(`outages[${index}].after_calls`, after_calls, 0, 10_000, true);
    within(`outages[${index}].for_seconds`, for_seconds, 1, 86_400, false);
  });
}
