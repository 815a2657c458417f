/** The world as it was when an episode opened and when it ended, put together from the task and the log, not by replaying. */
import type { Row, Snapshot, World } from '@understudy/kernel';
import { stageOf } from '../episode/stage.ts';
import type { Arena } from '../episode/arena.ts';
import type { Task } from '../schema/task.ts';
import { closing } from './log.ts';
import type { Log } from './log.ts';

/**
 * Reads in the world as it was at the end, or with a null log at the opening; the world is as before afterwards.
 * @throws Error for the programmer where the arena is not the one of the task's pack and split.
 */
export function readWorld<T>(
  arena: Arena,
  task: Pick<Task, 'opening'>,
  log: Log | null,
  read: (world: World) => T,
): T {
  const { world } = arena;
  const before = world.snapshot();
  try {
    const opened = stageOf(world).open(task.opening);
    if (log !== null) world.restore(afterwards(opened, log));
    return read(world);
  } finally {
    world.restore(before);
  }
}

function afterwards(opened: Snapshot, log: Log): Snapshot {
  const changes = new Map<string, Row | null>(opened.changes);
  for (const { table, key, after } of closing(log)?.changes ?? [])
    changes.set(`${table}\u0000${String(key)}`, after);
  return { templateHash: opened.templateHash, changes };
}

/** The arena a component cannot do without. */
export function needed(arena: Arena | undefined, component: string): Arena {
  if (arena === undefined)
    throw new Error(
      `the reward component "${component}" looks at the world: give scoreEpisode the arena of the task`,
    );
  return arena;
}
