/** A scripted episode: who it is about, and tool calls in order. */
import {
  createClock,
  invokeTool,
  OPENING_TIME,
  type JsonObject,
  type System,
  type Timer,
  type Tool,
  type World,
} from '@understudy/kernel';

export interface Script {
  readonly focus: JsonObject;
  readonly calls: readonly { readonly name: string; readonly args: object }[];
}

/** What is under way when an episode opens, and what its timers do. */
export interface Timekeeping {
  readonly underWay: readonly Timer[];
  readonly timers: NonNullable<System['timers']>;
}

/** Looked up once for an opening, as episodes do. */
export function timekeepingOf({ underWay, timers = {} }: System, world: World): Timekeeping {
  const clock = createClock(OPENING_TIME);
  world.reset();
  underWay?.(world, clock);
  return { underWay: clock.state().timers, timers };
}

/** Plays a script in the world as it stands; false as soon as a call fails. */
export function playScript(
  world: World,
  tools: readonly Tool[],
  { focus, calls }: Script,
  afterStep?: () => void,
  time: Timekeeping = { underWay: [], timers: {} },
): boolean {
  const clock = createClock(OPENING_TIME);
  clock.restore({ now: OPENING_TIME, timers: time.underWay });
  const context = { world, clock, actor: { kind: 'agent', id: 'bench' } as const, focus };
  const ring = (timer: Timer): void => {
    time.timers[timer.event]?.({ ...context, actor: { kind: 'system', id: 'timer' } }, timer);
  };
  for (const { name, args } of calls) {
    if (!invokeTool(tools, context, name, args, ring).ok) return false;
    afterStep?.();
  }
  return true;
}

/** How many SQL statements a script runs, by counting them. */
export function countStatements(world: World, tools: readonly Tool[], script: Script): number {
  let count = 0;
  const counted = <T>(value: T): T => {
    count += 1;
    return value;
  };
  const counting: World = {
    templateHash: world.templateHash,
    reset: () => world.reset(),
    get: (sql, ...params) => counted(world.get(sql, ...params)),
    all: (sql, ...params) => counted(world.all(sql, ...params)),
    run: (sql, ...params) => counted(world.run(sql, ...params)),
    query: (sql, parameters, limits) => counted(world.query(sql, parameters, limits)),
    attempt: (work, keep) => world.attempt(work, keep),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot),
    diff: (from) => world.diff(from),
    hash: () => world.hash(),
    dump: () => world.dump(),
    close: () => world.close(),
  };
  world.reset();
  playScript(counting, tools, script);
  world.reset();
  return count;
}
