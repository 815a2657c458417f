// Brings a fresh clone to where its commands can run: Node packages and Node 24, and the trainer's Python.
// Runs on any Node 20 or later without a package installed. Does nothing when nothing changed.
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './setup/failure.mjs';
import { withLock } from './setup/lock.mjs';
import { installedNode, installNodePackages } from './setup/node-packages.mjs';
import { endRunningSteps } from './setup/step.mjs';
import { installedTrainer, installTrainer } from './setup/trainer.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param {{trainer: boolean, tools: boolean}} need whether the trainer's Python is wanted, and with it the
 *   Python lint and test tools
 * @returns {Promise<{node: string, python: string | undefined, trainerMissing: string | undefined}>}
 *   the Node to run with; the trainer's Python, or why there is none (undefined also when it was not asked for)
 * @throws {SetupFailure} when the Node packages cannot be had: nothing can run then
 */
export async function setUp(need) {
  const node = installedNode(root);
  const python = installedTrainer(root, need);
  if (node !== undefined && (python !== undefined || !need.trainer))
    return { node, python, trainerMissing: undefined };

  const say = (text) => process.stderr.write(`${text}\n`);
  const interrupted = (signal) => {
    endRunningSteps();
    say(`\nSet-up interrupted (${signal}). The next start goes on from here.`);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  const lock = path.join(root, '.setup', 'lock');
  try {
    return await withLock(
      lock,
      (owner) => say(`Another set-up of this folder is running (${owner}): waiting for it.`),
      () => install(need, say),
    );
  } finally {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
}

/** Looks again, now under the lock: another set-up may have done the work while this one waited. */
async function install(need, say) {
  const logs = path.join(root, '.setup');
  const node = installedNode(root) ?? (await installNodePackages(root, logs));
  let python = installedTrainer(root, need);
  if (python !== undefined || !need.trainer) return { node, python, trainerMissing: undefined };
  try {
    python = await installTrainer(root, logs, need);
    return { node, python, trainerMissing: undefined };
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(`\nThe trainer cannot be set up; everything but training still works.\n${error.message}\n`);
    return { node, python: undefined, trainerMissing: error.what.split('\n')[0] };
  }
}

/** Prints what a person can act on and sets the exit code; unknown errors keep their stack. */
export function reportSetupError(error) {
  process.stderr.write(`\n${error instanceof SetupFailure ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const since = Date.now();
  setUp({ trainer: true, tools: false }).then(({ node, python, trainerMissing }) => {
    process.stdout.write(`node:    ${node}\npython:  ${python ?? `missing: ${trainerMissing}`}\n`);
    process.stdout.write(`set-up took ${((Date.now() - since) / 1000).toFixed(2)} s\n`);
  }, reportSetupError);
}
