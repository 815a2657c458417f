/** The note that a run leaves in its job's folder, by which others find its process. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { jobPlaces } from './job.ts';

const processSchema = z.object({ pid: z.int().positive(), started: z.iso.datetime() });

/** The process of a run and when it was started (ISO 8601, UTC). */
export type JobProcess = Readonly<z.infer<typeof processSchema>>;

/** The living process of the newest run of the job in `folder`, whoever started it, or null. */
export function runningProcess(folder: string): JobProcess | null {
  const noted = readNote(folder);
  if (noted === null) return null;
  try {
    process.kill(noted.pid, 0);
  } catch (error) {
    // Another user's process lives, too.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  return noted;
}

export function noteProcess(folder: string, pid: number): void {
  writeFileSync(jobPlaces(folder).process, JSON.stringify({ pid, started: new Date().toISOString() }));
}

export function forgetProcess(folder: string): void {
  rmSync(jobPlaces(folder).process, { force: true });
}

function readNote(folder: string): JobProcess | null {
  try {
    return processSchema.parse(JSON.parse(readFileSync(jobPlaces(folder).process, 'utf8')));
  } catch {
    return null;
  }
}
