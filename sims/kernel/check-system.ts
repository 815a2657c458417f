/**
 * The model checker, at rest: what can be proved of a system from its definition alone. What happens when its tools are called is
 * for `explore/explore.ts`.
 */
import { checkLifecycle } from './check-lifecycle.ts';
import { toolSpec } from './define-tool.ts';
import type { TableDescription } from './describe-schema.ts';
import type { JsonObject } from './json.ts';
import type { Kernel } from './kernel.ts';
import { eventsOf, statesLeadingTo } from './lifecycle-paths.ts';
import type { LifecycleDefinition } from './lifecycle.ts';
import type { System } from './system.ts';
import type { Tool } from './tool.ts';

export interface Finding {
  /** `problem` is wrong; `info` is worth knowing. */
  readonly level: 'problem' | 'info';
  /** The system, then the kind and name of the part: `crm: tool convert_lead`. */
  readonly where: string;
  readonly problem: string;
  readonly advice: string;
}

type Report = (where: string, problem: string, advice: string, level?: Finding['level']) => void;

/** Checks each system, and that no two share the name of a table, tool, lifecycle or timer: they may have to share a world. */
export function checkSystems(kernel: Kernel, systems: readonly System[]): readonly Finding[] {
  const findings = systems.flatMap((system) => checkSystem(kernel, system));
  const owners = new Map<string, string>();
  for (const system of systems) {
    for (const what of namesOf(kernel, system)) {
      const owner = owners.get(what);
      if (owner !== undefined && owner !== system.id)
        findings.push({
          level: 'problem',
          where: `${system.id}: ${what}`,
          problem: `${owner} has one of the same name`,
          advice: 'Give it a name of its own: systems can share one world.',
        });
      owners.set(what, system.id);
    }
  }
  return findings;
}

/** Checks tables, lifecycles and tools of one system. Findings in the order of the definition. */
export function checkSystem(kernel: Kernel, system: System): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (where, problem, advice, level = 'problem') =>
    findings.push({ level, where: `${system.id}: ${where}`, problem, advice });
  const tables = readTables(kernel, system, report);
  checkTables(tables, report);
  for (const lifecycle of system.lifecycles) {
    checkChart(lifecycle, report);
    checkColumn(lifecycle, tables, report);
  }
  checkEvents(system, report);
  const names = new Set<string>();
  for (const tool of system.tools) {
    if (names.has(tool.name))
      report(`tool ${tool.name}`, 'there are two tools of this name', 'Rename one of them.');
    names.add(tool.name);
    checkTool(tool, report);
  }
  return findings;
}

function namesOf(kernel: Kernel, system: System): readonly string[] {
  return [
    ...readTables(kernel, system, () => undefined).map(({ name }) => `table ${name}`),
    ...new Set(system.lifecycles.map(({ id }) => `lifecycle ${id}`)),
    ...new Set(system.tools.map(({ name }) => `tool ${name}`)),
    ...Object.keys(system.timers ?? {}).map((event) => `timer ${event}`),
  ];
}

function readTables(kernel: Kernel, system: System, report: Report): readonly TableDescription[] {
  try {
    kernel.compile({ ddl: system.ddl, tables: [] }).close();
  } catch (error) {
    report('ddl', error instanceof Error ? error.message : String(error), 'Follow the rules of worlds.');
  }
  try {
    return kernel.describe(system.ddl);
  } catch {
    // What is wrong with it has been reported.
    return [];
  }
}

function checkTables(tables: readonly TableDescription[], report: Report): void {
  const known = new Set(tables.map(({ name }) => name));
  for (const { name, columns, indexes } of tables) {
    for (const { name: column, references, primaryKey } of columns) {
      if (references === null) continue;
      const where = `table ${name}`;
      if (!known.has(references.table))
        report(
          where,
          `${column} refers to ${references.table}, which this system does not have`,
          'Refer to a table of the same system; what systems share is the e-mail address.',
        );
      if (!primaryKey && !indexes.some((index) => index.columns[0] === column))
        report(
          where,
          `the foreign key ${column} has no index`,
          `CREATE INDEX ${name}_${column} ON ${name} (${column}); a restore would scan the table.`,
        );
    }
  }
}

