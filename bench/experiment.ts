/**
 * What the stages of training bring on the embedded model, over packs and seeds: recipes, run one after another in
 * a workspace of their own, every result one JSON file. Stopped at any point, the same command goes on.
 *
 *     node bench/experiment.ts run   [--workspace experiment] [--seeds 1,2,3] [--cells name,…] [--packs id,…] [--threads 2]
 *     node bench/experiment.ts table [--workspace experiment,…]
 *
 * Small models leave cores idle: several `run`s with `--threads 1` side by side, each in a workspace of its own, get further.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  evaluateHeldout,
  exportModel,
  loadPack,
  mean,
  pairedDifference,
  loadRecipe,
  openLocalPolicy,
  openTraceStore,
  openWorkspace,
  runRecipe,
  summarize,
  usableTrainer,
} from '@understudy/engine';
import type {
  EvaluationSummary,
  Observer,
  PolicyEvaluation,
  RecipeParts,
  StageOutcome,
  Trials,
} from '@understudy/engine';
import { openLiveTasks } from '@understudy/host/environment';
import { print } from './measure.ts';

const HERE = import.meta.dirname;
const TRAIN_TASKS = 110;
const HELDOUT_TASKS = 66;
const TEMPERATURE = 1;

/**
 * Cells of the experiment: a recipe that comes with Understudy or one of ours, and the packs it is worth its time on. In the order they
 * are run for each seed.
 */
const CELLS = [
  { name: 'rft-dpo', recipe: 'rft-then-dpo', packs: ['helpdesk-refunds', 'crm-leads'] },
  { name: 'rft-grpo', recipe: ours('rft-grpo'), packs: ['helpdesk-refunds', 'crm-leads'] },
  { name: 'grpo-end', recipe: ours('grpo-end'), packs: ['helpdesk-refunds'] },
  { name: 'grpo-process', recipe: ours('grpo-process'), packs: ['helpdesk-refunds'] },
  { name: 'experts', recipe: 'six-experts-then-merge', packs: ['helpdesk-refunds'] },
] as const;

const rateSchema = z.object({ rate: z.number(), low: z.number(), high: z.number() });
const evaluationSchema = z.object({
  runId: z.string(),
  success: rateSchema.nullable(),
  passHat4: z.number().nullable(),
  tasks: z.number(),
  samples: z.number(),
});
const resultSchema = z.object({
  cell: z.string(),
  pack: z.string(),
  seed: z.number(),
  /** Held-out evaluations by stage; those of single experts are called `expert 1` and so on. */
  evaluations: z.array(z.object({ stage: z.string(), evaluation: evaluationSchema })),
  seconds: z.number(),
});
type Result = z.infer<typeof resultSchema>;

/** Stages of different cells that the same tasks and seeds make comparable. */
const VERSUS: readonly (readonly [Stage, Stage])[] = [
  [
    { cell: 'grpo-end', stage: 'after' },
    { cell: 'grpo-process', stage: 'after' },
  ],
  [
    { cell: 'rft-dpo', stage: 'between' },
    { cell: 'experts', stage: 'after' },
  ],
  [
    { cell: 'rft-dpo', stage: 'between' },
    { cell: 'grpo-end', stage: 'after' },
  ],
  [
    { cell: 'rft-dpo', stage: 'after' },
    { cell: 'rft-grpo', stage: 'after' },
  ],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workspace: { type: 'string', default: 'experiment' },
    seeds: { type: 'string', default: '1,2,3' },
    cells: { type: 'string' },
    packs: { type: 'string' },
    threads: { type: 'string', default: '2' },
    /** One cell in this process: `name,pack,seed`. */
    one: { type: 'string' },
  },
});
const results = resultsOf(values.workspace);
const threads = Number(values.threads);

if (values.one !== undefined) await playOne(values.one);
else if (positionals[0] === 'run') runAll();
else if (positionals[0] === 'table') table();
else print('Say what to do: run, or table.');

/** A process for each cell: native memory of many models does not add up. */
function runAll(): void {
  const wanted = values.cells?.split(',');
  const packs = values.packs?.split(',');
  for (const seed of values.seeds.split(','))
    for (const cell of CELLS)
      for (const pack of cell.packs) {
        if (wanted !== undefined && !wanted.includes(cell.name)) continue;
        if (packs !== undefined && !packs.includes(pack)) continue;
        if (existsSync(fileOf(cell.name, pack, Number(seed)))) continue;
        print(`${new Date().toISOString()} ${cell.name} ${pack} ${seed}`);
        const asked = [
          import.meta.filename,
          '--workspace',
          values.workspace,
          '--one',
          `${cell.name},${pack},${seed}`,
          '--threads',
          values.threads,
        ];
        const { status } = spawnSync(process.execPath, asked, { stdio: 'inherit' });
        if (status !== 0) print(`  ended with ${String(status)}; the same command tries it again`);
      }
}

