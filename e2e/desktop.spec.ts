/**
 * The desktop shell, for real: Electron's program, the bundled main process, the host in its utility process. Skipped, with the
 * reason printed, where Electron's program was not fetched or there is no screen (`xvfb-run` gives one).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { electronBinary } from '@understudy/desktop';

const root = resolve(import.meta.dirname, '..');
const desktop = join(root, 'app', 'desktop');
const binary = electronBinary();
const { env } = process;
const blind = process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'];
const missing =
  binary === null
    ? "Electron's program is not here: `npm start` fetches it where it can."
    : blind
      ? 'This machine has no screen: run it with xvfb-run.'
      : null;
if (missing !== null) process.stdout.write(`desktop.spec.ts is skipped. ${missing}\n`);
test.skip(missing !== null, missing ?? '');

let folder: string;
let shell: ElectronApplication;
let page: Page;

async function start(): Promise<void> {
  shell = await _electron.launch({
    ...(binary === null ? {} : { executablePath: binary }),
    // Chromium refuses root its sandbox; the app itself never asks for this.
    args: [
      ...(userInfo().uid === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      desktop,
    ],
    env: { ...env, UNDERSTUDY_WORKSPACE: join(folder, 'workspace'), UNDERSTUDY_NODE: process.execPath },
  });
  page = await shell.firstWindow();
}

test.beforeAll(async () => {
  if (missing !== null) return;
  execFileSync(process.execPath, [join(desktop, 'bundle', 'bundle.ts')], { stdio: 'inherit' });
  folder = mkdtempSync(join(tmpdir(), 'understudy-desktop-'));
  await start();
});
test.afterAll(async () => {
  if (missing !== null) return;
  await shell.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the screens come from the app itself and are connected to the host', async () => {
  expect(page.url()).toMatch(/^app:\/\/understudy\//);
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  await expect(page.getByText('The connection to Understudy was lost')).toBeHidden();
  await expect.poll(() => existsSync(join(folder, 'workspace', 'workspace.json'))).toBe(true);
});

test('a page reaches the shell through its bridge and nothing else', async () => {
  const kinds = await page.evaluate<readonly string[]>(
    '[typeof understudy.connect, typeof require, typeof process, typeof module]',
  );
  expect(kinds).toEqual(['function', 'undefined', 'undefined', 'undefined']);
});

test('a page may not evaluate text, leave, open windows, or read other files', async () => {
  const thrown = await page.evaluate<string>(
    "(() => { try { return eval('1'); } catch (error) { return error.name; } })()",
  );
  expect(thrown).toBe('EvalError');
  expect(await page.evaluate<boolean>("window.open('https://example.org/') === null")).toBe(true);
  const address = page.url();
  await page.evaluate("void (location.href = 'https://example.org/')");
  await page.evaluate("void (location.href = 'file:///etc/passwd')");
  await page.waitForTimeout(300);
  expect(page.url()).toBe(address);
  expect(
    await page.evaluate<number>("fetch('/..%2f..%2fpackage.json').then((answer) => answer.status)"),
  ).toBe(400);
  expect(shell.windows()).toHaveLength(1);
});

test('quitting saves and lets the workspace go: the next start opens it again', async () => {
  await shell.close();
  await start();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
});
