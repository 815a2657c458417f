/** `understudy scenarios`: the packs, their families, and the admission gate over a pack of one's own. */
import { loadPack } from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import { admitTasks, builtInPacks, openArena } from '@understudy/scenarios';
import type { Pack } from '@understudy/scenarios';
import type { Command } from 'commander';
import pc from 'picocolors';
import { ExitError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { clean, cleanLine } from '../output/clean.ts';

export function addScenarios(program: Command): void {
  program
    .command('scenarios [pack]')
    .description('list the scenario packs, or check and show one (an id, or a .json file)')
    .option('--admit', 'run the admission gate over every task: gold must earn 1, every lazy strategy 0')
    .action(async (id: string | undefined, options: { admit?: boolean }) => {
      if (id === undefined) {
        for (const pack of builtInPacks)
          print(
            `${pc.bold(pack.id)}  ${pack.title} (${String(pack.families.length)} families)\n  ${pack.description}`,
          );
        return;
      }
      const pack = loadPack(id);
      print(describe(pack));
      if (options.admit === true) await gate(pack);
    });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function describe(pack: Pack): string {
  return [
    `${pc.bold(pack.id)}  ${cleanLine(pack.title)}`,
    clean(pack.description),
    '',
    `tasks    ${String(pack.tasks.train)} train, ${String(pack.tasks.heldout)} held out`,
    `tools    ${pack.tools.join(', ')}`,
    `reward   ${pack.reward.map(({ id, gate }) => (gate ? `${id} (gate)` : id)).join(', ')}`,
    '',
    ...pack.families.map(
      ({ id, outcome, title }) => `  ${id.padEnd(24)} ${outcome.padEnd(9)} ${cleanLine(title)}`,
    ),
  ].join('\n');
}

async function gate(pack: Pack): Promise<void> {
  let rejected = 0;
  for (const split of ['train', 'heldout'] satisfies Split[]) {
    const arena = await openArena(pack, split);
    const report = admitTasks(pack, split, arena, pack.tasks[split]);
    arena.world.close();
    rejected += report.rejected.length;
    print(
      `\n${split}: ${String(report.admitted.length)} admitted, ${String(report.rejected.length)} rejected`,
    );
    for (const { taskId, reason } of report.rejected) print(cleanLine(`  ${taskId}: ${reason}`));
  }
  if (rejected > 0)
    throw new ExitError(
      `${String(rejected)} tasks do not pass the admission gate: correct the pack where the reasons above point.`,
      exitCodes.input,
    );
}
