/** The real host in a process of its own, and Chromium with a page that is signed in. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';

/** Bytes after a collection of garbage. */
export interface HostState {
  readonly heap: number;
  readonly rss: number;
  /** Whether a run or another piece of work is going on. */
  readonly busy: boolean;
  /** Milliseconds: the longest time since the last question in which it could not have answered anybody. */
  readonly longest: number;
}

export interface App {
  /** With the token behind the #. */
  readonly url: string;
  /** Milliseconds until it answered. */
  readonly startedIn: number;
  state(): Promise<HostState>;
  stop(): Promise<void>;
}

export async function startApp(workspace: string): Promise<App> {
  const began = performance.now();
  const child = fork(join(import.meta.dirname, 'host.ts'), [workspace], { execArgv: ['--expose-gc'] });
  const answer = async (): Promise<Record<string, unknown>> =>
    new Promise((done, failed) => {
      const ended = (code: number | null): void => failed(new Error(`the host ended with ${String(code)}`));
      child.once('exit', ended);
      child.once('message', (said) => {
        child.off('exit', ended);
        done(typeof said === 'object' && !Array.isArray(said) ? { ...said } : {});
      });
    });
  const { url } = await answer();
  const startedIn = performance.now() - began;
  return {
    url: String(url),
    startedIn,
    state: async () => {
      child.send('state');
      const { heap, rss, busy, longest } = await answer();
      return { heap: Number(heap), rss: Number(rss), busy: busy === true, longest: Number(longest) };
    },
    stop: async () => {
      if (!child.connected) return;
      const over = new Promise((done) => child.once('exit', done));
      child.send('stop');
      await over;
    },
  };
}

/** As in playwright.config.ts. */
export async function openBrowser(): Promise<Browser> {
  const named = [process.env['UNDERSTUDY_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const executablePath = named.find((path) => path !== undefined && existsSync(path));
  const args = ['--no-sandbox', '--force-device-scale-factor=1'];
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
}

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  return page;
}

export function address(app: App, path: string): string {
  const { origin, hash } = new URL(app.url);
  return `${origin}${path}${hash}`;
}
