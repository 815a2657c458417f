/** The secret by which a browser proves that it was opened by the person at this machine. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '@understudy/engine';

/**
 * The workspace's token, made where there is none: 64 hex digits in a file that only its owner may read. It stays the same over
 * restarts, so that an open window finds its host again. Throws Node's error where the file can be neither read nor written.
 */
export function accessToken(workspace: Pick<Workspace, 'folder'>): string {
  const path = join(workspace.folder, '.host-token');
  try {
    const known = readFileSync(path, 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(known)) return known;
  } catch {
    // There is none yet.
  }
  const token = randomBytes(32).toString('hex');
  writeFileSync(path, `${token}\n`, { mode: 0o600 });
  return token;
}
