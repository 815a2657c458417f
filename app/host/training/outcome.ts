/** What came of a job: the policy that was registered for it, and whether anything is still to come. */
import { listPolicies, type JobSummary, type RegisteredPolicy } from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { JobView } from '../contract/training.ts';

/** The policy that was registered for the job, with its measurements. */
export function policyOf({ workspace }: HostContext, jobId: string): JobView['policy'] {
  const found = listPolicies(workspace).find((one) => trainedBy(one, jobId));
  if (found?.source.kind !== 'trained') return null;
  return { id: found.id, title: found.title, ...found.source.heldout };
}

function trainedBy({ source }: RegisteredPolicy, jobId: string): boolean {
  return source.kind === 'trained' && source.job.id === jobId;
}

export function isUnfinished({ status, about }: JobSummary, policy: JobView['policy']): boolean {
  if (status !== 'finished' || about === null || about.afterwards.register === null) return false;
  return policy === null || (about.afterwards.evaluate !== null && policy.after === null);
}
