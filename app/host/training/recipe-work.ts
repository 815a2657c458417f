/** Carries recipes out as pieces of work. What was at work when a host ended is taken up by the next one. */
import { availableParallelism } from 'node:os';
import {
  beginRecipe,
  choiceOf,
  findPolicy,
  listRecipeRuns,
  openLocalPolicy,
  packById,
  recipeRunId,
  runRecipe,
  type Observer,
  type Recipe,
  type RecipeOptions,
  type RecipeOutcome,
  type RecipeRun,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { HostClosing, type Reporter } from '../work/works.ts';
import { openTasksOf } from './live.ts';
import { pythonOf } from './python.ts';

const TEMPERATURE = 1;
/** Milliseconds between announcements of played episodes: each makes screens read them again. */
const EVERY_MS = 1000;

const carrying = new WeakMap<HostContext['works'], Map<string, string>>();

/** The work items by the recipe runs that they carry out. */
export function carried({ works }: HostContext): Map<string, string> {
  const known = carrying.get(works) ?? new Map<string, string>();
  carrying.set(works, known);
  return known;
}

export interface RecipeQuestion {
  readonly recipe: Recipe;
  readonly scenario: string;
  readonly base: string;
  readonly tasks: RecipeOptions['tasks'];
  readonly seed: number;
  readonly title?: string;
}

/** What a run needs to know. Throws WorkspaceError or ScenarioError, and RequestError where the policy has no weights. */
export function optionsOf(
  { workspace }: Pick<HostContext, 'workspace'>,
  { recipe, scenario, base, tasks, seed, title }: RecipeQuestion,
): RecipeOptions {
  const policy = findPolicy(workspace, base);
  if (policy.weights === null)
    throw new RequestError(
      'BAD_REQUEST',
      `Training cannot start from ${policy.title}: there are no weights beside its model file.`,
      'Choose a policy that was trained here, or the embedded model.',
    );
  return {
    ...{ recipe, scenario, base, tasks, seed, temperature: TEMPERATURE, threads: availableParallelism() },
    pack: packById(workspace, scenario),
    model: { gguf: choiceOf(policy).name, weights: policy.weights },
    ...(title === undefined ? {} : { title }),
  };
}

/** Begins it, or goes on with the same one. One that is at work is found. */
export async function carryOut(context: HostContext, options: RecipeOptions): Promise<string> {
  const id = await recipeRunId(options);
  if (carried(context).has(id)) return id;
  // It has a page from now on.
  await beginRecipe(options, context.workspace);
  work(context, id, options.title ?? options.recipe.title, () => Promise.resolve(options));
  context.changes.announce('jobs', id);
  return id;
}

/** What is needed to go on with a recorded run. Rejects with RequestError where its scenario or its model is another one by now. */
export async function againOf(
  context: Pick<HostContext, 'workspace'>,
  { id, recipe, scenario, base, tasks, seed, temperature, title }: RecipeRun,
): Promise<RecipeOptions> {
  const asked = optionsOf(context, { recipe, scenario: scenario.id, base, tasks, seed, title });
  const options = { ...asked, temperature };
  if ((await recipeRunId(options)) === id) return options;
  throw new RequestError(
    'CONFLICT',
    `${scenario.title} or ${base} has changed since this was begun, so it cannot go on.`,
    'Start the recipe anew; what was played and trained stays where it is.',
  );
}

/** Recipes that were at work when the last host ended; the jobs that belong to them. */
export function takeUpRecipes(context: HostContext): ReadonlySet<string> {
  const runs = listRecipeRuns(context.workspace).filter(({ state }) => state === 'running');
  for (const run of runs) work(context, run.id, run.title, () => againOf(context, run));
  return new Set(runs.flatMap(({ stages }) => stages.flatMap(({ jobs }) => jobs)));
}

function work(
  context: HostContext,
  id: string,
  title: string,
  optionsFor: () => Promise<RecipeOptions>,
): void {
  const { works, workspace, store, changes } = context;
  const item = works.start({
    kind: 'recipe',
    title,
    link: `/training/recipes/${id}`,
    run: async (signal, report) => {
      try {
        const options = await optionsFor();
        const processes = options.threads;
        const { temperature } = options;
        const outcome = await runRecipe(options, {
          ...{ workspace, store, signal, python: await pythonOf(context) },
          openModel: (modelPath) => openLocalPolicy({ modelPath, temperature, processes, signal }),
          openTasks: openTasksOf(context),
          observer: observerOf(context, id, report),
          goesOn: (reason) => reason instanceof HostClosing,
        });
        for (const topic of ['policies', 'reports'] as const) changes.announce(topic);
        return sentence(outcome);
      } finally {
        carried(context).delete(id);
        changes.announce('jobs', id);
      }
    },
  });
  carried(context).set(id, item.id);
}

function observerOf({ changes }: HostContext, id: string, report: Reporter): Observer {
  let told = 0;
  return {
    stage: (title) => {
      report.stage(title);
      changes.announce('jobs', id);
      return {
        update: (done, total, note) => {
          report.progress(done, total, note);
          if (Date.now() - told < EVERY_MS) return;
          told = Date.now();
          for (const topic of ['episodes', 'jobs'] as const) changes.announce(topic);
        },
        end: (summary) => {
          report.ended(summary);
          for (const topic of ['runs', 'datasets', 'jobs'] as const) changes.announce(topic);
        },
      };
    },
    note: (text) => report.ended(text),
  };
}

function sentence({ stages, policy }: RecipeOutcome): string {
  const rates = stages.flatMap(({ evaluation }) => (evaluation === null ? [] : [evaluation.success]));
  const words = (success: (typeof rates)[number] | undefined): string =>
    success === null || success === undefined ? 'not judged' : `${(100 * success.rate).toFixed(1)}%`;
  const measured =
    rates.length < 2 ? '' : ` Held-out success went from ${words(rates[0])} to ${words(rates.at(-1))}.`;
  return `${policy === null ? 'It is done.' : `${policy.title} can play now.`}${measured}`;
}
