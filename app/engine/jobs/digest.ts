/** What a job's events come to: how far it is, its newest figures, its warnings, how it ended. Grows with the event file. */
import { statSync } from 'node:fs';
import { figures, parseEvent, type JobEvent } from './events.ts';
import { jobPlaces } from './job.ts';
import { JobHistory } from './result.ts';
import { Tail } from './tail.ts';

export interface JobWarning {
  readonly seq: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface JobProgress {
  readonly step: number;
  readonly total: number;
  /** Seconds left at the present pace; null before there is one. */
  readonly etaSeconds: number | null;
}

const WARNINGS = 50;

export class JobDigest {
  readonly history: JobHistory;
  readonly #tail: Tail;
  /** Newest value of every metric, by the trainer's names. */
  readonly metrics = new Map<string, number>();
  /** What the newest plan said, as far as it is numbers. */
  plan: ReadonlyMap<string, number> = new Map();
  progress: JobProgress | null = null;
  phase: string | null = null;
  device: { readonly type: string; readonly name: string } | null = null;
  /** The newest ones, oldest first. */
  warnings: readonly JobWarning[] = [];
  /** ISO 8601 of the first event, of the newest run's beginning, of its end and of the last event. */
  started: string | null = null;
  resumed: string | null = null;
  ended: string | null = null;
  latest: string | null = null;

  constructor(folder: string) {
    const places = jobPlaces(folder);
    this.history = new JobHistory(places.out);
    this.#tail = new Tail(places.events);
  }

  /** Takes in what was recorded since the last call. */
  catchUp(): void {
    for (const line of this.#tail.lines()) {
      const event = parseEvent(line);
      if (event !== null && event.seq > this.history.seq) this.#add(event);
    }
  }

  #add(event: JobEvent): void {
    this.history.add(event);
    this.started ??= event.ts;
    this.latest = event.ts;
    switch (event.t) {
      case 'hello':
        this.device = { type: event.device.type, name: event.device.name };
        this.resumed = event.ts;
        this.ended = null;
        break;
      case 'plan':
        this.plan = figures(event);
        break;
      case 'phase':
        this.phase = event.name;
        break;
      case 'progress':
        this.progress = { step: event.step, total: event.total, etaSeconds: event.eta_s };
        break;
      case 'metric':
        for (const [name, value] of figures(event)) this.metrics.set(name, value);
        break;
      case 'warning':
        this.warnings = [
          ...this.warnings,
          { seq: event.seq, code: event.code, message: event.message, hint: event.hint },
        ].slice(-WARNINGS);
        break;
      case 'end':
        this.ended = event.ts;
        break;
      case 'sample':
      case 'checkpoint':
      case 'artifact':
      case 'error':
        break;
    }
  }
}

const KEPT = 500;
const known = new Map<string, { readonly file: string; readonly size: number; readonly digest: JobDigest }>();

/** The digest of the job in `folder`. What was read before is not read again, unless another job took the folder. */
export function digestOf(folder: string): JobDigest {
  const { ino, size } = statSync(jobPlaces(folder).events, { throwIfNoEntry: false }) ?? { ino: 0, size: 0 };
  const file = String(ino);
  const earlier = known.get(folder);
  const same = earlier?.file === file && size >= earlier.size;
  const digest = same ? earlier.digest : new JobDigest(folder);
  known.delete(folder);
  known.set(folder, { file, size, digest });
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  digest.catchUp();
  return digest;
}
