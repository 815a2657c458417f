/** From what somebody chose to a job: what there is to choose from, what it would come to, and starting it. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  aboutJob,
  allPacks,
  datasetFolder,
  findPolicy,
  judgeComponents,
  listDatasets,
  listPolicies,
  planJob,
  policyIdOf,
  startJob,
  WorkspaceError,
  type DatasetManifest,
  type JobFile,
  type TrainingJob,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { TrainingChoice, TrainingChoices, TrainingPlan } from '../contract/training.ts';
import { RequestError } from '../errors.ts';
import { follow } from './follow.ts';

/** Of the held-out evaluation: the same tasks with the same users, before and after. */
const MEASURE_SEED = 7;
const MEASURE_TEMPERATURE = 1;

export function choicesFor({ workspace }: HostContext): TrainingChoices {
  const policies = listPolicies(workspace).filter(({ state }) => state === 'ready');
  const trainable = policies.filter(({ weights }) => weights !== null);
  return {
    datasets: listDatasets(workspace)
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      .map(({ name, version, scenario, counts }) => ({
        ...{ folder: `${name}-${version}`, name, version, scenario },
        episodes: counts.episodes,
        tokens: counts.tokenRows,
        pairs: counts.pairs ?? 0,
        kto: counts.kto ?? 0,
      })),
    bases: trainable.map(({ id, title, source }) => ({
      ...{ id, title },
      parameters: source.kind === 'gguf' || source.kind === 'trained' ? source.gguf.parameters : null,
    })),
    withoutWeights: policies.length - trainable.length,
    measurable: allPacks(workspace)
      .filter((pack) => judgeComponents(pack).length === 0)
      .map(({ id, title, tasks }) => ({ id, title, heldout: tasks.heldout })),
  };
}

/** Rejects with RequestError where the trainer, the dataset or the base is missing, TrainingError where the trainer fails to answer. */
export async function planOf(
  context: HostContext,
  choice: TrainingChoice,
  signal: AbortSignal | undefined,
): Promise<TrainingPlan> {
  const { job } = jobOf(context, choice, 'plan');
  const python = await pythonOf(context);
  const found = await planJob({ python, job, ...(signal === undefined ? {} : { signal }) });
  const { plan } = found;
  return {
    ok: found.ok,
    problems: found.problems.map(({ message, hint, place }) => ({ message, hint, place })),
    counts:
      plan === null
        ? null
        : {
            kept: plan.rows_kept ?? null,
            dropped: Object.entries(plan.rows_dropped ?? {}).map(([reason, rows]) => ({ reason, rows })),
            tokens: plan.tokens ?? null,
            learned: plan.supervised_tokens ?? null,
            longest: plan.longest ?? null,
            steps: plan.steps ?? null,
            parameters: plan.parameters ?? null,
            trained: plan.trained_parameters ?? null,
            memory: plan.memory_bytes ?? null,
          },
  };
}

interface StartTraining {
  readonly choice: TrainingChoice;
  readonly name: string;
  readonly measure: { readonly tasks: number; readonly samples: number } | null;
}

/** Rejects as planOf does, and with RequestError where the name is another policy's or the scenario cannot be measured. */
export async function startTraining(
  context: HostContext,
  { choice, name, measure }: StartTraining,
): Promise<{ readonly id: string }> {
  const { workspace, changes } = context;
  const key = createHash('sha256').update(JSON.stringify({ choice, name })).digest('hex').slice(0, 8);
  const id = `${policyIdOf(name)}-${choice.method}-${key}`;
  const { job, manifest, folder } = jobOf(context, choice, id);
  free(context, name, id);
  if (measure !== null && !choicesFor(context).measurable.some((pack) => pack.id === manifest.scenario))
    throw new RequestError(
      'BAD_REQUEST',
      `Held-out tasks of ${manifest.scenario} cannot be judged here.`,
      'Start it without measuring.',
    );
  const about = aboutJob(name, {
    dataset: { folder, name: manifest.name, version: manifest.version },
    base: choice.base,
    scenario: manifest.scenario,
    afterwards: {
      register: name,
      evaluate:
        measure === null
          ? null
          : {
              ...{ scenario: manifest.scenario, tasks: measure.tasks, samples: measure.samples },
              ...{ seed: MEASURE_SEED, temperature: MEASURE_TEMPERATURE },
            },
    },
  });
  const python = await pythonOf(context);
  await startJob({ workspace, python, job, about });
  follow(context, id);
  changes.announce('jobs', id);
  return { id };
}

