// `node scripts/start.mjs COMMAND …`: the set-up, then the command line with the Node that set-up provides.
// `node scripts/start.mjs --script FILE …` runs a TypeScript file of this project the same way.
// `node scripts/start.mjs app` opens the app: in a window of its own (Electron), else in the browser (always with --browser).
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { startDesktop } from '../app/desktop/launch.mjs';
import { reportSetupError, root, setUp } from './setup.mjs';
import { builtScreens } from './setup/screens.mjs';

/** Commands that train and therefore want the trainer's Python before they begin. */
const training = new Set(['app', 'flywheel', 'train']);

const args = process.argv.slice(2);
const script = args[0] === '--script';
if (script && args[1] === undefined) {
  process.stderr.write(
    '--script needs the path of a TypeScript file, for example --script models/build.ts\n',
  );
  process.exit(2);
}
const browser = args.includes('--browser');
const rest = args.slice(script ? 2 : 0).filter((one) => one !== '--browser');
const target = script ? path.resolve(root, args[1]) : path.join(root, 'app', 'cli', 'main.ts');
const help = args.includes('--help') || args.includes('-h');

try {
  const ready = await setUp({ trainer: !help && (script || training.has(args[0])), tools: false });
  const env = { ...process.env };
  if (ready.python !== undefined) env['UNDERSTUDY_PYTHON'] = ready.python;
  if (ready.trainerMissing !== undefined) env['UNDERSTUDY_TRAINER_MISSING'] = ready.trainerMissing;
  const shown = args[0] === 'app' && !help;
  if (shown) await builtScreens(root, ready.node);
  const code = shown ? await desktop(ready.node, env) : undefined;
  if (code === undefined) handOver(ready.node, [target, ...rest], env);
  else process.exitCode = code;
} catch (error) {
  reportSetupError(error);
}

/** The exit code of the app in a window of its own, or undefined where there is none: then it opens in the browser. */
async function desktop(node, env) {
  const say = (text) => process.stderr.write(`${text}\n`);
  const inBrowser = browser || args.includes('--port') || args.includes('--no-open');
  if (inBrowser) return undefined;
  const named = args.indexOf('--workspace');
  const workspace = path.resolve(named === -1 ? 'workspace' : (args[named + 1] ?? 'workspace'));
  const outcome = await startDesktop({ node, workspace, env, say });
  if (outcome.kind === 'ended') return outcome.code;
  say(`${outcome.reason} The app opens in the browser instead.`);
  return undefined;
}

/** Runs the child in our place: its input, output, signals and exit code are ours. */
function handOver(command, commandArgs, env) {
  const child = spawn(command, commandArgs, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal's Ctrl-C reaches the child by itself (same process group): here we only stay alive for its end.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('error', (error) => {
    process.stderr.write(
      `${command} cannot be started: ${error.message}\nRemove node_modules and try again.\n`,
    );
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exit(code ?? 128 + os.constants.signals[signal]);
  });
}
