/** One task of a pack by its id, without binding all the others: what a screen needs to look at one episode. */
import type { Split } from '@understudy/kernel';
import {
  bindShifts,
  createBinder,
  ScenarioError,
  shiftTaskId,
  taskId,
  withExpected,
} from '@understudy/scenarios';
import type { Arena, Pack, PlayedTask } from '@understudy/scenarios';

/**
 * Binds the task in the arena of its split. That it was admitted is not checked again: episodes are played on admitted tasks only.
 * Throws ScenarioError for an id that the pack does not have.
 */
export function bindTask(pack: Pack, split: Split, arena: Arena, id: string): PlayedTask {
  const index = Number(id.split('/').at(-1));
  if (Number.isSafeInteger(index) && index >= 0) {
    const shift = pack.shifts.find((one) => shiftTaskId(pack, one.id, split, index) === id);
    const found =
      shift === undefined ? undefined : bindShifts(pack, shift.id, split, arena, index + 1)[index];
    if (found !== undefined) return found;
    const family = pack.families.find((one) => taskId(pack, one.id, split, index) === id);
    if (family !== undefined) {
      arena.world.reset();
      return withExpected(pack, createBinder(pack, split, arena).task(family.id, index), arena);
    }
  }
  throw new ScenarioError(
    `The scenario ${pack.id} has no task ${id}: it was played on another version of it.`,
  );
}
