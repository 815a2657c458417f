/** What the stages of a recipe come to on a scenario, before anything is played: episodes and jobs, counted as the run counts them. */
import type { Pack } from '@understudy/scenarios';
import type { Recipe, RecipeStage } from './recipe.ts';

/** At most so many training and held-out tasks; null: all of the pack. */
export interface RecipeTasks {
  readonly train: number | null;
  readonly heldout: number | null;
}

export interface StagePlan {
  readonly id: string;
  readonly do: RecipeStage['do'];
  readonly title: string;
  readonly explanation: string;
  /** Episodes that it plays; 0 where it plays none. */
  readonly episodes: number;
  /** How many jobs it trains, those that make model files left out. */
  readonly jobs: number;
}

export function planStages(recipe: Recipe, pack: Pack, tasks: RecipeTasks): readonly StagePlan[] {
  const train = Math.min(tasks.train ?? pack.tasks.train, pack.tasks.train);
  const heldout = Math.min(tasks.heldout ?? pack.tasks.heldout, pack.tasks.heldout);
  return recipe.stages.map((stage) => ({
    ...{ id: stage.id, do: stage.do, title: stage.title, explanation: stage.explanation },
    ...costOf(stage, { train, heldout, families: pack.families.length }),
  }));
}

function costOf(
  stage: RecipeStage,
  {
    train,
    heldout,
    families,
  }: { readonly train: number; readonly heldout: number; readonly families: number },
): Pick<StagePlan, 'episodes' | 'jobs'> {
  switch (stage.do) {
    case 'evaluate':
      return { episodes: heldout * stage.samples, jobs: 0 };
    case 'rollout':
      return { episodes: tasksOfShare(stage.share, train) * stage.samples, jobs: 0 };
    case 'train':
      return { episodes: 0, jobs: 1 };
    case 'experts':
      return { episodes: 0, jobs: Math.min(stage.count, families) + 1 };
    case 'reinforce': {
      // The trainer's own defaults, where the recipe leaves them out (trainer/README.md).
      const steps = whole(stage.hparams['steps'], 100);
      return {
        episodes: steps * Math.min(whole(stage.rl['tasks'], 8), train) * whole(stage.rl['group'], 8),
        jobs: 1,
      };
    }
  }
}

/** How many of `train` tasks a rollout plays that takes a share of them. */
export function tasksOfShare(share: number, train: number): number {
  return Math.max(1, Math.round(share * train));
}

function whole(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : otherwise;
}
