// The end-to-end check: the quick loop with the real embedded model, as a user runs it, and its JSON report.
import path from 'node:path';
import process from 'node:process';
import { run } from './run.mjs';

const limitMs = 15 * 60_000;

/** @returns {Promise<{passed: number, failed: number}>} each claim about the report counts as one test */
export async function runLoop(house) {
  const main = path.join(house.root, 'app', 'cli', 'main.ts');
  const workspace = path.join(house.temp, 'workspace');
  const args = [main, 'flywheel', '--quick', '--json', '--workspace', workspace];
  const tool = { command: house.nodePath, args, cwd: house.root, env: house.env, limitMs };
  const { code, stdout } = await run(tool, true);
  const report = parse(stdout);
  const claims = {
    'ends with exit code 0': code === 0,
    'prints the report, and nothing else, as JSON': report !== undefined,
  };
  let passed = 0;
  for (const [claim, holds] of Object.entries(claims)) {
    process.stdout.write(`  ${holds ? '✓' : '✗'} the quick loop ${claim}\n`);
    if (holds) passed += 1;
  }
  const failed = Object.keys(claims).length - passed;
  if (failed > 0) process.stdout.write(`exit code ${code}; its output:\n${stdout.slice(0, 4_000)}\n`);
  return { passed, failed };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
