// Starts the desktop shell out of the repository: finds Electron's program, fetches it once where it is missing, bundles, and runs it.
// Where any of that cannot be, it says why in one sentence, and the caller opens the browser instead. Plain JavaScript
// without packages: the scripts that set everything up use it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const desktop = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(desktop, '..', '..');

/** A download that takes longer is given up: the person waits for a window. */
const fetchMs = 300_000;
/** After a download that failed, the next starts do not try again for this long. */
const retryMs = 24 * 60 * 60 * 1000;
/** A shell that ends this soon after its start, without having shown a window, could not start. */
const startMs = 20_000;
/** What the shell writes when its first window is there. */
const openLine = 'Understudy is open.';

/**
 * Electron's program in `electronFolder`, of the version that the package wants; null where it was not fetched. Fetches
 * nothing, unlike `require('electron')`.
 * @param {string} [electronFolder]
 * @returns {string | null}
 */
export function electronBinary(electronFolder = path.join(root, 'node_modules', 'electron')) {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  try {
    const name =
      process.platform === 'win32'
        ? 'electron.exe'
        : process.platform === 'darwin'
          ? 'Electron.app/Contents/MacOS/Electron'
          : 'electron';
    const { version } = JSON.parse(readFileSync(path.join(electronFolder, 'package.json'), 'utf8'));
    const folder = given ?? path.join(electronFolder, 'dist');
    const binary = path.join(folder, name);
    if (!existsSync(binary)) return null;
    if (given !== undefined) return binary;
    return readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '') === version
      ? binary
      : null;
  } catch {
    return null;
  }
}

/**
 * Fetches Electron's program with its package's own installer, which checks it against the hashes in that package.
 * @param {{node: string, electronFolder?: string, notes?: string, now?: number, say?: (text: string) => void}} options
 *   `node`: a Node of version 22 or later; `notes`: the folder where a failure is noted
 * @returns {Promise<{binary: string} | {reason: string}>} the reason is a part of a sentence: "the download of Electron failed (…)"
 */
export async function fetchElectron({
  node,
  electronFolder = path.join(root, 'node_modules', 'electron'),
  notes = path.join(root, '.setup'),
  now = Date.now(),
  say = () => undefined,
}) {
  const present = electronBinary(electronFolder);
  if (present !== null) return { binary: present };
  const installer = path.join(electronFolder, 'install.js');
  if (!existsSync(installer)) return { reason: 'the package "electron" is not installed' };
  const { version } = JSON.parse(readFileSync(path.join(electronFolder, 'package.json'), 'utf8'));
  const note = path.join(notes, 'electron.json');
  const before = readNote(note);
  if (before?.version === version && now - before.at < retryMs) return { reason: before.reason };
  say(`Fetching Electron ${version} (once, about 110 MB) …`);
  const problem = await install(node, installer);
  const binary = electronBinary(electronFolder);
  if (binary !== null) return { binary };
  const reason = `the download of Electron failed (${problem ?? 'it is not complete'})`;
  mkdirSync(notes, { recursive: true });
  writeFileSync(note, `${JSON.stringify({ version, at: now, reason })}\n`);
  return { reason };
}

function readNote(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Promise<string | undefined>} what went wrong, in the installer's first words */
function install(node, installer) {
  return new Promise((done) => {
    const child = spawn(node, [installer], { stdio: ['ignore', 'ignore', 'pipe'], timeout: fetchMs });
    let said = '';
    child.stderr.on('data', (bytes) => (said = `${said}${bytes}`.slice(0, 2000)));
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => {
      if (code === 0) done(undefined);
      else if (signal !== null) done(`it took longer than ${fetchMs / 60_000} minutes`);
      else
        done(
          said
            .trim()
            .split('\n')[0]
            .replace(/^\w*Error: /, '') || `exit code ${code}`,
        );
    });
  });
}

/**
 * Runs the desktop shell to its end.
 * @param {{node: string, workspace: string, link?: string, env?: NodeJS.ProcessEnv, say?: (text: string) => void}} options
 *   `node`: the Node 24 of the set-up, which bundles and later plays models; `link`: an `understudy://` address to open
 * @returns {Promise<{kind: 'ended', code: number} | {kind: 'unavailable', reason: string}>} `unavailable`: no window was
 *   ever shown; the reason is a whole sentence without what comes instead
 */
export async function startDesktop({ node, workspace, link, env = process.env, say = () => undefined }) {
  const blind = process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'];
  if (blind) return unavailable('this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)');
  const fetched = await fetchElectron({ node, say });
  if ('reason' in fetched) return unavailable(fetched.reason);
  const bundled = await run(node, [path.join(desktop, 'bundle', 'bundle.ts')], env);
  if (bundled.code !== 0) return unavailable(`its programs could not be bundled (${bundled.words})`);
  // A terminal inside another Electron program may ask for a plain Node by this.
  const own = { ...env };
  delete own['ELECTRON_RUN_AS_NODE'];
  const ended = await run(fetched.binary, [desktop, ...(link === undefined ? [] : [link])], {
    ...own,
    UNDERSTUDY_WORKSPACE: workspace,
    UNDERSTUDY_NODE: node,
  });
  if (!ended.opened && ended.code !== 0 && ended.ms < startMs)
    return unavailable(`Electron does not start here (${ended.words})`);
  return { kind: 'ended', code: ended.code };
}

function unavailable(reason) {
  return { kind: 'unavailable', reason: `The desktop window cannot be shown: ${reason}.` };
}

/** Runs a program to its end in our place: its errors go to ours, our signals to it. */
function run(command, args, env) {
  return new Promise((done) => {
    const since = Date.now();
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
    let opened = false;
    let words = '';
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => (opened ||= line === openLine));
    child.stderr.on('data', (bytes) => {
      if (opened) process.stderr.write(bytes);
      else words = `${words}${bytes}`.slice(-4000);
    });
    // A terminal's Ctrl-C reaches the child by itself, and a second one would end Electron without its saves.
    const pass = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const finish = (code, said) => {
      for (const signal of signals) process.off(signal, pass);
      done({ code, opened, ms: Date.now() - since, words: said });
    };
    child.once('error', (error) => finish(1, error.message));
    child.once('close', (code, signal) =>
      finish(code ?? 1, telling(words) || (signal === null ? `exit code ${code}` : signal)),
    );
  });
}

/** The one line of a program's complaints that says most: Electron's own errors carry the place in its source before them. */
function telling(words) {
  const lines = words.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim());
  const fatal = lines.find((line) => /error|cannot|not supported|fatal/i.test(line));
  return (fatal ?? lines.findLast(Boolean) ?? '').slice(0, 240).replace(/\.$/, '');
}
