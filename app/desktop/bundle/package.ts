/**
 * `npm run package`: everything the package holds, then electron-builder, for the system this runs on (native parts are those of
 * this machine). What is given behind it goes to electron-builder: `npm run package -- --dir` makes the folder alone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { bundle } from './bundle.ts';

const desktop = path.resolve(import.meta.dirname, '..');
const root = path.resolve(desktop, '..', '..');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The Node that runs this goes along: the same one plays models in the repository. It must run from wherever it is put. */
function takeNodeAlong(): void {
  const folder = path.join(desktop, 'dist', 'node');
  const copy = path.join(folder, path.basename(process.execPath));
  const licence = [path.join(path.dirname(process.execPath), '..', 'LICENSE'), path.join(path.dirname(process.execPath), 'LICENSE')];
  const terms = licence.find((file) => existsSync(file));
  if (terms === undefined)
    throw new Error(`${process.execPath} has no LICENSE beside it, and must not be shipped without: use the Node of the set-up.`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(process.execPath, copy);
  copyFileSync(terms, path.join(folder, 'LICENSE'));
  const version = execFileSync(copy, ['--version'], { env: {}, encoding: 'utf8' }).trim();
  if (version !== process.version) throw new Error(`${copy} answers ${version}, not ${process.version}.`);
}

/** A .deb names the project's homepage; without one only the other package can be made. */
function targets(): readonly string[] {
  const { homepage } = z
    .object({ homepage: z.url().optional() })
    .parse(JSON.parse(readFileSync(path.join(desktop, 'package.json'), 'utf8')));
  if (process.platform !== 'linux' || homepage !== undefined) return [];
  say('No .deb: app/desktop/package.json names no "homepage", which a .deb must have. Making the AppImage.');
  return ['--linux', 'AppImage'];
}

if (!existsSync(path.join(root, 'app', 'ui', 'dist', 'index.html'))) {
  process.stderr.write('The screens are not built: app/ui/dist/index.html is missing. Run `npm start` once, or build app/ui.\n');
  process.exit(1);
}
say((await bundle()).map(({ file }) => file).join(', '));
takeNodeAlong();
const given = process.argv.slice(2);
const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
const { status } = spawnSync(
  process.execPath,
  [builder, '--config', 'electron-builder.yml', '--publish', 'never', ...(given.includes('--dir') ? [] : targets()), ...given],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
