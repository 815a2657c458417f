/** Runs: starting episodes by the hundred, watching them, pausing and going on, finding them again. */
import type { EpisodeFacets, EpisodeLine, EpisodeSearch, FoundCounts, Run } from '@understudy/engine';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export type { EpisodeFacets, EpisodeLine, EpisodeSearch, FoundCounts };

export interface RunOverview extends Run {
  /** The scenario's title, for a person. */
  readonly title: string;
  readonly episodes: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Episodes that it was asked for; null for a run that says nothing of it. */
  readonly planned: number | null;
  /** The work item that plays it now; null when nobody does. */
  readonly work: string | null;
  /** Whether it can go on from here: it was started from a screen and is not whole. */
  readonly resumable: boolean;
}

/** What somebody chooses to start a run; the same choices go on with the same run. */
export const runChoicesSchema = z.strictObject({
  scenario: z.string().min(1),
  split: z.enum(['train', 'heldout']),
  /** Only these; null is all. */
  families: z.array(z.string()).min(1).nullable(),
  policy: z.string().min(1),
  tasks: z.int().min(1).max(100_000),
  samples: z.int().min(1).max(64),
  temperature: z.number().min(0).max(2),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Easy tasks first. */
  curriculum: z.boolean(),
  /** A model by its id that gives the simulated users their words; templates where it is absent. */
  voice: z.string().min(1).optional(),
  /** A model by its id that answers the rubrics; absent, what it would answer stays open. */
  judge: z.string().min(1).optional(),
  /** What it may take at one sitting; it pauses there. */
  budget: z
    .strictObject({
      minutes: z.number().min(0.1).max(100_000).optional(),
      /** Read and written, by all models that take part. */
      tokens: z.int().min(1).optional(),
    })
    .optional(),
});
export type RunChoices = z.infer<typeof runChoicesSchema>;

export interface PackOption {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly families: readonly { readonly id: string; readonly title: string }[];
  readonly tasks: { readonly train: number; readonly heldout: number };
  /** Parts of its scores that a judge answers, by id. */
  readonly judged: readonly string[];
  /** Which version is played, and whether its draft says something else meanwhile; null for a built-in pack. */
  readonly version: { readonly number: number; readonly draftDiffers: boolean } | null;
}

export interface PolicyOption {
  /** What `RunChoices.policy` is given. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
}

/** One letter an episode: p passed, f failed, u unjudged, r running, `.` to come. A row a task, in the order they are played. */
export interface RunGrid {
  readonly rows: readonly { readonly taskId: string; readonly family: string; readonly cells: string }[];
  readonly samples: number;
}

const page = { offset: z.int().min(0), limit: z.int().min(1).max(500) };
/** Checked in full at the host, where the engine's own schema is. */
const search = z.custom<EpisodeSearch>((value) => typeof value === 'object' && value !== null);

export const runs = {
  /** Newest first. */
  list: oc.output(type<readonly RunOverview[]>()),
  get: oc.input(z.strictObject({ id: z.string() })).output(type<RunOverview>()),
  /** Deletes nothing: what was played stays. */
  choices:
    oc.output(
      type<{
        readonly packs: readonly PackOption[];
        readonly policies: readonly PolicyOption[];
        /** Those that can speak for a user and judge. */
        readonly models: readonly PolicyOption[];
      }>(),
    ),
  /** Starts it, or goes on with it when it was started with the same choices before. */
  start: oc.input(runChoicesSchema).output(type<{ readonly work: string; readonly run: string }>()),
  /** Goes on with a run that was paused or cut short. */
  resume: oc.input(z.strictObject({ id: z.string() })).output(type<{ readonly work: string }>()),
  grid: oc.input(z.strictObject({ id: z.string() })).output(type<RunGrid>()),
  find: oc.input(z.strictObject({ search, ...page })).output(type<readonly EpisodeLine[]>()),
  count: oc.input(z.strictObject({ search })).output(type<FoundCounts>()),
  facets: oc.output(type<EpisodeFacets>()),
};
