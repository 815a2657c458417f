/** The note that a run leaves in its job's folder, by which others find its process. */
import { readFileSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import { z } from 'zod';
import { writeWhole } from '../store/whole.ts';
import { jobPlaces } from './job.ts';

const processSchema = z.object({ pid: z.int().positive(), started: z.iso.datetime() });

/** The process of a run and when it was started (ISO 8601, UTC). */
export type JobProcess = Readonly<z.infer<typeof processSchema>>;

/** The living process of the newest run of the job in `folder`, whoever started it, or null. */
export function runningProcess(folder: string): JobProcess | null {
  const noted = readNote(folder);
  if (noted === null || isGone(noted)) return null;
  try {
    process.kill(noted.pid, 0);
  } catch (error) {
    // Another user's process lives, too.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null;
  }
  return noted;
}

/** Whether a run was ever begun that did not take its note away: it is at work, or it ended unseen. */
export function wasStarted(folder: string): boolean {
  return readNote(folder) !== null;
}

export function noteProcess(folder: string, pid: number): void {
  const note: JobProcess = { pid, started: new Date().toISOString() };
  writeWhole(jobPlaces(folder).process, JSON.stringify(note));
}

export function forgetProcess(folder: string): void {
  rmSync(jobPlaces(folder).process, { force: true });
}

/** A clock may be set back by a little between the note and now. */
const CLOCK_SLACK_MS = 60_000;

/** Whether the noted process must be gone although its number is in use: numbers are given again, a cancel must not hit a stranger. */
function isGone({ pid, started }: JobProcess): boolean {
  const booted = Date.now() - uptime() * 1000;
  if (Date.parse(started) < booted - CLOCK_SLACK_MS) return true;
  if (process.platform !== 'linux') return false;
  try {
    return !readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('understudy_trainer');
  } catch {
    return true;
  }
}

function readNote(folder: string): JobProcess | null {
  try {
    return processSchema.parse(JSON.parse(readFileSync(jobPlaces(folder).process, 'utf8')));
  } catch {
    return null;
  }
}
