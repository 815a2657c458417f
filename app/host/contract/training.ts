/** Training: what was trained and is being trained, its curves as they grow, and starting more of it: a single job, or a recipe. */
import type {
  JobAbout,
  JobArtifact,
  JobError,
  JobProgress,
  JobStatus,
  JobWarning,
  PolicyEvaluation,
} from '@understudy/engine';
import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { recipes } from './recipes.ts';

export type { JobAbout, JobArtifact, JobError, JobProgress, JobStatus, JobWarning, PolicyEvaluation };

export interface JobLine {
  readonly id: string;
  /** By the trainer's names: `sft`, `dpo`, … */
  readonly kind: string;
  readonly title: string;
  readonly status: JobStatus;
  /** ISO 8601; null before it was started. */
  readonly started: string | null;
  /** Of its newest run; null while that is at work. */
  readonly ended: string | null;
  readonly phase: string | null;
  readonly progress: JobProgress | null;
  readonly loss: number | null;
  /** The dataset's folder name; null where it is not known. */
  readonly dataset: string | null;
  readonly base: string | null;
  /** The work item that follows it, and does what comes after it; null when none does. */
  readonly work: string | null;
}

export interface JobView extends JobLine {
  /** Absolute path of the job's folder. */
  readonly folder: string;
  /** Figures of the plan it announced, by the trainer's names. */
  readonly plan: Readonly<Record<string, number>>;
  readonly device: { readonly type: string; readonly name: string } | null;
  readonly warnings: readonly JobWarning[];
  readonly error: JobError | null;
  readonly artifacts: readonly JobArtifact[];
  readonly about: JobAbout | null;
  /** The policy that came of it, with what held-out tasks said before and after. */
  readonly policy: {
    readonly id: string;
    readonly title: string;
    readonly before: PolicyEvaluation | null;
    readonly after: PolicyEvaluation | null;
  } | null;
  /** It is finished, and not all that was to come after it has been done. */
  readonly unfinished: boolean;
}

