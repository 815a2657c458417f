/** From what somebody chose to a job as the trainer takes it. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  datasetFolder,
  findPolicy,
  jobFolder,
  listDatasets,
  readJob,
  type DatasetManifest,
  type JobFile,
  type MergeJob,
  type RegisteredPolicy,
  type StartLiveJob,
  type TrainingJob,
  type Workspace,
} from '@understudy/engine';
import type { DatasetChoice, LiveChoice, MergeChoice } from '../contract/training.ts';
import { RequestError } from '../errors.ts';
import { mergePart } from './choices.ts';

export interface FromDataset {
  readonly job: TrainingJob;
  readonly manifest: DatasetManifest;
  readonly folder: string;
}

/** Throws RequestError where the dataset, what it must hold, or the weights are missing. */
export function datasetJob(workspace: Workspace, choice: DatasetChoice, id: string): FromDataset {
  const manifest = listDatasets(workspace).find(
    ({ name, version }) => `${name}-${version}` === choice.dataset,
  );
  if (manifest === undefined)
    throw new RequestError(
      'NOT_FOUND',
      `There is no dataset ${choice.dataset}.`,
      'Choose one from the list.',
    );
  const folder = datasetFolder(workspace, manifest);
  const shared = {
    ...{ job_id: id, seed: choice.seed, model: { path: weightsOf(workspace, choice.base) } },
    ...(choice.adapter ? { adapter: {} } : {}),
    save: { every: 100, keep: 1 },
  };
  const { lr, epochs, batchTokens: batch_tokens } = choice;
  const hparams = { lr, epochs, batch_tokens, threads: availableParallelism() };
  const file = (name: string): readonly [JobFile] => [fileOf(folder, manifest, name)];
  const made = (job: TrainingJob): FromDataset => ({ job, manifest, folder });
  switch (choice.method) {
    case 'sft': {
      const tokens = choice.rows === 'tokens';
      const train = file(tokens ? 'tokens.jsonl' : 'train.jsonl');
      const data = { train, format: tokens ? ('tokens' as const) : ('messages' as const) };
      return made({ ...shared, kind: 'sft', data, hparams: { ...hparams, batch_size: 64 } });
    }
    case 'dpo': {
      const data = { train: file('pairs.jsonl'), format: 'pairs' as const };
      return made({ ...shared, kind: 'dpo', data, hparams: { ...hparams, batch_size: 8 } });
    }
    case 'kto': {
      const data = { train: file('kto.jsonl'), format: 'kto' as const };
      return made({ ...shared, kind: 'kto', data, hparams: { ...hparams, batch_size: 16 } });
    }
    case 'reward': {
      // Grades say more than which of two is better.
      const graded = (manifest.counts.labels ?? 0) > 0;
      const data = graded
        ? { train: file('labels.jsonl'), format: 'labels' as const }
        : { train: file('pairs.jsonl'), format: 'pairs' as const };
      return made({ ...shared, kind: 'reward', data, hparams: { ...hparams, batch_size: 8 } });
    }
  }
}

/** Throws RequestError where the weights are missing. */
export function liveJob(workspace: Workspace, choice: LiveChoice, id: string): StartLiveJob['job'] {
  const { base, seed, groups, group, process, budget, steps, lr, loss, kl, adapter } = choice;
  return {
    ...{ kind: 'grpo', job_id: id, seed, model: { path: weightsOf(workspace, base) } },
    ...(adapter ? { adapter: {} } : {}),
    rl: { tasks: groups, group, temperature: 1, process, budget },
    hparams: { steps, lr, loss, kl, threads: availableParallelism() },
    save: { every: 10, keep: 1 },
  };
}

/** Also the policy that all inputs come from, where there is one. Throws RequestError where they cannot be put together. */
export function mergeJob(
  workspace: Workspace,
  { inputs, way, density, seed }: MergeChoice,
  id: string,
): { readonly job: MergeJob; readonly ancestor: string | null } {
  const policies = inputs.map((input) => findPolicy(workspace, input));
  const parts = policies.map((policy) => {
    const part = mergePart(workspace, policy);
    if (part !== null) return part;
    throw new RequestError(
      'BAD_REQUEST',
      `${policy.title} has neither weights nor an adapter here.`,
      'Choose policies that were trained here, or the embedded model.',
    );
  });
  const adapters = parts.filter(({ adapter }) => adapter).length;
  if (adapters > 0 && adapters < parts.length)
    throw new RequestError(
      'BAD_REQUEST',
      'Whole models and adapters cannot be put together.',
      'Choose only whole models, or only adapters.',
    );
  const ancestor = commonAncestor(workspace, policies);
  const model = adapters === 0 ? weightsOrNull(workspace, ancestor) : baseOfAdapter(workspace, policies);
  return {
    ancestor,
    job: {
      ...{ kind: 'merge', job_id: id, seed, model: model === null ? null : { path: model } },
      inputs: parts.map(({ path }) => ({ path })),
      hparams: { method: way, ...(way === 'linear' || way === 'svd' ? {} : { density }) },
    },
  };
}

/** The newest policy that every one of these is, or was trained from. */
function commonAncestor(workspace: Workspace, policies: readonly RegisteredPolicy[]): string | null {
  const [first = [], ...others] = policies.map(({ id }) => lineOf(workspace, id));
  return first.find((id) => others.every((line) => line.includes(id))) ?? null;
}

/** A policy, what it was trained from, and so on. */
function lineOf(workspace: Workspace, id: string): readonly string[] {
  const line: string[] = [];
  for (let at: string | null = id; at !== null && !line.includes(at);) {
    line.push(at);
    at = parentOf(workspace, at);
  }
  return line;
}

function parentOf(workspace: Workspace, id: string): string | null {
  try {
    const { source } = findPolicy(workspace, id);
    return source.kind === 'trained' ? source.base : null;
  } catch {
    // It was removed since, or a folder was named instead: the line ends here.
    return null;
  }
}

function weightsOrNull(workspace: Workspace, id: string | null): string | null {
  try {
    return id === null ? null : findPolicy(workspace, id).weights;
  } catch {
    return null;
  }
}

/** The trainer checks that all adapters name one base. */
function baseOfAdapter(workspace: Workspace, [policy]: readonly RegisteredPolicy[]): string | null {
  if (policy?.source.kind !== 'trained') return null;
  const { id } = policy.source.job;
  return readJob(jobFolder(workspace, id), id).model;
}

function weightsOf(workspace: Workspace, base: string): string {
  const { weights } = findPolicy(workspace, base);
  if (weights !== null) return weights;
  throw new RequestError(
    'BAD_REQUEST',
    `Training cannot start from ${base}: there are no weights beside its model file.`,
    'Choose a policy that was trained here, or the embedded model.',
  );
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
