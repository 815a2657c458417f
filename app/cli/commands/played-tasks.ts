/** The tasks that stored episodes were played on, found by their ids. */
import { openSplit } from '@understudy/engine';
import type { AdmittedTask, Arena, Pack } from '@understudy/scenarios';
import { InputError } from '../errors.ts';

export interface PlayedTask {
  readonly task: AdmittedTask;
  readonly arena: Arena;
}

export interface PlayedTasks {
  /** Throws InputError for a task that the pack does not have. */
  of(taskId: string): PlayedTask;
}

/** Binds every task of both splits. Throws ScenarioError where the pack of a file is not sound. */
export async function playedTasks(pack: Pack): Promise<PlayedTasks> {
  const splits = [await openSplit(pack, 'train'), await openSplit(pack, 'heldout')];
  const tasks = new Map(
    splits.flatMap(({ arena, tasks: list }) => list.map((task) => [task.id, { task, arena }] as const)),
  );
  return {
    of: (taskId) => {
      const played = tasks.get(taskId);
      if (played !== undefined) return played;
      throw new InputError(
        `The episode plays ${taskId}, which ${pack.id} does not have.`,
        'Name the scenario the run was made with by --scenario.',
      );
    },
  };
}