function checkChart(lifecycle: LifecycleDefinition, report: Report): void {
  const where = `lifecycle ${lifecycle.id}`;
  for (const fault of checkLifecycle(lifecycle)) report(where, fault, 'Correct the statechart.');
  const states = Object.keys(lifecycle.states);
  const final = states.filter((state) => lifecycle.states[state]?.final === true);
  const ending = statesLeadingTo(lifecycle, final);
  const endless = states.filter((state) => !ending.has(state));
  if (lifecycle.cyclic === true) {
    if (endless.length > 0)
      report(where, `it goes round for ever: no end from ${endless.join(', ')}`, 'Nothing to do.', 'info');
    else report(where, 'declared cyclic, yet every state leads to an end', 'Take the declaration out.');
  } else if (endless.length > 0)
    report(
      where,
      `from ${endless.join(', ')} no final state can be reached`,
      'Add a way to an end, or declare the lifecycle cyclic.',
    );
}

function checkColumn(
  { id, table: governed, column: name }: LifecycleDefinition,
  tables: readonly TableDescription[],
  report: Report,
): void {
  const where = `lifecycle ${id}`;
  const column = tables
    .find((table) => table.name === governed)
    ?.columns.find((candidate) => candidate.name === name);
  if (column === undefined)
    report(where, `there is no column ${governed}.${name}`, 'Name the status column that it governs.');
  else if (column.type !== 'TEXT' || !column.notNull)
    report(where, `${governed}.${name} is not TEXT NOT NULL`, 'A row is always in some state.');
}

function checkEvents({ lifecycles, tools, timers = {} }: System, report: Report): void {
  const known = new Set(lifecycles.flatMap(eventsOf));
  const declared = new Set([...tools.flatMap((tool) => tool.events ?? []), ...Object.keys(timers)]);
  for (const tool of tools)
    for (const event of tool.events ?? [])
      if (!known.has(event))
        report(
          `tool ${tool.name}`,
          `it declares ${event}, which no lifecycle has`,
          'Write lifecycle.EVENT as in the statechart.',
        );
  for (const lifecycle of lifecycles) {
    const orphans = eventsOf(lifecycle).filter((event) => !declared.has(event));
    for (const event of orphans)
      report(
        `lifecycle ${lifecycle.id}`,
        `no tool or timer sends ${event}`,
        'Give it a tool (by agent, user or system) or a timer of that name, or take the event out.',
      );
  }
  const governed = lifecycles.map(({ table, column }) => `${table}.${column}`);
  governed.forEach((place, index) => {
    if (governed.indexOf(place) !== index)
      report(`lifecycle ${lifecycles[index]?.id ?? ''}`, `${place} has two lifecycles`, 'Join them.');
  });
}

function checkTool(tool: Tool, report: Report): void {
  const where = `tool ${tool.name}`;
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(tool.name))
    report(where, 'its name does not suit models', 'Use lower-case letters, digits and _, at most 64.');
  if (tool.description.trim() === '')
    report(where, 'it has no description', 'Say in a sentence what it does.');
  if (!(Number.isFinite(tool.seconds) && tool.seconds >= 0))
    report(where, `it takes ${tool.seconds} seconds`, 'Give a finite number, 0 or more.');
  if (tool.effect === 'read' && (tool.events ?? []).length > 0)
    report(where, 'it only reads, yet declares events', 'Make it a write, or take the events out.');
  for (const parameter of parametersOf(tool, report))
    if (!parameter.described)
      report(where, `its argument ${parameter.name} has no description`, 'Add .describe(…) to it.');
}

function parametersOf(
  tool: Tool,
  report: Report,
): readonly { readonly name: string; readonly described: boolean }[] {
  let schema: JsonObject;
  try {
    schema = toolSpec(tool).parameters;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    report(`tool ${tool.name}`, `its arguments have no JSON Schema: ${message}`, 'Use types that JSON has.');
    return [];
  }
  return Object.entries(objectIn(schema, 'properties')).map(([name, property]) => ({
    name,
    described: typeof property === 'object' && property !== null && 'description' in property,
  }));
}

function objectIn(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
