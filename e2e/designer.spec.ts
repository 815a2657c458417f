/** The scenario designer, as somebody meets it who knows neither reinforcement learning nor JSON. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, looksRight, test as base, understudy, visit } from './app.ts';

/** With an episode to go back to. */
const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ workspace }, use) => {
      const play = ['run', '--workspace', workspace, '--scenario', 'helpdesk-refunds', '--tasks', '1'];
      await understudy(...play, '--policy', 'gold', '--samples', '1', '--name', 'seed');
      await use(workspace);
    },
    { scope: 'worker' },
  ],
});

/** Worlds are made and lazy strategies played in the host: that may take a while on a busy machine. */
const PATIENT = { timeout: 60_000 };

test.beforeEach(async ({ page }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 1440, height: 900 });
});

async function part(page: Page, name: string): Promise<void> {
  const outline = page.getByRole('navigation', { name: 'Parts of this pack' });
  await outline.getByRole('button', { name, exact: true }).click();
}

async function saved(page: Page): Promise<void> {
  await expect(page.locator('[data-saving="saved"]')).toBeVisible(PATIENT);
}

test('a pack is duplicated, changed, tried, rehearsed, versioned, exported and taken in again', async ({
  page,
  app,
}) => {
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: /^Duplicate Helpdesk: refunds/ }).click();
  await page.getByLabel('Title').fill('My own desk');
  await page.getByRole('button', { name: 'Duplicate', exact: true }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'My own desk' })).toBeVisible(PATIENT);

  // A number of the rules: what it flips is said beside it.
  await part(page, 'Rules');
  await page.getByRole('combobox', { name: 'return_days' }).fill('7');
  await expect(page.getByText(/In \d+ of 60 tasks something else is right than in version 1/)).toBeVisible(
    PATIENT,
  );
  await saved(page);

  // A value that cannot be: the place is named, and undoing mends it.
  await part(page, 'About');
  await page.getByLabel('Turns').fill('1');
  const problem = page.getByRole('button', { name: /Limits › Turns This must be at least 2/ });
  await expect(problem).toBeVisible(PATIENT);
  await part(page, 'Rules');
  await problem.click();
  await expect(page.getByLabel('Turns')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(problem).toBeHidden(PATIENT);
  await expect(page.getByLabel('Turns')).toHaveValue('14');

  await part(page, 'Reward');
  await expect(page.getByText('Whoever does not try earns nothing.')).toBeVisible(PATIENT);

  await part(page, 'Rehearse');
  await page.getByRole('button', { name: 'Take the agent’s seat' }).click();
  const words = page.getByLabel('Your words to the customer');
  await words.fill('Please tell me your order number and postcode.');
  await words.press('Enter');
  await expect(page.getByText('Please tell me your order number and postcode.')).toBeVisible(PATIENT);

  await part(page, 'Versions');
  await page.getByLabel('What is new in version 2').fill('Seven days only');
  await page.getByRole('button', { name: 'Save version 2' }).click();
  await page.getByRole('button', { name: /^Version 1 Copied/ }).click(PATIENT);
  await expect(page.getByText('Numbers of the rules › Return days')).toBeVisible(PATIENT);

  // The window is gone in the middle of a word: nothing is lost, and undo still knows.
  await part(page, 'About');
  await page.getByLabel('Title').fill('My own desk, once more');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'My own desk, once more' })).toBeVisible(PATIENT);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My own desk', exact: true })).toBeVisible();
  await saved(page);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await (await downloading).path();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ id: 'my-own-desk', title: 'My own desk' });
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: 'Import' }).click();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel('Name of its folder').fill('taken-in');
  await page.getByRole('button', { name: 'Import', exact: true }).last().click();
  await expect(page).toHaveURL(/\/scenarios\/taken-in/, PATIENT);
  await expect(page.getByText('taken-in', { exact: true })).toBeVisible();
});

test('the main path by keyboard alone', async ({ page, app }) => {
  await visit(page, app, '/scenarios');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByLabel('Title')).toBeFocused();
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'By keys' })).toBeVisible(PATIENT);
  await page.keyboard.press('2');
  await expect(page.getByRole('heading', { name: 'Rules', exact: true })).toBeVisible();
  const days = page.getByRole('combobox', { name: 'claim_days' });
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(days).toBeFocused({ timeout: 50 });
  }).toPass({ intervals: [0], timeout: 60_000 });
  await page.keyboard.press('Control+a');
  await page.keyboard.type('14');
  await saved(page);
  await page.keyboard.press('Control+z');
  await expect(days).toHaveValue('30');
  await page.keyboard.press('Control+Shift+z');
  await expect(days).toHaveValue('14');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('What do you want to do?').fill('show versions');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('What is new in version 2')).toBeVisible();
});

