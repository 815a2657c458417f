/** The reports that turns of the loop left in the workspace. A file that does not read is left out: it is not worth an empty screen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packTitles, type Workspace } from '@understudy/engine';
import { z } from 'zod';
import type { LoopReport } from '../contract/home.ts';

const rate = z.object({ rate: z.number(), low: z.number(), high: z.number() });

const reportSchema = z.object({
  v: z.literal(1),
  scenario: z.string(),
  finishedAt: z.string(),
  evaluations: z.array(
    z.object({
      label: z.string(),
      runId: z.string(),
      summary: z.object({ episodes: z.number(), success: rate.nullable() }),
    }),
  ),
  comparison: z
    .object({
      clearlyBetter: z.boolean(),
      families: z.array(
        z.object({ family: z.string(), before: z.number().nullable(), after: z.number().nullable() }),
      ),
    })
    .nullable(),
  incomplete: z.string().nullable(),
  timings: z.array(z.object({ seconds: z.number() })),
});

/** Newest first. */
export function readReports(workspace: Pick<Workspace, 'folder' | 'reports'>): readonly LoopReport[] {
  const { reports: folder } = workspace;
  const titles = packTitles(workspace);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const report = readReport(join(folder, entry.name, 'report.json'), titles);
      return report === null ? [] : [{ id: entry.name, ...report }];
    })
    .sort((a, b) => b.finishedAt.localeCompare(a.finishedAt));
}

function readReport(path: string, titles: ReadonlyMap<string, string>): Omit<LoopReport, 'id'> | null {
  try {
    const report = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return {
      scenario: report.scenario,
      title: titles.get(report.scenario) ?? report.scenario,
      finishedAt: report.finishedAt,
      evaluations: report.evaluations.map(({ label, runId, summary }) => ({
        label,
        runId,
        episodes: summary.episodes,
        success: summary.success,
      })),
      clearlyBetter: report.comparison?.clearlyBetter ?? null,
      families: report.comparison?.families ?? [],
      incomplete: report.incomplete,
      seconds: report.timings.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  } catch {
    return null;
  }
}
