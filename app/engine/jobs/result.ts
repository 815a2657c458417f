/** How a run of a job ended, worked out from its events and, where this process started it, its exit code. */
import { join } from 'node:path';
import type { EndStatus, JobError, JobEvent } from './events.ts';

export interface JobArtifact {
  /** Absolute. */
  readonly path: string;
  /** Relative to the job's output folder, with forward slashes. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Why a run did not finish its job. `failed`: the trainer said why; `crashed`: it ended without a word. */
export type FailedOutcome = 'bad_job' | 'data' | 'out_of_memory' | 'failed' | 'crashed';

/**
 * Whatever a job was `cancelled` by, running it again goes on from its newest checkpoint. It wrote one at the end,
 * unless it was `killed` because it did not end in time.
 */
export type JobResult =
  | { readonly outcome: 'ok'; readonly artifacts: readonly JobArtifact[] }
  | { readonly outcome: 'cancelled'; readonly reason: 'cancelled' | 'time_limit' | 'killed' }
  | { readonly outcome: FailedOutcome; readonly error: JobError };

const outcomes = {
  ok: 'ok',
  cancelled: 'cancelled',
  time_limit: 'cancelled',
  failed: 'failed',
  bad_job: 'bad_job',
  bad_data: 'data',
  out_of_memory: 'out_of_memory',
} as const satisfies Record<EndStatus, JobResult['outcome']>;

/** The contract's exit codes, for a run whose last words were lost. */
const exits = new Map<number | null, Exclude<JobResult['outcome'], 'ok'>>([
  [2, 'bad_job'],
  [3, 'cancelled'],
  [4, 'data'],
  [5, 'out_of_memory'],
]);

/** How a process ended. `killed`: by us, because it did not heed a cancel in time. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly killed: boolean;
}

/** Follows the events of a job. A run ends with `end`; whatever comes after it belongs to the next run. */
export class JobHistory {
  readonly #out: string;
  #artifacts: JobArtifact[] = [];
  #error: JobError | null = null;
  #status: EndStatus | null = null;
  #seq = 0;

  /** @param out the job's output folder, which artifact paths are relative to */
  constructor(out: string) {
    this.#out = out;
  }

  /** The last event's `seq`, 0 before any. */
  get seq(): number {
    return this.#seq;
  }

  /** Whether the newest run said its last word. */
  get ended(): boolean {
    return this.#status !== null;
  }

  add(event: JobEvent): void {
    if (this.ended || event.t === 'hello') {
      this.#artifacts = [];
      this.#error = null;
      this.#status = null;
    }
    this.#seq = event.seq;
    if (event.t === 'end') this.#status = event.status;
    if (event.t === 'error') {
      this.#error = { code: event.code, message: event.message, hint: event.hint, place: event.place };
    }
    if (event.t === 'artifact') {
      const { path: name, sha256, bytes } = event;
      this.#artifacts.push({ path: join(this.#out, name), name, sha256, bytes });
    }
  }

  /**
   * The newest run's result, once its process is gone. Its `end` event decides; without one, its exit code does.
   * @param ending how the process ended, where that is known
   * @param log the file with the trainer's own words, for the hint of a crash
   */
  result(ending: Ending | null, log: string): JobResult {
    const outcome = this.#status === null ? outcomeOf(ending) : outcomes[this.#status];
    if (outcome === 'ok') return { outcome, artifacts: this.#artifacts };
    if (outcome !== 'cancelled') return { outcome, error: this.#error ?? crash(ending, log) };
    if (this.#status === null) return { outcome, reason: ending?.killed === true ? 'killed' : 'cancelled' };
    return { outcome, reason: this.#status === 'time_limit' ? 'time_limit' : 'cancelled' };
  }
}

function outcomeOf(ending: Ending | null): Exclude<JobResult['outcome'], 'ok'> {
  if (ending?.killed === true) return 'cancelled';
  return exits.get(ending?.code ?? null) ?? 'crashed';
}

function crash(ending: Ending | null, log: string): JobError {
  const how = ending === null ? 'its process is gone' : (ending.signal ?? `exit code ${String(ending.code)}`);
  const memory =
    ending?.signal === 'SIGKILL' ? ' SIGKILL often means that the machine ran out of memory.' : '';
  return {
    code: 'crashed',
    message: `the trainer ended without saying why (${how})`,
    hint: `Its log has the last words: ${log}.${memory} Run the same job again: it goes on from its last checkpoint.`,
    place: null,
  };
}
