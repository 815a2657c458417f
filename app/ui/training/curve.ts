/** Curves of a job as they grow, in typed arrays that a chart draws without copying. */
import type { CurvePoint, CurveSeries } from '@understudy/host/contract';

const FIRST = 1024;

/** One metric over rising steps. */
export class Curve {
  #steps = new Float64Array(FIRST);
  #values = new Float64Array(FIRST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get steps(): Float64Array {
    return this.#steps.subarray(0, this.#length);
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  /** The newest value; null before any. */
  get last(): number | null {
    return this.#values[this.#length - 1] ?? null;
  }

  /** The newest value up to the step; null where there is none so early. */
  at(step: number): number | null {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#steps[middle] ?? 0) <= step) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : (this.#values[low - 1] ?? null);
  }

  /** A step that is not beyond the last one replaces it and what followed. */
  add(step: number, value: number): void {
    while (this.#length > 0 && (this.#steps[this.#length - 1] ?? 0) >= step) this.#length -= 1;
    if (this.#length === this.#steps.length) {
      this.#steps = doubled(this.#steps);
      this.#values = doubled(this.#values);
    }
    this.#steps[this.#length] = step;
    this.#values[this.#length] = value;
    this.#length += 1;
  }
}

function doubled(array: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** The curves of one job. Listeners are told once for each batch that came in. */
export class CurveBook {
  readonly #curves = new Map<string, Curve>();
  readonly #listeners = new Set<() => void>();
  #names: readonly string[] = [];

  /** The same list until another curve comes. */
  readonly names = (): readonly string[] => this.#names;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(name: string): Curve | undefined {
    return this.#curves.get(name);
  }

  replace(series: readonly CurveSeries[]): void {
    this.#curves.clear();
    this.append(
      series.flatMap(({ name, steps, values }) =>
        steps.map((step, i) => ({ name, step, value: values[i] ?? Number.NaN })),
      ),
    );
  }

  append(points: readonly CurvePoint[]): void {
    for (const { name, step, value } of points) {
      const curve = this.#curves.get(name) ?? new Curve();
      this.#curves.set(name, curve);
      curve.add(step, value);
    }
    if (this.#names.length !== this.#curves.size) this.#names = [...this.#curves.keys()];
    for (const listener of this.#listeners) listener();
  }
}

export function bookOf(series: readonly CurveSeries[]): CurveBook {
  const book = new CurveBook();
  book.replace(series);
  return book;
}

/**
 * An exponential moving average without the pull towards 0 at its beginning (Adam, arXiv 1412.6980, section 3).
 * @param weight 0 (as it is) to below 1 (very smooth)
 */
export function smoothed(values: Float64Array, weight: number): Float64Array {
  const smooth = new Float64Array(values.length);
  let mean = 0;
  let share = 0;
  for (let i = 0; i < values.length; i += 1) {
    mean = weight * mean + (1 - weight) * (values[i] ?? 0);
    share = weight * share + (1 - weight);
    smooth[i] = mean / share;
  }
  return smooth;
}

/** The points that a logarithmic scale can show. */
export function positive(steps: Float64Array, values: Float64Array): readonly [Float64Array, Float64Array] {
  if (values.every((value) => value > 0)) return [steps, values];
  return [steps.filter((_, i) => (values[i] ?? 0) > 0), values.filter((value) => value > 0)];
}

/** At most `rows` indices of `length`, evenly spaced, the last one among them. */
export function spread(length: number, rows: number): readonly number[] {
  if (length <= rows) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: rows }, (_, i) => Math.round((i * (length - 1)) / (rows - 1)));
}
