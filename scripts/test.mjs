// `npm test`: the set-up, then every check of this project in order, with its time, and a summary at the end.
// A step that fails does not keep the later ones from running. `--only STEP` (repeatable) runs some of them.
// The last line is `N passed, N failed`: the tests of vitest, pytest and the loop, and each failed check as one.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { reportSetupError, root, setUp } from './setup.mjs';
import { elapsed } from './setup/step.mjs';
import { runLoop } from './test/loop.mjs';
import { runScreens } from './test/screens.mjs';
import { asCheck, pytestCounts, run, vitestCounts } from './test/run.mjs';

/** The steps in order. `trainer`: it needs the trainer's Python, and fails with the reason when there is none. */
const steps = {
  format: {
    run: async (house) => asCheck(await run(house.node('prettier/bin/prettier.cjs', '--check', '.'))),
  },
  lint: {
    run: async (house) => asCheck(await run(house.node('eslint/bin/eslint.js', '.', '--max-warnings', '0'))),
  },
  types: {
    run: async (house) => {
      const node = await run(house.node('typescript/bin/tsc', '--noEmit'));
      // The screens run in a browser: other globals, and JSX.
      const screens = await run(house.node('typescript/bin/tsc', '--noEmit', '-p', 'app/ui'));
      const clicks = await run(house.node('typescript/bin/tsc', '--noEmit', '-p', 'e2e'));
      return asCheck({ code: node.code || screens.code || clicks.code });
    },
  },
  unit: {
    run: async (house) => {
      const report = path.join(house.temp, 'vitest.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      return vitestCounts(report, await run(house.node('vitest/vitest.mjs', 'run', ...reporters)));
    },
  },
  ruff: {
    trainer: true,
    run: async (house) => {
      const format = await run(house.python('-m', 'ruff', 'format', '--check', '.'));
      const lint = await run(house.python('-m', 'ruff', 'check', '.'));
      return asCheck({ code: format.code || lint.code });
    },
  },
  pytest: {
    trainer: true,
    run: async (house) => {
      const report = path.join(house.temp, 'pytest.xml');
      // Two processes, and one thread in each: models as small as theirs gain little from a second. What is late once on a machine under
      // load is tried again, as on the screens; what fails twice is broken.
      const how = ['-n', '2', '--dist', 'worksteal', '--reruns', '1', `--junitxml=${report}`];
      const tests = house.python('-m', 'pytest', ...how);
      return pytestCounts(report, await run({ ...tests, env: { ...tests.env, OMP_NUM_THREADS: '1' } }));
    },
  },
  e2e: { trainer: true, run: runScreens },
  loop: { trainer: true, run: runLoop },
};

function chosenSteps() {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
    const unknown = values.only?.find((name) => !Object.hasOwn(steps, name));
    if (unknown === undefined)
      return Object.entries(steps).filter(([name]) => values.only?.includes(name) ?? true);
    process.stderr.write(`There is no step "${unknown}". Steps: ${Object.keys(steps).join(', ')}.\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
  process.exit(2);
}

/** How the steps start their tools. */
function house(ready, temp) {
  const env = { ...process.env, UNDERSTUDY_PYTHON: ready.python ?? '' };
  return {
    root,
    temp,
    env,
    nodePath: ready.node,
    node: (tool, ...args) => ({
      command: ready.node,
      args: [path.join(root, 'node_modules', tool), ...args],
      cwd: root,
      env,
    }),
    python: (...args) => ({ command: ready.python, args, cwd: path.join(root, 'trainer'), env }),
  };
}

async function main() {
  const chosen = chosenSteps();
  const since = Date.now();
  const trainer = chosen.some(([, step]) => step.trainer === true);
  const ready = await setUp({ trainer, tools: trainer });
  const summary = [`set-up    ${elapsed(since)}`];
  const temp = mkdtempSync(path.join(os.tmpdir(), 'understudy-test-'));
  const sum = { passed: 0, failed: 0 };
  try {
    for (const [name, step] of chosen) {
      process.stdout.write(`\n── ${name}\n`);
      const start = Date.now();
      const result = await outcome(step, ready, temp);
      sum.passed += result.passed;
      sum.failed += result.failed;
      const tests =
        result.passed + result.failed > 0 ? `  ${result.passed} passed, ${result.failed} failed` : '';
      summary.push(`${name.padEnd(9)} ${result.failed === 0 ? 'ok' : 'FAILED'}  ${elapsed(start)}${tests}`);
    }
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
  process.stdout.write(`\n── summary\n${summary.join('\n')}\ntotal     ${elapsed(since)}\n\n`);
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

async function outcome(step, ready, temp) {
  if (step.trainer === true && ready.python === undefined) {
    process.stdout.write(`Not run: ${ready.trainerMissing}\n`);
    return { passed: 0, failed: 1 };
  }
  try {
    return await step.run(house(ready, temp));
  } catch (error) {
    process.stdout.write(`${error.stack}\n`);
    return { passed: 0, failed: 1 };
  }
}

main().catch(reportSetupError);
