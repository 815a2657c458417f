/** A shift bound by a seed: which cases come in, when, and how urgent each is. Plain data; the same seed gives the same bytes. */
import type { Split } from '@understudy/kernel';
import type { Priority, ShiftSpec } from '../schema/shift.ts';
import type { AdmittedTask, OpeningWrite } from '../schema/task.ts';

export interface ShiftCase {
  /** 1, 2, … in the order in which they come in. */
  readonly number: number;
  readonly task: AdmittedTask;
  /** Simulated milliseconds after the opening; 0 for the first case. */
  readonly arrives: number;
  readonly priority: Priority;
}

export interface ShiftTask {
  readonly id: string;
  readonly pack: string;
  /** `shift.` and the shift's id: what reports group by. */
  readonly family: string;
  readonly split: Split;
  readonly shift: ShiftSpec;
  /** What the agent is told: the policy, and how the queue works. */
  readonly system: string;
  readonly cases: readonly ShiftCase[];
  /** The openings of all cases, in their order. */
  readonly opening: readonly OpeningWrite[];
}

/** What an episode can play. */
export type PlayedTask = AdmittedTask | ShiftTask;

export function isShift(task: PlayedTask): task is ShiftTask {
  return 'cases' in task;
}
