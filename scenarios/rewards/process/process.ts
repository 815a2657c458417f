/** Components on how the outcome was reached, and where in the episode it went wrong. Pure functions of the log. */
import type { AdmittedTask } from '../../schema/task.ts';
import { needed } from '../end-world.ts';
import { agentCalls } from '../log.ts';
import type { Aids, Log, Verdict } from '../log.ts';
import type { ComponentSpec, ProcessRule } from '../spec.ts';
import type { Mark } from './calls.ts';
import { concerns, firstTools, policyOrder } from './order.ts';
import { illegalEvents, needlessReads, uncleanSteps } from './steps.ts';

export type ProcessSpec = Extract<ComponentSpec, { kind: 'process' }>;

type StepRule = Exclude<ProcessRule, { type: 'order' }>;

/** An order is kept or not; the other rules take `penalty` off for each mark, down to 0. Without a call nothing is proven: 0. */
export function processRule(spec: ProcessSpec, task: AdmittedTask, log: Log, aids: Aids): Verdict {
  const { rule } = spec;
  if (rule.type === 'order') {
    if (!concerns(rule, task)) return { score: 1, evidence: ['it is about other cases'] };
    const { broken, relevant } = policyOrder(rule, task, log);
    if (broken !== null) return { score: 0, evidence: [broken.text] };
    if (relevant === 0) return { score: 0, evidence: [`none of ${rule.tools.join(', ')} was called`] };
    return { score: 1, evidence: [`${firstTools(rule).join(' or ')} came first, or the call was exempt`] };
  }
  if (agentCalls(log).length === 0) return { score: 0, evidence: ['no tool was called'] };
  const marks = marksOf(rule, spec, task, log, aids);
  return {
    score: Math.max(0, 1 - rule.penalty * marks.length),
    evidence: marks.length === 0 ? [clean[rule.type]] : marks.map(({ text }) => text),
  };
}

const clean: Readonly<Record<StepRule['type'], string>> = {
  clean_steps: 'no failed, repeated or unreadable step',
  legal_events: 'no event that a lifecycle refused',
  needed_reads: 'no read that was not needed',
};

function marksOf(
  rule: StepRule,
  spec: ProcessSpec,
  task: AdmittedTask,
  log: Log,
  aids: Aids,
): readonly Mark[] {
  switch (rule.type) {
    case 'clean_steps':
      return uncleanSteps(task, log);
    case 'legal_events':
      return illegalEvents(log);
    case 'needed_reads':
      return needlessReads(task, log, rule.allowed, needed(aids.arena, spec.id));
  }
}

export interface StepScore {
  /** The agent's turn, from 0. */
  readonly turn: number;
  /** -1..0: what the process components of the reward hold against this turn. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/**
 * The process components placed on the turns that caused them, one entry for each of the agent's turns: a broken order costs 1
 * where it was broken, every other mark its rule's penalty, each times the component's share of the weight of all process
 * components, and no turn less than -1. There is no bonus: a step that is paid for itself can be repeated for its pay. What is
 * good is paid by shaping, which sums to nothing (shaping.ts).
 */
export function stepScores(
  spec: readonly ComponentSpec[],
  task: AdmittedTask,
  log: Log,
  aids: Aids = {},
): readonly StepScore[] {
  const components = spec.filter((component) => component.kind === 'process');
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  const placed = components.flatMap((component) => {
    const { rule, weight } = component;
    const share = total > 0 ? weight / total : 1 / components.length;
    if (rule.type !== 'order')
      return marksOf(rule, component, task, log, aids).map((mark) => ({
        ...mark,
        cost: share * rule.penalty,
      }));
    const { broken } = concerns(rule, task) ? policyOrder(rule, task, log) : { broken: null };
    return broken === null ? [] : [{ ...broken, cost: share }];
  });
  const turns = log.flatMap((event, at) => (event.type === 'agent_turn' ? [at] : []));
  return turns.map((from, turn) => {
    const until = turns[turn + 1] ?? log.length;
    const own = placed.filter(({ at }) => at >= from && at < until);
    const cost = own.reduce((sum, mark) => sum + mark.cost, 0);
    return { turn, score: cost === 0 ? 0 : -Math.min(1, cost), reasons: own.map(({ text }) => text) };
  });
}
