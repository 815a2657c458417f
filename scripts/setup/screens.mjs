// Builds the screens (app/ui) into app/ui/dist where their sources changed since the last time.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { digest, readStamp, writeStamp } from './stamp.mjs';
import { runStep } from './step.mjs';

/** Folders below app/ui that are no sources. */
const made = new Set(['node_modules', 'dist']);

/**
 * @param {string} root the project's folder
 * @param {string} node the Node that the set-up provides
 * @returns {Promise<string>} the folder with index.html
 * @throws {SetupFailure} when the build fails
 */
export async function builtScreens(root, node) {
  const folder = path.join(root, 'app', 'ui');
  const dist = path.join(folder, 'dist');
  const stamp = path.join(dist, '.stamp.json');
  const sources = digest([path.join(root, 'package-lock.json'), ...filesOf(folder)]);
  if (readStamp(stamp)?.sources === sources && existsSync(path.join(dist, 'index.html'))) return dist;
  await runStep('Building the screens', {
    command: node,
    args: [path.join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', folder],
    cwd: root,
    log: path.join(root, '.setup', 'screens.log'),
    remedy: 'Remove node_modules and start again; if it stays, report it with the log.',
  });
  writeStamp(stamp, { sources });
  return dist;
}

/** In an order that does not depend on the file system. */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) return made.has(entry.name) ? [] : filesOf(inside);
      return entry.isFile() ? [inside] : [];
    });
}
