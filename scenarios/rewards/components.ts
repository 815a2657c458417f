/** The reward components: each looks at a finished episode and returns a score with its evidence. */
import type { AdmittedTask } from '../schema/task.ts';
import { sqlAssertion } from './assertion.ts';
import { businessRule } from './business-rule.ts';
import { confidentiality } from './confidentiality.ts';
import { collateral, goalState } from './end-state.ts';
import { judged, rated } from './judging/judgements.ts';
import { kpi } from './kpi.ts';
import type { Aids, Log, Verdict } from './log.ts';
import { processRule } from './process/process.ts';
import type { ComponentSpec } from './spec.ts';
import { communicated } from './telling.ts';

/** @throws Error for the programmer where a component looks at the world and no arena is given. */
export function verdictOn(component: ComponentSpec, task: AdmittedTask, log: Log, aids: Aids = {}): Verdict {
  switch (component.kind) {
    case 'goal_state':
      return goalState(task, log, component.ignore, component.partial);
    case 'collateral':
      return collateral(task, log, component.ignore);
    case 'communicated':
      return communicated(task, log, { catchAll: component.catch_all, when: component.when });
    case 'sql_assertion':
      return sqlAssertion(component, task, log, aids.arena);
    case 'process':
      return processRule(component, task, log, aids);
    case 'business_rule':
      return businessRule(component.rule, task, log);
    case 'confidentiality':
      return confidentiality(task, log);
    case 'kpi':
      return kpi(component, task, log, aids);
    case 'judge':
      return judged(component, aids.judgements);
    case 'reward_model':
      return rated(component, aids.judgements);
  }
}
