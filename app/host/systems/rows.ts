/** Rows of a world for a screen: a page of a table, one row with what refers to it. Reads only, and bounded by the kernel. */
import type { Cell, Row, TableDescription } from '@understudy/kernel';
import type { RowPage, RowView, WorldView } from '../contract/systems.ts';
import { RequestError } from '../errors.ts';
import type { OpenWorld } from './worlds.ts';

export interface Wanted {
  readonly table: string;
  readonly search: string;
  readonly where: { readonly column: string; readonly value: Cell } | null;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly offset: number;
  readonly limit: number;
}

/** Throws RequestError for a table or a column that the system does not have. */
export function pageOf(open: OpenWorld, wanted: Wanted): RowPage {
  const { offset, limit, search, where, sort } = wanted;
  const table = tableOf(open, wanted.table);
  const terms: string[] = [];
  const values: Cell[] = [];
  if (search.trim() !== '') {
    // `instr` and not LIKE: what somebody types is text, not a pattern.
    const text = search.trim().toLowerCase();
    terms.push(`(${table.columns.map(({ name }) => `instr(lower("${name}"), ?) > 0`).join(' OR ')})`);
    values.push(...table.columns.map(() => text));
  }
  if (where !== null) {
    terms.push(`"${columnOf(table, where.column)}" IS ?`);
    values.push(where.value);
  }
  const filter = terms.length === 0 ? '' : `WHERE ${terms.join(' AND ')}`;
  const key = keyOf(table);
  const order =
    sort === null
      ? `"${key}"`
      : `"${columnOf(table, sort.column)}" ${sort.descending ? 'DESC' : 'ASC'}, "${key}"`;
  const [counted] = open.world.query(`SELECT count(*) AS n FROM "${table.name}" ${filter}`, values);
  return {
    total: Number(counted?.['n'] ?? 0),
    rows: open.world.query(
      `SELECT * FROM "${table.name}" ${filter} ORDER BY ${order} LIMIT ? OFFSET ?`,
      [...values, limit, offset],
      { maxRows: limit },
    ),
  };
}

export function rowOf(open: OpenWorld, name: string, key: number): RowView {
  const table = tableOf(open, name);
  const [row] = open.world.query(`SELECT * FROM "${table.name}" WHERE "${keyOf(table)}" = ?`, [key]);
  const change = open.changes().find((one) => one.table === name && one.key === key);
  if (row === undefined)
    throw new RequestError('NOT_FOUND', `There is no row ${String(key)} in ${name}.`, 'Choose another row.');
  const referredBy = open.tables.flatMap((other) =>
    other.columns
      .filter(({ references }) => references?.table === name)
      .map(({ name: column }) => ({ table: other.name, column, rows: countOf(open, other, column, key) })),
  );
  return {
    row,
    ...(change === undefined ? {} : { before: change.before }),
    referredBy: referredBy.filter(({ rows }) => rows > 0),
  };
}

export function worldView(open: OpenWorld): WorldView {
  const changes = open.changes();
  return {
    tables: open.tables.map((table) => {
      const [counted] = open.world.query(`SELECT count(*) AS n FROM "${table.name}"`);
      return {
        name: table.name,
        rows: Number(counted?.['n'] ?? 0),
        changed: changes.filter((change) => change.table === table.name).length,
      };
    }),
    now: open.now(),
    atHand: atHand(open),
  };
}

/** Tables whose rows tools speak of without naming them: "this ticket", and the user who is signed in. */
const SPOKEN_OF: Readonly<Record<string, string>> = { tickets: 'This ticket is', users: 'You are user' };

function atHand(open: OpenWorld): WorldView['atHand'] {
  return open.tables.flatMap((table) => {
    const label = SPOKEN_OF[table.name];
    const first = label === undefined ? undefined : firstOf(open, table);
    return label === undefined || first === undefined ? [] : [{ table: table.name, key: first, label }];
  });
}

/** What tools read of what the episode is about: for every table the key of a row, as `ticketId`; the chosen ones where there are any. */
export function focusOf(
  open: OpenWorld,
  chosen: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const focus: Record<string, number> = {};
  const known = [...atHand(open), ...Object.entries(chosen).map(([table, key]) => ({ table, key }))];
  for (const { table, key } of known) focus[`${singular(table)}Id`] = key;
  return focus;
}

/** Somebody who is switched off can do nothing. */
function firstOf({ world }: OpenWorld, table: TableDescription): number | undefined {
  const key = keyOf(table);
  const active = table.columns.some(({ name }) => name === 'active') ? 'WHERE active = 1' : '';
  const [row] = world.query(
    `SELECT "${key}" AS key FROM "${table.name}" ${active} ORDER BY "${key}" LIMIT 1`,
  );
  return row === undefined ? undefined : Number(row['key']);
}

function singular(table: string): string {
  return table.replace(/s$/, '');
}

function countOf({ world }: OpenWorld, table: TableDescription, column: string, key: number): number {
  const [row]: readonly (Row | undefined)[] = world.query(
    `SELECT count(*) AS n FROM "${table.name}" WHERE "${column}" = ?`,
    [key],
  );
  return Number(row?.['n'] ?? 0);
}

function tableOf({ tables, system }: OpenWorld, name: string): TableDescription {
  const table = tables.find((one) => one.name === name);
  if (table !== undefined) return table;
  throw new RequestError('NOT_FOUND', `${system.title} has no table ${name}.`, 'Choose one from the list.');
}

function columnOf(table: TableDescription, name: string): string {
  if (table.columns.some((column) => column.name === name)) return name;
  throw new RequestError('NOT_FOUND', `${table.name} has no column ${name}.`, 'Choose another one.');
}

export function keyOf(table: Pick<TableDescription, 'columns'>): string {
  return table.columns.find(({ primaryKey }) => primaryKey)?.name ?? 'rowid';
}
