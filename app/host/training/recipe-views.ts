/** Recipes and their runs as the screens show them. */
import {
  dropCodes,
  findPolicy,
  jobFolder,
  packById,
  planStages,
  readJob,
  type Recipe,
  type RecipeRun,
  type RecipeRunStage,
  type RecipeStage,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { RecipeCard, RecipeLine, RecipeRunView, RecipeStageView } from '../contract/recipes.ts';
import { carried } from './recipe-work.ts';

export function cardOf(recipe: Recipe): RecipeCard {
  const { name, title, explanation, whenToUse, watch, sources, stages } = recipe;
  return {
    ...{ name, title, explanation, whenToUse, watch, sources },
    stages: stages.map((stage) => ({ title: stage.title, explanation: stage.explanation })),
    tries: sum(stages.map((stage) => (stage.do === 'rollout' ? stage.share * stage.samples : 0))),
    trainings: sum(stages.map(trainingsIn)),
    measurements: stages.filter((stage) => stage.do === 'evaluate').length,
    live: stages.some((stage) => stage.do === 'reinforce'),
  };
}

function trainingsIn(stage: RecipeStage): number {
  if (stage.do === 'experts') return stage.count;
  return stage.do === 'train' || stage.do === 'reinforce' ? 1 : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function recipeLine(context: HostContext, run: RecipeRun): RecipeLine {
  const { id, title, recipe, scenario, base, state, createdAt, stages } = run;
  return {
    ...{ id, title, scenario, base, createdAt },
    recipe: { name: recipe.name, title: recipe.title },
    // Nobody carries it out: whoever did is gone.
    state: state === 'running' && !carried(context).has(id) ? 'stopped' : state,
    done: stages.filter((stage) => stage.state === 'done').length,
    stages: stages.length,
  };
}

export function recipeView(context: HostContext, run: RecipeRun): RecipeRunView {
  const { recipe, stages, tasks, error } = run;
  const line = recipeLine(context, run);
  const plans = plansOf(context, run);
  return {
    ...line,
    ...{ tasks, error, whenToUse: recipe.whenToUse, watch: recipe.watch },
    stages: stages.map((stage) => stageView(context, stage, plans.get(stage.id), line.state)),
    policy: policyOf(context, run),
    work: carried(context).get(run.id) ?? null,
  };
}

type Plans = ReadonlyMap<string, Pick<RecipeStageView, 'do' | 'title' | 'explanation' | 'episodes' | 'jobs'>>;

/** Without figures where the scenario is gone: what was done is shown all the same. */
function plansOf({ workspace }: HostContext, { recipe, scenario, tasks }: RecipeRun): Plans {
  try {
    const planned = planStages(recipe, packById(workspace, scenario.id), tasks);
    return new Map(planned.map(({ id, ...plan }) => [id, plan]));
  } catch {
    return new Map(
      recipe.stages.map(({ id, do: kind, title, explanation }) => [
        id,
        { do: kind, title, explanation, episodes: 0, jobs: 0 },
      ]),
    );
  }
}

function stageView(
  { workspace }: HostContext,
  stage: RecipeRunStage,
  plan: ReturnType<Plans['get']>,
  whole: RecipeLine['state'],
): RecipeStageView {
  const { id, state, startedAt, endedAt, run, episodes, datasets, jobs, evaluation } = stage;
  return {
    ...{ do: 'evaluate', title: id, explanation: '', episodes: 0, jobs: 0, ...plan },
    ...{ id, startedAt, endedAt, run, played: episodes, evaluation },
    state: state === 'running' && whole !== 'running' ? 'stopped' : state,
    datasets: datasets.map(({ folder, kept, considered, dropped }) => ({
      ...{ folder, kept, considered },
      dropped: dropCodes
        .map((reason) => ({ reason, episodes: dropped[reason] ?? 0 }))
        .filter((one) => one.episodes > 0)
        .toSorted((a, b) => b.episodes - a.episodes),
    })),
    trainings: jobs.flatMap((job) => {
      try {
        const { title, kind } = readJob(jobFolder(workspace, job), job);
        return [{ id: job, title, kind }];
      } catch {
        return []; // Somebody removed it.
      }
    }),
  };
}

function policyOf({ workspace }: HostContext, { policy }: RecipeRun): RecipeRunView['policy'] {
  if (policy === null) return null;
  try {
    const { id, title } = findPolicy(workspace, policy);
    return { id, title };
  } catch {
    return null; // Somebody removed it.
  }
}