test('an episode is opened at its state, and played on from there', async ({ page, app }) => {
  const episode = encodeURIComponent('seed/helpdesk-refunds/damaged_refund/train/0#0');
  await visit(page, app, `/scenarios/helpdesk-refunds?episode=${episode}&step=4`);
  await expect(page.getByText(/^From step 4 of episode seed\//)).toBeVisible();
  await page.getByRole('button', { name: 'Take the agent’s seat' }).click();
  await expect(page.getByText(/^turn 2 of at most/)).toBeVisible(PATIENT);
  await expect(page.getByText('You used').first()).toBeVisible();
  await expect(page.getByLabel('Your words to the customer')).toBeEnabled();
});

test('what one window saves, another one shows, also what was written while the host was away', async ({
  page,
  app,
  context,
}) => {
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByLabel('Title').fill('Two windows');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Two windows' })).toBeVisible(PATIENT);
  const other = await context.newPage();
  await visit(other, app, '/scenarios/two-windows');
  await expect(other.getByLabel('Title')).toHaveValue('Two windows');
  await page.getByLabel('Title').fill('Seen by both');
  await expect(other.getByLabel('Title')).toHaveValue('Seen by both', PATIENT);
  const restarted = app.restart();
  await expect(page.getByText('The connection to Understudy was lost')).toBeVisible();
  await page.getByLabel('Title').fill('Written meanwhile');
  await restarted;
  await expect(other.getByLabel('Title')).toHaveValue('Written meanwhile', PATIENT);
  await saved(page);
  // Runs play versions: somebody who has only saved the draft is told.
  await page.getByRole('link', { name: 'Start a run' }).click();
  await expect(page.getByText('The draft was changed since')).toBeVisible();
  await page.getByRole('link', { name: 'save another version' }).click();
  await expect(page.getByLabel('What is new in version 2')).toBeVisible();
});

test('the list, the rules, the people and the tools look right', async ({ page, app }) => {
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByLabel('Title').fill('Damaged parcels');
  await looksRight(page, 'scenarios-new');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Damaged parcels' })).toBeVisible(PATIENT);
  await looksRight(page, 'designer-about');
  await part(page, 'Rules');
  await expect(page.getByText(/in none of 24 tasks/)).toBeVisible(PATIENT);
  await looksRight(page, 'designer-rules');
  await part(page, 'People');
  await expect(page.getByText('Another time')).toBeVisible(PATIENT);
  await looksRight(page, 'designer-people');
  await part(page, 'Tools');
  await looksRight(page, 'designer-tools');
  await part(page, 'Shared situation');
  await looksRight(page, 'designer-world');
  await visit(page, app, '/scenarios');
  await looksRight(page, 'scenarios-list');
});

test('what is wrong is said at its place, in the outline, on the picture and in a list', async ({
  page,
  app,
}) => {
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByLabel('Title').fill('Not right yet');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Not right yet' })).toBeVisible(PATIENT);
  await part(page, 'Rules');
  await page.getByLabel('Policy').fill('There are no clauses any more.');
  await expect(page.getByText('4 things are not right yet')).toBeVisible(PATIENT);
  await page
    .getByRole('button', { name: /^A damaged item › What is right/ })
    .first()
    .click();
  const picture = page.getByRole('region', { name: 'How this kind of case goes' });
  await expect(picture.getByRole('button', { name: /^too_late 1 problem/ })).toBeVisible(PATIENT);
  await looksRight(page, 'designer-problems');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('4 things are not right yet')).toBeHidden(PATIENT);
});

test('a small pack passes admission, and its kinds of case look right', async ({ page, app }) => {
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByLabel('Title').fill('Broken goods');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Broken goods' })).toBeVisible(PATIENT);
  await part(page, 'Tasks and admission');
  await page.getByRole('button', { name: 'Try 12 of each' }).click();
  await expect(page.getByText('All 24 tasks pass.')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: /^Task 1/ }).click();
  await looksRight(page, 'designer-check');
  await part(page, 'A damaged item');
  await looksRight(page, 'designer-family-user');
  await page
    .getByRole('region', { name: 'How this kind of case goes' })
    .getByRole('button', { name: /^too_late/ })
    .click();
  await page.getByRole('button', { name: /^4\. close_ticket/ }).click();
  await looksRight(page, 'designer-family-cases');
});

test('the reward, the versions, the JSON and the rehearsal look right', async ({ page, app }) => {
  await visit(page, app, '/scenarios');
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByLabel('Title').fill('Late parcels');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Late parcels' })).toBeVisible(PATIENT);
  await part(page, 'Reward');
  await expect(page.getByText('Whoever does not try earns nothing.')).toBeVisible(PATIENT);
  await looksRight(page, 'designer-reward');
  await part(page, 'Versions');
  await looksRight(page, 'designer-versions');
  await part(page, 'JSON');
  await expect(page.locator('.cm-content')).toBeVisible(PATIENT);
  await looksRight(page, 'designer-json');
  await part(page, 'Rehearse');
  await page.getByRole('button', { name: 'Take the agent’s seat' }).click();
  await expect(page.getByLabel('Your words to the customer')).toBeVisible(PATIENT);
  await looksRight(page, 'designer-rehearse');
});
