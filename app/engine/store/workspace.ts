/** The folder in which one project's traces, datasets, jobs, models and reports live. Knows the layout, nothing of the contents. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { guard, WorkspaceError } from './errors.ts';
import { acquireLock } from './lock.ts';

export interface Workspace {
  /** Absolute path. */
  readonly folder: string;
  readonly traces: string;
  readonly datasets: string;
  readonly jobs: string;
  readonly models: string;
  readonly reports: string;
  /** False when opened for reading only, beside whichever process writes. */
  readonly writable: boolean;
  /** Releases the lock. Calling it again does nothing. Trace stores opened on it must be closed before. */
  close(): void;
}

const layoutVersion = 1;
const versionSchema = z.object({ understudy: z.literal('workspace'), version: z.int().positive() });

/**
 * Opens the workspace in `folder`. With `lock: true` it is created where there is none, and no other process can write to it
 * until `close()` or the end of this process; with `lock: false` it must exist and is only read.
 * Throws WorkspaceError: locked, missing, not_a_workspace, newer, corrupt, read_only, full, io.
 */
export function openWorkspace(folder: string, options: { readonly lock: boolean }): Workspace {
  const root = resolve(folder);
  if (!options.lock) {
    checkVersion(root);
    return layout(root, false, () => undefined);
  }
  return guard(root, () => {
    mkdirSync(root, { recursive: true });
    refuseForeign(root);
    const lock = acquireLock(root);
    try {
      if (!existsSync(join(root, 'workspace.json'))) writeVersion(root);
      checkVersion(root);
      const workspace = layout(root, true, () => lock.release());
      for (const path of [workspace.datasets, workspace.jobs, workspace.models, workspace.reports]) {
        mkdirSync(path, { recursive: true });
      }
      return workspace;
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

function layout(folder: string, writable: boolean, close: () => void): Workspace {
  return {
    folder,
    traces: join(folder, 'traces.sqlite'),
    datasets: join(folder, 'datasets'),
    jobs: join(folder, 'jobs'),
    models: join(folder, 'models'),
    reports: join(folder, 'reports'),
    writable,
    close,
  };
}

/** Our own files of a workspace whose creation was cut short, which may lie there without a version file. */
const beginnings = /^(\.|lock\.|workspace\.json)/;

/** A folder with someone's other files in it is most likely a mistyped path: do not scatter ours among them. */
function refuseForeign(folder: string): void {
  if (existsSync(join(folder, 'workspace.json'))) return;
  const found = readdirSync(folder).find((name) => !beginnings.test(name));
  if (found === undefined) return;
  throw new WorkspaceError(
    'not_a_workspace',
    `The folder ${folder} is no Understudy workspace and is not empty (it holds "${found}").`,
    { remedy: 'Name an empty or new folder with --workspace.' },
  );
}

function writeVersion(folder: string): void {
  const path = join(folder, 'workspace.json');
  writeFileSync(`${path}.new`, `${JSON.stringify({ understudy: 'workspace', version: layoutVersion })}\n`);
  renameSync(`${path}.new`, path);
}

function checkVersion(folder: string): void {
  const path = join(folder, 'workspace.json');
  if (!existsSync(path)) {
    throw new WorkspaceError('missing', `There is no Understudy workspace in ${folder}.`, {
      remedy:
        'Name an existing one with --workspace, or make one with `understudy run` or `npm run flywheel`.',
    });
  }
  const version = guard(path, () => parseVersion(readFileSync(path, 'utf8')));
  if (version === null) {
    throw new WorkspaceError('corrupt', `${path} does not say which version of a workspace this is.`, {
      remedy: `Restore it from a copy, or write {"understudy":"workspace","version":${layoutVersion}} into it if the workspace is yours.`,
    });
  }
  if (version > layoutVersion) {
    throw new WorkspaceError(
      'newer',
      `The workspace ${folder} was made by a newer Understudy (layout ${version}; this one knows ${layoutVersion}).`,
      { remedy: 'Update Understudy, or name another folder with --workspace.' },
    );
  }
}

function parseVersion(text: string): number | null {
  try {
    return versionSchema.parse(JSON.parse(text)).version;
  } catch {
    return null;
  }
}
