/** A prepared statement that binds cells and reads rows, and a cache of them keyed by SQL text. */
import type { Database, SqlValue, Statement } from 'sql.js';
import { judge, SqlRefused, type Judged } from './sql-guard.ts';
import type { Schema } from './schema.ts';
import type { Cell, QueryParameters, Row } from './world.ts';

/** Enough for every statement the shipped tools have; SQL built at run time pushes the oldest out. */
const CACHED = 600;

export interface Prepared extends Judged {
  readonly sql: string;
  readonly statement: Statement;
  readonly columns: readonly string[];
}

export class StatementCache {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #cache = new Map<string, Prepared>();

  constructor(database: Database, schema: Schema) {
    this.#database = database;
    this.#schema = schema;
  }

  /** @throws SqlRefused for what `judge` refuses; Error with SQLite's message and the SQL for what does not compile. */
  get(sql: string): Prepared {
    return this.#cache.get(sql) ?? this.#add(sql);
  }

  #add(sql: string): Prepared {
    const judged = judge(sql, this.#schema);
    const statement = prepare(this.#database, sql);
    const columns = statement.getColumnNames();
    const twice = columns.find((name, i) => columns.indexOf(name) !== i);
    if (twice !== undefined) {
      statement.free();
      throw new SqlRefused(sql, `two result columns are called ${twice}; name one with AS`);
    }
    const prepared: Prepared = { ...judged, sql, statement, columns };
    this.#cache.set(sql, prepared);
    if (this.#cache.size > CACHED) {
      const oldest = this.#cache.values().next().value;
      oldest?.statement.free();
      if (oldest !== undefined) this.#cache.delete(oldest.sql);
    }
    return prepared;
  }
}

/** @throws Error with SQLite's message and the SQL. */
export function prepare(database: Database, sql: string): Statement {
  try {
    return database.prepare(sql);
  } catch (error) {
    throw explained(error, sql);
  }
}

/**
 * Ends a statement that threw, and explains. One that ran to its end needs no reset: it holds no lock, and the next
 * bind resets it.
 */
export function failed(statement: Statement, error: unknown, sql: string): Error {
  statement.reset();
  return explained(error, sql);
}

/** SQLite's message together with the statement it is about. */
function explained(error: unknown, sql: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${message}\n  in: ${sql.trim().slice(0, 400)}`, { cause: error });
}

/** @throws TypeError for a number of cells that is not the number of `?`, and for NaN and infinities. */
export function bind(prepared: Prepared, cells: Cell[]): void {
  if (cells.length !== prepared.placeholders || prepared.named.length > 0) {
    throw new TypeError(
      `${String(prepared.placeholders)} values are needed for ?, ${String(cells.length)} were given` +
        (prepared.named.length > 0
          ? `; named parameters (${prepared.named.join(', ')}) are for query() only`
          : '') +
        `\n  in: ${prepared.sql}`,
    );
  }
  for (const value of cells) checkCell(value, prepared.sql);
  prepared.statement.bind(cells);
}

/** Like `bind`, and binds named parameters too. @throws TypeError naming a parameter that is missing or unknown. */
export function bindNamed(prepared: Prepared, parameters: QueryParameters): void {
  if (isList(parameters)) return bind(prepared, [...parameters]);
  const wanted = prepared.named.map((name) => name.slice(1));
  const given = Object.keys(parameters);
  const missing = wanted.find((name) => !given.includes(name));
  const unknown = given.find((name) => !wanted.includes(name));
  if (prepared.placeholders > 0 || missing !== undefined || unknown !== undefined) {
    const what =
      prepared.placeholders > 0
        ? 'it has ? parameters: give a list'
        : missing === undefined
          ? `it has no parameter :${String(unknown)}`
          : `no value for :${missing}`;
    throw new TypeError(`${what}\n  in: ${prepared.sql}`);
  }
  const values: Record<string, Cell> = {};
  for (const name of prepared.named) {
    const value = parameters[name.slice(1)] ?? null;
    checkCell(value, prepared.sql);
    values[name] = value;
  }
  prepared.statement.bind(values);
}

function isList(parameters: QueryParameters): parameters is readonly Cell[] {
  return Array.isArray(parameters);
}

function checkCell(value: Cell, sql: string): void {
  if (typeof value === 'string' || value === null) return;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new TypeError(
      `a value must be a text, a finite number or null, not ${String(value)}\n  in: ${sql}`,
    );
  }
}

/** The row a stepped statement stands on. */
export function readRow(statement: Statement, columns: readonly string[]): Row {
  const values = statement.get();
  const row: Record<string, Cell> = {};
  for (let i = 0; i < columns.length; i += 1) {
    const column = columns[i];
    if (column !== undefined) row[column] = cell(values[i]);
  }
  return row;
}

function cell(value: SqlValue | undefined): Cell {
  if (value === undefined || value instanceof Uint8Array)
    throw new TypeError('a BLOB was read; worlds hold none');
  return value;
}