function ours(name: string): string {
  return join(HERE, 'experiments', `${name}.json`);
}

function fileOf(cell: string, pack: string, seed: number): string {
  return join(results, `${cell}-${pack}-${String(seed)}.json`);
}

async function playOne(asked: string): Promise<void> {
  const [cell = '', packId = '', seedText = ''] = asked.split(',');
  const seed = Number(seedText);
  const trainer = await usableTrainer();
  if ('missing' in trainer) throw new Error(trainer.missing);
  const { python } = trainer;
  const recipe = CELLS.find(({ name }) => name === cell)?.recipe;
  if (recipe === undefined) throw new Error(`There is no cell "${cell}".`);
  const pack = loadPack(packId);
  const workspace = openWorkspace(values.workspace, { lock: true });
  const store = openTraceStore(workspace);
  mkdirSync(results, { recursive: true });
  const started = performance.now();
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort(new Error('stopped')));
  const { signal } = stopping;
  const parts: RecipeParts = {
    ...{ workspace, store, signal, observer: notes(), python },
    openModel: (modelPath) => openLocalPolicy({ modelPath, temperature: TEMPERATURE, processes: threads }),
    openTasks: (wanted) => openLiveTasks(wanted, store),
  };
  try {
    const outcome = await runRecipe(
      {
        recipe: loadRecipe(recipe),
        ...{ pack, base: 'embedded', seed, temperature: TEMPERATURE, threads },
        tasks: { train: TRAIN_TASKS, heldout: HELDOUT_TASKS },
        model: {
          gguf: join(HERE, '../models/embedded/model.gguf'),
          weights: join(HERE, '../models/embedded/weights'),
        },
      },
      parts,
    );
    const evaluations = outcome.stages.flatMap(({ id, evaluation }) =>
      evaluation === null ? [] : [{ stage: id, evaluation }],
    );
    const experts = outcome.stages.find(({ id }) => id === 'experts');
    if (experts !== undefined) evaluations.push(...(await evaluateExperts(experts)));
    const seconds = (performance.now() - started) / 1e3;
    const result: Result = { cell, pack: packId, seed, evaluations, seconds };
    writeFileSync(`${fileOf(cell, packId, seed)}.part`, JSON.stringify(result, null, 2));
    renameSync(`${fileOf(cell, packId, seed)}.part`, fileOf(cell, packId, seed));
  } finally {
    store.close();
    workspace.close();
  }

  /** Every expert alone on the same held-out tasks: what the merged model has to beat. The stage's last job is the merge. */
  async function evaluateExperts({ jobs }: StageOutcome) {
    const alone: { readonly stage: string; readonly evaluation: PolicyEvaluation }[] = [];
    for (const [index, name] of jobs.slice(0, -1).entries()) {
      const weights = join(workspace.jobs, name, 'out', 'model');
      const exporting = { name, jobsFolder: workspace.jobs, python, weights, seed };
      const { path } = await exportModel(exporting, parts.observer, signal);
      const policy = await parts.openModel(path);
      const stage = `expert ${String(index + 1)}`;
      const plan = { pack, tasks: HELDOUT_TASKS, samples: 4, seed: seed + 1, temperature: TEMPERATURE };
      alone.push({ stage, evaluation: await evaluateHeldout(plan, policy, stage, parts) });
      await policy.close();
    }
    return alone;
  }
}

function notes(): Observer {
  return {
    stage: (title) => ({
      update: () => undefined,
      end: (summary) => print(`  ${title}: ${summary}`),
    }),
    note: (text) => print(`  ${text}`),
  };
}

interface Played extends Result {
  readonly summary: (runId: string) => EvaluationSummary;
}

interface Stage {
  readonly cell: string;
  readonly stage: string;
}

/** Markdown: the held-out success of every stage, that of every family, and what one stage brought to the tasks of another. */
function table(): void {
  const places = values.workspace.split(',').map((folder) => {
    const workspace = openWorkspace(folder, { lock: false });
    return { folder, workspace, store: openTraceStore(workspace) };
  });
  const played = places
    .flatMap(({ folder, store }) =>
      resultsIn(folder).map((result): Played => ({
        ...result,
        summary: (runId) => summarize(store.episodes({ runIds: [runId] })),
      })),
    )
    .toSorted((a, b) => a.seed - b.seed);
  try {
    for (const [pack, those] of [...Map.groupBy(played, ({ pack }) => pack)].toSorted()) {
      const stages = [...Map.groupBy(those, ({ cell }) => cell)]
        .toSorted()
        .map(([cell, seeds]) => stagesOf(seeds).map((stage) => ({ cell, stage })));
      print(`## ${pack}\n`);
      printSuccess(those, stages.flat());
      printGains(those, [...stages.flatMap(steps), ...VERSUS]);
    }
  } finally {
    for (const { store, workspace } of places) {
      store.close();
      workspace.close();
    }
  }
}

