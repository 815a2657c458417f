/** Follows a job from outside: its recorded events, then those of the run at work, until that is over. */
import { setImmediate as otherWork, setTimeout as sleep } from 'node:timers/promises';
import { parseEvent, type JobEvent } from './events.ts';
import { jobPlaces } from './job.ts';
import { runningProcess } from './process.ts';
import { JobHistory, type JobResult } from './result.ts';
import { SLICE, Tail } from './tail.ts';

export interface FollowJob {
  /** Events up to this `seq` are known already and are not given again; 0 gives all. */
  readonly after?: number;
  /** Aborting stops the following, not the job. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the file. Default 250. */
  readonly everyMs?: number;
}

/**
 * The events of the job in `folder` in order of `seq`. Ends when its newest run is over, at once where none is at work, and
 * returns that run's result (null where no run was ever recorded). Throws when aborted.
 */
export async function* followJob(
  folder: string,
  options: FollowJob = {},
): AsyncGenerator<JobEvent, JobResult | null, void> {
  const { after = 0, signal, everyMs = 250 } = options;
  const places = jobPlaces(folder);
  const history = new JobHistory(places.out);
  const tail = new Tail(places.events);
  let lastEnd = '';
  for (;;) {
    signal?.throwIfAborted();
    // Asked before reading: what a living process writes afterwards is read in the next round.
    const run = runningProcess(folder);
    for (let lines = tail.lines(SLICE); lines.length > 0; lines = tail.lines(SLICE)) {
      for (const line of lines) {
        const event = parseEvent(line);
        if (event === null || event.seq <= history.seq) continue;
        history.add(event);
        if (event.t === 'end') lastEnd = event.ts;
        if (event.seq > after) yield event;
      }
      // A long past is gone through without keeping others waiting.
      await otherWork();
    }
    // After a run's own last word its process id may already be another's.
    const over = run === null || (history.ended && lastEnd > run.started);
    if (over) return history.seq === 0 ? null : history.result(null, places.log);
    await sleep(everyMs, undefined, signal === undefined ? {} : { signal });
  }
}
