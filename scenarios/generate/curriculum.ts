/** The order in which tasks are best learned: easy ones first, the families in turn. */
import type { Task } from '../schema/task.ts';

const LEVELS = ['easy', 'medium', 'hard'] as const;

/**
 * All easy tasks, then all of medium difficulty, then the hard ones. Within a level the families take turns, each beginning with
 * its easiest task; a family whose tasks are used up is passed over. The order of the list given does not matter.
 */
export function curriculum<T extends Task>(tasks: readonly T[]): readonly T[] {
  return LEVELS.flatMap((level) => inTurn(tasks.filter((task) => task.difficulty.level === level)));
}

function inTurn<T extends Task>(tasks: readonly T[]): readonly T[] {
  const families = Map.groupBy(tasks.toSorted(easierFirst), (task) => `${task.pack}/${task.family}`);
  const queues = [...families.values()];
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, i) => queues.flatMap((queue) => queue.slice(i, i + 1))).flat();
}

/** By score; then by pack and family, and within a family by index, which ids of one length already are. */
function easierFirst(left: Task, right: Task): number {
  const [a, b] = [left, right].map(({ id }) => id);
  return (
    left.difficulty.score - right.difficulty.score ||
    (a ?? '').length - (b ?? '').length ||
    ((a ?? '') < (b ?? '') ? -1 : 1)
  );
}
