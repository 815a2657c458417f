/** The reward components: each looks at a finished episode and returns a score with its evidence. */
import type { AdmittedTask } from '../schema/task.ts';
import { collateral, goalState } from './end-state.ts';
import type { Log, Verdict } from './log.ts';
import { processRule } from './process.ts';
import type { ComponentSpec } from './spec.ts';
import { communicated } from './telling.ts';

export function judge(component: ComponentSpec, task: AdmittedTask, log: Log): Verdict {
  switch (component.kind) {
    case 'goal_state':
      return goalState(task, log, component.ignore);
    case 'collateral':
      return collateral(task, log, component.ignore);
    case 'communicated':
      return communicated(task, log, component.catch_all);
    case 'process':
      return processRule(component.rule, task, log);
  }
}
