/** Policies: what is there, adding a file and an endpoint, a word with one, letting it play. */
import { resolve } from 'node:path';
import { expect, looksRight, test, visit } from './app.ts';

test.describe.configure({ mode: 'serial' });

const model = resolve(import.meta.dirname, '..', 'models', 'embedded', 'model.gguf');

test('the embedded model is there and answers', async ({ page, app }) => {
  await visit(page, app, '/policies');
  await looksRight(page, 'policies');
  await page.getByRole('link', { name: 'The embedded model' }).click();
  await page.getByRole('textbox', { name: 'What you say' }).fill('Hello, who are you?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log', { name: 'Conversation' })).toContainText(/tokens/, { timeout: 60_000 });
  await looksRight(page, 'policy');
});

test('a model file is added, refused when it is none, and removed again', async ({ page, app }) => {
  await visit(page, app, '/policies');
  const dialog = page.getByRole('dialog');
  // A key pressed before the screen has arrived does nothing, as for a person.
  await expect(page.getByRole('link', { name: 'The embedded model' })).toBeVisible();
  await page.keyboard.press('a');
  await dialog.getByLabel('Where the file lies').fill('/nowhere/none.gguf');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Where the file lies').fill(model);
  await dialog.getByLabel('Name').fill('mine');
  await looksRight(page, 'policies-add');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'model.gguf' }).click();
  await expect(page.getByText('parameters')).toBeVisible();
  await page.getByRole('link', { name: 'Let it play' }).click();
  await expect(page.getByRole('combobox', { name: 'Who plays' })).toHaveValue('model.gguf');
  await page.goBack();
  await page.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('link', { name: 'model.gguf' })).toBeHidden();
});

test('an endpoint is added without its key ever being typed', async ({ page, app }) => {
  await visit(page, app, '/policies');
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('http://127.0.0.1:9/v1');
  await dialog.getByRole('textbox', { name: 'Model' }).fill('some-model');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('link', { name: 'some-model at 127.0.0.1:9' }).click();
  await page.getByRole('textbox', { name: 'What you say' }).fill('Hello?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 120_000 });
});
