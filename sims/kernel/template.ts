/** A template made ready: loaded once into a database, checked, hashed and exported, with a never-written twin to compare with. */
import { hash } from 'node:crypto';
import type { Database, SqlJsStatic, Statement } from 'sql.js';
import { readSchema, type Schema, type Table } from './schema.ts';
import { prepare, readRow } from './statement.ts';
import type { Cell, Row, Template } from './world.ts';

export interface CompiledTemplate {
  /** sha256 (hex) over the DDL and every row in canonical order. */
  readonly hash: string;
  readonly schema: Schema;
  /** The database file's bytes. Not canonical: compare hashes instead. */
  readonly bytes: Uint8Array;
  /** Rows of the largest table. */
  readonly largest: number;
  /** The template's row, or null where there is none. */
  original(table: Table, key: number): Row | null;
  /** Frees the twin. Worlds opened from it cannot be compared or restored any more. */
  close(): void;
}

/**
 * Loads the rows in the order given, with foreign keys on.
 * @throws Error for DDL outside the rules (see schema.ts), a row that SQLite refuses, or an unknown table or column.
 */
export function compileTemplate(sql: SqlJsStatic, template: Template): CompiledTemplate {
  const twin = new sql.Database();
  try {
    twin.exec('PRAGMA foreign_keys = ON');
    twin.exec(template.ddl);
    const schema = readSchema(twin);
    twin.exec('BEGIN');
    for (const { name, rows } of template.tables) load(twin, schema, name, rows);
    twin.exec('COMMIT');
    const dump = dumpDatabase(twin, schema);
    const bytes = twin.export();
    // export() closes and reopens the database, so statements on the twin are prepared after it.
    return new Twin(twin, schema, {
      bytes,
      hash: hash('sha256', `${template.ddl}\n${dump}`),
      largest: Math.max(0, ...template.tables.map((table) => table.rows.length)),
    });
  } catch (error) {
    twin.close();
    throw error;
  }
}

/** Every row of every table, tables by name and rows by key, one JSON array a line. The same state gives the same text. */
export function dumpDatabase(database: Database, schema: Schema): string {
  const lines: string[] = [];
  for (const table of schema.tables.values()) {
    lines.push(JSON.stringify([table.name, ...table.columns]));
    const statement = prepare(database, selectAll(table, `ORDER BY "${table.key}"`));
    while (statement.step()) lines.push(JSON.stringify(statement.get()));
    statement.free();
  }
  return lines.join('\n');
}

export function selectAll(table: Table, rest: string): string {
  return `SELECT ${quoteAll(table.columns)} FROM "${table.name}" ${rest}`;
}

export function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

class Twin implements CompiledTemplate {
  readonly hash: string;
  readonly schema: Schema;
  readonly bytes: Uint8Array;
  readonly largest: number;
  readonly #twin: Database;
  readonly #byKey = new Map<Table, Statement>();
  /** Rows asked for so far: an episode after the other touches the same few. */
  readonly #known = new Map<Table, Map<number, Row | null>>();

  constructor(twin: Database, schema: Schema, facts: Pick<CompiledTemplate, 'hash' | 'bytes' | 'largest'>) {
    this.#twin = twin;
    this.schema = schema;
    this.hash = facts.hash;
    this.bytes = facts.bytes;
    this.largest = facts.largest;
  }

  original(table: Table, key: number): Row | null {
    let known = this.#known.get(table);
    if (known === undefined) {
      known = new Map();
      this.#known.set(table, known);
    }
    let row = known.get(key);
    if (row === undefined) {
      row = this.#read(table, key);
      known.set(key, row);
    }
    return row;
  }

  #read(table: Table, key: number): Row | null {
    let statement = this.#byKey.get(table);
    if (statement === undefined) {
      statement = prepare(this.#twin, selectAll(table, `WHERE "${table.key}" = ?`));
      this.#byKey.set(table, statement);
    }
    statement.bind([key]);
    const row = statement.step() ? readRow(statement, table.columns) : null;
    statement.reset();
    return row;
  }

  close(): void {
    this.#twin.close();
  }
}

function load(database: Database, schema: Schema, name: string, rows: readonly Row[]): void {
  const table = schema.tables.get(name);
  if (table === undefined)
    throw new Error(`template: rows are given for a table ${name} that the DDL does not create`);
  const statements = new Map<string, Statement>();
  rows.forEach((row, i) => {
    const columns = Object.keys(row);
    const shape = columns.join('\u0000');
    let statement = statements.get(shape);
    try {
      if (statement === undefined) {
        const marks = columns.map(() => '?').join(', ');
        const unknown = columns.find((column) => !table.columns.includes(column));
        if (unknown !== undefined) throw new Error(`there is no column ${unknown}`);
        statement = database.prepare(`INSERT INTO "${name}" (${quoteAll(columns)}) VALUES (${marks})`);
        statements.set(shape, statement);
      }
      const cells: Cell[] = Object.values(row);
      statement.run(cells);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`template: row ${String(i + 1)} of ${name}: ${message}`, { cause: error });
    }
  });
  for (const statement of statements.values()) statement.free();
}
