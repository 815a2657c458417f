/** The statements by which a world reads, deletes and inserts whole rows when it folds and restores. */
import type { Database, Statement } from 'sql.js';
import type { Table } from './schema.ts';
import { prepare, readRow } from './statement.ts';
import { quoteAll, selectAll } from './template.ts';
import type { Cell, Row } from './world.ts';

export class RowStatements {
  readonly #database: Database;
  readonly #select = new Map<Table, Statement>();
  readonly #delete = new Map<Table, Statement>();
  readonly #insert = new Map<Table, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws RangeError for a number that JavaScript or JSON cannot hold exactly: its snapshot would lie. */
  read(table: Table, key: number): Row | null {
    const statement = this.#cached(this.#select, table, () => selectAll(table, `WHERE "${table.key}" = ?`));
    statement.bind([key]);
    const row = statement.step() ? readRow(statement, table.columns) : null;
    statement.reset();
    if (row !== null) checkNumbers(table, row);
    return row;
  }

  delete(table: Table, key: number): void {
    this.#cached(this.#delete, table, () => `DELETE FROM "${table.name}" WHERE "${table.key}" = ?`).run([
      key,
    ]);
  }

  insert(table: Table, row: Row): void {
    const marks = table.columns.map(() => '?').join(', ');
    const sql = (): string => `INSERT INTO "${table.name}" (${quoteAll(table.columns)}) VALUES (${marks})`;
    const cells: Cell[] = table.columns.map((column) => row[column] ?? null);
    this.#cached(this.#insert, table, sql).run(cells);
  }

  /**
   * Foreign keys are checked at the end instead of row by row. SQLite sets this flag when the pragma is prepared;
   * running it as well would expire every cached statement. Deletes and inserts are prepared under the flag, as
   * code prepared without it checks at once.
   */
  deferKeys(on: boolean): void {
    prepare(this.#database, `PRAGMA defer_foreign_keys = ${on ? 'ON' : 'OFF'}`).free();
  }

  #cached(cache: Map<Table, Statement>, table: Table, sql: () => string): Statement {
    let statement = cache.get(table);
    if (statement === undefined) {
      statement = prepare(this.#database, sql());
      cache.set(table, statement);
    }
    return statement;
  }
}

function checkNumbers(table: Table, row: Row): void {
  for (const column of table.columns) {
    const value = row[column];
    if (typeof value !== 'number') continue;
    if (!Number.isFinite(value) || (table.integers.has(column) && !Number.isSafeInteger(value))) {
      throw new RangeError(
        `${table.name}.${column} = ${String(value)}: numbers must be finite, integers within ±(2^53 − 1)`,
      );
    }
  }
}
