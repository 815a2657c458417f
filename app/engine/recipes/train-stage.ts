/** The stages of a recipe that train: a dataset out of rollouts, a job, a model file that plays. */
import { basename, join } from 'node:path';
import { writeDataset, datasetFolder } from '../datasets/write.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import { aboutJob, writeAbout } from '../jobs/about.ts';
import { figures } from '../jobs/events.ts';
import { exportModel } from '../jobs/export.ts';
import { finishJob } from '../jobs/finish.ts';
import type { JobDocument, JobFile, TrainingJob } from '../jobs/job.ts';
import { openSplit } from '../packs/load.ts';
import { select } from '../selection/select.ts';
import type { SelectionSpec } from '../selection/spec.ts';
import { WorkspaceError } from '../store/errors.ts';
import type { EpisodeRecord } from '../store/records.ts';
import { RecipeError, type RecipeStage } from './recipe.ts';
import type { RecipeModel, RecipeOptions, RecipeParts, RecipeState, Rollout } from './run-recipe.ts';

type Stage<D extends RecipeStage['do']> = Extract<RecipeStage, { do: D }>;

/** What a training stage hands on. */
export interface Trained {
  readonly model: RecipeModel;
  /** The stage, and the kind of its last job that trained. */
  readonly stage: string;
  readonly kind: string;
  readonly jobs: readonly string[];
  readonly dataset: { readonly folder: string; readonly name: string; readonly version: string } | null;
}

interface Dataset {
  readonly folder: string;
  readonly manifest: DatasetManifest;
}

/** Fine-tuning (sft) or preference tuning (dpo) on what the stage's selection keeps. */
export async function trainOn(
  stage: Stage<'train'>,
  state: RecipeState,
  options: RecipeOptions,
  parts: RecipeParts,
): Promise<Trained> {
  const rollouts = stage.rollouts === 'all' ? state.rollouts : state.rollouts.slice(-1);
  const name = nameOf(stage.id, state);
  const data = await keep(stage, name, rollouts, () => true, state, options, parts);
  const { weights } = stage.from === 'base' ? options.model : state.model;
  if (stage.kind === 'dpo' && (data.manifest.counts.pairs ?? 0) === 0)
    throw new WorkspaceError(
      'empty',
      `${stage.title}: no two tries of a task differ enough to make a pair.`,
      {
        remedy: 'Lower pairs.margin in the recipe, or play more samples of each task.',
      },
    );
  const job: TrainingJob =
    stage.kind === 'sft'
      ? {
          ...jobOf(stage, `${name}-sft`, data, options),
          kind: 'sft',
          model: { path: weights },
          data: { train: [fileOf(data, 'tokens.jsonl')], format: 'tokens' },
        }
      : {
          ...jobOf(stage, `${name}-dpo`, data, options),
          kind: 'dpo',
          model: { path: weights },
          data: { train: [fileOf(data, 'pairs.jsonl')], format: 'pairs' },
        };
  const folder = await train(job, stage, data, state, options, parts);
  const model = await exported(job.job_id, folder, options, parts);
  return { model, stage: stage.id, kind: stage.kind, jobs: [job.job_id], dataset: named(data) };
}

/** An expert for each group of families, then one model out of them. Families without a kept episode train nobody. */
export async function trainExperts(
  stage: Stage<'experts'>,
  state: RecipeState,
  options: RecipeOptions,
  parts: RecipeParts,
): Promise<Trained> {
  const families = options.pack.families.map(({ id }) => id);
  const experts: { readonly id: string; readonly folder: string }[] = [];
  for (let number = 0; number < Math.min(stage.count, families.length); number += 1) {
    const own = new Set(families.filter((_, index) => index % stage.count === number));
    const name = `${nameOf(stage.id, state)}-${String(number + 1)}`;
    let data: Dataset;
    try {
      data = await keep(stage, name, state.rollouts, ({ family }) => own.has(family), state, options, parts);
    } catch (error) {
      if (!(error instanceof WorkspaceError && error.code === 'empty')) throw error;
      parts.observer.note(`No episode of ${[...own].join(', ')} was kept: no expert for them.`);
      continue;
    }
    const job: TrainingJob = {
      ...jobOf(stage, `${name}-sft`, data, options),
      kind: 'sft',
      model: { path: options.model.weights },
      data: { train: [fileOf(data, 'tokens.jsonl')], format: 'tokens' },
    };
    experts.push({ id: job.job_id, folder: await train(job, stage, data, state, options, parts) });
  }
  if (experts.length < 2)
    throw new WorkspaceError(
      'empty',
      `${stage.title}: fewer than two experts found anything to learn from.`,
      {
        remedy: 'Play more samples of each task, or use the recipe rejection-sampling.',
      },
    );
  const merge: JobDocument = {
    kind: 'merge',
    job_id: `${nameOf(stage.id, state)}-merge`,
    seed: options.seed,
    ...{ model: { path: options.model.weights } },
    ...{ inputs: experts.map(({ folder }) => ({ path: join(folder, 'out', 'model') })) },
    hparams: stage.merge,
  };
  const folder = await train(merge, stage, null, state, options, parts);
  const model = await exported(merge.job_id, folder, options, parts);
  return {
    model,
    stage: stage.id,
    kind: 'merge',
    jobs: [...experts.map(({ id }) => id), merge.job_id],
    dataset: null,
  };
}

