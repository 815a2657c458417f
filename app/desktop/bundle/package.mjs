// `npm run package`: the set-up, the screens, the programs, the Node that plays models, then electron-builder; for the system this
// runs on, since native parts are those of this machine. What is given behind it goes to electron-builder: `npm run
// package -- --dir` makes the folder alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { reportSetupError, root, setUp } from '../../../scripts/setup.mjs';
import { SetupFailure } from '../../../scripts/setup/failure.mjs';
import { builtScreens } from '../../../scripts/setup/screens.mjs';
import { publishing } from './publish.mjs';

const desktop = path.join(root, 'app', 'desktop');

/** The Node of the set-up goes along. It must run from wherever it is put, and its licence with it. */
function takeAlong(node) {
  const folder = path.join(desktop, 'dist', 'node');
  const copy = path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  const beside = path.dirname(node);
  const terms = [path.join(beside, '..', 'LICENSE'), path.join(beside, 'LICENSE')].find((file) =>
    existsSync(file),
  );
  if (terms === undefined) {
    throw new SetupFailure(
      `${node} has no LICENSE beside it, and must not be shipped without.`,
      'remove node_modules and start again, so that the Node of the set-up comes with its own.',
    );
  }
  mkdirSync(folder, { recursive: true });
  copyFileSync(node, copy);
  copyFileSync(terms, path.join(folder, 'LICENSE'));
  const version = (program) => execFileSync(program, ['--version'], { env: {}, encoding: 'utf8' });
  if (version(copy) !== version(node))
    throw new SetupFailure(`${copy} is not ${node}.`, 'remove app/desktop/dist and try again.');
}

function run(node, ...args) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

try {
  const { homepage } = JSON.parse(readFileSync(path.join(desktop, 'package.json'), 'utf8'));
  const { env, platform } = process;
  const given = process.argv.slice(2);
  const folderOnly = given.includes('--dir');
  const { args, notes } = publishing({ env, homepage, platform, folderOnly });
  const { node } = await setUp({ trainer: false, tools: false });
  await builtScreens(root, node);
  run(node, path.join(desktop, 'bundle', 'bundle.ts'));
  takeAlong(node);
  const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
  process.stdout.write(`${notes.join('\n')}\n`);
  // electron-builder.yml is what it reads by itself; named here it would be put under these arguments a second time.
  run(node, builder, '--publish', 'never', ...args, ...given);
} catch (error) {
  reportSetupError(error);
}
