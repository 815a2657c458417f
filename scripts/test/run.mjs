// Runs one check as a child process and says what came of it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @param {{command: string, args: string[], cwd: string, env?: NodeJS.ProcessEnv, limitMs?: number}} tool
 *   `limitMs`: it is ended after so many milliseconds
 * @returns {Promise<{code: number, stdout: string}>} stdout is collected only with `capture`, else shown
 */
export async function run(tool, capture = false) {
  const child = spawn(tool.command, tool.args, {
    cwd: tool.cwd,
    env: { ...process.env, ...tool.env },
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
  });
  const timer =
    tool.limitMs === undefined ? undefined : setTimeout(() => child.kill('SIGTERM'), tool.limitMs);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${tool.command}: ${error.message}\n`);
      resolve(127);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  clearTimeout(timer);
  return { code, stdout };
}

/** @typedef {{passed: number, failed: number}} Counts */

/** A check without tests of its own: nothing passed, and one failure when it fails. */
export const asCheck = ({ code }) => ({ passed: 0, failed: code === 0 ? 0 : 1 });

/** @returns {Counts} of vitest's JSON report; a run that ended badly has at least one failure */
export function vitestCounts(file, { code }) {
  const report = readReport(file, JSON.parse);
  const brokenFiles = report?.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  );
  const failed = (report?.numFailedTests ?? 0) + (brokenFiles?.length ?? 0);
  return { passed: report?.numPassedTests ?? 0, failed: atLeastOne(failed, code) };
}

/** @returns {Counts} of pytest's JUnit report; a run that ended badly has at least one failure */
export function pytestCounts(file, { code }) {
  const suite = readReport(file, (text) => /<testsuite [^>]*>/.exec(text)?.[0]) ?? '';
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return { passed: count('tests') - failed - count('skipped'), failed: atLeastOne(failed, code) };
}

const atLeastOne = (failed, code) => (code === 0 ? failed : Math.max(failed, 1));

function readReport(file, parse) {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
