/** The contract's `training.recipes`: what there is, what it would come to, and the runs of it. */
import {
  findRecipeRun,
  judgeComponents,
  listRecipeRuns,
  listRecipes,
  planStages,
  planTimes,
  readRecipeRun,
  recipeRunId,
  wholeTime,
  type Recipe,
  type RecipeOptions,
} from '@understudy/engine';
import { os, type HostContext } from '../context.ts';
import type { RecipeChoice, RecipePlan, RecipeTimes } from '../contract/recipes.ts';
import { describeError, RequestError } from '../errors.ts';
import { openTasksOf } from './live.ts';
import { pythonOf } from './python.ts';
import { cardOf, recipeLine, recipeView } from './recipe-views.ts';
import { againOf, carried, carryOut, optionsOf } from './recipe-work.ts';

export const recipes = os.training.recipes.router({
  cards: os.training.recipes.cards.handler(() =>
    listRecipes()
      .toSorted((a, b) => a.stages.length - b.stages.length)
      .map(cardOf),
  ),
  plan: os.training.recipes.plan.handler(({ context, input }) => planOf(context, input)),
  times: os.training.recipes.times.handler(({ context, input, signal }) => timesOf(context, input, signal)),
  start: os.training.recipes.start.handler(async ({ context, input: { choice, name } }) => {
    const options = optionsOf(context, { ...choice, recipe: recipeOf(choice), title: name });
    judgedAlone(options);
    await pythonOf(context);
    return { id: await carryOut(context, options) };
  }),
  list: os.training.recipes.list.handler(({ context }) =>
    listRecipeRuns(context.workspace).map((run) => recipeLine(context, run)),
  ),
  get: os.training.recipes.get.handler(({ context, input }) =>
    recipeView(context, readRecipeRun(context.workspace, input.id)),
  ),
  cancel: os.training.recipes.cancel.handler(({ context, input: { id } }) => {
    const item = carried(context).get(id);
    if (item !== undefined) context.works.cancel(item);
    return undefined;
  }),
  resume: os.training.recipes.resume.handler(async ({ context, input: { id } }) => {
    const options = await againOf(context, readRecipeRun(context.workspace, id));
    await pythonOf(context);
    await carryOut(context, options);
    return undefined;
  }),
});

function recipeOf({ recipe: name }: RecipeChoice): Recipe {
  const found = listRecipes().find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  throw new RequestError('NOT_FOUND', `There is no recipe ${name}.`, 'Choose one from the list.');
}

function judgedAlone({ pack }: RecipeOptions): void {
  const unanswered = judgeComponents(pack);
  if (unanswered.length === 0) return;
  throw new RequestError(
    'BAD_REQUEST',
    `${pack.title} is judged by a model (${unanswered.join(', ')}), and a recipe asks none.`,
    'Choose another scenario.',
  );
}

async function planOf(context: HostContext, choice: RecipeChoice): Promise<RecipePlan> {
  const recipe = recipeOf(choice);
  const options = optionsOf(context, { ...choice, recipe });
  const stages = planStages(recipe, options.pack, options.tasks);
  const episodes = stages.reduce((sum, stage) => sum + (stage.do === 'reinforce' ? 0 : stage.episodes), 0);
  const begun = findRecipeRun(context.workspace, await recipeRunId(options));
  return {
    stages,
    episodes,
    problems: await problemsOf(context, options),
    begun: begun === null ? null : recipeLine(context, begun),
  };
}

async function timesOf(
  context: HostContext,
  choice: RecipeChoice,
  signal: AbortSignal = new AbortController().signal,
): Promise<RecipeTimes> {
  const options = optionsOf(context, { ...choice, recipe: recipeOf(choice) });
  judgedAlone(options);
  const python = await pythonOf(context);
  const { store } = context;
  const stages = await planTimes(options, { store, python, signal, openTasks: openTasksOf(context) });
  return { stages, whole: wholeTime(stages) };
}

async function problemsOf(context: HostContext, options: RecipeOptions): Promise<RecipePlan['problems']> {
  const problems: { readonly message: string; readonly hint: string }[] = [];
  const check = async (holds: () => Promise<unknown>): Promise<void> => {
    try {
      await holds();
    } catch (error) {
      const { message, remedy } = describeError(error);
      problems.push({ message, hint: remedy });
    }
  };
  await check(() => Promise.resolve().then(() => judgedAlone(options)));
  await check(() => pythonOf(context));
  return problems;
}
