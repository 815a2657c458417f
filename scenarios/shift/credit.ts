/** Where the credit of a shift falls: each turn that a case was in hand, by the reward of the case's family. A turn at the queue has none. */
import type { Aids, Log } from '../rewards/log.ts';
import { stepScores } from '../rewards/process/process.ts';
import { shapedTurns } from '../rewards/shaping.ts';
import { rewardOf, type Pack } from '../schema/pack.ts';
import { figuresOf } from './figures.ts';
import { inOwnNumbers } from './own-numbers.ts';
import type { ShiftTask } from './task.ts';

export interface TurnCredit {
  /** -1..0: what the process components of the case's reward hold against this turn. */
  readonly score: number;
  readonly reasons: readonly string[];
  /** Shaped reward of the turn within its case, gamma 1. */
  readonly shaped: number;
}

const NONE: TurnCredit = { score: 0, reasons: [], shaped: 0 };

/** One entry for each of the agent's turns, over the whole shift. */
export function shiftCredit(
  pack: Pack,
  task: ShiftTask,
  log: Log,
  aids: Omit<Aids, 'judgements'> = {},
): readonly TurnCredit[] {
  const credits = new Map(
    figuresOf(task, log).map(({ about, log: own }) => {
      const spec = rewardOf(pack, about.task.family);
      const events = inOwnNumbers(about.task, own, aids.arena);
      const shaped = shapedTurns(about.task, spec, events);
      const steps = stepScores(spec, about.task, events, { ...aids, pack });
      return [
        about.number,
        steps.map(({ turn, score, reasons }): TurnCredit => ({ score, reasons, shaped: shaped[turn] ?? 0 })),
      ] as const;
    }),
  );
  const next = new Map<number, number>();
  return log.flatMap((event): readonly TurnCredit[] => {
    if (event.type !== 'agent_turn') return [];
    if (event.case === undefined) return [NONE];
    const turn = next.get(event.case) ?? 0;
    next.set(event.case, turn + 1);
    return [credits.get(event.case)?.[turn] ?? NONE];
  });
}
