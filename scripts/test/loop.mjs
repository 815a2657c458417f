// The end-to-end check: the quick loop with the real embedded model, as a user runs it, and what its report says.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run } from './run.mjs';

const limitMs = 15 * 60_000;

/** @returns {Promise<{passed: number, failed: number}>} each claim about the loop counts as one test */
export async function runLoop(house) {
  const main = path.join(house.root, 'app', 'cli', 'main.ts');
  const workspace = path.join(house.temp, 'workspace');
  const args = [main, 'flywheel', '--quick', '--json', '--workspace', workspace];
  const tool = { command: house.nodePath, args, cwd: house.root, env: house.env, limitMs };
  const { code, stdout } = await run(tool, true);
  const report = parse(stdout);
  const claims = [
    ['ends with exit code 0', () => code === 0],
    ['prints its report, and nothing else, as JSON', () => report?.v === 1],
    ...claimsAbout(report),
  ];
  const failed = claims.filter(([claim, holds]) => !say(claim, holds)).length;
  if (report !== undefined) process.stdout.write(figures(report));
  if (failed > 0) process.stdout.write(`  exit code ${code}; the report began:\n${stdout.slice(0, 2_000)}\n`);
  return { passed: claims.length - failed, failed };
}

/** What must hold of any report of a whole quick loop: a claim, and whether it holds (an exception is a no). */
function claimsAbout(report) {
  const before = () => report.evaluations[0];
  const after = () => report.evaluations.at(-1);
  const round = () => report.rounds[0];
  const tasks = (evaluation) => evaluation.summary.perTask.map(({ taskId }) => taskId).join();
  return [
    ['goes through to its end', () => report.incomplete === null && report.rounds.length === 1],
    ['evaluates before and after', () => report.evaluations.length === 2],
    [
      'plays the same held-out tasks with the same seed both times',
      () => tasks(before()) === tasks(after()) && before().seed === after().seed,
    ],
    ['judges every held-out episode', () => before().summary.nulls === 0 && after().summary.nulls === 0],
    ['begins with a beginner (the interval reaches down to 45%)', () => before().summary.success.low <= 0.45],
    [
      'rolls out 8 episodes a training task',
      () => round().rollout.summary.episodes === 8 * round().rollout.summary.tasks,
    ],
    [
      'rolls out none of the held-out tasks',
      () => disjoint(before().summary.perTask, round().rollout.summary.perTask),
    ],
    ['leaves its dataset on disk', () => existsSync(path.join(round().dataset.folder, 'tokens.jsonl'))],
    ['trains', () => round().training.steps > 0 && Number.isFinite(round().training.lastLoss)],
    [
      'leaves a model that is what the report says',
      () => sha256(round().model.path) === round().model.sha256,
    ],
    [
      'ends clearly better: the interval after lies above the one before',
      () => after().summary.success.low > before().summary.success.high,
    ],
  ];
}

function say(claim, holds) {
  let held = false;
  try {
    held = holds();
  } catch {
    // The report has not even the field.
  }
  process.stdout.write(`  ${held ? '✓' : '✗'} the quick loop ${claim}\n`);
  return held;
}

const disjoint = (some, others) => {
  const ids = new Set(some.map(({ taskId }) => taskId));
  return others.length > 0 && others.every(({ taskId }) => !ids.has(taskId));
};

const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Shown, not asserted: a loaded machine is slower. */
function figures(report) {
  const percent = ({ summary }) =>
    summary.success === null ? '?' : `${(100 * summary.success.rate).toFixed(1)}%`;
  const seconds = report.timings.reduce((sum, stage) => sum + stage.seconds, 0);
  return `  ${report.evaluations.map(percent).join(' → ')} on held-out tasks, in ${seconds.toFixed(0)} s\n`;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
