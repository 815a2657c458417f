// A stamp says what a folder was set up from. It lives inside that folder, so that it goes when the folder goes,
// and it is written last, so that an interrupted set-up leaves none.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/** @param {string[]} files @returns {string} SHA-256 (hex) over the files' bytes, in order */
export function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** @returns {Record<string, unknown> | undefined} undefined when there is none, or none that can be read */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

export function writeStamp(file, stamp) {
  writeFileSync(file, `${JSON.stringify(stamp)}\n`);
}
