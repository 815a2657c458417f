/** Home: the loop is run from one button, each stage is seen, and its result stands there afterwards. Minutes, not seconds. */
import { expect, looksRight, test, visit } from './app.ts';

test('one button runs the whole loop on the embedded model, over a reload in its middle', async ({
  page,
  app,
}) => {
  test.setTimeout(600_000);
  await visit(page, app);
  await page.getByRole('button', { name: 'Turn the loop' }).click();
  await expect(page.getByText('Evaluating base', { exact: true })).toBeVisible({ timeout: 120_000 });
  await page.reload();
  await expect(page.getByText('Rolling out, round 1', { exact: true })).toBeVisible({ timeout: 300_000 });
  await looksRight(page, 'home-turning');
  await expect(
    page.getByRole('heading', { name: 'The last turn made the model clearly better' }),
  ).toBeVisible({
    timeout: 500_000,
  });
  await looksRight(page, 'home');
});
