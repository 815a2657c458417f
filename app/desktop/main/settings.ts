/** Which workspace to open: the one the person chose last, or the one the program was started with. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { z } from 'zod';

const settingsSchema = z.object({ workspace: z.string().refine((folder) => path.isAbsolute(folder)) });

const file = (): string => path.join(app.getPath('userData'), 'settings.json');

/** UNDERSTUDY_WORKSPACE (`npm start` sets it), else the last one, else a folder among the person's documents. */
export function chosenWorkspace(): string {
  const given = process.env['UNDERSTUDY_WORKSPACE'];
  if (given !== undefined && given !== '') return path.resolve(given);
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(file(), 'utf8'))).workspace;
  } catch {
    return path.join(app.getPath('documents'), 'Understudy');
  }
}

/** @throws Node's error when the settings cannot be written */
export function keepWorkspace(workspace: string): void {
  mkdirSync(path.dirname(file()), { recursive: true });
  writeFileSync(file(), `${JSON.stringify({ workspace }, null, 2)}\n`);
}
