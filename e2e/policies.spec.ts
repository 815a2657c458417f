/** Policies: what is there, adding a file and an endpoint, a word with one, letting it play. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
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

/** Lets go of a file over the page, as a mouse would. */
async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ name: called, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], called));
      return transfer;
    },
    { name, base64: content.toString('base64') },
  );
  await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer });
}

test('a file that is dropped on the page is sent, checked and kept; one that is no model is not', async ({
  page,
  app,
}) => {
  await visit(page, app, '/policies');
  await expect(page.getByRole('link', { name: 'The embedded model' })).toBeVisible();
  const dialog = page.getByRole('dialog');
  await drop(page, 'page.gguf', Buffer.from('<html>no model</html>'));
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect(dialog.getByRole('alert')).toContainText('page.gguf is no GGUF file');
  await page.keyboard.press('Escape');
  const bytes = readFileSync(model);
  await drop(page, 'Dropped One.gguf', bytes);
  await expect(dialog.getByLabel('Name')).toHaveValue('dropped-one');
  await looksRight(page, 'policies-drop');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Dropped One.gguf' }).click();
  await expect(page.getByText('Ready').or(page.getByText('parameters'))).toBeVisible();
  const models = join(app.workspace, 'models');
  const kept = (): readonly string[] =>
    readdirSync(models, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gguf'));
  await expect.poll(kept).toEqual([expect.stringMatching(/^Dropped-One-/)]);
  expect(readFileSync(join(models, kept()[0] ?? '')).equals(bytes)).toBe(true);
  expect(readdirSync(join(models, '.incoming'))).toEqual([]);
  await page.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('link', { name: 'Dropped One.gguf' })).toBeHidden();
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
