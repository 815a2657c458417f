/** Recipes: orders of playing, choosing and training that are begun as one piece of work, watched stage by stage, and gone on with. */
import type { DropCode, PolicyEvaluation, StageTime, TimeRange } from '@understudy/engine';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export interface RecipeCard {
  readonly name: string;
  readonly title: string;
  readonly explanation: string;
  readonly whenToUse: string;
  readonly watch: readonly string[];
  readonly sources: readonly string[];
  readonly stages: readonly { readonly title: string; readonly explanation: string }[];
  /** What it costs, whatever the scenario: episodes of each training task on the average, trainings, measurements. */
  readonly tries: number;
  readonly trainings: number;
  readonly measurements: number;
  /** It plays on while it learns. */
  readonly live: boolean;
}

/** What somebody chooses to run. */
export const recipeChoiceSchema = z.strictObject({
  recipe: z.string().min(1).max(60),
  scenario: z.string().min(1),
  /** A policy's id. */
  base: z.string().min(1),
  /** How many of the scenario's tasks are played: to learn from, and to measure with. */
  tasks: z.strictObject({ train: z.int().min(1).max(1_000_000), heldout: z.int().min(1).max(1_000_000) }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});
export type RecipeChoice = z.infer<typeof recipeChoiceSchema>;

export interface RecipeStagePlan {
  readonly id: string;
  readonly do: 'evaluate' | 'rollout' | 'train' | 'experts' | 'reinforce';
  readonly title: string;
  readonly explanation: string;
  /** Episodes that it plays; 0 where it plays none. */
  readonly episodes: number;
  /** Trainings in it. */
  readonly jobs: number;
}

export interface RecipePlan {
  readonly stages: readonly RecipeStagePlan[];
  /** Why it cannot begin. */
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
  /** Episodes in all, without those that are played while it learns. */
  readonly episodes: number;
  /** The same was begun before: starting goes on with it. */
  readonly begun: RecipeLine | null;
}

/** How long it may take: the trainer is asked, which takes some seconds. */
export interface RecipeTimes {
  readonly stages: readonly StageTime[];
  /** Of all stages together; null where the time of one is not known. */
  readonly whole: TimeRange | null;
}

export interface RecipeLine {
  readonly id: string;
  readonly title: string;
  readonly recipe: { readonly name: string; readonly title: string };
  readonly scenario: { readonly id: string; readonly title: string };
  readonly base: string;
  readonly state: 'running' | 'finished' | 'stopped' | 'failed';
  /** ISO 8601. */
  readonly createdAt: string;
  /** Stages that are done, of all. */
  readonly done: number;
  readonly stages: number;
}

/** One stage of a run, with what came of it. */
export interface RecipeStageView extends RecipeStagePlan {
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** The run it played, and how that went. */
  readonly run: string | null;
  readonly played: { readonly played: number; readonly succeeded: number } | null;
  readonly datasets: readonly {
    readonly folder: string;
    readonly kept: number;
    readonly considered: number;
    /** By the selection's reasons, the commonest first. */
    readonly dropped: readonly { readonly reason: DropCode; readonly episodes: number }[];
  }[];
  readonly trainings: readonly { readonly id: string; readonly title: string; readonly kind: string }[];
  readonly evaluation: PolicyEvaluation | null;
}

export interface RecipeRunView extends Omit<RecipeLine, 'stages'> {
  readonly whenToUse: string;
  readonly watch: readonly string[];
  readonly tasks: { readonly train: number | null; readonly heldout: number | null };
  readonly stages: readonly RecipeStageView[];
  readonly error: { readonly message: string; readonly remedy: string } | null;
  readonly policy: { readonly id: string; readonly title: string } | null;
  /** The work item that carries it out; null when none does. */
  readonly work: string | null;
}

const one = z.strictObject({ id: z.string().min(1).max(120) });

export const recipes = {
  /** Those that come with Understudy, the shortest first. */
  cards: oc.output(type<readonly RecipeCard[]>()),
  plan: oc.input(recipeChoiceSchema).output(type<RecipePlan>()),
  times: oc.input(recipeChoiceSchema).output(type<RecipeTimes>()),
  /** Begins it as a piece of work of kind `recipe`. The same choice again goes on with what it began. */
  start: oc
    .input(
      z.strictObject({
        choice: recipeChoiceSchema,
        /** Becomes the title of the policy. */
        name: z.string().trim().min(1).max(120),
      }),
    )
    .output(type<{ readonly id: string }>()),
  /** The newest first. */
  list: oc.output(type<readonly RecipeLine[]>()),
  get: oc.input(one).output(type<RecipeRunView>()),
  /** Stops it; what was done is kept. */
  cancel: oc.input(one).output(type<undefined>()),
  resume: oc.input(one).output(type<undefined>()),
};
