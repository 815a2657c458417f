/**
 * A workspace in which everything that others may have written is hostile: each screen shows it as text and obeys none of it. The replay,
 * the comparison and the shared file are in replay.spec.ts.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, looksRight, test as base, visit } from './app.ts';

const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ workspace }, use) => {
      execFileSync(process.execPath, [join(import.meta.dirname, 'hostile.seed.ts'), workspace]);
      await use(workspace);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** What a page did that nobody asked it for. */
function watch(page: Page): readonly string[] {
  const alarms: string[] = [];
  page.on('dialog', (dialog) => {
    alarms.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => void alarms.push(`popup ${popup.url()}`));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') alarms.push(`request ${request.url()}`);
  });
  return alarms;
}

const made = [
  ...['iframe', 'script:not([src])', 'img[src="x"]', 'svg[onload]', 'details[ontoggle]', 'mglyph'],
  ...['meta[http-equiv="refresh"]', '[href^="javascript:"]'],
].join(', ');

async function harmless(page: Page, alarms: readonly string[]): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  expect(await page.evaluate(() => Object.hasOwn(window, 'pwned'))).toBe(false);
  await expect(page.locator(made)).toHaveCount(0);
  expect(alarms).toEqual([]);
}

const screens: readonly (readonly [path: string, seen: RegExp])[] = [
  ['/', /onerror/],
  ['/runs', /training tasks/],
  ['/runs/hostile-kept', /<script>/],
  ['/runs/episodes?q=pwned', /<script>/],
  ['/datasets', /onerror=window\.pwned/],
  ['/scenarios', /onerror/],
  ['/runs/new?scenario=hostile', /onerror/],
  ['/play?scenario=hostile', /Which one/],
  ['/policies', /onerror/],
  ['/policies/hostile', /onerror/],
  ['/training/new', /Start a training/],
];

test('every list and form shows it as text', async ({ page, app }) => {
  const alarms = watch(page);
  for (const [path, seen] of screens)
    await test.step(path, async () => {
      await visit(page, app, path);
      await expect(page.getByRole('main')).toContainText(seen);
      await harmless(page, alarms);
    });
});

test('a selection’s preview and a dataset’s rows, card and rules show it as text', async ({ page, app }) => {
  const alarms = watch(page);
  await visit(page, app, '/datasets/new?run=hostile-kept');
  const grid = page.getByRole('grid', { name: 'Episodes: Kept' });
  await expect(grid).toContainText('<script>');
  await grid.focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await expect(drawer).toContainText('<iframe srcdoc=');
  await drawer.getByText('Messages', { exact: true }).click();
  await expect(drawer.getByLabel('Messages as JSON')).toContainText('<iframe srcdoc=');
  await harmless(page, alarms);
  await visit(page, app, '/datasets');
  await looksRight(page, 'datasets-damaged');
  await page.getByRole('link', { name: 'hostile' }).click();
  await expect(page.getByRole('region', { name: 'The chosen row' })).toContainText('<iframe srcdoc=');
  await harmless(page, alarms);
  for (const name of ['How it was made', 'Versions', 'Card']) {
    await page.getByRole('tab', { name }).click();
    await harmless(page, alarms);
  }
});

test('the designer shows a hostile pack as text in every part of it, and rehearses it', async ({
  page,
  app,
}) => {
  const alarms = watch(page);
  await visit(page, app, '/scenarios/hostile');
  await expect(page.getByRole('textbox', { name: 'Title' }).first()).toHaveValue(/onerror/);
  const parts = page.getByRole('navigation', { name: 'Parts of this pack' }).locator('.mantine-NavLink-root');
  const count = await parts.count();
  expect(count).toBeGreaterThan(8);
  for (let at = 0; at < count; at += 1) {
    await parts.nth(at).click();
    await harmless(page, alarms);
  }
  await visit(page, app, '/scenarios/hostile?part=play');
  await page.getByRole('button', { name: 'Take the agent’s seat' }).click();
  await page.getByRole('tab', { name: 'Instructions' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('<iframe srcdoc=');
  await harmless(page, alarms);
});

test('a review shows it as text, also what another reviewer wrote', async ({ page, app }) => {
  const alarms = watch(page);
  await visit(page, app, '/review');
  await page.getByLabel('Who are you?').fill('Ada');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toContainText('<script>');
  await harmless(page, alarms);
});
