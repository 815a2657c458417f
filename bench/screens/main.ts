/**
 * What the screens cost in Chromium, a figure a line: its name, the median, the lowest and the highest. Not part of the tests.
 *
 *     node bench/screens/main.ts [--many FOLDER] [start] [list] [replay] [training] [memory]
 *
 * All five where none is named. `--many FOLDER` keeps the workspace with many episodes there, and takes it as it is the next time. It wants built screens (`npm start` builds them) and a Chromium.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from '@playwright/test';
import { writeEpisodes } from '../many-episodes.ts';
import { printMachine } from '../measure.ts';
import { openBrowser, startApp, type App } from './app.ts';
import { measureList } from './list.ts';
import { measureMemory } from './memory.ts';
import { measureReplay, writeLongEpisodes } from './replay.ts';
import { measureStart } from './start.ts';
import { measureLongJob, measureTraining } from './training.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { many: { type: 'string' } },
});
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-screens-'));
const browser = await openBrowser();

async function onApp(
  workspace: string,
  measure: (browser: Browser, app: App) => Promise<void>,
): Promise<void> {
  const app = await startApp(workspace);
  try {
    await measure(browser, app);
  } finally {
    await app.stop();
  }
}

try {
  printMachine();
  if (wanted('start') || wanted('list')) {
    const workspace = values.many ?? join(folder, 'many');
    if (!existsSync(workspace)) {
      process.stderr.write('Writing 100,000 episodes …\n');
      writeEpisodes(workspace, 100_000);
    }
    if (wanted('start')) await onApp(workspace, measureStart);
    if (wanted('list')) await onApp(workspace, measureList);
  }
  if (wanted('replay')) {
    const workspace = join(folder, 'replay');
    await writeLongEpisodes(workspace);
    await onApp(workspace, measureReplay);
  }
  if (wanted('training')) {
    const workspace = join(folder, 'training');
    await onApp(workspace, async (...on) => measureTraining(...on, workspace));
    await onApp(workspace, measureLongJob);
  }
  if (wanted('memory')) await onApp(join(folder, 'memory'), measureMemory);
  printMachine();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
