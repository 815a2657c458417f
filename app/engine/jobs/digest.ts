/** What a job's events come to: how far it is, its newest figures, its warnings, how it ended. Grows with the event file. */
import { statSync } from 'node:fs';
import { setImmediate as otherWork } from 'node:timers/promises';
import { figures, parseEvent, type JobEvent } from './events.ts';
import { jobPlaces } from './job.ts';
import { JobHistory } from './result.ts';
import { SLICE, Tail } from './tail.ts';

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

  /** Bytes of the event file that were taken in. */
  get offset(): number {
    return this.#tail.offset;
  }

  /** Takes in what was recorded since the last call, about `most` bytes of it; false where nothing was. */
  catchUp(most?: number): boolean {
    const lines = this.#tail.lines(most);
    for (const line of lines) {
      const event = parseEvent(line);
      if (event !== null && event.seq > this.history.seq) this.#add(event);
    }
    return lines.length > 0;
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
  const digest = digestSoFar(folder);
  digest.catchUp();
  return digest;
}

/** Reads what `digestOf` would, a slice at a time: a long past takes tenths of a second, in which other work goes on. */
export async function digestAhead(folder: string): Promise<void> {
  while (digestSoFar(folder).catchUp(SLICE)) await otherWork();
}

/** Bytes of events that no digest has taken in yet. */
export function unreadBytes(folder: string): number {
  const size = statSync(jobPlaces(folder).events, { throwIfNoEntry: false })?.size ?? 0;
  return size - digestSoFar(folder).offset;
}

function digestSoFar(folder: string): JobDigest {
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
  return digest;
}
