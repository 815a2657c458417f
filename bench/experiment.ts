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
import type { Observer, PolicyEvaluation, RecipeParts, StageOutcome, Trials } from '@understudy/engine';
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

/**
 * Markdown: the held-out success of every stage, and what each stage brought to the same tasks, seed by seed. The gain over all seeds is
 * taken task by task, of all its episodes.
 */
function table(): void {
  const places = values.workspace.split(',').map((folder) => {
    const workspace = openWorkspace(folder, { lock: false });
    return { folder, workspace, store: openTraceStore(workspace) };
  });
  const read = places.flatMap(({ folder, store }) =>
    resultsIn(folder).map((result) => ({
      ...result,
      trials: (runId: string): Map<string, Trials> =>
        new Map(summarize(store.episodes({ runIds: [runId] })).perTask.map((task) => [task.taskId, task])),
    })),
  );
  const sorted = read.toSorted((a, b) => a.seed - b.seed);
  const groups = [...Map.groupBy(sorted, ({ pack, cell }) => `${pack} | ${cell}`)].toSorted();
  try {
    print(
      '| pack | cell | stage | seed: success, 95% | mean | pass^4 |\n| --- | --- | --- | --- | --- | --- |',
    );
    for (const [name, seeds] of groups)
      for (const stage of stagesOf(seeds)) {
        const found = seeds.flatMap((one) =>
          one.evaluations.filter((e) => e.stage === stage).map((e) => ({ seed: one.seed, ...e.evaluation })),
        );
        const each = found.map(
          ({ seed, success }) => `${String(seed)}: ${success === null ? '–' : interval(success)}`,
        );
        const rates = found.flatMap(({ success }) => (success === null ? [] : [success.rate]));
        const hats = found.flatMap(({ passHat4 }) => (passHat4 === null ? [] : [passHat4]));
        print(
          `| ${name} | ${stage} | ${each.join('; ')} | ${percent(mean(rates))} | ${percent(mean(hats))} |`,
        );
      }
    print(
      '\n| pack | cell | from, to | seed: gain in points, 95% | all seeds |\n| --- | --- | --- | --- | --- |',
    );
    for (const [name, seeds] of groups)
      for (const [from, to] of steps(stagesOf(seeds))) {
        const pairs = seeds.flatMap((one) => {
          const before = one.evaluations.find(({ stage }) => stage === from);
          const after = one.evaluations.find(({ stage }) => stage === to);
          if (before === undefined || after === undefined) return [];
          const earlier = one.trials(before.evaluation.runId);
          const tasks = [...one.trials(after.evaluation.runId)].flatMap(([id, task]) => {
            const was = earlier.get(id);
            return was === undefined ? [] : [{ id, before: was, after: task }];
          });
          return [{ seed: one.seed, tasks }];
        });
        const each = pairs.map(({ seed, tasks }) => `${String(seed)}: ${gain(tasks)}`);
        const pooled = [
          ...Map.groupBy(
            pairs.flatMap(({ tasks }) => tasks),
            ({ id }) => id,
          ).values(),
        ].map((same) => ({
          before: together(same.map(({ before }) => before)),
          after: together(same.map(({ after }) => after)),
        }));
        print(`| ${name} | ${from}, ${to} | ${each.join('; ')} | ${gain(pooled)} |`);
      }
  } finally {
    for (const { store, workspace } of places) {
      store.close();
      workspace.close();
    }
  }
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

/** Every stage after the one before it; the merged model (`after`) after each of the experts, which are listed last. */
function steps(stages: readonly string[]): readonly (readonly [string, string])[] {
  const experts = stages.filter((stage) => stage.startsWith('expert'));
  const others = stages.filter((stage) => !stage.startsWith('expert'));
  const last = others.at(-1) ?? '';
  return [
    ...others.slice(1).map((stage, index) => [others[index] ?? '', stage] as const),
    ...experts.map((expert) => [expert, last] as const),
  ];
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
