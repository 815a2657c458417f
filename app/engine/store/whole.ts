/** Writes small files so that a reader, and a power cut, find the old content or the new one, never a part. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Beside its place, flushed to the disk, then renamed. The folder must exist. */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.${String(process.pid)}.tmp`;
  try {
    const handle = openSync(beside, 'w');
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
