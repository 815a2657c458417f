/**
 * A case's changes as they would read had the case been alone. Rows that a tool adds get the next free key of their table; beside
 * other cases that is another key, and rows that refer to it hold another number. What is expected was worked out alone.
 */
import type { Cell, Change, Row, World } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { Log } from '../rewards/log.ts';
import type { AdmittedTask } from '../schema/task.ts';

/** The log of a case with the keys of its new rows, and what refers to them, as the expected changes number them. */
export function inOwnNumbers(task: AdmittedTask, log: Log, arena: Arena | undefined): Log {
  if (arena === undefined) return log;
  return log.map((event) =>
    event.type === 'closed'
      ? { ...event, changes: [...renumbered(task, event.changes, arena.world)] }
      : event,
  );
}

function renumbered(task: AdmittedTask, changes: readonly Change[], world: World): readonly Change[] {
  const wanted = addedKeys([...task.expected, ...task.otherwise.flat()]);
  const numbers = new Map<string, ReadonlyMap<number, number>>();
  for (const [table, keys] of addedKeys(changes)) {
    const first = wanted.get(table)?.[0];
    // Keys are given one after the other, so that the first says where all of them go.
    if (first !== undefined && keys[0] !== first)
      numbers.set(table, new Map(keys.map((key, i) => [key, first + i])));
  }
  if (numbers.size === 0) return changes;
  return changes.map(({ table, key, before, after }) => ({
    table,
    key: before === null ? (numbers.get(table)?.get(key) ?? key) : key,
    before,
    after: after === null ? null : pointed(table, after, numbers, world),
  }));
}

/** Keys of added rows by table, ascending. */
function addedKeys(changes: readonly Change[]): ReadonlyMap<string, readonly number[]> {
  const keys = new Map<string, number[]>();
  for (const { table, key, before } of changes)
    if (before === null) keys.set(table, [...(keys.get(table) ?? []), key]);
  for (const list of keys.values()) list.sort((a, b) => a - b);
  return keys;
}

function pointed(
  table: string,
  row: Row,
  numbers: ReadonlyMap<string, ReadonlyMap<number, number>>,
  world: World,
): Row {
  const targets = foreignKeys(world, table);
  return Object.fromEntries(
    Object.entries(row).map(([column, value]): [string, Cell] => {
      const target = column === 'id' ? table : targets.get(column);
      const number =
        typeof value === 'number' && target !== undefined ? numbers.get(target)?.get(value) : undefined;
      return [column, number ?? value];
    }),
  );
}

const schemas = new WeakMap<World, Map<string, ReadonlyMap<string, string>>>();

/** Column → the table it refers to. */
function foreignKeys(world: World, table: string): ReadonlyMap<string, string> {
  const known = schemas.get(world) ?? new Map<string, ReadonlyMap<string, string>>();
  schemas.set(world, known);
  let columns = known.get(table);
  if (columns === undefined) {
    const rows = world.all('SELECT * FROM pragma_foreign_key_list(?)', table);
    columns = new Map(rows.map((row) => [String(row['from']), String(row['table'])]));
    known.set(table, columns);
  }
  return columns;
}
