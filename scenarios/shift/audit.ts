/** The audit of a shift's reward: whoever does not look and does not decide must earn nothing, the gold agent what can be earned. */
import type { Arena } from '../episode/arena.ts';
import type { Pack } from '../schema/pack.ts';
import { goldShiftAgent, lazyShifts, type LazyShift, type ShiftAgent } from './agents.ts';
import { rehearseShift } from './rehearse.ts';
import { yesToEveryCase } from './judged.ts';
import { scoreShift } from './score.ts';
import type { ShiftTask } from './task.ts';

export interface ShiftAuditRow {
  readonly strategy: string;
  /** Mean value over the shifts, 0..1; null where one could not be judged. */
  readonly value: number | null;
  /** The shift on which it earns most, or for gold least. */
  readonly extreme: { readonly taskId: string; readonly value: number } | null;
}

export interface ShiftAudit {
  readonly gold: ShiftAuditRow;
  readonly lazy: readonly ShiftAuditRow[];
}

/** Plays gold and every lazy strategy on every shift once. */
export function auditShifts(
  pack: Pack,
  arena: Arena,
  tasks: readonly ShiftTask[],
  options: { readonly seed?: number; readonly strategies?: readonly LazyShift[] } = {},
): ShiftAudit {
  const { seed = 0, strategies = lazyShifts(arena.specs) } = options;
  const row = (id: string, agent: ShiftAgent, worse: (a: number, b: number) => boolean): ShiftAuditRow => {
    const values = tasks.map((task) => ({
      taskId: task.id,
      value: shiftEarns(pack, task, arena, agent, { id, seed }),
    }));
    const judged = values.flatMap(({ taskId, value }) => (value === null ? [] : [{ taskId, value }]));
    return {
      strategy: id,
      value:
        judged.length < values.length
          ? null
          : judged.reduce((sum, one) => sum + one.value, 0) / judged.length,
      extreme: judged.reduce<ShiftAuditRow['extreme']>(
        (far, one) => (far === null || worse(one.value, far.value) ? one : far),
        null,
      ),
    };
  };
  return {
    gold: row('gold', goldShiftAgent, (a, b) => a < b),
    lazy: strategies.map(({ id, agent }) => row(id, agent, (a, b) => a > b)),
  };
}

/** What a scripted agent earns on a shift. */
export function shiftEarns(
  pack: Pack,
  task: ShiftTask,
  arena: Arena,
  agent: ShiftAgent,
  options: { readonly id: string; readonly seed: number },
): number | null {
  const { log } = rehearseShift(pack, task, arena, agent, options);
  return scoreShift(pack, task, log, { arena, judgements: yesToEveryCase(task, log) }).value;
}