/** One metric over the steps; the two lists have one length, and steps rise. */
export interface CurveSeries {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Something that happened, in words. Figures and progress are not among them. */
export interface LogLine {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'step' | 'saved' | 'warning' | 'made' | 'error' | 'end';
  readonly text: string;
}

/** An episode that the model played while it learned. */
export interface SampleView {
  readonly seq: number;
  readonly step: number | null;
  readonly task: string;
  readonly reward: number | null;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

export interface CurvePoint {
  readonly name: string;
  readonly step: number;
  readonly value: number;
}

/**
 * `whole`: all there is so far, curves thinned to some thousand points each. `more`: what came since. A step that is not beyond a
 * curve's last one replaces it and what followed: the job went back to a checkpoint.
 */
export type TrainingNews =
  | {
      readonly type: 'whole';
      readonly seq: number;
      readonly series: readonly CurveSeries[];
      readonly log: readonly LogLine[];
      readonly samples: readonly SampleView[];
    }
  | {
      readonly type: 'more';
      readonly seq: number;
      readonly points: readonly CurvePoint[];
      readonly log: readonly LogLine[];
      readonly samples: readonly SampleView[];
    };

export interface TrainingDataset {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly scenario: string;
  readonly episodes: number;
  /** Rows of each file; 0 where there is none. */
  readonly tokens: number;
  readonly pairs: number;
  readonly kto: number;
  /** Graded answers. */
  readonly labels: number;
}

export interface TrainingBase {
  readonly id: string;
  readonly title: string;
  /** Null where it is not known. */
  readonly parameters: number | null;
}

export interface TrainingChoices {
  readonly datasets: readonly TrainingDataset[];
  /** Policies whose weights are at hand. */
  readonly bases: readonly TrainingBase[];
  /** How many policies could play but not be trained. */
  readonly withoutWeights: number;
  /** Scenarios whose tasks can be judged without asking a model, with the number of their tasks: to play live, and to measure. */
  readonly measurable: readonly {
    readonly id: string;
    readonly title: string;
    readonly train: number;
    readonly heldout: number;
  }[];
  /** What can be made one: whole models, or adapters. */
  readonly mergeable: readonly { readonly id: string; readonly title: string; readonly adapter: boolean }[];
}

export interface TrainingPlan {
  readonly ok: boolean;
  readonly problems: readonly {
    readonly message: string;
    readonly hint: string;
    readonly place: string | null;
  }[];
  /** Null where there are problems; a figure is null where this kind does not count it. */
  readonly counts: {
    readonly kept: number | null;
    readonly dropped: readonly { readonly reason: string; readonly rows: number }[];
    readonly tokens: number | null;
    readonly learned: number | null;
    /** Tokens of the longest row. */
    readonly longest: number | null;
    readonly steps: number | null;
    /** That it plays while it learns. */
    readonly episodes: number | null;
    readonly parameters: number | null;
    readonly trained: number | null;
    /** Estimated peak, in bytes. */
    readonly memory: number | null;
    /** Seconds, as a range; `restsOn` is a sentence about episodes that it assumes, where it plays while it learns. */
    readonly time: { readonly low: number; readonly high: number; readonly restsOn: string | null } | null;
  } | null;
}

const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Learning from a dataset. */
export const datasetChoiceSchema = z.strictObject({
  /**
   * `sft`: learn from the best. `dpo`: prefer the better of two. `kto`: learn from good and bad. `reward`: learn to judge answers; what
   * comes of it is no policy.
   */
  method: z.enum(['sft', 'dpo', 'kto', 'reward']),
  /** A dataset's folder name. */
  dataset: z.string().min(1),
  /** A policy's id. */
  base: z.string().min(1),
  /** For `sft`: the exact tokens that were played, or the conversations through the model's own template. */
  rows: z.enum(['tokens', 'messages']),
  /** Train a small addition instead of all weights. */
  adapter: z.boolean(),
  lr: z.number().gt(0).max(1),
  epochs: z.number().gt(0).max(1000),
  /** Tokens in a batch, padding included. */
  batchTokens: z.int().min(128).max(10_000_000),
  seed,
});
export type DatasetChoice = z.infer<typeof datasetChoiceSchema>;

/** Learning by doing: live training tasks, which the host serves while it learns. */
export const liveChoiceSchema = z.strictObject({
  method: z.literal('grpo'),
  scenario: z.string().min(1),
  base: z.string().min(1),
  /** How many of the training tasks it plays; null: all of them. */
  pool: z.int().min(1).max(1_000_000).nullable(),
  steps: z.int().min(1).max(1_000_000),
  /** Tasks played for each step, and tries of each that are compared. */
  groups: z.int().min(1).max(4096),
  group: z.int().min(2).max(256),
  loss: z.enum(['dapo', 'dr_grpo', 'gspo']),
  process: z.enum(['none', 'penalties', 'shaped', 'both']),
  budget: z.enum(['uniform', 'adaptive']),
  /** Weight of staying near the first model. */
  kl: z.number().min(0).max(100),
  adapter: z.boolean(),
  lr: z.number().gt(0).max(1),
  seed,
});
export type LiveChoice = z.infer<typeof liveChoiceSchema>;

/** One model out of several. */
export const mergeChoiceSchema = z.strictObject({
  method: z.literal('merge'),
  /** Ids of policies, all of them whole models or all of them adapters. */
  inputs: z.array(z.string().min(1)).min(2).max(32),
  way: z.enum(['linear', 'ties', 'dare_linear', 'dare_ties', 'svd']),
  /** The share of the changes that is kept; not for `linear`. */
  density: z.number().gt(0).max(1),
  /** Whose held-out tasks measure what comes of it; null: none. */
  scenario: z.string().min(1).nullable(),
  seed,
});
export type MergeChoice = z.infer<typeof mergeChoiceSchema>;

/** What somebody chooses to train. */
export const trainingChoiceSchema = z.discriminatedUnion('method', [
  datasetChoiceSchema,
  liveChoiceSchema,
  mergeChoiceSchema,
]);
export type TrainingChoice = z.infer<typeof trainingChoiceSchema>;

const one = z.strictObject({ id: z.string().min(1).max(420) });

export const training = {
  /** The one with the newest event first. Exports that only make a model file are among them. */
  list: oc.output(type<readonly JobLine[]>()),
  get: oc.input(one).output(type<JobView>()),
  /** A job's curves as they are, thinned. */
  curves: oc.input(one).output(type<readonly CurveSeries[]>()),
  /** With `after` 0 first the whole, then what comes; else what came behind that `seq`. Ends with the job's run. */
  watch: oc.input(one.extend({ after: z.int().min(0) })).output(eventIterator(type<TrainingNews>())),
  choices: oc.output(type<TrainingChoices>()),
  recipes,
  /** What the trainer would make of it; takes seconds, and is given up when the asker leaves. */
  plan: oc.input(trainingChoiceSchema).output(type<TrainingPlan>()),
  /** The same choice again goes on with the job that it began. */
  start: oc
    .input(
      z.strictObject({
        choice: trainingChoiceSchema,
        /** Becomes the title of the policy. */
        name: z.string().trim().min(1).max(120),
        /** Held-out tasks that the base and the new policy play afterwards; null: none. */
        measure: z
          .strictObject({ tasks: z.int().min(1).max(100_000), samples: z.int().min(1).max(64) })
          .nullable(),
      }),
    )
    .output(type<{ readonly id: string }>()),
  /** Asks it to save and end. `force` ends it at once. */
  cancel: oc.input(one.extend({ force: z.boolean() })).output(type<undefined>()),
  resume: oc.input(one).output(type<undefined>()),
  /** Does what is still to come after a finished job. */
  finish: oc.input(one).output(type<undefined>()),
};
