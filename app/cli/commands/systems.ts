/** `understudy systems`: what the replicas consist of, whether they hold together, and their documentation. */
import type { LifecycleDefinition, System } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import type { Command } from 'commander';
import pc from 'picocolors';
import { InputError } from '../errors.ts';
import { addSystemsCheck } from './systems-check.ts';
import { addSystemsDocs } from './systems-docs.ts';

export function addSystems(program: Command): void {
  const command = program
    .command('systems [id]')
    .description('list the systems, or show one: tables, lifecycles, tools; check them, write their pages')
    .option('--json', 'print JSON')
    .action((id: string | undefined, options: { json?: boolean }) => {
      if (id === undefined && options.json === true) {
        print(JSON.stringify([...systems.values()].map(summary), null, 2));
        return;
      }
      if (id === undefined) {
        for (const system of systems.values())
          print(`${pc.bold(system.id)}  ${system.title}: ${system.description}`);
        return;
      }
      const system = systems.get(id);
      if (system === undefined)
        throw new InputError(`There is no system "${id}".`, `There is: ${[...systems.keys()].join(', ')}.`);
      print(options.json === true ? JSON.stringify(summary(system), null, 2) : describe(system));
    });
  addSystemsCheck(command);
  addSystemsDocs(command);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function tables(system: System): readonly string[] {
  return [...system.ddl.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1] ?? '');
}

function summary(system: System): object {
  const tools = system.tools.map(({ name, effect, by = 'agent', description, events }) => ({
    name,
    effect,
    by,
    description,
    events,
  }));
  const { id, title, description } = system;
  return { id, title, description, tables: tables(system), lifecycles: system.lifecycles, tools };
}

function describe(system: System): string {
  const width = Math.max(...system.tools.map(({ name }) => name.length));
  return [
    `${pc.bold(system.title)}  ${system.description}`,
    '',
    `${pc.bold('Tables')}  ${tables(system).join(', ')}`,
    '',
    pc.bold('Lifecycles'),
    ...system.lifecycles.flatMap(lifecycleLines),
    '',
    pc.bold('Tools'),
    ...system.tools.map(
      ({ name, effect, by = 'agent', description }) =>
        `  ${name.padEnd(width)} ${effect.padEnd(5)} ${by.padEnd(6)} ${description}`,
    ),
  ].join('\n');
}

function lifecycleLines({ id, table, column, states }: LifecycleDefinition): readonly string[] {
  const lines = Object.entries(states).map(([state, { on, final }]) => {
    const moves = Object.entries(on ?? {}).map(([event, target]) => `${event} → ${target}`);
    return `    ${state.padEnd(14)} ${final === true ? pc.dim('final') : moves.join(', ')}`;
  });
  return [`  ${id} (${table}.${column})`, ...lines];
}
