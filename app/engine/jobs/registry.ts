/**
 * The jobs of a workspace, as a list and one by one. Everything is read from the jobs' folders, so a job that another process
 * started (the command line, an app that was closed since) is there like any other. For a screen:
 *
 *   listJobs(workspace)              newest first; cheap to ask again, each event is parsed once
 *   readJobsAhead(workspace)         before either of the two, where others must not wait
 *   readJob(jobFolder(workspace, id))
 *   jobEvents(folder, after, limit)  for curves and logs: ask again with the last `seq` you have
 *   followJob(folder, {after, signal})  (follow.ts) an async iterator of events that ends with the job's run
 *   startJob, cancelJob, resumeJob   (start.ts)
 *   planJob, validateJob             (inspect.ts)
 *   afterTraining                    (../policies/after-training.ts) registers and evaluates what a finished job made
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import { z } from 'zod';
import { WorkspaceError } from '../store/errors.ts';
import type { Workspace } from '../store/workspace.ts';
import { readAbout, type JobAbout } from './about.ts';
import {
  digestAhead,
  digestOf,
  unreadBytes,
  type JobDigest,
  type JobProgress,
  type JobWarning,
} from './digest.ts';
import { parseEvent, type JobError, type JobEvent } from './events.ts';
import { jobPlaces } from './job.ts';
import { runningProcess, wasStarted } from './process.ts';
import type { JobArtifact } from './result.ts';
import { eventsAfter, SLICE, Tail } from './tail.ts';

/**
 * `queued`: never started. `interrupted`: its process is gone without a last word (killed, or the power failed).
 * `cancelled`: stopped on request or at its time limit. The last two and `failed` can be resumed.
 */
export type JobStatus = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'interrupted';

export interface JobSummary {
  /** The folder's name; of a sweep's trial `<sweep>/<trial>`. */
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** `sft`, `dpo`, … as the job file says. */
  readonly kind: string;
  /** From about.json, else the job's id. */
  readonly title: string;
  readonly status: JobStatus;
  /** ISO 8601; null before it was started. */
  readonly started: string | null;
  /** Of the newest run; null while it is at work or where it left no last word. */
  readonly ended: string | null;
  /** Of the newest event. */
  readonly latest: string | null;
  readonly phase: string | null;
  readonly progress: JobProgress | null;
  /** Newest value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Figures of the plan it announced: rows_kept, supervised_tokens, steps, memory_bytes, … */
  readonly plan: Readonly<Record<string, number>>;
  readonly device: { readonly type: string; readonly name: string } | null;
  readonly warnings: readonly JobWarning[];
  readonly error: JobError | null;
  /** Set when it is finished. */
  readonly artifacts: readonly JobArtifact[];
  /** The model folder it starts from, absolute; null for one made from nothing. */
  readonly model: string | null;
  /** Files it learns from, absolute. */
  readonly data: readonly string[];
  readonly about: JobAbout | null;
  /** Last `seq` of its events. */
  readonly seq: number;
}

const fileSchema = z.looseObject({ path: z.string() });
const jobSchema = z.looseObject({
  kind: z.string(),
  job_id: z.string(),
  model: z.looseObject({ path: z.string() }).nullish(),
  data: z.looseObject({ train: z.array(fileSchema).nullish() }).nullish(),
});

const segment = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** The folder of a job by its id. Throws WorkspaceError `not_found` for an id that is none or is not there. */
export function jobFolder(workspace: Pick<Workspace, 'jobs'>, id: string): string {
  const [name = '', trial, ...more] = id.split('/');
  const sound = more.length === 0 && segment.test(name) && (trial === undefined || segment.test(trial));
  const folder = sound
    ? trial === undefined
      ? join(workspace.jobs, name)
      : join(trialsFolder(join(workspace.jobs, name)), trial)
    : '';
  if (sound && statSync(jobPlaces(folder).job, { throwIfNoEntry: false })?.isFile() === true) return folder;
  throw new WorkspaceError('not_found', `There is no job "${id}" in ${workspace.jobs}.`, {
    remedy: '`understudy jobs` lists those there are.',
  });
}

/** Where a sweep keeps its trials, each a job's folder. */
export function trialsFolder(folder: string): string {
  return join(jobPlaces(folder).out, 'trials');
}

/** All jobs, the one with the newest event first. Folders that hold no job are passed over. */
export function listJobs(workspace: Pick<Workspace, 'jobs'>): readonly JobSummary[] {
  return jobsIn(workspace.jobs, '');
}

/** How many jobs there are, without their events. */
export function countJobs({ jobs }: Pick<Workspace, 'jobs'>): number {
  return namesIn(jobs).filter((name) => parseJob(jobPlaces(join(jobs, name)).job) !== null).length;
}

