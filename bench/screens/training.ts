/** Training charts: points that come while somebody looks, and a job with a long past that is opened while others ask the host. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { address, newPage, type App } from './app.ts';
import { framesDuring, printFrames, printTimes } from './frames.ts';

const POINTS = 50_000;
const SECONDS = 25;

export async function measureTraining(browser: Browser, app: App, workspace: string): Promise<void> {
  const folder = join(workspace, 'jobs', 'live');
  mkdirSync(join(folder, 'out'), { recursive: true });
  const job = {
    v: 1,
    job_id: 'live',
    kind: 'sft',
    seed: 7,
    model: { path: 'm' },
    data: { train: [] },
    out: 'out',
  };
  writeFileSync(join(folder, 'job.json'), JSON.stringify(job));
  const script = join(import.meta.dirname, 'trainer.ts');
  const trainer = spawn(
    process.execPath,
    [script, 'understudy_trainer', folder, String(POINTS), String(SECONDS)],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const over = new Promise((done) => trainer.once('exit', done));
  const note = { pid: trainer.pid, started: new Date().toISOString() };
  writeFileSync(join(folder, 'process.json'), JSON.stringify(note));
  const page = await newPage(browser);
  await page.goto(address(app, '/training/live'));
  await page.getByRole('img', { name: /^Loss/ }).locator('canvas').waitFor();
  printFrames(
    'training: 50,000 points arrive',
    await framesDuring(browser, page, async () => {
      await over;
      await page.waitForTimeout(1000);
    }),
  );
  await shows(page);
  await page.context().close();
}

/** The last step is there: nothing was left out on the way. */
async function shows(page: Page): Promise<void> {
  await page.getByRole('switch', { name: 'As numbers' }).click({ force: true });
  await page.getByRole('region', { name: 'The curves as numbers' }).getByText('50,000').first().waitFor();
}

/** By a host that has just started and never read the job. */
export async function measureLongJob(browser: Browser, app: App): Promise<void> {
  const page = await newPage(browser);
  await page.goto(address(app, '/'));
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(2000);
  await app.state();
  const began = performance.now();
  await page.getByRole('link', { name: 'Training' }).first().click();
  await page.getByRole('link', { name: 'live' }).first().click();
  await page
    .getByRole('img', { name: /^Loss: from/ })
    .locator('canvas')
    .waitFor();
  printTimes('training: a job of 50,000 steps opened', [performance.now() - began]);
  printTimes('training: the host was busy meanwhile, at most', [(await app.state()).longest]);
  await page.context().close();
}