function printSuccess(played: readonly Played[], stages: readonly Stage[]): void {
  print('| cell | stage | seed: success, 95% | mean | pass^4 | families, mean |');
  print('| --- | --- | --- | --- | --- | --- |');
  for (const stage of stages) {
    const found = at(played, stage);
    const each = found.map(
      ({ seed, summary: { success } }) => `${String(seed)}: ${success === null ? '–' : interval(success)}`,
    );
    const rate = mean(found.flatMap(({ summary }) => summary.success?.rate ?? []));
    const hat = mean(found.flatMap(({ summary }) => summary.passHat4 ?? []));
    const families = Map.groupBy(
      found.flatMap(({ summary }) => summary.families),
      ({ family }) => family,
    );
    const byFamily = [...families].map(
      ([name, those]) => `${name} ${percent(mean(those.flatMap(({ success }) => success?.rate ?? [])))}`,
    );
    print(
      `| ${stage.cell} | ${stage.stage} | ${each.join('; ')} | ${percent(rate)} | ${percent(hat)} | ${byFamily.join(', ')} |`,
    );
  }
}

/** Seed by seed, and over all of them, where a task's episodes of all seeds are taken together. */
function printGains(played: readonly Played[], pairs: readonly (readonly [Stage, Stage])[]): void {
  print('\n| from | to | seed: gain in points, 95% | all seeds |\n| --- | --- | --- | --- |');
  for (const [from, to] of pairs) {
    const befores = at(played, from);
    const found = at(played, to).flatMap(({ seed, summary }) => {
      const earlier = befores.find((one) => one.seed === seed)?.summary.perTask;
      const tasks = summary.perTask.flatMap((after) => {
        const before = earlier?.find(({ taskId }) => taskId === after.taskId);
        return before === undefined ? [] : [{ id: after.taskId, before, after }];
      });
      return tasks.length === 0 ? [] : [{ seed, tasks }];
    });
    if (found.length === 0) continue;
    const same = Map.groupBy(
      found.flatMap(({ tasks }) => tasks),
      ({ id }) => id,
    );
    const pooled = [...same.values()].map((those) => ({
      before: together(those.map(({ before }) => before)),
      after: together(those.map(({ after }) => after)),
    }));
    const each = found.map(({ seed, tasks }) => `${String(seed)}: ${gain(tasks)}`);
    print(`| ${from.cell} ${from.stage} | ${to.cell} ${to.stage} | ${each.join('; ')} | ${gain(pooled)} |`);
  }
}

function at(played: readonly Played[], { cell, stage }: Stage) {
  return played
    .filter((one) => one.cell === cell)
    .flatMap(({ seed, evaluations, summary }) =>
      evaluations
        .filter((one) => one.stage === stage)
        .map(({ evaluation }) => ({ seed, summary: summary(evaluation.runId) })),
    );
}

function resultsOf(workspace: string): string {
  return join(workspace, 'results');
}

function resultsIn(workspace: string): readonly Result[] {
  const folder = resultsOf(workspace);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files.map((name) => resultSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

function stagesOf(seeds: readonly Result[]): readonly string[] {
  return [...new Set(seeds.flatMap(({ evaluations }) => evaluations.map(({ stage }) => stage)))];
}

/** Every stage of a cell after the one before it; the merged model (`after`) after each of the experts, which are listed last. */
function steps(stages: readonly Stage[]): readonly (readonly [Stage, Stage])[] {
  const experts = stages.filter(({ stage }) => stage.startsWith('expert'));
  const others = stages.filter(({ stage }) => !stage.startsWith('expert'));
  return others.flatMap((to, index) => {
    const from = others[index - 1];
    const merged = index === others.length - 1 ? experts.map((expert) => [expert, to] as const) : [];
    return from === undefined ? merged : [[from, to] as const, ...merged];
  });
}

function together(trials: readonly Trials[]): Trials {
  return { n: trials.reduce((sum, { n }) => sum + n, 0), c: trials.reduce((sum, { c }) => sum + c, 0) };
}

function gain(tasks: readonly { readonly before: Trials; readonly after: Trials }[]): string {
  const found = pairedDifference(tasks);
  if (found === null) return '–';
  const points = (value: number): string => `${value < 0 ? '' : '+'}${(100 * value).toFixed(1)}`;
  return `${points(found.gain)} [${points(found.low)}, ${points(found.high)}]`;
}

function interval({ rate, low, high }: z.infer<typeof rateSchema>): string {
  return `${percent(rate)} [${percent(low)}, ${percent(high)}]`;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)}%`;
}
