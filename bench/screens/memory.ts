/**
 * Memory while runs are played and watched: one run after the other is started on the screen and looked at in its own page, a second
 * page shows the list of all episodes. An hour of the embedded model is about 10,000 episodes; scripts play them in minutes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { line } from '../measure.ts';
import { address, newPage, type App } from './app.ts';

const RUNS = 12;
const TASKS = 100;
const SAMPLES = 10;
/** The first runs load code and fill caches that have an upper bound. */
const WARM_UP = 4;

const MB = 2 ** 20;

export async function measureMemory(browser: Browser, app: App): Promise<void> {
  const watched = await newPage(browser);
  const list = await newPage(browser);
  await list.goto(address(app, '/runs/episodes'));
  const samples: { readonly name: string; readonly values: number[] }[] = [
    { name: 'memory: page of the run, heap', values: [] },
    { name: 'memory: page of all episodes, heap', values: [] },
    { name: 'memory: host, heap', values: [] },
    { name: 'memory: host, all of it', values: [] },
  ];
  await watched.goto(address(app, '/runs'));
  for (let run = 0; run < RUNS; run += 1) {
    await playRun(watched, app, run);
    const { heap, rss } = await app.state();
    const now = [await heapOf(watched), await heapOf(list), heap, rss];
    samples.forEach(({ values }, i) => values.push((now[i] ?? 0) / MB));
  }
  const episodes = (RUNS * TASKS * SAMPLES).toLocaleString('en-US');
  line('memory: episodes played', episodes);
  for (const { name, values } of samples) {
    const warm = values.slice(WARM_UP);
    const figure = (value: number | undefined): string => (value ?? Number.NaN).toFixed(1);
    line(
      name,
      `${figure(warm[0])} MB then ${figure(warm.at(-1))} MB at the end, slope ${slope(warm).toFixed(2)} MB per ${String(TASKS * SAMPLES)} episodes (${values.map(figure).join(', ')})`,
    );
  }
  await watched.context().close();
  await list.context().close();
}

async function playRun(page: Page, app: App, seed: number): Promise<void> {
  // Within the app, as somebody would: the page is not loaded anew.
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await page.getByRole('link', { name: 'Start a run' }).click();
  await page.getByRole('combobox', { name: 'Who plays' }).click();
  await page.getByRole('option', { name: 'Script: gold' }).click();
  await page.getByLabel('How many tasks').fill(String(TASKS));
  await page.getByLabel('Episodes per task').fill(String(SAMPLES));
  await page.getByRole('button', { name: 'More choices' }).click();
  await page.getByLabel('Seed').fill(String(1000 + seed));
  await page.getByRole('button', { name: /^Play [0-9]/ }).click();
  await page.waitForURL(/\/runs\/(?!new)/);
  while ((await app.state()).busy) await sleep(500);
  await page.getByText(`${(TASKS * SAMPLES).toLocaleString('en-US')} episodes`, { exact: true }).waitFor();
}

/** Bytes of the page's objects after a collection of garbage. */
async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}

/** Of the straight line that fits best (least squares), per step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  return over / values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}
