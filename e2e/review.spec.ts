/** Review: two people judge the same episodes by keyboard and by mouse, and see how far they agree. */
import type { Page } from '@playwright/test';
import { expect, looksRight, test as base, understudy, visit } from './app.ts';

const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ workspace }, use) => {
      const play = (policy: string, run: string, tasks: string): Promise<string> =>
        understudy(
          'run',
          ...['--workspace', workspace, '--scenario', 'helpdesk-refunds', '--policy', policy],
          ...['--name', run, '--tasks', tasks, '--samples', '1'],
        );
      await play('gold', 'gold', '8');
      await play('random', 'random', '6');
      await use(workspace);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.describe.configure({ mode: 'serial' });

const verdict = (page: Page) => page.getByRole('region', { name: 'Your verdict' });
const episode = (page: Page): string => new URL(page.url()).searchParams.get('episode') ?? '';

async function begin(page: Page, name: string): Promise<void> {
  await page.getByLabel('Who are you?').fill(name);
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toBeVisible();
}

test('somebody says who they are and judges a first episode by keys', async ({ page, app }) => {
  await visit(page, app, '/review');
  await looksRight(page, 'review-who');
  await begin(page, 'Ada');
  await expect(page.getByText('Hidden until you have judged')).toBeVisible();
  await expect(page.getByRole('region', { name: 'The case' })).toContainText('The customer wants to');
  await page.keyboard.press('Control+Enter');
  await expect(verdict(page)).toContainText('Choose good, bad or unsure first.');
  await page.keyboard.press('1');
  await expect(verdict(page).getByRole('button', { name: 'Good' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('region', { name: 'The score' })).toContainText('Reward');
  await page.keyboard.press('n');
  await page.keyboard.type('Polite 2 and right.');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/episode=/);
  await expect(page.getByText('1 of 14 judged')).toBeVisible();
  await expect(page.getByText('Hidden until you have judged')).toBeVisible();
});

test('a step is judged, and the last verdict is undone', async ({ page, app }) => {
  await visit(page, app, '/review');
  await begin(page, 'Ada');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  await page.keyboard.press('2');
  const step = page.getByRole('region', { name: /^Step \d+$/ });
  await expect(step.getByRole('button', { name: 'Bad' })).toHaveAttribute('aria-pressed', 'true');
  await step.getByLabel(/^Note on step/).fill('It should have asked first.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('list', { name: 'Transcript' })).toContainText('It should have asked first.');
  await looksRight(page, 'review');
  await page.keyboard.press('Escape');
  await expect(step).toBeHidden();
  await page.keyboard.press('3');
  await expect(verdict(page).getByRole('button', { name: 'Unsure' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('z');
  await expect(verdict(page).getByRole('button', { name: 'Unsure' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
});

test('two people label the same sample and see how far they agree', async ({ page, app }) => {
  const label = async (name: string, bad: (id: string) => boolean): Promise<void> => {
    await visit(page, app, '/review?queue=random&seed=3&size=12');
    await begin(page, name);
    for (let done = 0; done < 12; done += 1) {
      await expect(verdict(page).getByText('Saved as soon as you choose.')).toBeVisible();
      const shown =
        (await page.getByRole('region', { name: 'The case' }).getByRole('link').getAttribute('href')) ?? '';
      const before = episode(page);
      await page.keyboard.press(bad(decodeURIComponent(shown)) ? '2' : '1');
      await expect(verdict(page).getByText('Saved. Z undoes it.')).toBeVisible();
      await page.keyboard.press('Control+Enter');
      if (done < 11) await expect.poll(() => episode(page)).not.toBe(before);
    }
    await expect(verdict(page)).toContainText('you have judged all of these');
    await page.getByRole('button', { name: 'Somebody else' }).click();
  };
  const random = (id: string): boolean => id.includes('/random/');
  await label('Ben', random);
  let slips = 0;
  await label('Cleo', (id) => (random(id) && slips === 0 ? ((slips += 1), false) : random(id)));
  await expect(page.getByRole('region', { name: 'Agreement' })).toContainText(
    'Ben and Cleo agree on 11 of 12',
  );
  await expect(page.getByRole('region', { name: 'Agreement' })).toContainText('good enough to rely on');
  await begin(page, 'Ben');
  await page.getByText('Disagreements', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'The score' })).toContainText('Cleo');
  await looksRight(page, 'review-disagreement');
});

test('what is said in one window decides in another what a dataset keeps, and stands there too', async ({
  page,
  app,
  context,
}) => {
  const other = await context.newPage();
  await visit(other, app, '/datasets/new?run=gold&run=random');
  await other.getByRole('combobox', { name: 'What reviewers said' }).click();
  await other.getByRole('option', { name: 'Nothing that somebody called bad' }).click();
  await expect(other.getByRole('button', { name: /Called bad by a reviewer/ })).toBeVisible();
  await expect(other.getByText('8 of 14 episodes are kept')).toBeVisible();

  const path = `/review?episode=${encodeURIComponent('gold/helpdesk-refunds/damaged_refund/train/0#0')}`;
  const bad = (window: Page) => verdict(window).getByRole('button', { name: 'Bad' });
  await visit(page, app, path);
  await begin(page, 'Dora');
  await page.keyboard.press('2');
  await expect(other.getByText('7 of 14 episodes are kept')).toBeVisible();
  await visit(other, app, path);
  await expect(bad(other)).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('z');
  await expect(bad(other)).toHaveAttribute('aria-pressed', 'false');
});