/** A past of so many bytes takes longer to read than anybody should wait for another answer. */
const LONG = 1_000_000;

/**
 * Reads the events of jobs with a long past, a slice at a time, so that listJobs and readJob answer at once afterwards. Null where
 * they would anyway.
 */
export function readJobsAhead({ jobs }: Pick<Workspace, 'jobs'>): Promise<void> | null {
  const long = namesIn(jobs)
    .map((name) => join(jobs, name))
    .filter((folder) => unreadBytes(folder) > LONG);
  return long.length === 0 ? null : inTurn(long);
}

async function inTurn(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await digestAhead(folder);
}

/** The trials of a sweep, in order of their names. */
export function listTrials(workspace: Pick<Workspace, 'jobs'>, id: string): readonly JobSummary[] {
  const trials = jobsIn(trialsFolder(jobFolder(workspace, id)), `${id}/`);
  return trials.toSorted((a, b) => a.id.localeCompare(b.id));
}

function jobsIn(place: string, prefix: string): readonly JobSummary[] {
  return namesIn(place)
    .flatMap((name) => {
      const job = readJobOrNull(join(place, name), `${prefix}${name}`);
      return job === null ? [] : [{ job, at: job.latest ?? createdAt(job) }];
    })
    .toSorted((a, b) => b.at.localeCompare(a.at) || a.job.id.localeCompare(b.job.id))
    .map(({ job }) => job);
}

function namesIn(place: string): readonly string[] {
  try {
    return readdirSync(place).filter((name) => segment.test(name));
  } catch {
    return [];
  }
}

/** Throws WorkspaceError `not_found` where there is no readable job file. */
export function readJob(folder: string, id: string = basename(folder)): JobSummary {
  const job = readJobOrNull(folder, id);
  if (job !== null) return job;
  throw new WorkspaceError('not_found', `${jobPlaces(folder).job} is no job file, or cannot be read.`, {
    remedy: 'Name the folder of a job, or start it anew.',
  });
}

function readJobOrNull(folder: string, id: string): JobSummary | null {
  const places = jobPlaces(folder);
  const job = parseJob(places.job);
  if (job === null) return null;
  const digest = digestOf(folder);
  const about = readAbout(folder);
  const status = statusOf(folder, digest);
  const result =
    status === 'finished' || status === 'failed' ? digest.history.result(null, places.log) : null;
  return {
    id,
    folder,
    kind: job.kind,
    title: about?.title ?? job.job_id,
    status,
    started: digest.started,
    ended: status === 'running' ? null : digest.ended,
    latest: digest.latest,
    phase: digest.phase,
    progress: digest.progress,
    metrics: Object.fromEntries(digest.metrics),
    plan: Object.fromEntries(digest.plan),
    device: digest.device,
    warnings: digest.warnings,
    error: result !== null && 'error' in result ? result.error : null,
    artifacts: result?.outcome === 'ok' ? result.artifacts : [],
    model: job.model?.path === undefined ? null : resolve(folder, job.model.path),
    data: (job.data?.train ?? []).map(({ path }) => resolve(folder, path)),
    about,
    seq: digest.history.seq,
  };
}

function statusOf(folder: string, digest: JobDigest): JobStatus {
  const run = runningProcess(folder);
  const { history, ended } = digest;
  // After a run's own last word its process id may already be another's.
  if (run !== null && !(ended !== null && ended > run.started)) return 'running';
  if (history.seq === 0) return wasStarted(folder) ? 'failed' : 'queued';
  if (!history.ended) return 'interrupted';
  const { outcome } = history.result(null, '');
  if (outcome === 'ok') return 'finished';
  return outcome === 'cancelled' ? 'cancelled' : 'failed';
}

function createdAt(job: JobSummary): string {
  const file = statSync(jobPlaces(job.folder).job, { throwIfNoEntry: false });
  return job.about?.createdAt ?? file?.mtime.toISOString() ?? '';
}

function parseJob(file: string): z.infer<typeof jobSchema> | null {
  try {
    return jobSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** The first `limit` events behind `after`, oldest first; an empty list says that there are no newer ones yet. */
export function jobEvents(folder: string, after = 0, limit = 5000): readonly JobEvent[] {
  return eventsAfter(jobPlaces(folder).events, after, limit);
}

/** All events in order, a slice at a time: other work goes on between one slice and the next. */
export async function* jobEventSlices(folder: string): AsyncGenerator<readonly JobEvent[], void> {
  const tail = new Tail(jobPlaces(folder).events);
  for (let lines = tail.lines(SLICE); lines.length > 0; lines = tail.lines(SLICE)) {
    yield lines.map(parseEvent).filter((event) => event !== null);
    await otherWork();
  }
}
