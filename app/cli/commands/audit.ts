/** `understudy audit`: what every lazy strategy earns under a pack's reward, as a table with a verdict. */
import { loadPack } from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import { auditPack, bindTasks, openArena, stratifiedTasks } from '@understudy/scenarios';
import type { Audit, AuditRow, AuditedSplit, Pack } from '@understudy/scenarios';
import type { Command } from 'commander';
import { ExitError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { cleanLine } from '../output/clean.ts';
import { textTable } from '../output/table.ts';
import { auditShift } from './audit-shift.ts';
import { seedOption, wholeNumber } from './options.ts';

interface AuditOptions {
  readonly tasks: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly all?: boolean;
  readonly shift?: string;
}

export function addAudit(program: Command): void {
  program
    .command('audit <pack>')
    .description(
      'what lazy strategies earn under the reward of a pack (an id, or a .json file): it must be nothing',
    )
    .option(
      '--tasks <number>',
      'how many tasks are sampled, evenly over families and cases',
      wholeNumber(2, 10_000),
      60,
    )
    .option('--shift <id>', 'shifts of the pack instead, 2 of each split; --tasks and --all do not count')
    .option('--all', 'a row for every strategy, not for every kind')
    .option('--json', 'the whole audit as JSON')
    .addOption(seedOption())
    .action(async (id: string, options: AuditOptions) => {
      const started = performance.now();
      const pack = loadPack(id);
      if (options.shift !== undefined) {
        const { splits, sound, text } = await auditShift(pack, options.shift, SHIFTS, options.seed);
        process.stdout.write(options.json === true ? `${JSON.stringify(splits, null, 2)}\n` : `${text}\n`);
        if (!sound) throw holes(pack);
        return;
      }
      const splits = await sample(pack, options);
      const audit = auditPack(pack, splits, { seed: options.seed });
      const seconds = (performance.now() - started) / 1000;
      for (const { arena } of splits) arena.world.close();
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify(audit, null, 2)}\n`
          : `${report(audit, seconds, options.all === true)}\n`,
      );
      if (!audit.sound) throw holes(pack);
    });
}

/** Shifts of each split that an audit plays: every strategy works all their cases. */
const SHIFTS = 2;

function holes(pack: Pack): ExitError {
  return new ExitError(
    `The reward of ${pack.id} has holes: see the rows above, and docs/rewards.md for what closes them.`,
    exitCodes.input,
  );
}

/** How many tasks are bound for each one that is played, to have every case among them. */
const CANDIDATES = 4;

/** Without the admission gate: an audit shows what would not be admitted. */
async function sample(pack: Pack, { tasks, seed }: AuditOptions): Promise<readonly AuditedSplit[]> {
  const wanted = { train: Math.ceil(tasks / 2), heldout: Math.floor(tasks / 2) };
  const splits: AuditedSplit[] = [];
  for (const split of ['train', 'heldout'] satisfies Split[]) {
    const arena = await openArena(pack, split);
    const candidates = bindTasks(pack, split, arena, Math.min(pack.tasks[split], CANDIDATES * wanted[split]));
    splits.push({ arena, tasks: stratifiedTasks(candidates, wanted[split], seed) });
  }
  return splits;
}

function report(audit: Audit, seconds: number, all: boolean): string {
  const rows = all ? audit.lazy : worstOfKinds(audit.lazy);
  const holes = audit.lazy.filter((row) => row.holes.length > 0);
  return [
    `${audit.pack}: ${String(audit.lazy.length)} lazy strategies on ${String(audit.tasks)} tasks in ${seconds.toFixed(1)} s`,
    textTable(
      ['strategy', 'ways', 'expected value', 'most in family', 'verdict'],
      [
        tableRow('gold solution', 1, audit.gold, 1),
        ...rows.map((row) =>
          tableRow(all ? row.strategy : row.kind, all ? 1 : waysOf(audit, row.kind), row, 0),
        ),
      ],
    ),
    ...holes.flatMap((row) => [
      cleanLine(`${row.strategy} earns on ${String(row.holes.length)} tasks:`),
      ...row.holes.slice(0, 5).map(({ taskId, value }) => cleanLine(`  ${taskId}: ${value.toFixed(3)}`)),
    ]),
    audit.sound ? 'Sound: nobody earns anything without deciding.' : 'Not sound.',
  ].join('\n');
}

function waysOf(audit: Audit, kind: string): number {
  return audit.lazy.filter((row) => row.kind === kind).length;
}

/** The row that earns most for each kind of strategy. */
function worstOfKinds(rows: readonly AuditRow[]): readonly AuditRow[] {
  const worst = new Map<string, AuditRow>();
  for (const row of rows) {
    const known = worst.get(row.kind);
    if (known === undefined || (row.value ?? 1) > (known.value ?? 1)) worst.set(row.kind, row);
  }
  return [...worst.values()];
}

function tableRow(name: string, ways: number, row: AuditRow, expected: number): readonly string[] {
  const { value, worst, holes, unjudged } = row;
  const verdict =
    holes.length > 0
      ? expected === 0
        ? `HOLE: ${String(holes.length)} tasks`
        : `SHORT: ${String(holes.length)} tasks`
      : unjudged > 0
        ? `${String(unjudged)} not judged`
        : 'ok';
  const most = worst === null || worst.value === expected ? '–' : `${worst.family} ${worst.value.toFixed(3)}`;
  return [name, String(ways), value === null ? '–' : value.toFixed(3), most, verdict];
}
