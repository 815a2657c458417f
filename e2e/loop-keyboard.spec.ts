/** The whole loop by keyboard alone, in a workspace with nothing in it: keys, the palette, Tab, Space and Enter. */
import type { Locator, Page } from '@playwright/test';
import { expect, test, visit } from './app.ts';
import * as loop from './loop.ts';

const python = process.env['UNDERSTUDY_PYTHON'];

test('a new user goes round the loop by keyboard', async ({ page, app }) => {
  test.skip(python === undefined, 'no trainer here: set UNDERSTUDY_PYTHON to a Python that has it');
  test.setTimeout(600_000);
  const { keyboard } = page;

  await visit(page, app);
  await keys(page, 'g', 's');
  await expect(page.getByRole('button', { name: 'Begin with a small one' })).toBeVisible();
  await keyboard.press('n');
  await expect(page.getByLabel('Title')).toBeFocused();
  await keyboard.type(loop.PACK);
  await keyboard.press('Enter');
  await loop.designing(page);
  await keyboard.press('2');
  await enter(page, page.getByRole('combobox', { name: 'claim_days' }), '14');
  await loop.saved(page);

  await palette(page, 'show rehearse');
  await tabTo(page, page.getByRole('button', { name: 'Let it play' }));
  await keyboard.press('Enter');
  await loop.rehearsed(page);
  await keyboard.press('9');
  await enter(page, page.getByLabel('What is new in version 2'), 'Two weeks to complain');
  await keyboard.press('Enter');
  await loop.versioned(page);

  // `r` by itself would play this pack; after `g` it only leads to the place.
  await keys(page, 'Tab', 'g', 'r');
  await expect(page.getByRole('heading', { name: 'Nothing was played yet' })).toBeVisible();
  await keyboard.press('n');
  await loop.choosingRun(page);
  await enter(page, page.getByLabel('How many tasks'), '10');
  await enter(page, page.getByLabel('Episodes per task'), '5');
  await keyboard.press('Enter');
  const passed = await loop.played(page);

  const run = page.url();
  await keyboard.press('/');
  await tabTo(page, page.getByRole('grid', { name: 'Episodes' }));
  await keys(page, 'ArrowDown', 'Enter');
  await loop.replaying(page, 0);
  await keys(page, 'j', 'j');
  await loop.replaying(page, 2);
  await keyboard.press('u');
  await expect(page).toHaveURL(run);
  await expect(page.getByRole('grid', { name: 'Episodes' })).toBeVisible();

  await keyboard.press('d');
  const usual = await loop.kept(page);
  await toggle(page, 'Only episodes that passed');
  const all = await loop.kept(page, usual);
  expect(all).toBeGreaterThan(usual);
  await keyboard.press('Space');
  expect(await loop.kept(page, all)).toBe(usual);
  await toggle(page, 'Leave out repetitions');
  await toggle(page, 'At most so many of each task');
  await enter(page, page.getByLabel('Name', { exact: true }), loop.DATASET);
  await keyboard.press('Control+Enter');
  await loop.written(page, usual, passed);

  await keyboard.press('x');
  await expect(
    page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Export' }),
  ).toBeFocused();
  await keyboard.press('Enter');
  await loop.exported(page);
  await keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await keyboard.press('t');
  await loop.choosingTraining(page);
  await enter(page, page.getByRole('textbox', { name: 'Held-out tasks' }), '4');
  await enter(page, page.getByLabel('Episodes for each'), '1');
  await keyboard.press('Enter');
  await loop.measured(page);
});

async function keys(page: Page, ...pressed: readonly string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
}

/** More presses than this nobody would have the patience for. */
const PATIENCE = 80;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible({ timeout: 60_000 });
  for (let pressed = 0; pressed < PATIENCE; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target, `reached with ${String(PATIENCE)} presses of Tab`).toBeFocused({ timeout: 1 });
}

/** Writes into a field in the place of what is there. */
async function enter(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

async function toggle(page: Page, rule: string): Promise<void> {
  await tabTo(page, page.getByRole('switch', { name: rule }));
  await page.keyboard.press('Space');
}

async function palette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('What do you want to do?')).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}
