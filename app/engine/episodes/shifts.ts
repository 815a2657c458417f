/** Opens the shifts of a pack for playing. */
import type { Split } from '@understudy/kernel';
import {
  admit,
  bindShifts,
  builtInPacks,
  openArena,
  ScenarioError,
  scoreShift,
  shiftTaskId,
} from '@understudy/scenarios';
import type { Arena, Judgements, Log, Pack, Reward, ShiftTask } from '@understudy/scenarios';

export interface OpenShifts {
  readonly arena: Arena;
  readonly tasks: readonly ShiftTask[];
}

/**
 * The first `count` shifts of that id (default: as many as the pack declares). The cases of a pack of one's own go through the
 * admission gate, as its tasks do. Throws ScenarioError for a shift that the pack does not have, and for one that is not sound.
 */
export async function openShifts(
  pack: Pack,
  shiftId: string,
  split: Split,
  count?: number,
): Promise<OpenShifts> {
  if (pack.shifts.every(({ id }) => id !== shiftId)) {
    const ids = pack.shifts.map(({ id }) => id).join(', ');
    throw new ScenarioError(`${pack.id} has no shift "${shiftId}"; it has: ${ids || 'none'}.`);
  }
  const arena = await openArena(pack, split);
  const tasks = bindShifts(pack, shiftId, split, arena, count);
  if (!builtInPacks.includes(pack)) {
    const cases = new Map(tasks.flatMap((shift) => shift.cases.map(({ task }) => [task.id, task])));
    for (const task of cases.values()) {
      const verdict = admit(pack, task, arena);
      if (!verdict.admitted)
        throw new ScenarioError(
          `${pack.id}: ${verdict.taskId} does not pass the admission gate: ${verdict.reason}. Correct the pack; \`understudy scenarios admit FILE\` lists all such tasks.`,
        );
    }
  }
  return { arena, tasks };
}

/** The shift that a stored episode played, and where; null for a task that is no shift of the pack. */
export async function playedShift(
  pack: Pack,
  taskId: string,
): Promise<{ readonly task: ShiftTask; readonly arena: Arena } | null> {
  for (const shift of pack.shifts)
    for (const split of ['train', 'heldout'] as const) {
      const place = shiftTaskId(pack, shift.id, split, 0).slice(0, -1);
      const index = taskId.startsWith(place) ? Number(taskId.slice(place.length)) : NaN;
      if (!Number.isInteger(index) || index < 0 || index >= shift.tasks[split]) continue;
      const { arena, tasks } = await openShifts(pack, shift.id, split, index + 1);
      const task = tasks[index];
      return task?.id === taskId ? { task, arena } : null;
    }
  return null;
}

export interface StoredShift {
  readonly task: ShiftTask;
  /** `judgements`: what a judge has answered about its cases. */
  readonly score: (judgements?: Judgements) => Reward;
}

/** Scores stored shifts of a pack again, each split bound once; null for a task that is no shift of the pack. */
export function shiftScorer(pack: Pack): (taskId: string, log: Log) => Promise<StoredShift | null> {
  const opened = new Map<string, Promise<OpenShifts>>();
  return async (taskId, log) => {
    for (const { id } of pack.shifts)
      for (const split of ['train', 'heldout'] as const) {
        if (!taskId.startsWith(shiftTaskId(pack, id, split, 0).slice(0, -1))) continue;
        const key = `${id}/${split}`;
        const open = opened.get(key) ?? openShifts(pack, id, split);
        opened.set(key, open);
        const { arena, tasks } = await open;
        const task = tasks.find((one) => one.id === taskId);
        if (task === undefined) return null;
        return {
          task,
          score: (judgements) =>
            scoreShift(pack, task, log, { arena, ...(judgements === undefined ? {} : { judgements }) }),
        };
      }
    return null;
  };
}
