/** The loop at a glance. */
import { oc, type } from '@orpc/contract';

export interface LoopCounts {
  readonly packs: number;
  /** Tasks that the built-in packs declare, both splits. */
  readonly tasks: number;
  readonly runs: number;
  readonly episodes: number;
  /** Episodes that passed every gate. */
  readonly succeeded: number;
  readonly datasets: number;
  /** Episodes in all datasets. */
  readonly rows: number;
  readonly jobs: number;
  readonly policies: number;
}

export const home = {
  counts: oc.output(type<LoopCounts>()),
};
