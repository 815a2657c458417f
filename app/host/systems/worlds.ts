/** Worlds that somebody looks into and tries tools in: made when first asked for, kept while they are used, reset on demand. */
import {
  createClock,
  createRng,
  invokeTool,
  loadKernel,
  OPENING_TIME,
  type Change,
  type Clock,
  type JsonObject,
  type Snapshot,
  type System,
  type TableDescription,
  type Timer,
  type ToolOutcome,
  type World,
} from '@understudy/kernel';
import type { WorldChoice } from '../contract/systems.ts';

export interface OpenWorld {
  readonly system: System;
  readonly world: World;
  readonly tables: readonly TableDescription[];
  now(): number;
  /** Rows that differ from when the world was made. */
  changes(): readonly Change[];
  /** Calls a tool as whoever may call it. */
  call(tool: string, args: unknown, focus: JsonObject): Done;
  pass(hours: number): Done;
  reset(): void;
}

export interface Done {
  readonly outcome: ToolOutcome;
  readonly changes: readonly Change[];
  /** Events of the timers that came due. */
  readonly timers: readonly string[];
}

/** Each takes some megabytes. */
const KEPT = 3;

const HOUR = 3_600_000;

export interface Worlds {
  open(choice: WorldChoice, system: System): Promise<OpenWorld>;
  close(): void;
}

export function createWorlds(): Worlds {
  /** Least recently used first. */
  const held = new Map<string, OpenWorld>();
  return {
    open: async (choice, system) => {
      const key = JSON.stringify([choice.system, choice.split, choice.seed, choice.size]);
      const kernel = await loadKernel();
      const known = held.get(key);
      held.delete(key);
      const { split, size, seed } = choice;
      const one =
        known ??
        openWorld(
          system,
          kernel.describe(system.ddl),
          kernel.openWorld(system.generate(createRng(seed), { size, split })),
        );
      held.set(key, one);
      for (const [old, { world }] of [...held].slice(0, Math.max(0, held.size - KEPT))) {
        held.delete(old);
        world.close();
      }
      return one;
    },
    close: () => {
      for (const { world } of held.values()) world.close();
      held.clear();
    },
  };
}

function openWorld(system: System, tables: readonly TableDescription[], world: World): OpenWorld {
  let clock = begun(system, world);
  const made: Snapshot = world.snapshot();
  /** What is done, with what the timers do that come due meanwhile. */
  const watched = (focus: JsonObject, work: (ring: (timer: Timer) => void) => ToolOutcome): Done => {
    const before = world.snapshot();
    const timers: string[] = [];
    const outcome = work((timer) => {
      timers.push(timer.event);
      const actor = { kind: 'system', id: 'timer' } as const;
      system.timers?.[timer.event]?.({ world, clock, actor, focus }, timer);
    });
    return { outcome, changes: world.diff(before), timers };
  };
  return {
    system,
    world,
    tables,
    now: () => clock.now(),
    changes: () => world.diff(made),
    call: (name, args, focus) => {
      const by = system.tools.find((tool) => tool.name === name)?.by ?? 'agent';
      const context = { world, clock, actor: { kind: by, id: 'by hand' }, focus } as const;
      return watched(focus, (ring) => invokeTool(system.tools, context, name, args, ring));
    },
    pass: (hours) =>
      watched({}, (ring) => {
        clock.advance(hours * HOUR).forEach(ring);
        return { ok: true, result: { hours } };
      }),
    reset: () => {
      world.reset();
      clock = begun(system, world);
    },
  };
}

/** The clock at the opening, with the timers of what is under way. */
function begun(system: System, world: World): Clock {
  const clock = createClock(OPENING_TIME);
  system.underWay?.(world, clock);
  return clock;
}
