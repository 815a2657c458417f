/** Runs: starting, watching, pausing, going on, finding again. */
import type { Page } from '@playwright/test';
import { expect, looksRight, test, visit } from './app.ts';

test.describe.configure({ mode: 'serial' });

test('a first run is started from the empty list, watched and looked into', async ({ page, app }) => {
  await visit(page, app, '/runs');
  await page.getByRole('button', { name: 'Start a run' }).click();
  await expect(page).toHaveTitle(/Start a run/);
  await looksRight(page, 'runs-start');
  await page.getByRole('combobox', { name: 'Who plays' }).click();
  await page.getByRole('option', { name: 'Script: gold' }).click();
  await page.getByLabel('How many tasks').fill('22');
  await page.getByRole('button', { name: 'Play 88 episodes' }).click();
  await expect(page).toHaveURL(/\/runs\/rollout-train/);
  await expect(page.getByText('100% passed (88 of 88 judged)')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('grid', { name: 'Episodes' })).toHaveAttribute('aria-rowcount', '89');
  await looksRight(page, 'run');
});

test('episodes are found by their words, and the search survives a reload', async ({ page, app }) => {
  await visit(page, app, '/runs/episodes');
  await page.keyboard.press('/');
  await page.keyboard.type('escalate');
  await expect(page).toHaveURL(/q=escalate/);
  const found = page.getByText(/^\d+ episodes$/);
  await expect(found).not.toHaveText('88 episodes');
  const text = await found.textContent();
  await page.reload();
  await expect(found).toHaveText(text ?? '');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(found).toHaveText('88 episodes');
  await looksRight(page, 'episodes');
});

test('a list is walked through by keys, and Enter opens what is marked', async ({ page, app }) => {
  await visit(page, app, '/runs/episodes');
  const grid = page.getByRole('grid', { name: 'Episodes' });
  await expect(grid).toHaveAttribute('aria-rowcount', '89');
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[aria-rowindex="89"]')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/episodes\//);
});

test('a run is started in one window and seen in another, over a reload, a pause and a restart in its middle', async ({
  page,
  app,
  context,
}) => {
  const other = await context.newPage();
  await visit(other, app, '/runs');
  await visit(page, app, '/runs/new');
  await page.getByRole('combobox', { name: 'Who plays' }).click();
  await page.getByRole('option', { name: 'Embedded model' }).click();
  // Enough to be in the middle of, also on a fast machine.
  await page.getByLabel('How many tasks').fill('30');
  await page.getByLabel('Episodes per task').fill('10');
  await page.getByRole('button', { name: 'Play 300 episodes' }).click();
  await other.getByRole('row').filter({ hasText: 'of 300' }).getByRole('link').click();
  await expect(other.getByText(/of \d+ judged\)/)).toBeVisible({ timeout: 30_000 });
  await page.reload();
  const goOn = (window: Page) => window.getByRole('button', { name: /^Go on/ });
  const pause = (window: Page) => window.getByRole('button', { name: /^Pause/ });
  await expect(pause(page)).toBeVisible();
  await pause(other).click();
  await goOn(page).click();
  await expect(pause(other)).toBeVisible();
  await app.restart();
  await expect(goOn(page)).toBeVisible();
  await goOn(other).click();
  for (const window of [page, other])
    await expect(window.getByText(/of 300 judged\)/)).toBeVisible({ timeout: 180_000 });
});
