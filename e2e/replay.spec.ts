/** Looking at an episode: scrubbing, links to steps, what the model saw, playing on, comparing, sharing; and what is hostile stays text. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, looksRight, test as base, understudy, visit, type RunningApp } from './app.ts';

const seeds = join(import.meta.dirname, 'replay.seed.ts');

const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ browserName: _browser }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'understudy-e2e-'));
      const workspace = join(folder, 'workspace');
      const play = ['run', '--workspace', workspace, '--scenario', 'helpdesk-refunds', '--tasks', '3'];
      await understudy(...play, '--policy', 'gold', '--samples', '1', '--name', 'seed-gold');
      await understudy(...play, '--policy', 'random', '--samples', '2', '--name', 'seed-random');
      await understudy(
        ...play,
        '--tasks',
        '1',
        '--policy',
        'embedded',
        '--samples',
        '1',
        '--name',
        'seed-model',
      );
      await run(process.execPath, [seeds, workspace]);
      await use(workspace);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit' });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`);
}

const TASK = 'helpdesk-refunds/damaged_refund/train/0';
const gold = `seed-gold/${TASK}#0`;
const random = `seed-random/${TASK}#0`;
const long = `replay-long/${TASK}#0`;

async function open(page: Page, app: RunningApp, id: string, query = ''): Promise<void> {
  await visit(page, app, `/episodes/${encodeURIComponent(id)}${query}`);
  await expect(page.getByRole('region', { name: 'Transcript', exact: true })).toBeVisible();
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Step' });
const atStep = (page: Page, step: number | string) =>
  expect(page.locator('[aria-current="step"] > button').first()).toHaveText(String(step));

test('an episode says how it went, and moves by keyboard: steps, turns, changes, ends', async ({
  page,
  app,
}) => {
  await open(page, app, gold);
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('Passed');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Damaged item: refund');
  await page.keyboard.press('j');
  await atStep(page, 1);
  await page.keyboard.press('Shift+j');
  await atStep(page, 2);
  await page.keyboard.press('ArrowLeft');
  await atStep(page, 1);
  await page.keyboard.press('d');
  await expect(page.getByRole('table').filter({ hasText: 'verified' })).toBeVisible();
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/step=12$/);
  await expect(page.getByText('The end', { exact: true })).toBeVisible();
  await page.reload();
  await atStep(page, 12);
});

test('the slider moves transcript, records and customer together, by mouse', async ({ page, app }) => {
  await open(page, app, gold);
  const box = await slider(page).boundingBox();
  if (box === null) throw new Error('the slider is not there');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 10, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, y, { steps: 8 });
  await page.mouse.move(box.x + box.width - 4, y, { steps: 8 });
  await page.mouse.up();
  await atStep(page, 12);
  await expect(page.getByText('The customer now')).toBeVisible();
  await expect(page.getByRole('table').filter({ hasText: 'refunds' })).toBeVisible();
});

test('a link leads to a step, and reward evidence leads to steps', async ({ page, app }) => {
  await open(page, app, gold, '?step=7');
  await atStep(page, 7);
  await page.getByText('Reward', { exact: true }).click();
  const goal = page.getByRole('region', { name: 'Goal', exact: true });
  await expect(goal).toContainText('As it should be: a new row in refunds');
  await page.keyboard.press('Home');
  await goal.getByRole('button', { name: 'step 7' }).click();
  await atStep(page, 7);
  await page.getByText('Task', { exact: true }).click();
  await expect(page.getByText('A right solution')).toBeVisible();
});

test('errors and words are found, steps unfold, and neighbours are a key away', async ({ page, app }) => {
  await open(page, app, random);
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('Failed');
  await page.keyboard.press('/');
  await page.keyboard.type('damaged');
  await expect(page.getByRole('status').filter({ hasText: /^\d+ (?:steps|of \d+)$/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('mark').first()).toHaveText(/damaged/i);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+o');
  await expect(page.getByText('Asked with').first()).toBeVisible();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/%231/);
});

test('what the model saw is shown exactly: prompt, pieces, probabilities', async ({ page, app }) => {
  const task = 'helpdesk-refunds/damaged_refund/train/0';
  await open(page, app, `seed-model/${task}#0`);
  await page.keyboard.press('w');
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('What it wrote, word piece by word piece');
  await expect(drawer.getByRole('region', { name: 'New in this turn' })).toContainText('system');
  await expect(drawer.getByRole('table')).toContainText('%');
  await looksRight(page, 'replay-saw');
  await drawer.getByText('As a conversation').click();
  await expect(drawer).toContainText('Tools it could call');
});

test('an episode is played on from a step by another policy, and seen beside the original', async ({
  page,
  app,
}) => {
  await open(page, app, random, '?step=1');
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Everything up to step 1');
  await dialog.getByRole('combobox', { name: 'Who plays the agent from here' }).click();
  await page.getByRole('option', { name: 'The known solution' }).click();
  await dialog.getByRole('button', { name: 'Play on', exact: true }).click();
  await dialog.getByRole('link', { name: 'See both side by side' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Side by side');
  await expect(page.getByText(/They part at turn \d+/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Verdict' }).nth(0)).toContainText('Failed');
  await expect(page.getByRole('region', { name: 'Verdict' }).nth(1)).toContainText('Passed');
  await page.getByRole('button', { name: 'Go to the first difference' }).click();
  await expect(page.getByText('First difference:')).toBeInViewport();
  await looksRight(page, 'compare');
});

test('a customer says something else, and nothing is played on from the end', async ({ page, app }) => {
  await open(page, app, random, '?step=0');
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What the customer says instead').fill('My violin is broken. I am furious!');
  await dialog.getByRole('combobox', { name: 'Who plays the agent from here' }).click();
  await page.getByRole('option', { name: 'The known solution' }).click();
  await dialog.getByRole('button', { name: 'Play on', exact: true }).click();
  await dialog.getByRole('link', { name: 'See both side by side' }).click();
  await expect(page.getByText('I am furious!')).toBeVisible();
  await open(page, app, gold, '?step=12');
  await page.keyboard.press('b');
  await expect(page.getByRole('dialog')).toContainText('The episode is over here');
});

test('an episode is saved as one file that reads without script or network', async ({
  page,
  app,
  browser,
}) => {
  await open(page, app, gold);
  const file = await shared(page);
  const reader = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const paper = await reader.newPage();
  await paper.goto(`file://${file}`);
  await expect(paper.getByRole('heading', { level: 1 })).toContainText(TASK);
  await expect(paper.getByText('Passed', { exact: false }).first()).toBeVisible();
  await expect(paper.locator('.steps > li')).toHaveCount(13);
  await reader.close();
});

async function shared(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'Save as one HTML file' }).click();
  const file = join(mkdtempSync(join(tmpdir(), 'understudy-shared-')), 'episode.html');
  await (await download).saveAs(file);
  return file;
}

test('hostile transcripts are shown as text, in the replay, side by side and in the shared file', async ({
  page,
  app,
  browser,
}) => {
  test.slow();
  const evil = (sample: number): string =>
    `replay-hostile/<img src=x onerror="window.pwned = 2">/<script>window.pwned = 1</script>/train/0#${String(sample)}`;
  const alarms: string[] = [];
  const watch = (one: Page): void => {
    one.on('dialog', (dialog) => {
      alarms.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    one.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') alarms.push(`request ${request.url()}`);
    });
  };
  watch(page);
  const harmless = async (one: Page): Promise<void> => {
    expect(await one.evaluate(() => Object.hasOwn(window, 'pwned'))).toBe(false);
    await expect(
      one.locator('iframe, script:not([src]), img[src="x"], svg[onload], meta[http-equiv="refresh"]'),
    ).toHaveCount(0);
    expect(alarms).toEqual([]);
  };
  await open(page, app, evil(0));
  await expect(page.getByText('<script>window.pwned = 1</script>').first()).toBeVisible();
  await page.keyboard.press('Shift+o');
  await expect(page.getByText('Asked with').first()).toBeAttached();
  for (let step = 0; step < 7; step += 1) await page.keyboard.press('j');
  await page.getByText('Reward', { exact: true }).click();
  await page.getByText('Task', { exact: true }).click();
  await page.getByText('Records', { exact: true }).click();
  await harmless(page);
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  await page.keyboard.press('w');
  await expect(page.getByRole('dialog')).toContainText('window.pwned');
  await page.keyboard.press('Escape');
  const file = await shared(page);
  const paper = await browser.newPage();
  watch(paper);
  await paper.goto(`file://${file}`);
  await expect(paper.getByText('<script>window.pwned = 1</script>').first()).toBeVisible();
  await harmless(paper);
  expect(readFileSync(file, 'utf8')).not.toMatch(/<(?:script|img|iframe)/);
  await paper.close();
  await visit(page, app, `/compare?a=${encodeURIComponent(evil(0))}&b=${encodeURIComponent(evil(1))}`);
  await expect(page.getByText(/They part at turn 0/)).toBeVisible();
  await harmless(page);
});

test('replay looks right, with all of its sides', async ({ page, app }) => {
  test.slow();
  await open(page, app, gold, '?step=9');
  await expect(page.getByText('now').first()).toBeVisible();
  await looksRight(page, 'replay-records');
  await page.getByText('Reward', { exact: true }).click();
  await looksRight(page, 'replay-reward');
  await page.getByText('Task', { exact: true }).click();
  await looksRight(page, 'replay-task');
  await open(page, app, random, '?step=3');
  await looksRight(page, 'replay-failed');
  await page.keyboard.press('b');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Play on', exact: true })).toBeVisible();
  await looksRight(page, 'replay-fork');
  await visit(page, app, '/episodes');
  await looksRight(page, 'replay-none');
});

test('figures: more than 200 steps open fast and scrub smoothly', async ({ page, app }) => {
  test.slow();
  await open(page, app, gold);
  // Warm: the code is loaded and the scenario is open, as when somebody goes from one episode to the next.
  await open(page, app, long);
  await page.goto('about:blank');
  await visit(page, app, '/runs');
  const opened = await page.evaluate(
    async (path) => {
      const start = performance.now();
      history.pushState(null, '', path);
      while (document.querySelector('[role="list"] [aria-current="step"]') === null)
        await new Promise(requestAnimationFrame);
      return performance.now() - start;
    },
    `/episodes/${encodeURIComponent(long)}`,
  );
  await expect(page.getByText(/Step 0 of 2\d\d/)).toBeVisible();
  await expect(page.getByText('Reward', { exact: true })).toBeVisible();
  const { frames, work } = await scrub(page);
  await atStep(page, 1);
  console.log(`replay figures: 213 steps opened in ${opened.toFixed(0)} ms`);
  console.log(`replay figures: scrubbing, ${describe(frames)}`);
  console.log(
    `replay figures: work of a step, median ${median(work).toFixed(1)} ms, 95% ${quantile(work, 0.95).toFixed(1)} ms`,
  );
  expect(opened).toBeLessThan(3000);
  expect(median(frames)).toBeLessThan(100);
});

/** Milliseconds between frames, and of our own work in each, while the slider goes through every step and back, one a frame. */
async function scrub(
  page: Page,
): Promise<{ readonly frames: readonly number[]; readonly work: readonly number[] }> {
  return slider(page).evaluate(async (element) => {
    const [frames, work]: [number[], number[]] = [[], []];
    if (!(element instanceof HTMLInputElement)) return { frames, work };
    // As a hand on the slider does: React listens to the event and compares with the value that it set itself.
    const descriptor = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    const last = Number(element.max);
    const path = Array.from({ length: 2 * last }, (_, i) => (i <= last ? i : 2 * last - i));
    let before = await new Promise<number>(requestAnimationFrame);
    for (const step of path) {
      descriptor?.set?.call(element, String(step));
      const begun = performance.now();
      element.dispatchEvent(new Event('input', { bubbles: true }));
      work.push(performance.now() - begun);
      const now = await new Promise<number>(requestAnimationFrame);
      frames.push(now - before);
      before = now;
    }
    return { frames, work };
  });
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

function describe(frames: readonly number[]): string {
  const at = (share: number): string => quantile(frames, share).toFixed(1);
  return `${String(frames.length)} frames, median ${at(0.5)} ms, 95% ${at(0.95)} ms, longest ${at(1)} ms`;
}
