/** Runs a training job as a process of its own: events out of its stdout, a cancel into its stdin, a typed result. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { attachJob } from './attach.ts';
import { parseEvent, type JobEvent } from './events.ts';
import { noPython } from './failure.ts';
import { jobPlaces, sameJob, writeJob, type RunnableJob } from './job.ts';
import { forgetProcess, noteProcess, runningProcess, type JobProcess } from './process.ts';
import { JobHistory, type Ending, type JobResult } from './result.ts';
import { trainerFolder } from './trainer.ts';

export interface RunJob {
  /** The trainer's Python (`trainerStatus` says which). */
  readonly python: string;
  readonly job: RunnableJob;
  /** The job's own folder. A job that was begun there goes on from its newest checkpoint. */
  readonly folder: string;
  /** Called with each event in order; by then it is in `out/events.jsonl` too. */
  readonly onEvent?: (event: JobEvent) => void;
  /** Aborting asks the trainer to save and end; the result is then `cancelled`. */
  readonly signal?: AbortSignal;
  /** Whether the job may go on when this process ends (`attachJob` finds it again). Else it is asked to save and end. */
  readonly outlive?: boolean;
  /** Milliseconds after a cancel until SIGTERM, and from the cancel until it is killed. */
  readonly grace?: { readonly termMs: number; readonly killMs: number };
  /** Environment variables that the trainer gets on top of this process's: a token, say, which no file should hold. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the Python package is; only a test has another one. */
  readonly trainer?: string;
}

const defaultGrace = { termMs: 10_000, killMs: 120_000 };

/**
 * Writes the job file and runs it to its end. Where a run of the same job is at work in the folder already (its
 * starter was killed), that run is followed instead. Never rejects for what the trainer does: that is in the result.
 * Rejects when the folder cannot be written, or when `onEvent` throws (the trainer is then asked to save and end).
 */
export async function runTrainingJob(options: RunJob): Promise<JobResult> {
  const { python, signal } = options;
  const folder = resolve(options.folder);
  if (signal?.aborted === true) return { outcome: 'cancelled', reason: 'cancelled' };
  const places = jobPlaces(folder);
  const running = runningProcess(folder);
  if (running !== null) return follow(running, folder, options);
  const history = new JobHistory(places.out);
  const jobFile = writeJob(folder, options.job);
  const log = openSync(places.log, 'a');
  // A process group of its own: a terminal's Ctrl-C reaches us alone, and we pass it on as a cancel that saves.
  const child = spawn(python, ['-m', 'understudy_trainer', 'run', jobFile], {
    cwd: options.trainer ?? trainerFolder,
    env: { ...process.env, ...options.env, PYTHONUTF8: '1' },
    stdio: ['pipe', 'pipe', log],
    detached: true,
    windowsHide: true,
  });
  closeSync(log);
  const { stdout } = child;
  if (stdout === null) throw new Error('a piped stdout is missing');
  const { ended, ask } = watch(child, options.grace ?? defaultGrace);
  if (child.pid !== undefined) noteProcess(folder, child.pid);
  const leave = (): void => {
    if (options.outlive !== true) child.kill('SIGTERM');
  };
  process.once('exit', leave);
  signal?.addEventListener('abort', ask, { once: true });
  try {
    await readEvents(stdout, history, options.onEvent);
    const ending = await ended;
    if (ending instanceof Error) return { outcome: 'failed', error: noPython(python, ending) };
    return history.result(ending, places.log);
  } catch (error) {
    ask();
    stdout.resume();
    await ended;
    throw error;
  } finally {
    signal?.removeEventListener('abort', ask);
    process.off('exit', leave);
    forgetProcess(folder);
  }
}

/** The result of a run that another process started: the same job is as good as ours, another one is in the way. */
async function follow(running: JobProcess, folder: string, options: RunJob): Promise<JobResult> {
  const { job, onEvent, signal } = options;
  const cancel = (): void => {
    try {
      process.kill(running.pid, 'SIGTERM');
    } catch {
      // It ended at this very moment: its result says how.
    }
  };
  if (sameJob(readFileSync(jobPlaces(folder).job, 'utf8'), job)) {
    signal?.addEventListener('abort', cancel, { once: true });
    const result = await attachJob(folder, onEvent === undefined ? {} : { onEvent });
    signal?.removeEventListener('abort', cancel);
    if (result !== null) return result;
  }
  const error = {
    code: 'already_running',
    message: `another job is at work in this folder (process ${running.pid})`,
    hint: 'Wait for it, end that process (it saves first), or use another folder.',
    place: folder,
  };
  return { outcome: 'failed', error };
}

async function readEvents(stdout: Readable, history: JobHistory, onEvent: RunJob['onEvent']): Promise<void> {
  for await (const line of createInterface({ input: stdout, crlfDelay: Infinity })) {
    const event = parseEvent(line);
    if (event === null) continue;
    history.add(event);
    onEvent?.(event);
  }
}

/** The process's end (an Error where it could not start), and the way to ask for it, ever less politely. */
function watch(child: ChildProcess, grace: { readonly termMs: number; readonly killMs: number }) {
  let killed = false;
  const timers: NodeJS.Timeout[] = [];
  const ended = new Promise<Ending | Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code, signal, killed });
    });
  });
  // The trainer may be gone before it reads our last words.
  child.stdin?.on('error', () => undefined);
  const ask = (): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin?.write('{"cmd":"cancel"}\n');
    // Windows has no signal that a process could answer by saving: there only the command on stdin asks.
    if (process.platform !== 'win32') timers.push(setTimeout(() => child.kill('SIGTERM'), grace.termMs));
    timers.push(
      setTimeout(() => {
        killed = true;
        child.kill('SIGKILL');
      }, grace.killMs),
    );
  };
  return { ended, ask };
}
