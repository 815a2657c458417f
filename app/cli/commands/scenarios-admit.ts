/** `understudy scenarios admit`: the admission gate over whole packs, in threads, and its report. */
import { admissionDocument, admitAll, loadPack, writeAdmission } from '@understudy/engine';
import type { AdmissionRun } from '@understudy/engine';
import { builtInPacks, summarise } from '@understudy/scenarios';
import type { Command } from 'commander';
import { ExitError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { cleanLine } from '../output/clean.ts';
import { createProgress } from '../output/progress.ts';
import { textTable } from '../output/table.ts';
import { wholeNumber } from './options.ts';

interface Options {
  readonly report?: string;
  readonly workers?: number;
  readonly json?: boolean;
}

/** Rejected candidates that are shown; the report has them all. */
const SHOWN = 20;

export function addAdmit(scenarios: Command): void {
  scenarios
    .command('admit [packs...]')
    .description(
      'run the admission gate over whole packs (ids or .json files; all that are built in by default)',
    )
    .option('--report <folder>', 'write admission.json and admission.md there')
    .option(
      '--workers <number>',
      'threads; as many as there are cores, at most 2, by default',
      wholeNumber(1, 16),
    )
    .option('--json', 'print the report as JSON')
    .action(async (ids: readonly string[], options: Options) => {
      const packs = ids.length === 0 ? builtInPacks : ids.map(loadPack);
      await interruptible(async (signal) => {
        const stage = createProgress(options.json === true).stage('Admission');
        const run = await admitAll(packs, {
          signal,
          ...(options.workers === undefined ? {} : { workers: options.workers }),
          onProgress: (tried, candidates) => {
            stage.update(tried, candidates, 'candidates tried');
          },
        });
        const { total } = summarise(run.families);
        stage.end(`${String(total.admitted)} of ${String(total.candidates)} candidates admitted`);
        process.stdout.write(options.json === true ? admissionDocument(run) : `${overview(run)}\n`);
        if (options.report !== undefined)
          for (const file of writeAdmission(run, options.report)) process.stderr.write(`Written: ${file}\n`);
        if (total.rejected > 0)
          throw new ExitError(
            `${String(total.rejected)} candidates do not pass the admission gate: correct the packs where the reasons point.`,
            exitCodes.input,
          );
      });
    });
}

function overview({ families, seconds }: AdmissionRun): string {
  const { byPack, byReason, total } = summarise(families);
  const rows = [...Object.entries(byPack), ['all', total] as const].map(
    ([name, { candidates, admitted, rejected }]) => [name, ...[candidates, admitted, rejected].map(String)],
  );
  const rejected = families.flatMap((family) => family.rejected);
  const reasons = Object.entries(byReason).filter(([, count]) => count > 0);
  return [
    textTable(['pack', 'candidates', 'admitted', 'rejected'], rows),
    ...reasons.map(([kind, count]) => `${kind}: ${String(count)}`),
    ...rejected.slice(0, SHOWN).map(({ taskId, reason }) => cleanLine(`  ${taskId}: ${reason}`)),
    ...(rejected.length > SHOWN
      ? [`  and ${String(rejected.length - SHOWN)} more; --report lists them all`]
      : []),
    `${seconds.toFixed(1)} s`,
  ].join('\n');
}
