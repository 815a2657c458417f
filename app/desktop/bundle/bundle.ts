/**
 * Makes the programs of the desktop app: the main process, the preload script, the host's process, and the processes and threads that
 * those start by the address of a file beside them. Each is one file that needs nothing but Node, Electron and the two
 * packages with native or WebAssembly parts. `npm start` and the package run the same files.
 */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rolldown, type Plugin } from 'rolldown';
import { licences } from './licences.ts';

const desktop = path.resolve(import.meta.dirname, '..');
const root = path.resolve(desktop, '..', '..');

/** Packages that stay as they are: they find their binaries beside their own files. */
export const outside = ['electron', 'node-llama-cpp', 'sql.js'] as const;

/** A file that knows its own place on purpose; the packaged app names the place in the environment. */
const knowsItsPlace = new Set(['app/engine/installation.ts']);

/** The folder of the programs that others start: it lies outside of the archive. */
export const started = 'started';

export interface Program {
  /** The TypeScript it is made from, relative to the root. */
  readonly source: string;
  /** Its name in the folder of programs. */
  readonly file: string;
}

const programs: readonly Program[] = [
  { source: 'app/desktop/main/main.ts', file: 'main.cjs' },
  { source: 'app/desktop/preload/preload.ts', file: 'preload.cjs' },
  { source: 'app/desktop/host/process.ts', file: 'host.mjs' },
];

/**
 * Bundles everything into `folder`, which is emptied before.
 * @returns what was made; those that another program starts come last
 * @throws Error when a module asks for its own place in a way that would not hold in the package
 */
export async function bundle(folder: string = path.join(desktop, 'dist')): Promise<readonly Program[]> {
  await rm(folder, { recursive: true, force: true });
  const made: Program[] = [];
  const texts = new Map<string, string>();
  const waiting = [...programs];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { source, file } = next;
    const twin = made.find((other) => other.file === file);
    if (twin?.source === source) continue;
    if (twin !== undefined)
      throw new Error(`${source} and ${twin.source} would both be ${file}: rename one.`);
    const build = await rolldown({
      input: path.join(root, source),
      platform: 'node',
      external: [...outside],
      plugins: [startedPrograms(file, (found) => waiting.push(found))],
    });
    const { output } = await build.write({
      file: path.join(folder, file),
      format: file.endsWith('.cjs') ? 'cjs' : 'esm',
      codeSplitting: false,
      sourcemap: false,
    });
    await build.close();
    const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
    for (const [name, text] of await licences(modules)) texts.set(name, text);
    made.push(next);
  }
  const names = [...texts.keys()].sort();
  const all = names.map((name) => `${name}\n\n${texts.get(name) ?? ''}\n`);
  await writeFile(path.join(folder, 'licences.txt'), all.join(`\n${'-'.repeat(80)}\n\n`));
  return made;
}

/**
 * `new URL('./x.ts', import.meta.url)` starts a process or a thread: x becomes a program of its own, and the address that of
 * the program, outside of the archive, since a plain Node cannot read inside.
 */
function startedPrograms(starter: string, found: (program: Program) => void): Plugin {
  const beside = path.posix.dirname(starter) === started ? '.' : `./${started}`;
  return {
    name: 'started-programs',
    transform(code, id) {
      const source = path.relative(root, id).split(path.sep).join('/');
      if (source.includes('node_modules/') || !source.endsWith('.ts')) return null;
      const changed = code.replaceAll(
        /new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g,
        (_whole, name: string) => {
          found({
            source: path.posix.join(path.posix.dirname(source), `${name}.ts`),
            file: `${started}/${name}.mjs`,
          });
          return `new URL('${beside}/${name}.mjs', import.meta.url.replace('/app.asar/', '/app.asar.unpacked/'))`;
        },
      );
      const ownPlace = /import\.meta\.(?!url\.replace\('\/app\.asar\/')/.test(changed);
      if (ownPlace && !knowsItsPlace.has(source) && source !== 'app/desktop/main/main.ts')
        throw new Error(
          `${source} asks for its own place (import.meta), which is another one in the package: take it from app/engine/installation.ts.`,
        );
      return changed === code ? null : changed;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const since = performance.now();
  const made = await bundle();
  process.stdout.write(
    `${made.map(({ file }) => file).join(', ')} in ${((performance.now() - since) / 1000).toFixed(1)} s\n`,
  );
}
