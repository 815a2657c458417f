/** Where the parts of the program lie: in the repository, or in the packaged app. */
import path from 'node:path';
import { app } from 'electron';

export interface Places {
  /** The built screens. */
  readonly screens: string;
  readonly preload: string;
  /** The program of the host's process. */
  readonly host: string;
  /** What the host's process is told by its environment (app/engine/installation.ts reads it). */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @param dist the folder of this bundle: app/desktop/dist, or dist inside the archive */
export function places(dist: string): Places {
  const node = process.platform === 'win32' ? 'node.exe' : 'node';
  const root = app.isPackaged ? process.resourcesPath : path.resolve(dist, '..', '..', '..');
  const models = app.isPackaged ? path.join(root, 'node', node) : process.env['UNDERSTUDY_NODE'];
  return {
    screens: app.isPackaged ? path.join(dist, '..', 'screens') : path.join(root, 'app', 'ui', 'dist'),
    preload: path.join(dist, 'preload.cjs'),
    host: path.join(dist, 'host.mjs'),
    env: { ...process.env, UNDERSTUDY_INSTALLATION: root, UNDERSTUDY_NODE: models },
  };
}
