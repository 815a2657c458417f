/** What every end-to-end test stands on: an app of its own, on a workspace of its own, and checks that every screen must pass. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

const root = resolve(import.meta.dirname, '..');

export interface RunningApp {
  /** With the token behind the #. */
  readonly url: string;
  /** Its folder. */
  readonly workspace: string;
  /** Ends the host and starts it again on the same workspace and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs the command line with the tests' Node; resolves when it ended well. */
export async function understudy(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'app', 'cli', 'main.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`understudy ${args.join(' ')} ended with ${String(code)}`);
  return said;
}

export async function startApp(workspace: string, port = 0): Promise<RunningApp> {
  const begin = async (on: number): Promise<{ child: ChildProcess; url: string }> => {
    const args = [join(root, 'app', 'cli', 'main.ts'), 'app', '--no-open', '--workspace', workspace];
    const child = spawn(process.execPath, [...args, '--port', String(on)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((done, failed) => {
      createInterface({ input: child.stdout }).once('line', done);
      child.once('exit', (code) => failed(new Error(`the app ended with ${String(code)}`)));
    });
    return { child, url };
  };
  const end = async (child: ChildProcess): Promise<void> => {
    const over = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await over;
  };
  let running = await begin(port);
  const { url } = running;
  return {
    ...{ url, workspace },
    restart: async () => {
      await end(running.child);
      running = await begin(Number(new URL(url).port));
    },
    stop: async () => end(running.child),
  };
}

interface Workers {
  /** A folder of its own for each worker of tests, gone afterwards. */
  readonly workspace: string;
  /** The app of a file of tests; asking for another file's ends the one before. */
  readonly apps: { of(file: string): Promise<RunningApp> };
}

interface Fixtures {
  readonly app: RunningApp;
}

/** `app` is started once for each file of tests, on a workspace of its own. Seed that in a `workspace` fixture of your own. */
export const test = base.extend<Fixtures, Workers>({
  workspace: [
    // Playwright wants a destructured first argument, also where nothing is taken from it.
    async ({ browserName: _browser }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'understudy-e2e-'));
      await use(join(folder, 'workspace'));
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  apps: [
    async ({ workspace }, use) => {
      let running: { readonly file: string; readonly app: RunningApp } | null = null;
      let files = 0;
      const end = async (): Promise<void> => running?.app.stop();
      await use({
        of: async (file) => {
          if (running?.file === file) return running.app;
          await end();
          files += 1;
          const app = await startApp(files === 1 ? workspace : `${workspace}-${String(files)}`);
          running = { file, app };
          return app;
        },
      });
      await end();
    },
    { scope: 'worker' },
  ],
  app: async ({ apps }, use, { file }) => {
    await use(await apps.of(file));
  },
});

/** Opens the app at a path, signed in. */
export async function visit(page: Page, app: RunningApp, path = '/'): Promise<void> {
  const { origin, hash } = new URL(app.url);
  await page.goto(`${origin}${path}${hash}`);
  await expect(page.locator('h1')).toBeVisible();
}

/** Fails on any accessibility finding, in light and in dark, and leaves a picture of both for people to look at. */
export async function looksRight(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The components take the scheme on a moment after the browser has it.
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await faded(page);
    await page.screenshot({ path: join(root, '.setup', 'screens', `${name}-${colorScheme}.png`) });
    // In one piece: what it would do besides is for frames of other origins, of which there are none, and takes twice as long.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.html) }));
    expect(found, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Waits until nothing fades from one scheme to the other any more; what never ends must not hold the test. */
async function faded(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = async (): Promise<unknown> => new Promise(requestAnimationFrame);
    const fades = (): boolean =>
      document
        .getAnimations()
        .some(({ effect, playState }) => playState === 'running' && effect?.getTiming().iterations === 1);
    const end = performance.now() + 400;
    // What is drawn anew because of the scheme begins to fade a frame later.
    await frame();
    await frame();
    while (performance.now() < end && fades()) await frame();
  });
}

export { expect };
