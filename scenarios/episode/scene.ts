/** What one task's episode sees and does of the ground it stands on: its own focus, its own end, calls in its own name. */
import type { Change } from '@understudy/kernel';
import { settledOf, type Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import type { ToolCall } from '../trace/conversation.ts';
import type { Unstamped } from '../trace/event.ts';
import type { Arena } from './arena.ts';
import type { Called } from './call.ts';
import { openGround, type Ground, type SceneState, type SessionEvent } from './ground.ts';

export type { SceneState, SessionEvent } from './ground.ts';

/** Every move enters the scene before it touches the world and leaves it afterwards. */
export interface Scene {
  /** Does something in this episode's state of the world, and keeps what became of it. */
  within<T>(work: () => T): T;
  log(event: Unstamped): void;
  /** Events since the last call, oldest first. */
  drain(): readonly SessionEvent[];
  /** Lets simulated time go by; timers that come due do what their system makes of them. */
  pass(seconds: number): void;
  call(by: 'agent' | 'user', toolCall: ToolCall): Called;
  /** Whether the case is in a state that the user sees as its end. */
  settled(): boolean;
  /** Net changes since the opening situation. */
  changes(): readonly Change[];
  save(): SceneState;
}

interface Options {
  readonly policyId: string;
  readonly seed: number;
  /** Where an earlier episode stood; else the scene is at its opening. */
  readonly from?: SceneState;
}

/** A scene on a ground of its own. Throws what the database says of an opening situation that does not fit. */
export function openScene(pack: Pack, task: Task, arena: Arena, options: Options): Scene {
  const { policyId, seed, from } = options;
  const ground = openGround(pack, arena, task.opening, {
    label: `${task.id}#${String(seed)}/faults`,
    focus: task.focus,
    ...(from === undefined ? {} : { from }),
  });
  return standOn(ground, { pack, task, arena, policyId });
}

interface Standing {
  readonly pack: Pack;
  readonly task: Task;
  readonly arena: Arena;
  readonly policyId: string;
  /** Where the events of this scene go; without it, straight into the log of the ground. */
  readonly log?: (event: Unstamped) => void;
}

/** The scene of a task on a ground that others may stand on too. */
export function standOn(ground: Ground, { pack, task, arena, policyId, ...standing }: Standing): Scene {
  const { world } = arena;
  const log = (event: Unstamped): void => {
    if (standing.log === undefined) ground.log(event);
    else standing.log(event);
  };
  const settled = settledOf(pack, task.family);
  const agent = { kind: 'agent', id: policyId } as const;
  const user = { kind: 'user', id: task.user.persona.id } as const;
  return {
    within: (work) => ground.within(work),
    log,
    drain: () => ground.drain(),
    pass: (seconds) => {
      ground.pass(seconds);
    },
    call: (by, toolCall) => {
      const tools = by === 'agent' ? arena.tools : arena.userTools;
      const called = ground.call(tools, by === 'agent' ? agent : user, task.focus, toolCall);
      log(called.event);
      return called;
    },
    settled: () =>
      settled.some(({ table, key, column, in: states }) => {
        const id = typeof key === 'string' && key.startsWith('$') ? task.focus[key.slice(1)] : key;
        const row = world.get(
          `SELECT ${column} AS state FROM ${table} WHERE id = ?`,
          typeof id === 'number' || typeof id === 'string' ? id : null,
        );
        return row !== undefined && states.includes(String(row['state']));
      }),
    changes: () => ground.changes(),
    save: () => ground.save(),
  };
}
