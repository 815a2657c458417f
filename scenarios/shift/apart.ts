/**
 * Which cases get into each other's way though they share no row: the next free sales representative is another one when somebody
 * else has been routed before. Two cases that disturb each other do so when one comes before the other, so that working all of them
 * once in their order and once in reverse shows every pair in both orders.
 */
import type { Arena } from '../episode/arena.ts';
import type { Pack } from '../schema/pack.ts';
import { goldInOrder, type CaseOrder } from './agents.ts';
import { rehearseShift } from './rehearse.ts';
import { scoreCases } from './score.ts';
import type { ShiftTask } from './task.ts';

const orders: readonly CaseOrder[] = [(a, b) => a - b, (a, b) => b - a];
/** Time enough to work all cases one after the other. */
const LONG = 1_000_000;

/** Numbers of the cases that their gold solution does not solve beside the others. */
export function disturbed(pack: Pack, task: ShiftTask, arena: Arena): ReadonlySet<number> {
  const { shift } = task;
  const together: ShiftTask = {
    ...task,
    cases: task.cases.map((one) => ({ ...one, arrives: 0 })),
    shift: { ...shift, patience: LONG, limits: { agent_turns: LONG, minutes: LONG } },
  };
  return new Set(
    orders.flatMap((order) => {
      const { log } = rehearseShift(pack, together, arena, goldInOrder(order), { id: 'gold', seed: 0 });
      return scoreCases(pack, together, log, { arena }).flatMap(({ figures, reward }) =>
        reward.success === true ? [] : [figures.about.number],
      );
    }),
  );
}
