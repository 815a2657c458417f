/** How long the page's frames take, and how that is printed. */
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { line, spread } from '../measure.ts';

export interface Frames {
  /** Milliseconds between one and the next. */
  readonly gaps: readonly number[];
  /** Milliseconds of processor time of each task of the page's thread: a busy machine disturbs them less. */
  readonly tasks: readonly number[];
}

/** From now until `work` is over. */
export async function framesDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<Frames> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await page.evaluate(() => {
    const root = document.documentElement;
    root.dataset['frames'] = 'on';
    const gaps: number[] = [];
    let last = performance.now();
    const look = (now: number): void => {
      gaps.push(now - last);
      last = now;
      if (root.dataset['frames'] === 'on') requestAnimationFrame(look);
      else root.dataset['frames'] = JSON.stringify(gaps.slice(1));
    };
    requestAnimationFrame(look);
  });
  await work();
  const gaps = await page.evaluate(async () => {
    const root = document.documentElement;
    root.dataset['frames'] = 'off';
    while (root.dataset['frames'] === 'off') await new Promise(requestAnimationFrame);
    return root.dataset['frames'] ?? '[]';
  });
  const { traceEvents } = traceSchema.parse(JSON.parse((await browser.stopTracing()).toString('utf8')));
  // The thread that ran longest is the page's.
  const threads = Map.groupBy(
    traceEvents.filter(({ name, tid }) => name.endsWith('RunTask') && renderers(traceEvents).has(tid)),
    ({ tid }) => tid,
  );
  const times = [...threads.values()].map((events) => events.map(({ tdur = 0 }) => tdur / 1000));
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  return {
    gaps: z.array(z.number()).parse(JSON.parse(gaps)),
    tasks: times.toSorted((one, other) => sum(other) - sum(one))[0] ?? [],
  };
}

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      tid: z.number(),
      /** Microseconds of processor time. */
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.string().optional().catch(undefined) }).optional(),
    }),
  ),
});
type TraceEvent = z.output<typeof traceSchema>['traceEvents'][number];

function renderers(events: readonly TraceEvent[]): ReadonlySet<number> {
  const named = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  return new Set(named.map(({ tid }) => tid));
}

export function printFrames(name: string, { gaps, tasks }: Frames): void {
  const sorted = gaps.toSorted((a, b) => a - b);
  const most = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? Number.NaN;
  const over = (values: readonly number[], limit: number): string =>
    `${String(values.filter((value) => value > limit).length)} over ${String(limit)} ms`;
  line(
    name,
    `${spread(gaps, 1)} ms a frame, 95% ${most.toFixed(1)} ms, ${over(gaps, 50)} of ${String(gaps.length)}`,
  );
  line(
    `${name}, own work`,
    `longest task ${Math.max(...tasks).toFixed(1)} ms cpu, ${over(tasks, 16.7)}, ${over(tasks, 50)} of ${String(tasks.length)}`,
  );
}

export function printTimes(name: string, milliseconds: readonly number[]): void {
  line(name, `${spread(milliseconds, 0)} ms, ${String(milliseconds.length)} times`);
}
