/**
 * Starts, cancels and resumes jobs that live on their own: they outlive whoever started them, and followJob finds them again. Those that
 * play live tasks need somebody who serves them: startLiveJob and resumeLiveJob (live.ts).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkspaceError } from '../store/errors.ts';
import type { Workspace } from '../store/workspace.ts';
import { writeAbout, type JobAbout } from './about.ts';
import { noPython, TrainingError } from './failure.ts';
import { jobPlaces, sameJob, writeJob, type RunnableJob } from './job.ts';
import { noteProcess, runningProcess } from './process.ts';
import { readJob, type JobSummary } from './registry.ts';
import { trainerFolder } from './trainer.ts';

/** How long a process may take to go after its last word; one that takes longer is in the way, and the trainer says so. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 50;

export interface StartJob {
  readonly workspace: Pick<Workspace, 'jobs'>;
  /** The trainer's Python (`trainerStatus` says which). */
  readonly python: string;
  /** Its `job_id` names its folder; paths in it are absolute or relative to that. */
  readonly job: RunnableJob;
  readonly about: JobAbout;
  /** Environment variables that the trainer gets on top of this process's: a token, say, which no file should hold. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the Python package is; only a test has another one. */
  readonly trainer?: string;
}

/**
 * Starts the job, or goes on with it where the same job was begun. Resolves once its process is there.
 * Rejects with WorkspaceError `conflict` where another job has the name, TrainingError where Python cannot be started.
 */
export async function startJob(options: StartJob): Promise<JobSummary> {
  const folder = resolve(options.workspace.jobs, options.job.job_id);
  const { job: file } = jobPlaces(folder);
  const taken = existsSync(file) && !sameJob(readFileSync(file, 'utf8'), options.job);
  if (taken)
    throw new WorkspaceError('conflict', `There is another job "${options.job.job_id}" in ${folder}.`, {
      remedy: 'Give this one another name, or remove that folder.',
    });
  if (!existsSync(file) || readJob(folder).status !== 'running') {
    await untilFree(folder);
    writeAbout(folder, options.about);
    writeJob(folder, options.job);
    await launch(folder, options);
  }
  return readJob(folder, options.job.job_id);
}

/** Asks a run to save and end; it does so at its next step. */
export interface CancelJob {
  /** Ends it at once, without saving: what it did since its last checkpoint is lost. On Windows that is what a cancel always does. */
  readonly force?: boolean;
}

/** False where no run is at work. The run's end comes as an event. */
export function cancelJob(folder: string, { force = false }: CancelJob = {}): boolean {
  const run = runningProcess(folder);
  if (run === null) return false;
  try {
    process.kill(run.pid, force ? 'SIGKILL' : 'SIGTERM');
    return true;
  } catch {
    return false; // It ended at this very moment.
  }
}

/**
 * Runs a job again: it goes on from its newest checkpoint; a finished one announces its artifacts again.
 * Rejects with WorkspaceError `not_found` or `conflict` (it is at work), TrainingError where Python cannot be started.
 */
export async function resumeJob(
  folder: string,
  options: Pick<StartJob, 'python' | 'env' | 'trainer'> & { readonly id?: string },
): Promise<JobSummary> {
  const before = readJob(folder, options.id);
  if (before.status === 'running')
    throw new WorkspaceError('conflict', `The job ${before.id} is at work already.`, {
      remedy: 'Follow it, or cancel it first.',
    });
  await untilFree(folder);
  await launch(folder, options);
  return readJob(folder, before.id);
}

/** A run that has said its last word holds the folder until its process is gone. */
async function untilFree(folder: string): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS && runningProcess(folder) !== null; waited += LOOK_MS)
    await sleep(LOOK_MS);
}

/** The trainer on the job file of `folder`, in a process group of its own, with nothing that ends when we end. */
async function launch(
  folder: string,
  { python, env, trainer = trainerFolder }: Pick<StartJob, 'python' | 'env' | 'trainer'>,
): Promise<void> {
  const places = jobPlaces(resolve(folder));
  const log = openSync(places.log, 'a');
  try {
    const child = spawn(python, ['-m', 'understudy_trainer', 'run', places.job], {
      cwd: trainer,
      env: { ...process.env, ...env, PYTHONUTF8: '1' },
      stdio: ['ignore', 'ignore', log],
      detached: true,
      windowsHide: true,
    });
    child.unref();
    await once(child, 'spawn');
    if (child.pid !== undefined) noteProcess(folder, child.pid);
  } catch (error) {
    throw new TrainingError('failed', noPython(python, error));
  } finally {
    closeSync(log);
  }
}