/** Reinforcement learning on live training tasks. */
export async function reinforce(
  stage: Stage<'reinforce'>,
  state: RecipeState,
  options: RecipeOptions,
  parts: RecipeParts,
): Promise<Trained> {
  if (parts.openTasks === undefined)
    throw new RecipeError('Nothing here serves live tasks.', 'Run it with `understudy recipes run`.');
  const id = `${nameOf(stage.id, state)}-grpo`;
  const { pack, tasks } = options;
  const live = await parts.openTasks({ pack, tasks: tasks.train, run: id });
  try {
    const job: JobDocument = {
      kind: 'grpo',
      job_id: id,
      seed: options.seed,
      ...{ model: { path: state.model.weights } },
      ...{
        rl: {
          ...stage.rl,
          temperature: options.temperature,
          env_url: live.url,
          token_env: live.tokenVariable,
        },
      },
      hparams: { threads: options.threads, ...stage.hparams },
      save: { every: 10, keep: 1 },
    };
    const within = { ...parts, signal: AbortSignal.any([parts.signal, live.broken]) };
    const env = { [live.tokenVariable]: live.token };
    const folder = await train(job, stage, null, state, options, within, env);
    const model = await exported(id, folder, options, parts);
    return { model, stage: stage.id, kind: 'grpo', jobs: [id], dataset: null };
  } finally {
    await live.close();
  }
}

function nameOf(stage: string, { id }: RecipeState): string {
  return `${id}-${stage}`;
}

async function keep(
  stage: Stage<'train' | 'experts'>,
  name: string,
  rollouts: readonly Rollout[],
  of: (episode: EpisodeRecord) => boolean,
  { record }: RecipeState,
  { pack }: RecipeOptions,
  { store, workspace, observer }: RecipeParts,
): Promise<Dataset> {
  const episodes = store.episodes({ runIds: rollouts.map(({ runId }) => runId) }).filter(of);
  const spec: SelectionSpec = stage.selection;
  const selection = select(episodes, spec);
  const shown = observer.stage('Selecting');
  const { arena } = await openSplit(pack, 'train', 1);
  const hashes = new Set(rollouts.map(({ modelHash }) => modelHash));
  try {
    const manifest = writeDataset(workspace, store, selection, {
      name: name.slice(0, 60),
      scenario: pack.id,
      policies: [...new Set(rollouts.map(({ policyId }) => policyId))],
      modelHash: hashes.size === 1 ? ([...hashes][0] ?? null) : null,
      tools: arena.specs,
      ...(stage.do === 'train' && stage.kind === 'dpo' ? { preferences: { pairs: stage.pairs } } : {}),
    });
    // Cut short and played again since: they say nothing of the choice.
    const { kept = 0, not_finished: unfinished = 0, ...dropped } = selection.counts;
    const considered = episodes.length - unfinished;
    const folder = datasetFolder(workspace, manifest);
    record.note(({ datasets }) => ({
      datasets: [
        ...datasets.filter((one) => one.folder !== basename(folder)),
        { folder: basename(folder), kept, considered, dropped },
      ],
    }));
    shown.end(`${String(kept)} of ${String(considered)} episodes kept`);
    return { folder, manifest };
  } finally {
    arena.world.close();
  }
}

function jobOf(
  stage: Stage<'train' | 'experts'>,
  id: string,
  { manifest }: Dataset,
  { seed, threads }: RecipeOptions,
) {
  return {
    // Another dataset is another job, even under the same name.
    job_id: `${id}-${manifest.version.slice(0, 6)}`,
    seed,
    hparams: { threads, ...stage.hparams },
    save: { every: 100, keep: 1 },
  };
}

function fileOf({ folder, manifest }: Dataset, name: 'tokens.jsonl' | 'pairs.jsonl'): JobFile {
  const found = manifest.files.find(({ path }) => path === name);
  return { path: join(folder, name), ...(found === undefined ? {} : { sha256: found.sha256 }) };
}

function named({ folder, manifest }: Dataset) {
  return { folder, name: manifest.name, version: manifest.version };
}

/** Runs the job, or finds it done; its folder. */
async function train(
  job: TrainingJob | JobDocument,
  stage: RecipeStage,
  data: Dataset | null,
  { record }: RecipeState,
  { recipe, base, pack, tasks, scenario = pack.id }: RecipeOptions,
  { workspace, python, observer, signal }: RecipeParts,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = join(workspace.jobs, job.job_id);
  const about = {
    recipe: { name: recipe.name, stage: stage.id },
    dataset: data === null ? null : named(data),
    ...{ base, scenario: pack.id },
    live: stage.do === 'reinforce' ? { scenario, tasks: tasks.train, record: true } : null,
  };
  record.note(({ jobs }) => ({ jobs: [...jobs.filter((id) => id !== job.job_id), job.job_id] }));
  writeAbout(folder, aboutJob(`${recipe.title}: ${stage.title}`, about));
  const shown = observer.stage(stage.title);
  let note = '';
  await finishJob({ job, folder, python, env }, signal, (event) => {
    if (event.t === 'metric') note = noteOf(figures(event)) ?? note;
    if (event.t === 'warning') observer.note(`${event.message} ${event.hint}`);
    if (event.t === 'progress') shown.update(event.step, event.total, note);
  });
  shown.end(note === '' ? `done: ${job.job_id}` : note);
  return folder;
}

function noteOf(named: ReadonlyMap<string, number>): string | null {
  for (const name of ['reward', 'loss']) {
    const value = named.get(name);
    if (value !== undefined) return `${name} ${value.toFixed(3)}`;
  }
  return null;
}

async function exported(
  jobId: string,
  folder: string,
  { seed }: RecipeOptions,
  { workspace, python, observer, signal }: RecipeParts,
): Promise<RecipeModel> {
  const weights = join(folder, 'out', 'model');
  const file = await exportModel(
    { name: jobId, jobsFolder: workspace.jobs, python, weights, seed },
    observer,
    signal,
  );
  return { gguf: file.path, weights };
}
