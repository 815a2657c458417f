/**
 * A thread: a row and the rows around it, by foreign keys in both directions. Calls about one thing take their arguments from one
 * thread, so that an order number comes with a sku and a postcode that belong to it.
 */
import type { SimTime } from '../clock.ts';
import type { TableDescription } from '../describe-schema.ts';
import type { JsonObject } from '../json.ts';
import type { Rng } from '../rng.ts';
import type { Cell, Row, World } from '../world.ts';

/** How many rows a thread holds, and how many children of a row it follows. */
const ROWS = 40;
const CHILDREN = 3;

/** Columns by whose value a row is called: a `macro` is a macro's slug or name. */
const NAMES = ['slug', 'code', 'key', 'name', 'title'] as const;

export interface Thread {
  /** What is known by a name: `order_id` of the orders in it, `macro` of the macros, every column by its own name. Nearest first. */
  readonly values: ReadonlyMap<string, readonly Cell[]>;
  /** Rowids by table, nearest first. */
  readonly keys: ReadonlyMap<string, readonly number[]>;
  /** Public ids of the rows, like `C31`, where their letters are known. */
  readonly ids: readonly string[];
  /** When it was gathered. */
  readonly now: SimTime;
}

/** Gathers the thread of a row, breadth first; of no row, it is empty. `prefixes` has the letters of public ids: `customer` → `C`. */
export function threadOf(
  world: World,
  tables: readonly TableDescription[],
  { prefixes, now }: { readonly prefixes: ReadonlyMap<string, string>; readonly now: SimTime },
  start: { readonly table: string; readonly row: Row | undefined },
): Thread {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const found = new Map<string, { readonly table: TableDescription; readonly row: Row }>();
  const add = (name: string, row: Row | undefined): void => {
    const table = byName.get(name);
    if (table !== undefined && row !== undefined) {
      const place = `${name} ${String(row[keyOf(table)])}`;
      if (!found.has(place)) found.set(place, { table, row });
    }
  };
  add(start.table, start.row);
  for (const { table, row } of found.values()) {
    if (found.size >= ROWS) break;
    for (const { name, references } of table.columns) {
      const value = row[name] ?? null;
      if (references !== null && value !== null)
        add(
          references.table,
          world.get(`SELECT * FROM "${references.table}" WHERE "${references.column}" = ?`, value),
        );
    }
    for (const child of tables)
      for (const { name, references } of child.columns)
        if (references?.table === table.name)
          world
            .all(
              `SELECT * FROM "${child.name}" WHERE "${name}" = ? LIMIT ${String(CHILDREN)}`,
              row[references.column] ?? null,
            )
            .forEach((one) => add(child.name, one));
  }
  const values = new Map<string, Cell[]>();
  const keys = new Map<string, number[]>();
  const ids: string[] = [];
  for (const { table, row } of found.values()) {
    const key = Number(row[keyOf(table)]);
    push(keys, table.name, key);
    for (const one of endsOf(singular(table.name))) {
      push(values, `${one}_id`, key);
      const letters = prefixes.get(one);
      if (letters !== undefined) ids.push(`${letters}${String(key)}`);
      for (const column of NAMES) {
        const name = row[column];
        if (typeof name === 'string') push(values, one, name);
      }
    }
    for (const [column, cell] of Object.entries(row)) if (cell !== null) push(values, column, cell);
  }
  return { values, keys, ids, now };
}

/**
 * What the episode is about, for systems that look there: for every table the id of a row of the thread, else of one of `keys`, as
 * `ticketId`, `orderItemId`.
 */
export function focusOf(keys: ReadonlyMap<string, readonly number[]>, thread: Thread, rng: Rng): JsonObject {
  const focus: Record<string, number> = {};
  for (const [table, all] of keys) {
    const known = thread.keys.get(table) ?? all;
    const name = singular(table).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (known.length > 0) focus[`${name}Id`] = thread.keys.has(table) ? (known[0] ?? 0) : rng.pick(known);
  }
  return focus;
}

/** The keys of every row, by table. */
export function keysOf(
  world: World,
  tables: readonly TableDescription[],
): ReadonlyMap<string, readonly number[]> {
  return new Map(
    tables.map((table) => {
      const rows = world.all(`SELECT "${keyOf(table)}" AS key FROM "${table.name}"`);
      return [table.name, rows.map((row) => Number(row['key']))];
    }),
  );
}

/** A row of a table, uniformly; with states, one whose column is in one of them. */
export function anyRow(
  world: World,
  table: TableDescription,
  rng: Rng,
  where?: { readonly column: string; readonly states: readonly string[] },
): Row | undefined {
  const condition =
    where === undefined ? '' : `WHERE "${where.column}" IN (${where.states.map(() => '?').join(', ')})`;
  const states = where?.states ?? [];
  const count = Number(world.get(`SELECT count(*) AS n FROM "${table.name}" ${condition}`, ...states)?.['n']);
  if (count === 0) return undefined;
  const order = `ORDER BY "${keyOf(table)}" LIMIT 1 OFFSET ?`;
  return world.get(`SELECT * FROM "${table.name}" ${condition} ${order}`, ...states, rng.int(0, count - 1));
}

function keyOf(table: TableDescription): string {
  return table.columns.find((column) => column.primaryKey)?.name ?? 'rowid';
}

/** `opportunities` → `opportunity`, `addresses` → `address`, `cases` → `case`. */
export function singular(table: string): string {
  if (table.endsWith('ies')) return `${table.slice(0, -3)}y`;
  return table.replace(/(?<=ss|x|ch|sh)es$|(?<!s)s$/, '');
}

/** A name and its ends: `new_owner_id` is an `owner_id`, a `crm_task` is a `task`. */
export function endsOf(name: string): readonly string[] {
  const words = name.split('_');
  return words.map((_, at) => words.slice(at).join('_')).filter((end) => end !== 'id');
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
