/**
 * What happens in one course of simulated time: a state of a world that many episodes share, a clock, what goes wrong, and the log.
 * One scene stands on it in an episode of one task; in a shift the scenes of all its cases do.
 */
import { createClock, createFaults, createRng } from '@understudy/kernel';
import type {
  Actor,
  Change,
  Clock,
  ClockState,
  Faults,
  FaultSpec,
  FaultState,
  JsonObject,
  Row,
  Snapshot,
  Timer,
  Tool,
} from '@understudy/kernel';
import type { FaultsSpec } from '../schema/faults.ts';
import type { Pack } from '../schema/pack.ts';
import type { OpeningWrite } from '../schema/task.ts';
import type { ToolCall } from '../trace/conversation.ts';
import type { EpisodeEvent, Unstamped } from '../trace/event.ts';
import type { Arena } from './arena.ts';
import { callTool, type Called } from './call.ts';
import { stageOf } from './stage.ts';

/** An event without its number and its wall time, which the recorder adds. */
export type SessionEvent = Unstamped & Pick<EpisodeEvent, 'simTime' | 'worldHash'>;
type TimerEvent = Extract<Unstamped, { type: 'timer' }>;

/** JSON-serialisable. */
export interface SceneState {
  readonly templateHash: string;
  readonly changes: readonly (readonly [string, Row | null])[];
  readonly clock: ClockState;
  readonly faults: FaultState | null;
}

export interface Ground {
  /** The clock may be read and given timers; time goes by with `pass` and `call` only. */
  readonly clock: Pick<Clock, 'now' | 'schedule' | 'cancel' | 'state'>;
  /** Does something in this state of the world, and keeps what became of it. Inside another `within` it just does it. */
  within<T>(work: () => T): T;
  log(event: Unstamped): void;
  /** Events since the last call, oldest first. */
  drain(): readonly SessionEvent[];
  /** Lets simulated time go by; timers that come due do what their system makes of them. */
  pass(seconds: number): void;
  /** Calls a tool and leaves it to the caller to log it. `safe`: no fault befalls it. */
  call(tools: readonly Tool[], actor: Actor, focus: JsonObject, toolCall: ToolCall, safe?: 'safe'): Called;
  /** Net changes since the opening situation. */
  changes(): readonly Change[];
  save(): SceneState;
}

interface Options {
  /** Names the draws of what goes wrong. */
  readonly label: string;
  /** What timers of the systems are told the episode is about. */
  readonly focus: JsonObject;
  /** Where an earlier episode stood; else the ground is at its opening. */
  readonly from?: SceneState;
  /** Hears of a timer first: one of its own is not the systems'. */
  readonly heard?: (timer: Timer) => boolean;
  /** Logs what a timer of the systems did; without it the event is logged as it is. */
  readonly rung?: (event: TimerEvent, timer: Timer) => void;
}

/** Throws what the database says of an opening situation that does not fit, and RangeError for faults out of their range. */
export function openGround(
  pack: Pack,
  arena: Arena,
  opening: readonly OpeningWrite[],
  options: Options,
): Ground {
  const { world } = arena;
  const { label, focus, from } = options;
  const stage = stageOf(world);
  const clock = createClock(arena.opening);
  const start = stage.open(opening);
  const underWay = stage.underWay(opening, () => {
    const probe = createClock(arena.opening);
    for (const arm of arena.underWay) arm(world, probe);
    return probe.state().timers;
  });
  const ambient = new Map(underWay.map(({ id, due }) => [id, due]));
  const faults = faultsOf(pack, label);
  const environment = { kind: 'system', id: 'timer' } as const;
  const events: SessionEvent[] = [];
  let inside = false;
  let snapshot: Snapshot = start;
  let time: ClockState = { now: arena.opening, timers: underWay };
  if (from !== undefined) {
    snapshot = { templateHash: from.templateHash, changes: new Map(from.changes) };
    time = from.clock;
    if (from.faults !== null) faults?.restore(from.faults);
  }

  const log = (event: Unstamped): void => {
    events.push({ ...event, simTime: clock.now(), worldHash: stage.hash() });
  };
  const ring = (timer: Timer): void => {
    if (options.heard?.(timer) === true) return;
    const before = world.snapshot();
    arena.timers[timer.event]?.({ world, clock, actor: environment, focus }, timer);
    const changed = world.snapshot().changes !== before.changes;
    const event: TimerEvent = {
      type: 'timer',
      trajectory: 'world',
      event: timer.event,
      subject: timer.subject,
      ...(ambient.get(timer.id) === timer.due ? { ambient: true } : {}),
      ...(changed ? { changes: [...world.diff(before)] } : {}),
    };
    if (options.rung === undefined) log(event);
    else options.rung(event, timer);
  };
  return {
    clock,
    within: (work) => {
      if (inside) return work();
      world.restore(snapshot);
      clock.restore(time);
      inside = true;
      try {
        return work();
      } finally {
        inside = false;
        snapshot = world.snapshot();
        time = clock.state();
      }
    },
    log,
    drain: () => events.splice(0),
    pass: (seconds) => {
      clock.advance(seconds * 1000).forEach(ring);
    },
    call: (tools, actor, about, toolCall, safe) => {
      const context = { world, clock, actor, focus: about };
      return callTool({ tools, context, faults: safe === undefined ? faults : null, onDue: ring }, toolCall);
    },
    changes: () => world.diff(start),
    save: () => ({
      templateHash: snapshot.templateHash,
      changes: [...snapshot.changes],
      clock: time,
      faults: faults?.state() ?? null,
    }),
  };
}

function faultsOf(pack: Pack, label: string): Faults | null {
  return pack.faults === undefined ? null : createFaults(faultSpec(pack.faults), createRng(label));
}

/** What a scenario asks for, without what it does not mention. */
function faultSpec({ timeouts, rate_limit, conflicts, stale_reads, outages }: FaultsSpec): FaultSpec {
  return {
    outages,
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(rate_limit === undefined ? {} : { rate_limit }),
    ...(conflicts === undefined ? {} : { conflicts }),
    ...(stale_reads === undefined ? {} : { stale_reads }),
  };
}
