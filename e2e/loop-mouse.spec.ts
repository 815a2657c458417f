/** The whole loop by mouse, in a workspace with nothing in it: every step begins with something that stands on the screen. */
import { expect, test, visit } from './app.ts';
import * as loop from './loop.ts';

const python = process.env['UNDERSTUDY_PYTHON'];

test('a new user goes round the loop by mouse', async ({ page, app }) => {
  test.skip(python === undefined, 'no trainer here: set UNDERSTUDY_PYTHON to a Python that has it');
  test.setTimeout(600_000);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name, exact: true });

  const rule = (name: string) => page.getByRole('switch', { name });

  await visit(page, app);
  await page.getByRole('navigation', { name: 'The loop' }).getByRole('link', { name: 'Scenarios' }).click();
  await button('Begin with a small one').click();
  await page.getByLabel('Title').fill(loop.PACK);
  await button('Begin').click();
  await loop.designing(page);
  await button('Rules').click();
  await page.getByRole('combobox', { name: 'claim_days' }).fill('14');
  await loop.saved(page);

  await button('Rehearse').click();
  await button('Let it play').click();
  await loop.rehearsed(page);
  await button('Versions').click();
  await page.getByLabel('What is new in version 2').fill('Two weeks to complain');
  await button('Save version 2').click();
  await loop.versioned(page);

  await link('Start a run').click();
  await loop.choosingRun(page);
  await page.getByLabel('How many tasks').fill('10');
  await page.getByLabel('Episodes per task').fill('5');
  await button(`Play ${String(loop.EPISODES)} episodes`).click();
  const passed = await loop.played(page);

  const run = page.url();
  await page.getByRole('row').filter({ hasText: 'Passed' }).first().click();
  await loop.replaying(page, 0);
  await button('Play').click();
  await loop.replaying(page, 'later');
  await page.getByText('Reward', { exact: true }).click();
  await link(/^rollout-train/).click();
  await expect(page).toHaveURL(run);

  await link('Make a dataset').click();
  const usual = await loop.kept(page);
  await rule('Only episodes that passed').click();
  const all = await loop.kept(page, usual);
  expect(all).toBeGreaterThan(usual);
  await rule('Only episodes that passed').click();
  expect(await loop.kept(page, all)).toBe(usual);
  await rule('At most so many of each task').click();
  await rule('Leave out repetitions').click();
  await page.getByLabel('Name', { exact: true }).fill(loop.DATASET);
  await button(/^Write \d+ episodes$/).click();
  await loop.written(page, usual, passed);

  await button('Export').click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: /OpenAI, good examples/ }).click();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await loop.exported(page);
  await dialog.getByRole('button', { name: 'Close' }).click();

  await link('Train on this').click();
  await loop.choosingTraining(page);
  await page.getByRole('textbox', { name: 'Held-out tasks' }).fill('4');
  await page.getByLabel('Episodes for each').fill('1');
  await loop.planned(page);
  await button('Start the training').click();
  await loop.measured(page);
});
