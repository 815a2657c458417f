/** Scores a finished episode from its log, so that stored traces can be scored again without being replayed. */
import type { AdmittedTask } from '../schema/task.ts';
import { verdictOn } from './components.ts';
import { hackFlags } from './flags.ts';
import { everyYes } from './judging/judgements.ts';
import { closing } from './log.ts';
import type { Aids, Log } from './log.ts';
import type { ComponentScore, Reward } from './reward.ts';
import type { ComponentSpec, RewardSpec } from './spec.ts';

/**
 * Gates multiply, the others are a weighted mean (1 where there are none): value = Π gate · Σ wᵢ·sᵢ / Σ wᵢ, in [0, 1].
 * One component without a score makes both null. An episode that
 * something other than the policy broke, or that was cancelled, has null for value and success.
 * @throws Error where a component looks at the world and `aids.arena` is missing; ScenarioError for SQL that cannot be run.
 */
export function scoreEpisode(task: AdmittedTask, spec: RewardSpec, log: Log, aids: Aids = {}): Reward {
  const flags = hackFlags(log, task, spec);
  const reason = unjudgeable(log);
  if (reason !== null) return { value: null, success: null, components: [], flags: [...flags, reason] };
  const components = spec.map((component): ComponentScore => {
    const verdict = verdictOn(component, task, log, aids);
    const { id, kind, weight, gate } = component;
    return { id, kind, weight, gate, score: verdict.score, evidence: [...verdict.evidence] };
  });
  return { ...aggregate(components), components, flags: [...flags] };
}

/** Why nothing can be said about the policy of this episode, or null. */
export function unjudgeable(log: Log): 'failed' | 'cancelled' | 'unfinished' | null {
  const closed = closing(log);
  if (closed === undefined) return 'unfinished';
  return closed.reason === 'failed' || closed.reason === 'cancelled' ? closed.reason : null;
}

/** What costs least to look at first: a gate at 0 ends the search. */
const SLOW: readonly ComponentSpec['kind'][] = ['confidentiality', 'sql_assertion'];

/**
 * Whether `scoreEpisode` gives 0, whatever a judge may say of it: what admission asks of lazy strategies. Looks no further than
 * the first gate at 0. An episode that cannot be judged has earned nothing that is proven: false.
 */
export function earnsNothing(task: AdmittedTask, spec: RewardSpec, log: Log, aids: Aids = {}): boolean {
  if (unjudgeable(log) !== null) return false;
  const best: Aids = { ...aids, judgements: everyYes(spec) };
  const gates = spec.filter(({ gate }) => gate);
  const quick = gates.filter(({ kind }) => !SLOW.includes(kind));
  const slow = gates.filter(({ kind }) => SLOW.includes(kind));
  const shut = [...quick, ...slow].some((component) => verdictOn(component, task, log, best).score === 0);
  return shut || scoreEpisode(task, spec, log, best).value === 0;
}

/** The most an episode can earn: judge and reward models, not asked, say yes to everything. For admission and audits. */
export function scoreAtBest(task: AdmittedTask, spec: RewardSpec, log: Log, aids: Aids = {}): Reward {
  return scoreEpisode(task, spec, log, { ...aids, judgements: everyYes(spec) });
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
