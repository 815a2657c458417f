/** The judge of a run: who it is, what it is asked, and what is kept of its answers. */
import { askJudge, rewardOf } from '@understudy/scenarios';
import type { AdmittedTask, JudgeModel, Log, Pack, RewardSpec } from '@understudy/scenarios';
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

/** Ids of the judge components in a pack's rewards, each once; without a judge these stay null. */
export function judgeComponents(pack: Pack): readonly string[] {
  const specs = pack.families.map(({ id }) => rewardOf(pack, id));
  return [
    ...new Set(specs.flatMap((spec) => spec.flatMap(({ id, kind }) => (kind === 'judge' ? [id] : [])))),
  ];
}

/**
 * Asks the judge about an episode that is over; null where there is nothing to ask: no rubric, or an episode that nobody can judge.
 * A judge that is out of reach is an answer, with null for each component. Rejects only with the signal's reason.
 */
export async function judgeEpisode(
  judge: Judge,
  task: AdmittedTask,
  spec: RewardSpec,
  log: Log,
  signal: AbortSignal,
): Promise<Judged | null> {
  const reason = log.findLast((event) => event.type === 'closed')?.reason;
  const judgeable = reason !== undefined && reason !== 'failed' && reason !== 'cancelled';
  if (!judgeable || spec.every(({ kind }) => kind !== 'judge')) return null;
  return { judge: judge.id, answers: await askJudge(judge.model, task, spec, log, signal) };
}
