/** `understudy scenarios`: the packs and their families, the admission gate, and what a change of a policy would flip. */
import { loadPack } from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import { admitTasks, builtInPacks, casesOf, openArena } from '@understudy/scenarios';
import type { Family, Pack } from '@understudy/scenarios';
import type { Command } from 'commander';
import pc from 'picocolors';
import { ExitError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { clean, cleanLine } from '../output/clean.ts';
import { addAdmit } from './scenarios-admit.ts';
import { addFlips } from './scenarios-flips.ts';
import { addSchema } from './scenarios-schema.ts';

export function addScenarios(program: Command): void {
  const scenarios = program
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
  addAdmit(scenarios);
  addFlips(scenarios);
  addSchema(scenarios);
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
    `tools    ${[...pack.tools, ...pack.distractors.map((name) => `${name} (distractor)`)].join(', ')}`,
    `reward   ${pack.reward.map(({ id, gate }) => (gate ? `${id} (gate)` : id)).join(', ')}`,
    '',
    ...pack.families.map(familyLine),
  ].join('\n');
}

function familyLine(family: Family): string {
  const outcomes = [...new Set(casesOf(family).map(({ outcome }) => outcome))].join('/');
  const marks = [
    ...(family.mode === 'solo' ? ['solo'] : []),
    ...(family.split === 'heldout' ? ['held out'] : []),
  ];
  const note = marks.length > 0 ? ` (${marks.join(', ')})` : '';
  return `  ${family.id.padEnd(24)} ${outcomes.padEnd(9)} ${cleanLine(family.title)}${note}`;
}

async function gate(pack: Pack): Promise<void> {
  let rejected = 0;
  for (const split of ['train', 'heldout'] satisfies Split[]) {
    const arena = await openArena(pack, split);
    const report = admitTasks(pack, split, arena);
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
