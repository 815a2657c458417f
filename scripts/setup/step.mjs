// One line of progress per set-up step, with its elapsed time; the tool's own output goes to a log file.
// Everything is written to stderr: stdout belongs to the command that follows (`--json` prints a report there).
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';

const running = new Set();

/** Ends the tools that are running now: called when the set-up is interrupted. */
export function endRunningSteps() {
  for (const child of running) child.kill('SIGTERM');
}

/** @param {number} since milliseconds @returns {string} for example `3.2 s` or `2 min 05 s` */
export function elapsed(since) {
  const seconds = (Date.now() - since) / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** Shows `title … 12.0 s` while `work` runs, and its outcome at the end. Rethrows what `work` throws. */
export async function showProgress(title, work) {
  const since = Date.now();
  const live = process.stderr.isTTY === true;
  const line = (mark) => `  ${mark} ${title} ${elapsed(since)}`;
  if (!live) process.stderr.write(`  · ${title}\n`);
  const timer = live ? setInterval(() => process.stderr.write(`\r${line('·')}`), 500) : undefined;
  const finish = (mark) => {
    clearInterval(timer);
    process.stderr.write(`${live ? '\r' : ''}${line(mark)}\n`);
  };
  try {
    const result = await work();
    finish('✓');
    return result;
  } catch (error) {
    finish('✗');
    throw error;
  }
}

/**
 * Runs a tool to its end as one step.
 * @param {string} title
 * @param {{command: string, args: string[], cwd: string, log: string, remedy: string,
 *   env?: NodeJS.ProcessEnv, shell?: boolean}} tool `log` is overwritten.
 * @throws {SetupFailure} when the tool cannot start or ends with another code than 0
 */
export async function runStep(title, tool) {
  await showProgress(title, async () => {
    mkdirSync(path.dirname(tool.log), { recursive: true });
    const log = createWriteStream(tool.log);
    log.write(`$ ${[tool.command, ...tool.args].join(' ')}\n`);
    await once(log, 'open');
    const child = spawn(tool.command, tool.args, {
      cwd: tool.cwd,
      env: { ...process.env, ...tool.env },
      shell: tool.shell ?? false,
      stdio: ['ignore', log, log],
    });
    running.add(child);
    const outcome = await new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) =>
        resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)),
      );
    });
    running.delete(child);
    log.end();
    if (outcome === undefined) return;
    throw new SetupFailure(`${title}: failed (${outcome}).\n${tail(tool.log, 5)}`, tool.remedy, tool.log);
  });
}

function tail(file, count) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
  return lines
    .slice(-count)
    .map((text) => `  | ${text.slice(0, 200)}`)
    .join('\n');
}
