/** Datasets: choosing with the reasons in sight, previews, writing, versions, checks, exports. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, looksRight, test as base, understudy, visit } from './app.ts';

/** A workspace with episodes that pass, that fail, of held-out tasks, and with tokens. */
const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ workspace }, use) => {
      const play = (policy: string, run: string, ...more: readonly string[]): Promise<string> =>
        understudy(
          'run',
          ...['--workspace', workspace, '--scenario', 'helpdesk-refunds', '--policy', policy, '--name', run],
          ...more,
        );
      await play('gold', 'gold', '--tasks', '20', '--samples', '2');
      await play('random', 'random', '--tasks', '20', '--samples', '2');
      await play('gold', 'measured', '--tasks', '11', '--samples', '1', '--split', 'heldout');
      await play('embedded', 'learner', '--tasks', '6', '--samples', '2');
      await use(workspace);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test.describe.configure({ mode: 'serial' });

const kept = (page: Page) => page.getByRole('status').filter({ hasText: 'episodes are kept' });

test('nothing there yet: what belongs here, and the way to it', async ({ page, app }) => {
  await visit(page, app, '/datasets');
  await expect(page.getByRole('heading', { name: 'No dataset yet' })).toBeVisible();
  await looksRight(page, 'datasets-empty');
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/\/datasets\/new$/);
  await expect(page.getByRole('heading', { name: 'Choose a run' })).toBeVisible();
});

test('rules change what is kept at once, with the reason for everything that is not', async ({
  page,
  app,
}) => {
  await visit(page, app, '/datasets/new');
  await page.getByRole('checkbox', { name: /40 episodes by scripted:gold/ }).check();
  await expect(kept(page)).toBeVisible();
  await page.getByRole('checkbox', { name: /by scripted:random/ }).check();
  await expect(kept(page)).toContainText('of 80 episodes');
  await expect(page.getByRole('button', { name: /Did not pass/ })).toBeVisible();
  const text = (await kept(page).textContent()) ?? '';
  await page.getByRole('switch', { name: 'Only episodes that passed' }).click({ force: true });
  await expect(kept(page)).not.toHaveText(text);
  await page.reload();
  await expect(page.getByRole('switch', { name: 'Only episodes that passed' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Back to the usual rules' }).click();
  await expect(kept(page)).toHaveText(text);
  await page.getByRole('button', { name: /Did not pass/ }).click();
  await expect(page.getByRole('grid', { name: 'Episodes: Did not pass' })).toContainText(
    'Something that had to hold did not',
  );
  await looksRight(page, 'datasets-new');
});

test('held-out episodes are refused, and that is said', async ({ page, app }) => {
  await visit(page, app, '/datasets/new');
  await page.getByRole('checkbox', { name: /Held-out tasks are only for measuring/ }).check();
  await expect(page.getByText('11 episodes are refused because their tasks are held out.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Write 0 episodes' })).toBeDisabled();
});

test('a row is looked at as text, as messages and as tokens before it is written', async ({ page, app }) => {
  await visit(page, app, '/datasets/new?run=learner');
  await page.getByRole('switch', { name: 'Only episodes that passed' }).click({ force: true });
  const grid = page.getByRole('grid', { name: 'Episodes: Kept' });
  await expect(grid).toContainText('No success');
  await grid.focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('Instructions')).toBeVisible();
  await drawer.getByText('Messages', { exact: true }).click();
  await expect(drawer.getByLabel('Messages as JSON')).toContainText('"role": "system"');
  await drawer.getByText('Tokens', { exact: true }).click();
  await expect(drawer.getByText(/of [\d,]+ tokens\. The rest it only reads\./)).toBeVisible();
  await looksRight(page, 'datasets-tokens');
  await expect(drawer.getByRole('link', { name: 'Open the replay' })).toHaveAttribute(
    'href',
    /\/episodes\/learner/,
  );
});

test('a dataset is written by keys, looked into, and checked', async ({ page, app }) => {
  await visit(page, app, '/datasets/new?run=gold&run=random');
  await expect(kept(page)).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('refunds');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/datasets\/refunds-[0-9a-f]{12}/);
  await expect(page.getByRole('heading', { name: 'refunds', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'The chosen row' })).toContainText('Where it comes from');
  await looksRight(page, 'dataset');
  await page.getByRole('tab', { name: 'How it was made' }).click();
  await expect(page.getByText('Only episodes that passed.')).toBeVisible();
  await page.getByRole('button', { name: 'Check the files' }).click();
  await expect(page.getByText(/files are as they were written/)).toBeVisible();
  await looksRight(page, 'dataset-about');
  await page.getByRole('tab', { name: 'Card' }).click();
  await expect(page.getByText('pretty_name: refunds')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Train on this' })).toHaveAttribute(
    'href',
    /^\/training\/new\?dataset=refunds-/,
  );
});

test('another version of the same name shows what it has more and less, and is seen in another window', async ({
  page,
  app,
  context,
}) => {
  const other = await context.newPage();
  await visit(other, app, '/datasets');
  await expect(other.getByRole('link', { name: 'refunds' })).toHaveCount(1);
  await visit(page, app, '/datasets/new?run=gold');
  await page.getByRole('switch', { name: 'At most so many of each task' }).click({ force: true });
  await page.getByRole('switch', { name: 'Leave out repetitions' }).click({ force: true });
  await expect(kept(page)).toHaveText('40 of 40 episodes are kept');
  await page.getByLabel('Name', { exact: true }).fill('refunds');
  await page.getByRole('button', { name: 'Write 40 episodes' }).click();
  await expect(page).toHaveURL(/\/datasets\/refunds-[0-9a-f]{12}/);
  await page.getByRole('tab', { name: 'Versions' }).click();
  await expect(page.getByText(/this version has 20 more, 0 are gone, and 20 are in both/)).toBeVisible();
  await expect(other.getByRole('link', { name: 'refunds' })).toHaveCount(2);
  await looksRight(page, 'dataset-versions');
});

test('it is exported to other programs, read back, and taken along', async ({ page, app, workspace }) => {
  await visit(page, app, '/datasets');
  await page.getByRole('link', { name: 'refunds' }).first().click();
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible();
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog.getByText(/OpenAI, better and worse: This dataset holds no pairs/)).toBeVisible();
  await looksRight(page, 'dataset-export');
  await dialog.getByRole('radio', { name: /OpenAI, good examples/ }).click();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByText('Read back, and in order', { exact: true })).toBeVisible();
  const path = (await dialog.getByLabel('Where it was written').textContent()) ?? '';
  expect(path.startsWith(join(workspace, 'exports'))).toBe(true);
  await looksRight(page, 'dataset-exported');
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  const saved = await (await downloading).path();
  expect(readFileSync(saved, 'utf8')).toBe(readFileSync(path, 'utf8'));
  await dialog.getByRole('button', { name: 'Another format' }).click();
  for (const name of [/Hugging Face/, /LLaMA-Factory/, /^verl/]) {
    await dialog.getByRole('radio', { name }).click();
    await dialog.getByRole('button', { name: 'Export' }).click();
    await expect(dialog.getByText('Read back, and in order', { exact: true })).toBeVisible();
    expect(existsSync((await dialog.getByLabel('Where it was written').textContent()) ?? '')).toBe(true);
    await dialog.getByRole('button', { name: 'Another format' }).click();
  }
});
