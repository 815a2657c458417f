/** From the beginning of a navigation to a screen that shows what is there, with nothing in the browser's cache. */
import type { Browser } from '@playwright/test';
import { address, newPage, type App } from './app.ts';
import { printTimes } from './frames.ts';

const REPEATS = 5;

/** Where, and words that stand there once it can be used. */
const screens = [
  { name: 'home', path: '/', within: 'main', words: '100,000' },
  { name: 'runs', path: '/runs', within: 'main', words: '100,000' },
  { name: 'episodes', path: '/runs/episodes', within: '[role="grid"]', words: 'family-' },
] as const;

export async function measureStart(browser: Browser, app: App): Promise<void> {
  printTimes('start: the host answers', [app.startedIn]);
  for (const { name, path, within, words } of screens) {
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i += 1) {
      const page = await newPage(browser);
      await page.addInitScript(
        ([place, wanted]) => {
          const look = (): void => {
            const shown = document.querySelector(place ?? '')?.textContent ?? '';
            if (shown.includes(wanted ?? ''))
              document.documentElement.dataset['usable'] = String(performance.now());
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        [within, words],
      );
      await page.goto(address(app, path), { waitUntil: 'commit' });
      await page.waitForFunction(() => document.documentElement.dataset['usable'] !== undefined);
      times.push(Number(await page.evaluate(() => document.documentElement.dataset['usable'])));
      await page.context().close();
    }
    printTimes(`start: ${name}, from navigation`, times);
  }
}
