/** Jobs that play while they learn: this host serves their tasks, and keeps an eye on those that it serves. */
import {
  packById,
  resumeLiveJob,
  startLiveJob,
  type LiveRun,
  type OpenTasks,
  type StartLiveJob,
} from '@understudy/engine';
import type { HostContext } from '../context.ts';
import { openLiveTasks } from '../environment/live.ts';

interface Served {
  readonly over: LiveRun['over'];
  atWork: boolean;
}

const held = new WeakMap<HostContext['works'], Map<string, Served>>();

function runsOf({ works }: HostContext): Map<string, Served> {
  const known = held.get(works) ?? new Map<string, Served>();
  held.set(works, known);
  return known;
}

export function openTasksOf({ store }: HostContext): OpenTasks {
  return (wanted) => openLiveTasks(wanted, store);
}

/** Rejects as startLiveJob does. */
export async function startLive(
  context: HostContext,
  start: Pick<StartLiveJob, 'job' | 'about' | 'python'>,
): Promise<void> {
  const { workspace } = context;
  keep(context, await startLiveJob({ ...start, workspace, ...tasksOf(context) }));
}

/** Rejects as resumeLiveJob does. */
export async function resumeLive(
  context: HostContext,
  folder: string,
  { id, python }: { readonly id: string; readonly python: string },
): Promise<void> {
  keep(context, await resumeLiveJob(folder, { id, python, ...tasksOf(context) }));
}

/** Why the tasks of a job broke down; null where they did not, or where this host does not serve them. Waits until they are closed. */
export async function brokeDown(context: HostContext, id: string): Promise<Error | null> {
  return runsOf(context).get(id)?.over ?? null;
}

/** Whether this host serves the tasks of a job: then it cannot go on without it. */
export function isServed(context: HostContext, id: string): boolean {
  return runsOf(context).get(id)?.atWork === true;
}

function tasksOf(context: HostContext): Pick<StartLiveJob, 'openTasks' | 'packOf'> {
  return {
    openTasks: openTasksOf(context),
    packOf: (scenario) => packById(context.workspace, scenario),
  };
}

function keep(context: HostContext, { job, over }: LiveRun): void {
  const served: Served = { over, atWork: true };
  runsOf(context).set(job.id, served);
  void over.then(() => {
    served.atWork = false;
  });
}
