/** `understudy scenarios flips`: which tasks have another right solution when a parameter of the policy changes. */
import { loadPack } from '@understudy/engine';
import type { Cell } from '@understudy/kernel';
import { flips, openArena } from '@understudy/scenarios';
import type { Flip, Flips, Pack, Right } from '@understudy/scenarios';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { cleanLine } from '../output/clean.ts';

interface Options {
  readonly set: readonly string[];
  readonly json?: boolean;
}

export function addFlips(scenarios: Command): void {
  scenarios
    .command('flips <pack>')
    .description(
      'list the tasks for which something else is right once a parameter of the policy has changed',
    )
    .requiredOption('--set <name=value...>', 'the parameters and their new values, as in return_days=14')
    .option('--json', 'print JSON')
    .action(async (id: string, options: Options) => {
      const pack = loadPack(id);
      const changes = changesOf(pack, options.set);
      const found: Flips[] = [];
      for (const split of ['train', 'heldout'] as const) {
        const arena = await openArena(pack, split);
        found.push(flips(pack, split, changes, arena));
        arena.world.close();
      }
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ pack: pack.id, changes, splits: found }, null, 2)}\n`
          : `${found.flatMap(lines).join('\n')}\n`,
      );
    });
}

/** A value is read as the kind of thing that the parameter is now. */
function changesOf(pack: Pack, settings: readonly string[]): Readonly<Record<string, Cell>> {
  return Object.fromEntries(
    settings.map((setting): [string, Cell] => {
      const at = setting.indexOf('=');
      if (at < 1)
        throw new InputError(
          `"${setting}" changes nothing.`,
          'Write a name, = and a value, as in return_days=14.',
        );
      const [name, text] = [setting.slice(0, at), setting.slice(at + 1)];
      if (typeof pack.parameters[name] !== 'number') return [name, text];
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value))
        throw new InputError(
          `The parameter "${name}" of ${pack.id} is a number, and "${text}" is none.`,
          `It is ${String(pack.parameters[name])} now.`,
        );
      return [name, value];
    }),
  );
}

function lines({ split, tasks, flips: found }: Flips): readonly string[] {
  return [
    `${split}: ${String(found.length)} of ${String(tasks)} tasks flip`,
    ...found.map((flip) => cleanLine(`  ${flip.taskId}: ${difference(flip)}`)),
  ];
}

function difference({ before, after, problem, changed }: Flip): string {
  if (after === null) return `${before.case} (${before.outcome}) → nothing: ${problem ?? 'unknown'}`;
  const told = (right: Right): string => right.communicate.map((entry) => entry.join(' or ')).join(', ');
  return changed
    .map((aspect) => {
      if (aspect === 'communicate') return `tell ${told(before)} → ${told(after)}`;
      if (aspect === 'expected') return 'other changes in the world';
      return `${aspect} ${before[aspect]} → ${after[aspect]}`;
    })
    .join('; ');
}
