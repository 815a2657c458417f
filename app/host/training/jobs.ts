/** The jobs of the workspace as the screens show them. */
import { basename } from 'node:path';
import { jobFolder, listJobs, readJob, type JobSummary } from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { JobLine, JobView } from '../contract/training.ts';
import { followed } from './follow.ts';
import { isUnfinished, policyOf } from './outcome.ts';

export function jobLines(context: HostContext): readonly JobLine[] {
  return listJobs(context.workspace).map((job) => lineOf(context, job));
}

function lineOf(context: HostContext, job: JobSummary): JobLine {
  const { id, kind, title, status, started, ended, phase, progress, metrics, about } = job;
  return {
    ...{ id, kind, title, status, started, ended, phase, progress },
    loss: metrics['loss'] ?? null,
    dataset: about?.dataset === null || about === null ? null : basename(about.dataset.folder),
    base: about?.base ?? null,
    work: followed(context).get(id) ?? null,
  };
}

export function jobView(context: HostContext, id: string): JobView {
  const job = readJob(jobFolder(context.workspace, id), id);
  const { folder, plan, device, warnings, error, artifacts, about } = job;
  const policy = policyOf(context, id);
  return {
    ...lineOf(context, job),
    ...{ folder, plan, device, warnings, error, artifacts, about },
    policy,
    unfinished: isUnfinished(job, policy),
  };
}
