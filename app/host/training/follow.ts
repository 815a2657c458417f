/**
 * Follows a job as a piece of work, and does what its about.json asks for once it is finished. Jobs outlive the windows and the
 * host: what was at work, or not yet done with, is taken up again when the host starts.
 */
import { availableParallelism } from 'node:os';
import {
  afterTraining,
  cancelJob,
  followJob,
  jobFolder,
  listJobs,
  openLocalPolicy,
  packById,
  readJob,
  TrainingError,
  type JobEvent,
  type Observer,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { HostClosing, type Reporter } from '../work/works.ts';
import { brokeDown, isServed } from './live.ts';
import { isUnfinished, policyOf } from './outcome.ts';
import { takeUpRecipes } from './recipe-work.ts';

/** Milliseconds between announcements while a job runs: each makes the screens read it again. */
const EVERY_MS = 1000;
/** How long somebody who stopped a job waits for it to have saved. */
const SAVING_MS = 20_000;

const following = new WeakMap<HostContext['works'], Map<string, string>>();

/** The work items by the jobs that they follow. */
export function followed({ works }: HostContext): Map<string, string> {
  const known = following.get(works) ?? new Map<string, string>();
  following.set(works, known);
  return known;
}

/** Follows the job, unless somebody does already. */
export function follow(context: HostContext, id: string): void {
  const { works, workspace, changes } = context;
  if (followed(context).has(id)) return;
  const folder = jobFolder(workspace, id);
  const { title } = readJob(folder, id);
  const item = works.start({
    kind: 'training',
    title,
    link: `/training/${encodeURIComponent(id)}`,
    run: async (signal, report) => {
      try {
        const stopped = await watched(context, id, folder, signal, report);
        return stopped ?? (await afterwards(context, id, folder, signal, report));
      } finally {
        followed(context).delete(id);
        changes.announce('jobs', id);
      }
    },
  });
  followed(context).set(id, item.id);
}

/** Recipes that were at work, and jobs that are, or are finished without what was to come after them. */
export function takeUp(context: HostContext): void {
  const theirs = takeUpRecipes(context);
  for (const job of listJobs(context.workspace).filter(({ id }) => !theirs.has(id)))
    if (job.status === 'running' || isUnfinished(job, policyOf(context, job.id))) follow(context, job.id);
}

/** Null when the job reached its end; else the sentence that says why it did not. */
async function watched(
  context: HostContext,
  id: string,
  folder: string,
  signal: AbortSignal,
  report: Reporter,
): Promise<string | null> {
  report.stage('Training');
  try {
    const events = followJob(folder, { after: readJob(folder, id).seq, signal });
    let told = 0;
    let next = await events.next();
    while (next.done !== true) {
      tell(next.value, report);
      if (Date.now() - told >= EVERY_MS) {
        told = Date.now();
        context.changes.announce('jobs', id);
      }
      next = await events.next();
    }
    const result = next.value;
    context.changes.announce('jobs', id);
    const broke = await brokeDown(context, id);
    if (broke !== null) throw broke;
    if (result === null || result.outcome === 'ok') return null;
    if (result.outcome === 'cancelled') return 'Stopped. What it did is saved; it can go on at any time.';
    throw new TrainingError(result.outcome, result.error);
  } catch (error) {
    // The host may close, jobs go on, but for those whose tasks it serves. Whoever stops the work stops the job.
    const stops = signal.aborted && (!(signal.reason instanceof HostClosing) || isServed(context, id));
    if (stops && cancelJob(folder)) await saved(folder);
    // Its episodes are kept while the store is open.
    if (isServed(context, id) && readJob(folder, id).status !== 'running') await brokeDown(context, id);
    throw error;
  }
}

function tell(event: JobEvent, report: Reporter): void {
  if (event.t === 'progress')
    report.progress(event.step, event.total, event.eta_s === null ? '' : left(event.eta_s));
}

function left(seconds: number): string {
  return seconds < 90
    ? `${String(Math.ceil(seconds))} s left`
    : `${String(Math.ceil(seconds / 60))} min left`;
}

async function saved(folder: string): Promise<void> {
  try {
    const events = followJob(folder, { signal: AbortSignal.timeout(SAVING_MS) });
    while ((await events.next()).done !== true);
  } catch {
    // It takes longer to save; its end is seen when it comes.
  }
}

async function afterwards(
  context: HostContext,
  id: string,
  folder: string,
  signal: AbortSignal,
  report: Reporter,
): Promise<string> {
  const { workspace, store, changes } = context;
  if (!isUnfinished(readJob(folder, id), policyOf(context, id))) return 'Finished.';
  const trainer = await context.trainer();
  if ('missing' in trainer)
    throw new RequestError(
      'CONFLICT',
      `Training cannot run here: ${trainer.missing}`,
      'Set it up, then try again.',
    );
  const processes = availableParallelism();
  const policy = await afterTraining({
    ...{ workspace, store, folder, signal },
    python: trainer.python,
    openModel: (modelPath, temperature) => openLocalPolicy({ modelPath, temperature, processes, signal }),
    packOf: (scenario) => packById(workspace, scenario),
    observer: observerOf(context, id, report),
  });
  for (const topic of ['policies', 'runs', 'jobs'] as const) changes.announce(topic);
  if (policy?.source.kind !== 'trained') return 'Finished.';
  const { before, after } = policy.source.heldout;
  const words = (one: typeof before): string =>
    one?.success === null || one === null ? 'not judged' : `${(100 * one.success.rate).toFixed(1)}%`;
  return after === null
    ? `${policy.title} can play now.`
    : `${policy.title} can play now. Held-out success went from ${words(before)} to ${words(after)}.`;
}

function observerOf({ changes }: HostContext, id: string, report: Reporter): Observer {
  return {
    stage: (title) => {
      report.stage(title);
      return {
        update: (done, total, note) => {
          report.progress(done, total, note);
          changes.announce('episodes');
        },
        end: (summary) => {
          report.ended(summary);
          // The policy is there before it is measured.
          for (const topic of ['policies', 'runs'] as const) changes.announce(topic);
          changes.announce('jobs', id);
        },
      };
    },
    note: (text) => report.ended(text),
  };
}
