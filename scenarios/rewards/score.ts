/** Scores a finished episode from its log alone, so that stored traces can be scored again without being replayed. */
import type { AdmittedTask } from '../schema/task.ts';
import { judge } from './components.ts';
import { hackFlags } from './flags.ts';
import type { Log } from './log.ts';
import type { ComponentScore, Reward } from './reward.ts';
import type { RewardSpec } from './spec.ts';

/**
 * Gates multiply, the others are a weighted mean (1 where there are none): value = Π gate · Σ wᵢ·sᵢ / Σ wᵢ, in [0, 1].
 * An episode that something other than the policy broke, or that was cancelled, has null for value and success.
 */
export function scoreEpisode(task: AdmittedTask, spec: RewardSpec, log: Log): Reward {
  const flags = hackFlags(log);
  const reason = unjudgeable(log);
  if (reason !== null) return { value: null, success: null, components: [], flags: [...flags, reason] };
  const components = spec.map((component): ComponentScore => {
    const verdict = judge(component, task, log);
    const { id, kind, weight, gate } = component;
    return { id, kind, weight, gate, score: verdict.score, evidence: [...verdict.evidence] };
  });
  return { ...aggregate(components), components, flags: [...flags] };
}

/** Why nothing can be said about the policy of this episode, or null. */
function unjudgeable(log: Log): 'failed' | 'cancelled' | 'unfinished' | null {
  const closed = log.findLast((event) => event.type === 'closed');
  if (closed === undefined) return 'unfinished';
  return closed.reason === 'failed' || closed.reason === 'cancelled' ? closed.reason : null;
}

/** Whether `scoreEpisode` gives 0: what admission asks of lazy strategies. Looks no further than the first gate at 0. */
export function earnsNothing(task: AdmittedTask, spec: RewardSpec, log: Log): boolean {
  if (unjudgeable(log) !== null) return false;
  const shut = spec.some((component) => component.gate && judge(component, task, log).score === 0);
  return shut || scoreEpisode(task, spec, log).value === 0;
}

/** Value and success of a list of components; null as soon as one of them is null. */
export function aggregate(components: readonly ComponentScore[]): Pick<Reward, 'value' | 'success'> {
  let gates = 1;
  let sum = 0;
  let weights = 0;
  for (const { score, weight, gate } of components) {
    if (score === null) return { value: null, success: null };
    if (gate) gates *= score;
    else {
      sum += weight * score;
      weights += weight;
    }
  }
  return { value: gates * (weights > 0 ? sum / weights : 1), success: components.length > 0 && gates === 1 };
}
