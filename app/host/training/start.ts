/** What a chosen training would come to, and starting it. */
import { createHash } from 'node:crypto';
import {
  aboutJob,
  findPolicy,
  packById,
  planJob,
  policyIdOf,
  startJob,
  WorkspaceError,
  type JobInspection,
  type JobPlan,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { LiveChoice, TrainingChoice, TrainingPlan } from '../contract/training.ts';
import { RequestError } from '../errors.ts';
import { measurable } from './choices.ts';
import { datasetJob, liveJob, mergeJob } from './documents.ts';
import { follow } from './follow.ts';
import { openTasksOf, startLive } from './live.ts';
import { pythonOf } from './python.ts';

/** Of the held-out evaluation: the same tasks with the same users, before and after. */
const MEASURE_SEED = 7;
const MEASURE_TEMPERATURE = 1;

/** Rejects with RequestError where the trainer, the dataset or the base is missing, TrainingError where the trainer fails to answer. */
export async function planOf(
  context: HostContext,
  choice: TrainingChoice,
  signal: AbortSignal | undefined,
): Promise<TrainingPlan> {
  const { workspace } = context;
  const python = await pythonOf(context);
  const within = { python, ...(signal === undefined ? {} : { signal }) };
  switch (choice.method) {
    case 'grpo':
      return shown(await planLive(context, choice, within));
    case 'merge':
      return shown(await planJob({ ...within, job: mergeJob(workspace, choice, 'plan').job }));
    default:
      return shown(await planJob({ ...within, job: datasetJob(workspace, choice, 'plan').job }));
  }
}

/** The trainer asks the live tasks what they are: they are served for as long as it looks. */
async function planLive(
  context: HostContext,
  choice: LiveChoice,
  within: { readonly python: string; readonly signal?: AbortSignal },
): Promise<JobInspection> {
  const job = liveJob(context.workspace, choice, 'plan');
  const pack = packById(context.workspace, choice.scenario);
  const tasks = await openTasksOf(context)({ pack, tasks: choice.pool, run: null });
  try {
    return await planJob({
      ...within,
      env: { [tasks.tokenVariable]: tasks.token },
      job: { ...job, rl: { ...job.rl, env_url: tasks.url, token_env: tasks.tokenVariable } },
    });
  } finally {
    await tasks.close();
  }
}

function shown({ ok, problems, plan }: JobInspection): TrainingPlan {
  const episodes = plan?.['episodes'];
  return {
    ok,
    problems: problems.map(({ message, hint, place }) => ({ message, hint, place })),
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
            episodes: typeof episodes === 'number' ? episodes : null,
            parameters: plan.parameters ?? null,
            trained: plan.trained_parameters ?? null,
            memory: plan.memory_bytes ?? null,
            time: timeOf(plan),
          },
  };
}

function timeOf(plan: JobPlan): NonNullable<TrainingPlan['counts']>['time'] {
  const { seconds_low: low, seconds_high: high, seconds_rest_on: restsOn = null } = plan;
  return low === undefined || high === undefined ? null : { low, high, restsOn };
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
  const python = await pythonOf(context);
  /** What is registered and measured afterwards. A model that judges is no policy. */
  const after = (scenario: string | null) => {
    if (choice.method === 'reward') return { register: null, evaluate: null };
    free(context, name, id);
    if (measure === null || scenario === null) return { register: name, evaluate: null };
    if (!measurable(workspace).some((pack) => pack.id === scenario))
      throw new RequestError(
        'BAD_REQUEST',
        `Held-out tasks of ${scenario} cannot be judged here.`,
        'Start it without measuring.',
      );
    const { tasks, samples } = measure;
    const settings = { seed: MEASURE_SEED, temperature: MEASURE_TEMPERATURE };
    return { register: name, evaluate: { scenario, tasks, samples, ...settings } };
  };
  switch (choice.method) {
    case 'grpo': {
      const { scenario, base, pool } = choice;
      const live = { scenario, tasks: pool, record: true };
      const about = aboutJob(name, { base, scenario, live, afterwards: after(scenario) });
      await startLive(context, { python, about, job: liveJob(workspace, choice, id) });
      break;
    }
    case 'merge': {
      const { job, ancestor: base } = mergeJob(workspace, choice, id);
      const { scenario } = choice;
      const about = aboutJob(name, { base, scenario, afterwards: after(scenario) });
      await startJob({ workspace, python, job, about });
      break;
    }
    default: {
      const { job, manifest, folder } = datasetJob(workspace, choice, id);
      const { name: called, version, scenario } = manifest;
      const dataset = { folder, name: called, version };
      const about = aboutJob(name, { dataset, base: choice.base, scenario, afterwards: after(scenario) });
      await startJob({ workspace, python, job, about });
    }
  }
  follow(context, id);
  changes.announce('jobs', id);
  return { id };
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
