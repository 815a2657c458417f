/** Whole ways of training: a recipe, a judge that learns from reviews, learning by doing. Started, stopped, and gone on with. */
import { expect, looksRight, test as base, understudy, visit } from './app.ts';

const python = process.env['UNDERSTUDY_PYTHON'];

/** A workspace in which the embedded model has played. */
const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ workspace }, use) => {
      const at = ['--workspace', workspace, '--scenario', 'helpdesk-refunds', '--policy', 'embedded'];
      await understudy('run', ...at, '--name', 'tries', '--tasks', '4', '--samples', '3');
      await use(workspace);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test.describe.configure({ mode: 'serial' });

test('a recipe says what it does and comes to, is started, stopped, left, and gone on with', async ({
  page,
  app,
}) => {
  test.skip(python === undefined, 'no trainer here: set UNDERSTUDY_PYTHON to a Python that has it');
  test.setTimeout(300_000);
  await visit(page, app, '/training');
  await page.getByRole('link', { name: /Keep what worked/ }).click();
  const plan = page.getByRole('region', { name: 'What it comes to' });
  await expect(plan).toContainText('Where the model stands');
  await expect(plan).toContainText('192 episodes of training tasks');
  await page.getByRole('radio', { name: /Keep what worked/ }).press('ArrowRight');
  await expect(page).toHaveURL(/recipe=six-experts/);
  await expect(plan).toContainText('6 trainings, then one model of them');
  await page.getByRole('radio', { name: /Six specialists/ }).press('ArrowLeft');
  await expect(plan).toContainText('192 episodes of training tasks');
  await expect(plan).not.toContainText('Loading');
  await expect(plan).toContainText(/In all \d.* to \d/, { timeout: 120_000 });
  await looksRight(page, 'training-recipe');
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByLabel('Training tasks').fill('4');
  await page.getByLabel('Held-out tasks').fill('1');
  await page.getByLabel('Name of the new policy').fill('Small one');
  await expect(plan).toContainText('32 episodes of training tasks');
  await page.getByRole('button', { name: 'Start the recipe' }).click();
  await expect(page).toHaveURL(/\/training\/recipes\/rejection-sampling-/);
  await expect(page.getByRole('heading', { name: 'Small one' })).toBeVisible();
  const state = page.getByRole('region', { name: 'State' });
  const stages = page.getByRole('region', { name: 'Stages' });
  await expect(stages.getByRole('listitem').first()).toContainText('Done', { timeout: 60_000 });
  await looksRight(page, 'training-recipe-running');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(state).toContainText('Stopped', { timeout: 30_000 });
  // What was done is on disk: another host goes on from there.
  await app.restart();
  await expect(state).toContainText('Stopped');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(state).toContainText('At work');
  await expect(state).toContainText('Finished', { timeout: 200_000 });
  await expect(page.getByRole('heading', { name: /clear|measured/ })).toBeVisible();
  await expect(stages).toContainText(/of 32 episodes kept/);
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  await looksRight(page, 'training-recipe-done');
  await stages.getByRole('link', { name: 'training' }).click();
  await expect(page.getByRole('heading', { name: /Imitate its own successes/ })).toBeVisible();
  await visit(page, app, '/training');
  await expect(page.getByRole('link', { name: 'Small one', exact: true })).toBeVisible();
  await looksRight(page, 'training');
  // What came of it can be made one with what it came from.
  await page.getByRole('link', { name: 'Start a training' }).click();
  await page.getByText('One job', { exact: true }).click();
  await page.getByRole('radio', { name: /Make one of several/ }).click();
  await page.getByRole('combobox', { name: 'Policies to make one of' }).click();
  await page.getByRole('option', { name: 'The embedded model' }).click();
  await page.getByRole('option', { name: 'Small one' }).click();
  await page.keyboard.press('Escape');
  await expect(plan).toContainText('Parameters', { timeout: 120_000 });
  await looksRight(page, 'training-merge');
  await page.getByRole('switch', { name: 'Measure it before and after' }).click({ force: true });
  await page.getByRole('button', { name: 'Start the training' }).click();
  await expect(page.getByRole('heading', { name: '2 in one', exact: true })).toBeVisible();
  await expect(state).toContainText('Finished', { timeout: 120_000 });
});

test('what reviewers said is written with a dataset, and a judge learns from it', async ({ page, app }) => {
  test.skip(python === undefined, 'no trainer here: set UNDERSTUDY_PYTHON to a Python that has it');
  test.setTimeout(300_000);
  await visit(page, app, '/runs/tries');
  const shown = page.locator('a[href^="/episodes/"]');
  await expect(shown.nth(3)).toBeVisible();
  const episodes = await shown.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  const verdict = page.getByRole('region', { name: 'Your verdict' });
  for (const [index, episode] of episodes.slice(0, 4).entries()) {
    await visit(page, app, `/review?episode=${episode.replace('/episodes/', '')}`);
    const who = page.getByLabel('Who are you?');
    await expect(who.or(verdict)).toBeVisible();
    if (await who.isVisible()) await who.fill('Ada').then(() => page.keyboard.press('Enter'));
    await expect(verdict).toBeVisible();
    await page.keyboard.press(index % 2 === 0 ? '1' : '2');
    await expect(verdict.getByText('Saved. Z undoes it.')).toBeVisible();
  }
  await visit(page, app, '/datasets/new?run=tries');
  await page.getByRole('button', { name: 'More to write' }).click();
  const reviews = page.getByRole('checkbox', { name: 'Also what reviewers said, as grades' });
  await expect(page.getByText('Of 4 reviewed episodes; for training a judge')).toBeVisible();
  await reviews.check();
  await page.getByRole('textbox', { name: 'Name' }).fill('taste');
  await looksRight(page, 'dataset-reviews');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/datasets\/taste-/);
  await page.getByRole('link', { name: 'Train on this' }).click();
  await page.getByRole('radio', { name: /Learn to judge/ }).click();
  const plan = page.getByRole('region', { name: 'What it comes to' });
  await expect(plan).toContainText(/Time.* s$/, { timeout: 120_000 });
  await page.getByLabel('Name of the judge').fill('Taste');
  await looksRight(page, 'training-judge');
  await page.getByRole('button', { name: 'Start the training' }).click();
  await expect(page).toHaveURL(/\/training\/taste-reward-/);
  await expect(page.getByRole('region', { name: 'State' })).toContainText('Finished', { timeout: 120_000 });
});

