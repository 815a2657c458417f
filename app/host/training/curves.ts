/** A job's metrics as curves, and what else happened, gathered from its events. What was read once is not read again. */
import { figures, jobEvents, jobEventSlices, type JobEvent } from '@understudy/engine';
import type { CurvePoint, CurveSeries, LogLine, SampleView } from '../contract/training.ts';
import { logLine, sampleOf } from './words.ts';

/** More points than a screen has columns; the lowest and the highest of each stretch stay. */
export const POINTS = 4000;
const LOG = 500;
const SAMPLES = 20;

/** The named figures of a metric event. One that names no step stands at `seq`. */
export function pointsOf(event: JobEvent): readonly CurvePoint[] {
  if (event.t !== 'metric') return [];
  const step = event.step ?? event.seq;
  return [...figures(event)].map(([name, value]) => ({ name, step, value }));
}

interface Points {
  readonly steps: number[];
  readonly values: number[];
}

/** Everything that a screen shows of a job's events. */
export class JobCurves {
  readonly #series = new Map<string, Points>();
  #log: LogLine[] = [];
  #samples: SampleView[] = [];
  #seq = 0;

  /** The last event's `seq`, 0 before any. */
  get seq(): number {
    return this.#seq;
  }

  add(event: JobEvent): void {
    this.#seq = event.seq;
    for (const { name, step, value } of pointsOf(event)) {
      const points = this.#series.get(name) ?? { steps: [], values: [] };
      this.#series.set(name, points);
      // A run that went back to a checkpoint does these steps again.
      while ((points.steps.at(-1) ?? -1) >= step) {
        points.steps.pop();
        points.values.pop();
      }
      points.steps.push(step);
      points.values.push(value);
    }
    const line = logLine(event);
    if (line !== null) this.#log = [...this.#log.slice(1 - LOG), line];
    const sample = sampleOf(event);
    if (sample !== null) this.#samples = [...this.#samples.slice(1 - SAMPLES), sample];
  }

  /** @param most points of a curve */
  series(most: number = POINTS): readonly CurveSeries[] {
    return [...this.#series].map(([name, points]) => ({ name, ...thinned(points, most) }));
  }

  /** The newest ones, oldest first. */
  get log(): readonly LogLine[] {
    return this.#log;
  }

  get samples(): readonly SampleView[] {
    return this.#samples;
  }
}

/**
 * At most `most` (at least 4) of the points, in order: the first, the last, and of each stretch between them its lowest and its
 * highest, so that no spike is lost.
 */
export function thinned({ steps, values }: Points, most: number): Points {
  if (steps.length <= most) return { steps, values };
  const stretches = Math.floor((most - 2) / 2);
  const inner = steps.length - 2;
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * inner) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    let low = from;
    let high = from;
    for (let i = from; i < to; i += 1) {
      if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
      if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  kept.push(steps.length - 1);
  return { steps: kept.map((i) => steps[i] ?? 0), values: kept.map((i) => values[i] ?? 0) };
}

const KEPT = 8;
/** Least recently used first. */
const known = new Map<string, JobCurves>();

/** @param seq the last event's, as the job's summary has it: a smaller one than was read says that another job took the folder */
export function curvesOf(folder: string, seq: number): JobCurves {
  const earlier = known.get(folder);
  const curves = keep(folder, earlier !== undefined && earlier.seq <= seq ? earlier : new JobCurves());
  if (curves.seq < seq)
    for (const event of jobEvents(folder, curves.seq, Number.POSITIVE_INFINITY)) curves.add(event);
  return curves;
}

/** Reads what `curvesOf` would of a job that was never looked at, a slice at a time: meanwhile others are answered. */
export async function curvesAhead(folder: string): Promise<void> {
  if ((known.get(folder)?.seq ?? 0) > 0) return;
  const curves = keep(folder, known.get(folder) ?? new JobCurves());
  for await (const events of jobEventSlices(folder))
    for (const event of events) if (event.seq > curves.seq) curves.add(event);
}

function keep(folder: string, curves: JobCurves): JobCurves {
  known.delete(folder);
  known.set(folder, curves);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return curves;
}
