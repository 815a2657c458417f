/** `understudy recipes`: ready-made orders of training stages: listed, explained, run on a scenario; the same command resumes. */
import { availableParallelism } from 'node:os';
import {
  choiceOf,
  findPolicy,
  judgeComponents,
  listRecipes,
  packById,
  loadRecipe,
  openLocalPolicy,
  planStages,
  planTimes,
  runRecipe,
  usableTrainer,
  wholeTime,
} from '@understudy/engine';
import type {
  OpenTasks,
  PolicyEvaluation,
  Recipe,
  RecipeOptions,
  RecipeOutcome,
  RecipeStage,
} from '@understudy/engine';
import { openLiveTasks } from '@understudy/host/environment';
import type { Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { clean } from '../output/clean.ts';
import { rangeWords } from '../output/job-lines.ts';
import { createProgress } from '../output/progress.ts';
import { textTable } from '../output/table.ts';
import { decimal, scenarioOption, seedOption, wholeNumber, workspaceOption } from './options.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface RunOptions {
  readonly workspace: string;
  readonly scenario: string;
  readonly base: string;
  readonly seed: number;
  readonly temperature: number;
  readonly trainTasks?: number;
  readonly heldoutTasks?: number;
  readonly processes: number;
  readonly json?: boolean;
}

export function addRecipes(program: Command): void {
  const recipes = program
    .command('recipes')
    .description('ready-made orders of training stages: list them (default), explain or run one');
  recipes
    .command('list', { isDefault: true })
    .description('every recipe that comes with Understudy')
    .option('--json', 'print JSON')
    .action(({ json }: { readonly json?: boolean }) => {
      const found = listRecipes();
      const rows = found.map(({ name, title, stages }) => [name, title, String(stages.length)]);
      const text =
        json === true
          ? JSON.stringify(found, null, 2)
          : textTable(['recipe', 'what it does', 'stages'], rows);
      process.stdout.write(`${text}\n`);
    });
  recipes
    .command('show <recipe>')
    .description('what a recipe does, when to use it and what to watch; a name, or a .json file of your own')
    .action((name: string) => {
      process.stdout.write(page(loadRecipe(name)));
    });
  withChoices(
    recipes
      .command('plan <recipe>')
      .description('what each stage of a recipe would play and train on a scenario, and how long about'),
  )
    .option('--json', 'print JSON')
    .action((name: string, options: RunOptions) => {
      const recipe = loadRecipe(name);
      return interruptible((signal) =>
        inWorkspace(options.workspace, 'read', (opened) => plan(recipe, opened, options, signal)),
      );
    });
  withChoices(
    recipes
      .command('run <recipe>')
      .description(
        'run a recipe on a scenario, from the first stage to a registered policy; the same command goes on',
      ),
  )
    .option('--json', 'print the outcome as JSON and nothing else')
    .action((name: string, options: RunOptions) => {
      const recipe = loadRecipe(name);
      return interruptible((signal) =>
        inWorkspace(options.workspace, 'write', (opened) => run(recipe, opened, options, signal)),
      );
    });
}

/** What a run is like: its plan takes the same. */
function withChoices(command: Command): Command {
  return command
    .addOption(scenarioOption())
    .option('--base <policy>', 'embedded, or a registered policy with its weights', 'embedded')
    .option('--train-tasks <number>', 'training tasks (default: all of the pack)', wholeNumber(1, 1_000_000))
    .option(
      '--heldout-tasks <number>',
      'held-out tasks (default: all of the pack)',
      wholeNumber(1, 1_000_000),
    )
    .option(
      '--temperature <number>',
      'sampling temperature, in rollouts and evaluations alike',
      decimal(0.01, 2),
      1,
    )
    .option(
      '--processes <number>',
      'inference processes of one thread each',
      wholeNumber(1, 256),
      availableParallelism(),
    )
    .addOption(seedOption())
    .addOption(workspaceOption());
}

async function run(
  recipe: Recipe,
  { workspace, store }: OpenedWorkspace,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { chosen, python } = await chosenOf(recipe, { workspace }, options);
  const { temperature, threads: processes } = chosen;
  const outcome = await runRecipe(chosen, {
    ...{ workspace, store, python, signal },
    openModel: (modelPath) => openLocalPolicy({ modelPath, temperature, processes, signal }),
    openTasks: (wanted) => openLiveTasks(wanted, store),
    observer: createProgress(options.json === true),
  });
  process.stdout.write(options.json === true ? `${JSON.stringify(outcome, null, 2)}\n` : result(outcome));
}