/** The trainer's Python. Rejects with RequestError where there is none. */
export async function pythonOf(context: HostContext): Promise<string> {
  const trainer = await context.trainer();
  if ('python' in trainer) return trainer.python;
  throw new RequestError(
    'CONFLICT',
    `Training cannot run here: ${trainer.missing}`,
    'Set it up, then start the app again.',
  );
}

/** Said before hours are spent on it, not after. */
function free({ workspace }: HostContext, name: string, jobId: string): void {
  try {
    const { source } = findPolicy(workspace, policyIdOf(name));
    if (source.kind === 'trained' && source.job.id === jobId) return;
  } catch (error) {
    if (error instanceof WorkspaceError && error.code === 'not_found') return;
    throw error;
  }
  throw new RequestError('CONFLICT', `There is a policy "${name}" already.`, 'Choose another name.');
}

function jobOf(
  { workspace }: HostContext,
  choice: TrainingChoice,
  id: string,
): { readonly job: TrainingJob; readonly manifest: DatasetManifest; readonly folder: string } {
  const manifest = listDatasets(workspace).find(
    ({ name, version }) => `${name}-${version}` === choice.dataset,
  );
  if (manifest === undefined)
    throw new RequestError(
      'NOT_FOUND',
      `There is no dataset ${choice.dataset}.`,
      'Choose one from the list.',
    );
  const { weights } = findPolicy(workspace, choice.base);
  if (weights === null)
    throw new RequestError(
      'BAD_REQUEST',
      `Training cannot start from ${choice.base}: there are no weights beside its model file.`,
      'Choose a policy that was trained here, or the embedded model.',
    );
  const folder = datasetFolder(workspace, manifest);
  const threads = availableParallelism();
  const shared = {
    ...{ job_id: id, seed: choice.seed, model: { path: weights } },
    ...(choice.adapter ? { adapter: {} } : {}),
    save: { every: 100, keep: 1 },
  };
  const { lr, epochs, batchTokens: batch_tokens } = choice;
  const hparams = { lr, epochs, batch_tokens, threads };
  const file = (name: string): readonly [JobFile] => [fileOf(folder, manifest, name)];
  switch (choice.method) {
    case 'sft': {
      const tokens = choice.rows === 'tokens';
      const train = file(tokens ? 'tokens.jsonl' : 'train.jsonl');
      const data = { train, format: tokens ? ('tokens' as const) : ('messages' as const) };
      return {
        manifest,
        folder,
        job: { ...shared, kind: 'sft', data, hparams: { ...hparams, batch_size: 64 } },
      };
    }
    case 'dpo': {
      const data = { train: file('pairs.jsonl'), format: 'pairs' as const };
      return {
        manifest,
        folder,
        job: { ...shared, kind: 'dpo', data, hparams: { ...hparams, batch_size: 8 } },
      };
    }
    case 'kto': {
      const data = { train: file('kto.jsonl'), format: 'kto' as const };
      return {
        manifest,
        folder,
        job: { ...shared, kind: 'kto', data, hparams: { ...hparams, batch_size: 16 } },
      };
    }
  }
}

function fileOf(folder: string, { files }: DatasetManifest, name: string): JobFile {
  const found = files.find(({ path }) => path === name);
  if (found === undefined)
    throw new RequestError(
      'BAD_REQUEST',
      `This dataset has no ${name}.`,
      'Choose another way to learn, or write the dataset again with pairs and labels.',
    );
  return { path: join(folder, name), sha256: found.sha256 };
}
