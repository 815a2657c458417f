/** Writes what an admission run found: `admission.json` for programs, `admission.md` for people. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { admissionPage, ScenarioError, summarise } from '@understudy/scenarios';
import type { AdmissionRun } from './admit.ts';

/** The run as one JSON document: its summary first, then each family with the reason of every rejected candidate. */
export function admissionDocument({ families, seconds, workers }: AdmissionRun): string {
  return `${JSON.stringify({ version: 1, seconds, workers, ...summarise(families), families }, null, 2)}\n`;
}

/** The paths of the files written. Throws ScenarioError naming a folder that cannot be written to. */
export function writeAdmission(run: AdmissionRun, folder: string): readonly string[] {
  const files: readonly (readonly [string, string])[] = [
    [join(folder, 'admission.json'), admissionDocument(run)],
    [join(folder, 'admission.md'), admissionPage(run.families, run)],
  ];
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of files) writeFileSync(file, text);
  } catch (error) {
    throw new ScenarioError(
      `The admission report cannot be written to ${folder} (${error instanceof Error ? error.message : String(error)}). Name a folder that can be written to.`,
    );
  }
  return files.map(([file]) => file);
}
