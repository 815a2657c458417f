/** Watches a job that another process started: replays its recorded events, then follows them to its end. */
import type { JobEvent } from './events.ts';
import { followJob, type FollowJob } from './follow.ts';
import type { JobResult } from './result.ts';

export interface AttachJob extends FollowJob {
  /** Called with each event in order of `seq`, the recorded ones first. */
  readonly onEvent?: (event: JobEvent) => void;
}

/**
 * The result of the newest run in `folder`, at once when it is over. Rejects with the signal's reason when aborted.
 * @returns null where no run was ever recorded
 */
export async function attachJob(folder: string, options: AttachJob = {}): Promise<JobResult | null> {
  const { onEvent, ...follow } = options;
  const events = followJob(folder, follow);
  for (;;) {
    const next = await events.next();
    if (next.done === true) return next.value;
    onEvent?.(next.value);
  }
}
