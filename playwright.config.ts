/** The screens, clicked: the real host, database, embedded model and trainer, in Chromium. Two files at a time, each with an app of its own. */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Debian's, or the one named. Playwright's own browsers are not fetched. */
const chromium = [process.env['UNDERSTUDY_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  timeout: 180_000,
  // A machine under load may be late once; what fails twice is broken. A test that needed it is reported as flaky.
  retries: 1,
  expect: { timeout: 20_000 },
  reporter:
    process.env['UNDERSTUDY_E2E_REPORT'] === undefined
      ? 'list'
      : [['list'], ['json', { outputFile: process.env['UNDERSTUDY_E2E_REPORT'] }]],
  // Of its own for each run: two at once would clear each other's.
  outputDir: `.setup/e2e/${(process.env['UNDERSTUDY_E2E_RUN'] ??= String(process.pid))}`,
  use: {
    actionTimeout: 30_000,
    viewport: { width: 1360, height: 860 },
    screenshot: 'only-on-failure',
    launchOptions: {
      args: ['--no-sandbox', '--force-device-scale-factor=1'],
      ...(chromium === undefined ? {} : { executablePath: chromium }),
    },
  },
});
