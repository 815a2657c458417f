/** What a DDL creates, read from SQLite itself: for checks of a system and for its documentation. Nothing is refused here. */
import type { Database } from 'sql.js';

export interface ColumnDescription {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  /** The table and column it refers to, and what happens here when the row there goes. */
  readonly references: { readonly table: string; readonly column: string; readonly action: string } | null;
}

export interface TableDescription {
  readonly name: string;
  readonly strict: boolean;
  readonly columns: readonly ColumnDescription[];
  readonly indexes: readonly { readonly columns: readonly string[]; readonly unique: boolean }[];
}

/** The tables in the order in which they are created. */
export function describeSchema(database: Database): readonly TableDescription[] {
  const rows = (sql: string, ...parameters: readonly string[]): readonly (readonly string[])[] =>
    (database.exec(sql, [...parameters])[0]?.values ?? []).map((row) =>
      row.map((cell) => String(cell ?? '')),
    );
  const names = rows(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY rowid`,
  );
  return names.map(([name = '']): TableDescription => {
    const keys = rows(
      'SELECT "from", "table", coalesce("to", \'id\'), on_update, on_delete FROM pragma_foreign_key_list(?)',
      name,
    );
    const indexes = rows('SELECT name, "unique" FROM pragma_index_list(?) ORDER BY seq DESC', name);
    return {
      name,
      strict: rows('SELECT strict FROM pragma_table_list WHERE name = ?', name)[0]?.[0] === '1',
      columns: rows('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', name).map(
        ([column = '', type = '', notNull, pk]): ColumnDescription => {
          const [, table = '', to = '', onUpdate = '', onDelete = ''] =
            keys.find(([from]) => from === column) ?? [];
          const action = [onUpdate, onDelete].find((one) => one !== 'NO ACTION') ?? 'NO ACTION';
          return {
            name: column,
            type,
            notNull: notNull === '1' || pk !== '0',
            primaryKey: pk !== '0',
            references: table === '' ? null : { table, column: to, action },
          };
        },
      ),
      indexes: indexes.map(([index = '', unique]) => ({
        columns: rows('SELECT name FROM pragma_index_info(?) ORDER BY seqno', index).map(
          ([column = '']) => column,
        ),
        unique: unique === '1',
      })),
    };
  });
}
