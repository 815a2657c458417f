// The screens, clicked in Chromium by Playwright (e2e/), on freshly built ones.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { builtScreens } from '../setup/screens.mjs';
import { run } from './run.mjs';

/** Debian's Chromium, or the one named; the same list as in playwright.config.ts. */
const browsers = [process.env['UNDERSTUDY_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** @returns {Promise<{passed: number, failed: number}>} */
export async function runScreens(house) {
  if (!browsers.some((one) => one !== undefined && existsSync(one))) {
    process.stdout.write(
      'Not run: there is no Chromium. Install one, or name it with UNDERSTUDY_CHROMIUM.\n',
    );
    return { passed: 0, failed: 0 };
  }
  await builtScreens(house.root, house.nodePath);
  const report = path.join(house.temp, 'playwright.json');
  const tool = house.node('@playwright/test/cli.js', 'test');
  const { code } = await run({ ...tool, env: { ...tool.env, UNDERSTUDY_E2E_REPORT: report } });
  return counts(report, code);
}

/** A run that ended badly has at least one failure. */
function counts(report, code) {
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: stats.expected + stats.flaky,
      failed: code === 0 ? stats.unexpected : Math.max(stats.unexpected, 1),
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
