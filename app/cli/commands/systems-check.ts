/** `understudy systems check`: the model checker over the systems, at rest and in motion. */
import { checkSystems, eventsOf, exploreSystem, loadKernel } from '@understudy/kernel';
import type { Exploration, Finding, System } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import type { Command } from 'commander';
import pc from 'picocolors';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { textTable } from '../output/table.ts';
import { wholeNumber } from './options.ts';

interface Options {
  readonly json?: boolean;
  readonly calls: number;
  readonly seed: number;
}

interface Checked {
  readonly system: System;
  readonly findings: readonly Finding[];
  readonly exploration: Exploration | undefined;
}

export function addSystemsCheck(command: Command): void {
  command
    .command('check [id]')
    .description('prove every lifecycle sound and every tool true to it; fails where something is wrong')
    .option('--json', 'print JSON')
    .option(
      '--calls <number>',
      'random calls of tools in a generated world; 0: none',
      wholeNumber(0, 1e6),
      1000,
    )
    .option('--seed <number>', 'decides the world and the calls', wholeNumber(0, 2 ** 31 - 1), 7)
    .action(async (id: string | undefined, _: Options, self: Command) => {
      // `systems` knows --json too and takes it wherever it stands.
      const options = self.optsWithGlobals<Options>();
      const checked = await check(id, options);
      const problems = checked.flatMap(({ findings }) => findings.filter(({ level }) => level === 'problem'));
      process.stdout.write(`${options.json === true ? json(checked) : report(checked)}\n`);
      if (problems.length > 0)
        throw new ExitError(
          `${String(problems.length)} ${problems.length === 1 ? 'thing is' : 'things are'} wrong; the advice stands beside each.`,
          exitCodes.bug,
        );
    });
}

async function check(id: string | undefined, { calls, seed }: Options): Promise<readonly Checked[]> {
  const all = [...systems.values()];
  const chosen = all.filter((system) => id === undefined || system.id === id);
  if (chosen.length === 0)
    throw new InputError(
      `There is no system "${String(id)}".`,
      `There is: ${[...systems.keys()].join(', ')}.`,
    );
  const kernel = await loadKernel();
  // All of them, also for one: a name must not be another system's.
  const atRest = checkSystems(kernel, all);
  return chosen.map((system) => {
    const findings = atRest.filter(({ where }) => where.startsWith(`${system.id}: `));
    const unsound = findings.some(({ level, where }) => level === 'problem' && where.endsWith(': ddl'));
    if (calls === 0 || unsound) return { system, findings, exploration: undefined };
    const exploration = exploreSystem(kernel, system, { seed, calls });
    return { system, findings: [...findings, ...exploration.findings], exploration };
  });
}

function json(checked: readonly Checked[]): string {
  const parts = checked.map(({ system, findings, exploration }) => ({
    id: system.id,
    lifecycles: system.lifecycles.length,
    tools: system.tools.length,
    findings,
    exploration: exploration === undefined ? null : { ...exploration, findings: undefined },
  }));
  return JSON.stringify(parts, null, 2);
}

function report(checked: readonly Checked[]): string {
  const rows = checked.map(({ system, findings, exploration }) => {
    const { seen = [] } = exploration?.events ?? {};
    const events = system.lifecycles.flatMap(eventsOf).length;
    return [
      system.id,
      String(system.lifecycles.length),
      String(events),
      String(system.tools.length),
      exploration === undefined ? '–' : `${String(exploration.succeeded)} of ${String(exploration.calls)}`,
      exploration === undefined ? '–' : `${String(seen.length)} of ${String(events)}`,
      String(findings.filter(({ level }) => level === 'problem').length),
    ];
  });
  const head = ['system', 'lifecycles', 'events', 'tools', 'calls that succeeded', 'events seen', 'problems'];
  const notSeen = checked.flatMap(({ system, exploration }) => [
    ...listed(`${system.id}: events not seen`, exploration?.events.unseen ?? []),
    ...listed(`${system.id}: tools that never succeeded`, exploration?.untried ?? []),
  ]);
  const findings = checked
    .flatMap((one) => one.findings)
    .map(({ level, where, problem, advice }) => {
      const mark = level === 'problem' ? pc.red('✗') : pc.dim('i');
      return `${mark} ${where}: ${problem}${level === 'problem' ? `\n    ${advice}` : ''}`;
    });
  return [textTable(head, rows), ...notSeen, ...findings].join('\n');
}

function listed(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [pc.dim(`${what}: ${names.join(', ')}`)];
}
