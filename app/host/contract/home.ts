/** The loop at a glance. */
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export interface LoopCounts {
  readonly packs: number;
  /** Tasks that the packs declare, built-in ones and the workspace's own, both splits. */
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
  /** The newest run of held-out tasks of which something was judged; null before there is one. */
  readonly evaluation: { readonly run: string; readonly passed: number; readonly judged: number } | null;
}

/** A success rate with its 95% interval, all 0..1. */
export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** What a turn of the loop brought, from its report. */
export interface LoopReport {
  readonly id: string;
  readonly scenario: string;
  readonly title: string;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** Held-out success, the first model's first. */
  readonly evaluations: readonly {
    readonly label: string;
    readonly episodes: number;
    readonly success: Rate | null;
    readonly runId: string;
  }[];
  /** The interval after lies wholly above the one before; null where it was not measured twice. */
  readonly clearlyBetter: boolean | null;
  readonly families: readonly {
    readonly family: string;
    readonly before: number | null;
    readonly after: number | null;
  }[];
  /** Why it ended early; null when it went through. */
  readonly incomplete: string | null;
  /** Wall seconds, all stages. */
  readonly seconds: number;
}

export const home = {
  counts: oc.output(type<LoopCounts>()),
  /** Newest first. */
  reports: oc.output(type<readonly LoopReport[]>()),
  /** Runs the whole loop on the embedded model, as a piece of work of kind `loop`. */
  turn: oc
    .input(z.strictObject({ scenario: z.string(), size: z.enum(['quick', 'full']) }))
    .output(type<{ readonly work: string }>()),
};
