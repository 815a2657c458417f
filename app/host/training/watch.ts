/** A job's news as a stream: what there is, then what comes, in batches, until its run is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import { digestAhead, followJob, jobFolder, readJob, type JobEvent } from '@understudy/engine';
import type { HostContext } from '../context.ts';
import type { TrainingNews } from '../contract/training.ts';
import { curvesAhead, curvesOf, pointsOf } from './curves.ts';
import { logLine, sampleOf } from './words.ts';

/** Milliseconds in which events come together, and how many of them at most. */
const TOGETHER_MS = 40;
const BATCH = 2000;

export async function* watch(
  { workspace, changes }: Pick<HostContext, 'workspace' | 'changes'>,
  { id, after }: { readonly id: string; readonly after: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingNews, void> {
  const folder = jobFolder(workspace, id);
  if (after === 0) await curvesAhead(folder);
  await digestAhead(folder);
  const { seq, status } = readJob(folder, id);
  // A smaller number than the asker has: another job took the folder.
  let last = after > seq ? 0 : after;
  if (last === 0) {
    const { seq: until, log, samples, ...curves } = wholeOf(folder, seq);
    last = until;
    yield { type: 'whole', seq: until, ...curves, log, samples };
  }
  if (status !== 'running' && last >= seq) return;
  const events = followJob(folder, { after: last, ...(signal === undefined ? {} : { signal }) });
  let pending = events.next();
  for (let over = false; !over;) {
    const batch: JobEvent[] = [];
    while (!over && batch.length < BATCH) {
      const next =
        batch.length === 0 ? await pending : await Promise.race([pending, sleep(TOGETHER_MS, null)]);
      if (next === null) break;
      if (next.done === true) over = true;
      else {
        batch.push(next.value);
        pending = events.next();
      }
    }
    if (batch.length > 0) yield newsOf(batch);
  }
  changes.announce('jobs', id);
}

function wholeOf(folder: string, seq: number) {
  const curves = curvesOf(folder, seq);
  return { seq: curves.seq, series: curves.series(), log: curves.log, samples: curves.samples };
}

function newsOf(batch: readonly JobEvent[]): TrainingNews {
  return {
    type: 'more',
    seq: batch.at(-1)?.seq ?? 0,
    points: batch.flatMap(pointsOf),
    log: batch.map(logLine).filter((line) => line !== null),
    samples: batch.map(sampleOf).filter((sample) => sample !== null),
  };
}
