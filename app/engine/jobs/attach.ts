/** Watches a job that another process started: replays its recorded events, then follows them to its end. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEvent, type JobEvent } from './events.ts';
import { jobPlaces } from './job.ts';
import { runningProcess } from './process.ts';
import { JobHistory, type JobResult } from './result.ts';

export interface AttachJob {
  /** Called with each event in order of `seq`, the recorded ones first. */
  readonly onEvent?: (event: JobEvent) => void;
  /** Events up to this `seq` are known already and are not reported again; 0 reports all. */
  readonly after?: number;
  /** Aborting stops the watching, not the job. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the file. */
  readonly everyMs?: number;
}

/**
 * The result of the newest run in `folder`, at once when it is over. Rejects with the signal's reason when aborted.
 * @returns null where no run was ever recorded
 */
export async function attachJob(folder: string, options: AttachJob = {}): Promise<JobResult | null> {
  const { onEvent, after = 0, signal, everyMs = 250 } = options;
  const places = jobPlaces(folder);
  const history = new JobHistory(places.out);
  const tail = new Tail(places.events);
  let lastEnd = '';
  for (;;) {
    // Asked before reading: what a living process writes afterwards is read in the next round.
    const run = runningProcess(folder);
    for (const line of tail.lines()) {
      const event = parseEvent(line);
      if (event === null || event.seq <= history.seq) continue;
      history.add(event);
      if (event.t === 'end') lastEnd = event.ts;
      if (event.seq > after) onEvent?.(event);
    }
    // After a run's own last word its process id may already be another's.
    const over = run === null || (history.ended && lastEnd > run.started);
    if (over) return history.seq === 0 ? null : history.result(null, places.log);
    await sleep(everyMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** Reads what was appended to a file since the last look, in whole lines. */
class Tail {
  readonly #file: string;
  /** The end of the last whole line: a line cut short by a kill is cut off by the next run, so it is read again. */
  #offset = 0;

  constructor(file: string) {
    this.#file = file;
  }

  lines(): readonly string[] {
    let handle: number;
    try {
      handle = openSync(this.#file, 'r');
    } catch {
      return [];
    }
    try {
      const appended = Buffer.alloc(Math.max(0, fstatSync(handle).size - this.#offset));
      const read = readSync(handle, appended, 0, appended.length, this.#offset);
      const end = appended.subarray(0, read).lastIndexOf(0x0a) + 1;
      this.#offset += end;
      return appended.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    } finally {
      closeSync(handle);
    }
  }
}
