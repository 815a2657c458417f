/** What the same user does when the gold solution is played: what an episode is measured against where a count of turns must be fair. */
import { goldAgent } from '../agents/gold.ts';
import { rehearse } from '../episode/rehearse.ts';
import type { Task } from '../schema/task.ts';
import { needed } from './end-world.ts';
import type { Aids, Log } from './log.ts';

/** By task, then by figure and seed: an agent is played many times on a task, and a group shares the seeds of its samples. */
const figures = new WeakMap<Task, Map<string, number>>();

/**
 * A figure of the gold solution, played with the seed of an episode: the same user, who tells and forgets the same things. `name` tells
 * figures apart.
 * @throws Error for the programmer without the pack and the arena of the task.
 */
export function goldFigure(
  name: string,
  figure: (log: Log) => number,
  task: Task,
  log: Log,
  aids: Aids,
): number {
  const arena = needed(aids.arena, name);
  const { pack } = aids;
  if (pack === undefined)
    throw new Error(`the reward component "${name}" replays gold: give scoreEpisode the pack of the task`);
  const seed = log.find((event) => event.type === 'opened')?.seed ?? 0;
  const key = `${name} ${String(seed)}`;
  const known = figures.get(task) ?? new Map<string, number>();
  figures.set(task, known);
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const before = arena.world.snapshot();
  try {
    const value = figure(rehearse(pack, task, arena, goldAgent, { id: 'gold', seed }).log);
    known.set(key, value);
    return value;
  } finally {
    arena.world.restore(before);
  }
}
