/**
 * One writing process per workspace. The lock is SQLite's exclusive file lock on `lock.sqlite`: the operating system
 * drops it with the process, so a crash or a kill leaves nothing stale. `lock.json` only tells others who holds it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { explain, guard, WorkspaceError } from './errors.ts';

export interface WorkspaceLock {
  /** Gives the workspace free. Calling it again does nothing. */
  release(): void;
}

const ownerSchema = z.object({ pid: z.int().positive(), since: z.string(), command: z.string() });

/** How long to wait for a process that is just closing, in milliseconds. */
const patienceMs = 200;

/** Takes the workspace for this process. Throws WorkspaceError `locked`, naming the other process. */
export function acquireLock(folder: string): WorkspaceLock {
  const path = join(folder, 'lock.sqlite');
  const ownerPath = join(folder, 'lock.json');
  const db = guard(path, () => new DatabaseSync(path, { timeout: patienceMs }));
  try {
    // The lock file never holds anything: no journal beside it.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
    const owner = {
      pid: process.pid,
      since: new Date().toISOString(),
      command: process.argv.slice(1).join(' '),
    };
    writeFileSync(ownerPath, `${JSON.stringify(owner)}\n`);
  } catch (error) {
    db.close();
    const known = explain(error, path);
    throw known?.code === 'locked' ? lockedBy(folder, ownerPath) : (known ?? error);
  }
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      // The note goes first: once the lock is free it may already be another process's note.
      rmSync(ownerPath, { force: true });
      db.close();
    },
  };
}

function lockedBy(folder: string, ownerPath: string): WorkspaceError {
  const owner = readOwner(ownerPath);
  const who =
    owner === null
      ? 'another process'
      : owner.pid === process.pid
        ? `this same process (${owner.pid})`
        : `process ${owner.pid} (since ${owner.since}: ${owner.command})`;
  const remedy =
    owner === null || owner.pid === process.pid
      ? 'Close it there first, or use another folder with --workspace.'
      : `Wait until process ${owner.pid} ends, stop it, or use another folder with --workspace.`;
  return new WorkspaceError('locked', `The workspace ${folder} is in use by ${who}.`, { remedy });
}

function readOwner(path: string): z.infer<typeof ownerSchema> | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The holder may be writing it this instant, or have died before it did: the lock itself does not depend on it.
    return null;
  }
}
