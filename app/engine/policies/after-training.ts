/**
 * What comes after a finished training job, as its about.json asks: its model becomes a GGUF file and a registered policy, and
 * the held-out tasks are played by the policy it came from and by the new one. Every part that was done is found again, so an
 * interrupted call is simply called again; the command line and the host both do.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Pack } from '@understudy/scenarios';
import { evaluateHeldout, type HeldoutPlan } from '../evaluation/heldout.ts';
import type { Observer } from '../flywheel/observer.ts';
import { exportModel } from '../jobs/export.ts';
import { jobPlaces } from '../jobs/job.ts';
import { readJob, type JobSummary } from '../jobs/registry.ts';
import { loadPack } from '../packs/load.ts';
import { WorkspaceError } from '../store/errors.ts';
import type { TraceStore } from '../store/traces.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Policy } from './policy.ts';
import type { PolicyEvaluation } from './registered.ts';
import { describeGguf, findPolicy, putTrained, type RegisteredPolicy } from './registry.ts';

export interface AfterTraining {
  readonly workspace: Workspace;
  readonly store: TraceStore;
  /** The trainer's Python, for the export. */
  readonly python: string;
  /** The finished job's folder. */
  readonly folder: string;
  /** Opens a model file to play: `openLocalPolicy` with this machine's settings. */
  readonly openModel: (gguf: string, temperature: number) => Promise<Policy>;
  /** Finds the scenario named in about.json. Default: loadPack. */
  readonly packOf?: (scenario: string) => Pack;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

/**
 * The policy that the job made, or null where its about.json asks for none. Rejects with WorkspaceError `conflict` (the job is
 * not finished, makes no model, or its name is another policy's), TrainingError (the export failed), PolicyError,
 * ScenarioError, or the signal's reason.
 */
export async function afterTraining(options: AfterTraining): Promise<RegisteredPolicy | null> {
  const { workspace, folder } = options;
  const job = readJob(folder);
  const { about } = job;
  if (about === null || about.afterwards.register === null) return null;
  if (job.status !== 'finished')
    throw new WorkspaceError('conflict', `The job ${job.id} is ${job.status}, not finished.`, {
      remedy: 'Wait for its end, or resume it; then do this again.',
    });
  const made = madeBy(job);
  const gguf = await fileOf(job, made, options);
  const id = policyIdOf(about.afterwards.register);
  const register = (heldout: { before: PolicyEvaluation | null; after: PolicyEvaluation | null }) =>
    putTrained(workspace, id, about.afterwards.register ?? id, {
      kind: 'trained',
      job: { id: job.id, kind: job.kind },
      recipe: about.recipe,
      dataset: about.dataset,
      base: about.base,
      adaptation: made.adaptation,
      gguf,
      weights: made.weights,
      heldout,
    });
  const known = register(knownEvaluations(workspace, id, job.id));
  const { evaluate } = about.afterwards;
  if (evaluate === null) return known;
  const { packOf = loadPack } = options;
  const plan: HeldoutPlan = { ...evaluate, pack: packOf(evaluate.scenario) };
  const before = await evaluateBase(about.base, plan, options);
  register({ before, after: null });
  const after = await playAndClose(gguf.path, plan, `Evaluating ${id}`, options);
  return register({ before, after });
}

/** The id under which a title is registered: lower case, with hyphens for what an id cannot hold. */
export function policyIdOf(title: string): string {
  const id = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 61)
    .replace(/[^a-z0-9]+$/, '');
  return id === '' ? 'trained' : id;
}

interface Made {
  readonly adaptation: 'full' | 'adapter';
  /** A Hugging Face folder that training can start from; null where only an adapter was kept. */
  readonly weights: string | null;
  readonly adapter: string | null;
  /** Twelve hex digits over all files. */
  readonly hash: string;
}

/** The kinds whose `out/model` or `out/adapter` is a language model; a reward model's is none. */
const playable = new Set(['pretrain', 'sft', 'dpo', 'kto', 'grpo', 'merge']);

function madeBy(job: JobSummary): Made {
  const { out } = jobPlaces(job.folder);
  const has = (folder: string): boolean => job.artifacts.some(({ name }) => name.startsWith(`${folder}/`));
  const weights = has('model') ? join(out, 'model') : null;
  const adapter = has('adapter') ? join(out, 'adapter') : null;
  if (!playable.has(job.kind) || (weights === null && adapter === null))
    throw new WorkspaceError('conflict', `The job ${job.id} (${job.kind}) made no model that could play.`, {
      remedy: 'Jobs that train or merge make one; others end with a report.',
    });
  const hashes = job.artifacts.map(({ name, sha256 }) => `${name} ${sha256}\n`).join('');
  const hash = createHash('sha256').update(hashes).digest('hex').slice(0, 12);
  return { adaptation: adapter === null ? 'full' : 'adapter', weights, adapter, hash };
}

async function fileOf(job: JobSummary, made: Made, options: AfterTraining) {
  const { workspace, python, observer, signal } = options;
  const { weights, adapter } = made;
  const base = weights ?? job.model;
  if (base === null)
    throw new WorkspaceError('conflict', `The job ${job.id} does not say which model its adapter is for.`, {
      remedy: 'Merge the adapter by hand: a job of the kind merge.',
    });
  const exported = await exportModel(
    {
      name: `${job.id}-${made.hash}`.replaceAll('/', '-'),
      jobsFolder: workspace.jobs,
      python,
      weights: base,
      ...(weights === null && adapter !== null ? { adapter } : {}),
      seed: 7,
    },
    observer,
    signal,
  );
  return describeGguf(exported.path);
}

/** What an earlier call has found out already. */
function knownEvaluations(workspace: Workspace, id: string, jobId: string) {
  try {
    const { source } = findPolicy(workspace, id);
    if (source.kind === 'trained' && source.job.id === jobId) return source.heldout;
  } catch (error) {
    if (!(error instanceof WorkspaceError && error.code === 'not_found')) throw error;
  }
  return { before: null, after: null };
}

/** Null where the base is no registered policy with a file of its own. */
async function evaluateBase(
  base: string | null,
  plan: HeldoutPlan,
  options: AfterTraining,
): Promise<PolicyEvaluation | null> {
  if (base === null) return null;
  let file: string | null;
  try {
    const found = findPolicy(options.workspace, base);
    file = found.state === 'ready' ? found.file : null;
  } catch (error) {
    if (error instanceof WorkspaceError && error.code === 'not_found') return null;
    throw error;
  }
  return file === null ? null : playAndClose(file, plan, `Evaluating ${base}`, options);
}

async function playAndClose(
  gguf: string,
  plan: HeldoutPlan,
  title: string,
  options: AfterTraining,
): Promise<PolicyEvaluation> {
  const policy = await options.openModel(gguf, plan.temperature);
  try {
    return await evaluateHeldout(plan, policy, title, options);
  } finally {
    await policy.close();
  }
}
