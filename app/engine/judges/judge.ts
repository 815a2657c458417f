/** The judge of a run: who it is, what it is asked, and what is kept of its answers. */
import {
  askJudge,
  askJudgeOfShift,
  isAnswered,
  isShift,
  rewardOf,
  shiftRubrics,
} from '@understudy/scenarios';
import type { JudgeModel, Log, Pack, PlayedTask } from '@understudy/scenarios';
import type { Policy } from '../policies/policy.ts';
import type { Judged } from '../store/records.ts';
import { policyJudge } from './policy-judge.ts';

export interface Judge {
  /** The policy's id, kept with every answer. */
  readonly id: string;
  readonly model: JudgeModel;
}

export function judgeOf(policy: Policy): Judge {
  return { id: policy.id, model: policyJudge(policy) };
}

/**
 * Ids of the components in a pack's rewards that a judge or a reward model answers, those of its shifts among them, each once; without
 * an answer these stay null.
 */
export function judgeComponents(pack: Pack): readonly string[] {
  return componentsOf(pack, isAnswered);
}

/** Those of them that a judge answers: their rubrics. */
export function rubricComponents(pack: Pack): readonly string[] {
  return componentsOf(pack, ({ kind }) => kind === 'judge');
}

function componentsOf(pack: Pack, wanted: typeof isAnswered): readonly string[] {
  const specs = pack.families.map(({ id }) => rewardOf(pack, id));
  return [
    ...new Set([
      ...specs.flatMap((spec) => spec.flatMap((one) => (wanted(one) ? [one.id] : []))),
      ...pack.shifts.flatMap((shift) => shiftRubrics(shift).map(({ id }) => id)),
    ]),
  ];
}

/**
 * Asks the judge about an episode that is over, about a shift case by case; null where there is nothing to ask: no rubric, or an
 * episode that nobody can judge.
 * A judge that is out of reach is an answer, with null for each component. Rejects only with the signal's reason.
 */
export async function judgeEpisode(
  judge: Judge,
  pack: Pack,
  task: PlayedTask,
  log: Log,
  signal: AbortSignal,
): Promise<Judged | null> {
  const reason = log.findLast((event) => event.type === 'closed')?.reason;
  if (reason === undefined || reason === 'failed' || reason === 'cancelled') return null;
  if (isShift(task)) {
    if (shiftRubrics(task.shift).length === 0) return null;
    return { judge: judge.id, answers: await askJudgeOfShift(judge.model, task, log, signal) };
  }
  const spec = rewardOf(pack, task.family);
  if (spec.every(({ kind }) => kind !== 'judge')) return null;
  return { judge: judge.id, answers: await askJudge(judge.model, task, spec, log, signal) };
}
