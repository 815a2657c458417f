/** The list of 100,000 episodes: scrolled, slowly and from end to end, and searched. */
import type { Browser, Page } from '@playwright/test';
import { address, newPage, type App } from './app.ts';
import { framesDuring, printFrames, printTimes, type Frames } from './frames.ts';

export async function measureList(browser: Browser, app: App): Promise<void> {
  const page = await newPage(browser);
  await page.goto(address(app, '/runs/episodes'));
  await page.getByRole('grid', { name: 'Episodes' }).getByText('family-').first().waitFor();
  printFrames('scroll: slowly, 60 pixels a frame', await scrolled(browser, page, 60, 200));
  // 100,000 rows of 38 pixels in so many frames.
  printFrames('scroll: all rows in 120 frames', await scrolled(browser, page, 31670, 120));
  for (const [name, words] of [
    ['two words', 'word17 word2048'],
    ['a word that 2.8% hold', 'word17 '],
    ['a beginning that 27% hold', 'word123'],
  ] as const)
    printTimes(`search: ${name}, to the rows`, await searched(page, words));
  await page.context().close();
}

/** From the top, so many pixels with every frame. */
async function scrolled(browser: Browser, page: Page, pixels: number, frames: number): Promise<Frames> {
  return framesDuring(browser, page, async () =>
    page.evaluate(
      async ([step = 0, count = 0]) => {
        const grid = document.querySelector('[role="grid"]');
        for (let frame = 0; frame < count; frame += 1) {
          if (grid !== null) grid.scrollTop = frame * step;
          await new Promise(requestAnimationFrame);
        }
      },
      [pixels, frames],
    ),
  );
}

const REPEATS = 5;

/** Milliseconds from the last letter to the rows, with the pause in which the field waits for another letter. */
async function searched(page: Page, words: string): Promise<readonly number[]> {
  const times: number[] = [];
  const field = page.getByRole('textbox', { name: 'Search in the transcripts' });
  for (let i = 0; i < REPEATS; i += 1) {
    await field.fill('');
    await page.getByText('100,000 episodes').waitFor();
    // Other words each time: what was found before is not asked for again.
    const wanted = `${'word3 '.repeat(i)}${words}`;
    const waiting = page.evaluate(
      async () =>
        new Promise<number>((done) => {
          const status = (): string => document.querySelector('[role="status"]')?.textContent ?? '';
          const before = status();
          document.addEventListener('input', ({ timeStamp }) => {
            const look = (): void => {
              const loaded = document.querySelector('[role="grid"] [aria-rowindex="2"]')?.textContent ?? '';
              const found = status() !== before && (loaded !== '' || status() === '');
              if (found) done(performance.now() - timeStamp);
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          });
        }),
    );
    await field.fill(wanted);
    times.push(await waiting);
  }
  return times;
}
