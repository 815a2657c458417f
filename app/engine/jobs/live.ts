/**
 * Jobs that play while they learn. Somebody serves them live tasks for as long as they run, at an address that is another one each
 * time; these functions start and resume them with their tasks, for the command line and for the host alike.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Pack } from '@understudy/scenarios';
import { WorkspaceError } from '../store/errors.ts';
import { followJob } from './follow.ts';
import { jobPlaces, writeAddress, type GrpoJob } from './job.ts';
import { readJob, type JobSummary } from './registry.ts';
import { cancelJob, resumeJob, startJob, type StartJob } from './start.ts';

/** Live tasks for reinforcement learning: where they are, until closed. */
export interface LiveTasks {
  readonly url: string;
  /** Reaches the trainer in this environment variable: no file holds it. */
  readonly tokenVariable: string;
  readonly token: string;
  /** Aborted when the tasks break down: the job then saves and ends. */
  readonly broken: AbortSignal;
  close(): Promise<void>;
}

export interface LiveTasksWanted {
  readonly pack: Pack;
  /** How many of its training tasks; null: all of them. */
  readonly tasks: number | null;
  /** The run under which the episodes are kept, which is the job's id; null: they are not kept. */
  readonly run: string | null;
}

/** Serves training tasks; the engine plays none over a wire, so whoever calls it brings this. */
export type OpenTasks = (wanted: LiveTasksWanted) => Promise<LiveTasks>;

export interface LiveRun {
  readonly job: JobSummary;
  /** Resolves when the run has ended and its tasks are closed: to why they broke down, or to null where they did not. Never rejects. */
  readonly over: Promise<Error | null>;
}

export interface StartLiveJob extends Omit<StartJob, 'job' | 'env'> {
  /** Its address and the variable of its token are filled in. `about.live` must say what it plays. */
  readonly job: Omit<GrpoJob, 'rl'> & { readonly rl: Omit<GrpoJob['rl'], 'env_url' | 'token_env'> };
  readonly openTasks: OpenTasks;
  /** Finds the scenario that `about.live` names. */
  readonly packOf: (scenario: string) => Pack;
}

/** As startJob. Whoever calls it serves the tasks: it stays until `over`. Rejects as startJob and `openTasks` do. */
export async function startLiveJob(options: StartLiveJob): Promise<LiveRun> {
  const { job, about, openTasks, packOf, ...start } = options;
  const folder = resolve(start.workspace.jobs, job.job_id);
  // One that is at work has its tasks.
  if (existsSync(jobPlaces(folder).job)) {
    const present = readJob(folder, job.job_id);
    if (present.status === 'running') return { job: present, over: Promise.resolve(null) };
  }
  const wanted = wantedBy(about.live, job.job_id, packOf);
  return served(folder, await openTasks(wanted), (tasks, env) =>
    startJob({
      ...start,
      about,
      env,
      job: { ...job, rl: { ...job.rl, env_url: tasks.url, token_env: tasks.tokenVariable } },
    }),
  );
}

export interface ResumeLiveJob extends Pick<StartLiveJob, 'python' | 'trainer' | 'openTasks' | 'packOf'> {
  readonly id?: string;
}

/** As resumeJob, on tasks that are served anew. Rejects with WorkspaceError `conflict` where the job plays none of ours. */
export async function resumeLiveJob(folder: string, options: ResumeLiveJob): Promise<LiveRun> {
  const { openTasks, packOf, ...resume } = options;
  const before = readJob(folder, options.id);
  if (before.status === 'running')
    throw new WorkspaceError('conflict', `The job ${before.id} is at work already.`, {
      remedy: 'Follow it, or cancel it first.',
    });
  const wanted = wantedBy(before.about?.live ?? null, before.id, packOf);
  return served(folder, await openTasks(wanted), async (tasks, env) => {
    writeAddress(folder, tasks.url);
    return resumeJob(folder, { ...resume, env });
  });
}

function wantedBy(
  live: NonNullable<JobSummary['about']>['live'],
  id: string,
  packOf: StartLiveJob['packOf'],
): LiveTasksWanted {
  if (live === null)
    throw new WorkspaceError('conflict', `The job ${id} does not say which live tasks it plays.`, {
      remedy: 'Start the server it was begun with, and resume it as any other job.',
    });
  return { pack: packOf(live.scenario), tasks: live.tasks, run: live.record ? id : null };
}

/** Begins the run on the tasks and closes them after it, or at once where it does not begin. */
async function served(
  folder: string,
  tasks: LiveTasks,
  begin: (tasks: LiveTasks, env: Readonly<Record<string, string>>) => Promise<JobSummary>,
): Promise<LiveRun> {
  try {
    const job = await begin(tasks, { [tasks.tokenVariable]: tasks.token });
    return { job, over: untilOver(folder, tasks) };
  } catch (error) {
    await tasks.close();
    throw error;
  }
}

async function untilOver(folder: string, tasks: LiveTasks): Promise<Error | null> {
  const save = (): void => void cancelJob(folder);
  tasks.broken.addEventListener('abort', save, { once: true });
  if (tasks.broken.aborted) save();
  try {
    const events = followJob(folder);
    while ((await events.next()).done !== true);
  } catch {
    // Its record cannot be read: whoever follows it says so. The tasks are closed all the same.
  }
  tasks.broken.removeEventListener('abort', save);
  await tasks.close();
  if (!tasks.broken.aborted) return null;
  const reason: unknown = tasks.broken.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}
