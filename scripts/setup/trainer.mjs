// The trainer's Python: a virtual environment at .venv from trainer/requirements.lock, PyTorch first.
// UNDERSTUDY_PYTHON names a Python of one's own: used as it is when it has the trainer's packages already
// (a CUDA environment, for example), else it is what .venv is made from.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupFailure } from './failure.mjs';
import { digest, readStamp, writeStamp } from './stamp.mjs';
import { runStep } from './step.mjs';

const candidates =
  process.platform === 'win32'
    ? [['py', '-3'], ['python'], ['python3']]
    : [['python3.13'], ['python3.12'], ['python3.11'], ['python3'], ['python']];

const probe =
  'import sys, importlib.util as u, json; has = lambda *names: all(u.find_spec(n) for n in names); ' +
  'print(json.dumps({"version": list(sys.version_info[:2]), "executable": sys.executable, ' +
  '"venv": has("venv", "ensurepip"), ' +
  '"packages": has("torch", "transformers", "trl", "peft", "accelerate", "datasets", "gguf")}))';

const pythonRemedy = 'install Python 3.11, 3.12 or 3.13, or set UNDERSTUDY_PYTHON to one';
const venvFolder = (root) => path.join(root, '.venv');
const stampFile = (root) => path.join(venvFolder(root), '.understudy-setup.json');

/** @returns {string} the interpreter inside a virtual environment */
export function venvPython(folder) {
  return process.platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');
}

/** The lock files the environment is made from; the second one (lint and test tools) only for `npm test`. */
function lockFiles(root, tools) {
  const folder = path.join(root, 'trainer');
  return [
    path.join(folder, 'requirements.lock'),
    ...(tools ? [path.join(folder, 'requirements-dev.lock')] : []),
  ];
}

/**
 * @param {{tools: boolean}} need whether the lint and test tools are wanted too
 * @returns {string | undefined} the trainer's Python when everything is in place, else undefined
 */
export function installedTrainer(root, need) {
  const own = process.env['UNDERSTUDY_PYTHON'];
  if (own !== undefined && own !== '' && !need.tools) {
    const found = probePython([own]);
    return found?.packages === true ? own : undefined;
  }
  if (!existsSync(lockFiles(root, false)[0])) return undefined;
  const stamp = readStamp(stampFile(root));
  const python = venvPython(venvFolder(root));
  if (stamp === undefined || stamp.lock !== digest(lockFiles(root, false)) || !existsSync(python))
    return undefined;
  return !need.tools || stamp.tools === digest(lockFiles(root, true)) ? python : undefined;
}

/**
 * Makes or completes the virtual environment. Safe to repeat and to interrupt: pip skips what is there.
 * @returns {Promise<string>} the trainer's Python
 * @throws {SetupFailure} when there is no Python, or its packages cannot be had
 */
export async function installTrainer(root, logs, need) {
  const folder = venvFolder(root);
  const python = venvPython(folder);
  const remedy =
    'check the network (or the index in your pip configuration), then run the same command again.';
  const torch = torchRequirement(lockFiles(root, false)[0]);
  if (probePython([python]) === undefined) {
    const base = findPython();
    await runStep(`Python ${base.version.join('.')} environment (.venv)`, {
      command: base.executable,
      args: ['-m', 'venv', '--clear', folder],
      cwd: root,
      log: path.join(logs, 'venv.log'),
      remedy: `remove ${folder} and run the same command again.`,
    });
  }
  const pip = (title, name, args) =>
    runStep(title, {
      command: python,
      args: [
        '-m',
        'pip',
        'install',
        '--disable-pip-version-check',
        '--no-input',
        '--retries',
        '2',
        '--no-compile',
        ...args,
      ],
      cwd: root,
      log: path.join(logs, `${name}.log`),
      remedy,
    });
  // By its exact version and before all else, or the resolver may choose a build for another accelerator.
  const size = process.platform === 'linux' ? ', up to several GB where pip offers only CUDA builds' : '';
  await pip(`PyTorch (${torch}${size})`, 'pip-torch', [torch]);
  await pip('Trainer packages (pip)', 'pip', ['-r', lockFiles(root, false)[0]]);
  if (need.tools)
    await pip('Python lint and test tools (pip)', 'pip-tools', ['-r', lockFiles(root, true)[1]]);
  const tools = need.tools ? digest(lockFiles(root, true)) : null;
  writeStamp(stampFile(root), { lock: digest(lockFiles(root, false)), tools });
  return python;
}

/** The lock file's own line for PyTorch, such as `torch==2.13.0`. */
function torchRequirement(lock) {
  const line = existsSync(lock) ? /^torch==[^\s;\\]+/m.exec(readFileSync(lock, 'utf8')) : null;
  if (line === null) {
    throw new SetupFailure(
      `${lock} is missing or has no line "torch==VERSION".`,
      'restore it from the repository.',
    );
  }
  return line[0];
}

function findPython() {
  const own = process.env['UNDERSTUDY_PYTHON'];
  const seen = [];
  for (const command of own ? [[own]] : candidates) {
    const found = probePython(command);
    if (found === undefined) continue;
    const version = found.version.join('.');
    const [major, minor] = found.version;
    if (major !== 3 || minor < 11 || minor > 13) seen.push(`${command.join(' ')} is ${version}`);
    else if (!found.venv) seen.push(`${command.join(' ')} (${version}) lacks the venv module`);
    else return found;
  }
  const what = own ? `UNDERSTUDY_PYTHON=${own} is no usable Python` : 'No usable Python was found';
  const lacksVenv = seen.some((text) => text.includes('lacks the venv'));
  throw new SetupFailure(
    `${what}${seen.length > 0 ? ` (${seen.join('; ')})` : ''}.`,
    `${lacksVenv ? 'install the package python3-venv, or ' : ''}${pythonRemedy}, then run the same command again.`,
  );
}

function probePython([command, ...args]) {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 };
    return JSON.parse(execFileSync(command, [...args, '-c', probe], options));
  } catch {
    return undefined;
  }
}
