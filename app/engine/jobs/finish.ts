/** Sees a job through to its end: what has ended well is not run again, what is at work is followed. */
import type { JobEvent } from './events.ts';
import { attachJob } from './attach.ts';
import { TrainingError } from './failure.ts';
import type { RunnableJob } from './job.ts';
import { runningProcess } from './process.ts';
import type { JobArtifact } from './result.ts';
import { runTrainingJob } from './run.ts';

export interface FinishJob {
  readonly job: RunnableJob;
  readonly folder: string;
  readonly python: string;
  /** See RunJob. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The job's artifacts. Rejects with TrainingError, or with the signal's reason when it was cancelled (a checkpoint is kept). */
export async function finishJob(
  run: FinishJob,
  signal: AbortSignal,
  onEvent: (event: JobEvent) => void = () => undefined,
): Promise<readonly JobArtifact[]> {
  // A run that is at work now is followed by runTrainingJob, so that an interrupt reaches it.
  if (runningProcess(run.folder) === null) {
    const earlier = await attachJob(run.folder, { signal });
    if (earlier?.outcome === 'ok') {
      await attachJob(run.folder, { onEvent, signal });
      return earlier.artifacts;
    }
  }
  const result = await runTrainingJob({ ...run, onEvent, signal });
  signal.throwIfAborted();
  if (result.outcome === 'ok') return result.artifacts;
  if (result.outcome === 'cancelled') {
    throw new TrainingError('failed', {
      code: result.reason,
      message: 'the trainer was stopped from outside',
      hint: 'Run the same command again: it goes on from the checkpoint.',
      place: null,
    });
  }
  throw new TrainingError(result.outcome, result.error);
}
