/** The frame around every screen: navigation, palette, keys, connection. */
import { expect, looksRight, test, visit } from './app.ts';

test('the token leaves the address, and a window without one is told what to do', async ({
  page,
  app,
  browser,
}) => {
  await visit(page, app);
  expect(page.url()).not.toContain('token');
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(new URL(app.url).origin);
  await expect(stranger.getByRole('alert')).toContainText('opened without its key');
  await stranger.context().close();
});

test('every place is reached by mouse, by keys and by the palette', async ({ page, app }) => {
  await visit(page, app);
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Runs' }).click();
  await expect(page).toHaveTitle(/Runs/);
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await expect(page).toHaveTitle(/Home/);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('What do you want to do?').fill('go runs');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/Runs/);
});

test('the sheet shows every key', async ({ page, app }) => {
  await visit(page, app);
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog')).toContainText('Go to Runs');
});

test('a lost connection is said, and found again by itself', async ({ page, app }) => {
  await visit(page, app, '/runs');
  const restarted = app.restart();
  await expect(page.getByText('The connection to Understudy was lost')).toBeVisible();
  await restarted;
  await expect(page.getByText('The connection to Understudy was lost')).toBeHidden();
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page.getByRole('navigation', { name: 'The loop' })).toContainText('Episodes');
});

test('home and runs look right with nothing in them', async ({ page, app }) => {
  await visit(page, app);
  await looksRight(page, 'home-empty');
  await visit(page, app, '/runs');
  await looksRight(page, 'runs-empty');
});