test('learning by doing is planned on live tasks, started, stopped by the host’s end, and goes on', async ({
  page,
  app,
}) => {
  test.skip(python === undefined, 'no trainer here: set UNDERSTUDY_PYTHON to a Python that has it');
  test.setTimeout(300_000);
  await visit(page, app, '/training/new?way=job');
  await page.getByRole('radio', { name: /Learn by doing/ }).click();
  await page.getByLabel('Steps').fill('40');
  await page.getByLabel('Tasks in a step').fill('2');
  await page.getByLabel('Tries of each task').fill('3');
  await page.getByRole('switch', { name: 'Measure it before and after' }).click({ force: true });
  const plan = page.getByRole('region', { name: 'What it comes to' });
  await expect(plan).toContainText('240, played while it learns', { timeout: 120_000 });
  await expect(plan).not.toContainText('counts', { timeout: 60_000 });
  await looksRight(page, 'training-live');
  await page.getByRole('button', { name: 'Start the training' }).click();
  await expect(page).toHaveURL(/\/training\/helpdesk-refunds-by-doing-grpo-/, { timeout: 90_000 });
  const state = page.getByRole('region', { name: 'State' });
  await expect(page.getByRole('img', { name: /^Reward/ }).locator('canvas')).toBeVisible({
    timeout: 120_000,
  });
  await app.restart();
  // Its tasks ended with the host: it saved, and says so.
  await expect(state).toContainText('Stopped and saved', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(state).toContainText('At work', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop and save' }).click();
  await expect(state).toContainText('Stopped and saved', { timeout: 60_000 });
});
