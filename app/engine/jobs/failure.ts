/** A training job that did not do what was asked of it, as an error for people. */
import type { JobError } from './events.ts';
import type { JobResult } from './result.ts';

/** The trainer ended without what it was to make. `outcome` decides the exit code. */
export class TrainingError extends Error {
  readonly outcome: Exclude<JobResult['outcome'], 'ok' | 'cancelled'>;
  readonly remedy: string;
  constructor(outcome: TrainingError['outcome'], error: JobError) {
    super(`Training failed: ${error.message}${error.place === null ? '' : ` (${error.place})`}`);
    this.name = 'TrainingError';
    this.outcome = outcome;
    this.remedy = error.hint;
  }
}

/** What to say where the trainer's Python does not start. */
export function noPython(python: string, error: unknown): JobError {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'no_python',
    message: `${python} cannot be started (${why})`,
    hint: 'Run `npm run flywheel` again to set the trainer up, or set UNDERSTUDY_PYTHON to a Python that has it.',
    place: null,
  };
}