async function plan(
  recipe: Recipe,
  { workspace, store }: OpenedWorkspace,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { chosen, python } = await chosenOf(recipe, { workspace }, options);
  const openTasks: OpenTasks = (wanted) => openLiveTasks(wanted, store);
  const times = await planTimes(chosen, { store, python, signal, openTasks });
  const whole = wholeTime(times);
  const stages = planStages(recipe, chosen.pack, chosen.tasks).map((stage, index) => {
    const { seconds = null, restsOn = '' } = times[index] ?? {};
    return { ...stage, seconds, restsOn };
  });
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ stages, whole }, null, 2)}\n`);
    return;
  }
  const said = (seconds: typeof whole): string => (seconds === null ? '–' : rangeWords(seconds));
  const rows = stages.map(({ title, episodes, jobs, seconds }) => [
    ...[title, String(episodes), String(jobs), said(seconds)],
  ]);
  const table = textTable(
    ['stage', 'episodes', 'trainings', 'time'],
    [...rows, ['all of it', '', '', said(whole)]],
  );
  const reasons = [...new Set(stages.map(({ restsOn }) => restsOn))];
  process.stdout.write(`${table}\n${reasons.map((reason) => `${clean(reason)}\n`).join('')}`);
}

/** Throws InputError where the recipe cannot run on the scenario from the policy, ExitError where there is no trainer. */
async function chosenOf(
  recipe: Recipe,
  { workspace }: Pick<OpenedWorkspace, 'workspace'>,
  options: RunOptions,
): Promise<{ readonly chosen: RecipeOptions; readonly python: string }> {
  const { base, seed, temperature, processes } = options;
  const pack = packById(workspace, options.scenario);
  const unanswered = judgeComponents(pack);
  if (unanswered.length > 0)
    throw new InputError(
      `A recipe asks no judge, and every reward of ${pack.id} would stay null without one (${unanswered.join(', ')}).`,
      'Leave the judge components out of the pack, or go step by step: run --judge, select, export, train.',
    );
  const policy = findPolicy(workspace, base);
  if (policy.weights === null)
    throw new InputError(
      `Training needs the weights of ${base}, and only its model file is known.`,
      'Name a policy that was trained here, or one whose file has a folder `weights` beside it.',
    );
  const trainer = await usableTrainer();
  if ('missing' in trainer)
    throw new ExitError(`Training needs the trainer: ${trainer.missing}`, exitCodes.trainerMissing);
  const tasks = { train: options.trainTasks ?? null, heldout: options.heldoutTasks ?? null };
  const chosen = {
    ...{ recipe, pack, base, seed, temperature, tasks, scenario: options.scenario },
    model: { gguf: choiceOf(policy).name, weights: policy.weights },
    threads: processes,
  };
  return { chosen, python: trainer.python };
}

function page(recipe: Recipe): string {
  const lines = [
    recipe.title,
    '',
    recipe.explanation,
    '',
    `When to use it: ${recipe.whenToUse}`,
    '',
    'What to watch:',
    ...recipe.watch.map((one) => `- ${one}`),
    '',
    'Stages:',
    ...recipe.stages.flatMap((stage, index) => [
      `${String(index + 1)}. ${stage.title} (${said(stage)})`,
      `   ${stage.explanation}`,
    ]),
    ...(recipe.sources.length === 0 ? [] : ['', `Sources: ${recipe.sources.join('; ')}`]),
  ];
  return `${lines.map((line) => clean(line)).join('\n')}\n`;
}

function said(stage: RecipeStage): string {
  switch (stage.do) {
    case 'evaluate':
      return `held-out tasks, ${String(stage.samples)} times each`;
    case 'rollout':
      return `training tasks, ${String(stage.samples)} times each`;
    case 'train':
      return stage.kind;
    case 'experts':
      return `${String(stage.count)} times sft, then merge`;
    case 'reinforce':
      return 'grpo';
  }
}

function result({ stages, policy }: RecipeOutcome): string {
  const rows = stages.flatMap(({ title, evaluation }) =>
    evaluation === null ? [] : [[title, rateOf(evaluation), passOf(evaluation)]],
  );
  const table =
    rows.length === 0 ? '' : `${textTable(['held-out tasks', 'success, 95% interval', 'pass^4'], rows)}\n`;
  return `${table}${policy === null ? '' : `policy ${policy.id}\n`}`;
}

function rateOf({ success }: PolicyEvaluation): string {
  if (success === null) return 'not judged';
  const percent = (rate: number): string => (100 * rate).toFixed(1);
  return `${percent(success.rate)}% [${percent(success.low)}, ${percent(success.high)}]`;
}

function passOf({ passHat4 }: PolicyEvaluation): string {
  return passHat4 === null ? '–' : `${(100 * passHat4).toFixed(1)}%`;
}
