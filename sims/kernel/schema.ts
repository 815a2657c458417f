/**
 * What a world must know of its tables, read from SQLite itself. Schemas that would make snapshots inexact
 * (keys that are not the rowid, cascades, triggers, blobs, …) are refused when a template is compiled.
 */
import type { Database } from 'sql.js';
import { tokenize } from './sql-text.ts';

export interface Table {
  readonly name: string;
  /** The INTEGER PRIMARY KEY, an alias of the rowid. */
  readonly key: string;
  readonly columns: readonly string[];
  /** Names of the columns declared INTEGER: their values must stay within ±(2^53 − 1). */
  readonly integers: ReadonlySet<string>;
}

export interface Schema {
  readonly tables: ReadonlyMap<string, Table>;
  /** All table and column names in lower case: what a double-quoted name may be. */
  readonly names: ReadonlySet<string>;
  /** The key columns' names in lower case. */
  readonly keyNames: ReadonlySet<string>;
}

const TYPES = new Set(['INT', 'INTEGER', 'REAL', 'TEXT']);

/** Reads the schema. @throws Error naming the table and the rule it breaks. */
export function readSchema(database: Database): Schema {
  const tables = new Map<string, Table>();
  const names = new Set<string>();
  const objects = texts(
    database,
    `SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY name`,
  );
  for (const [type = '', name = '', sql = ''] of objects) {
    if (type === 'trigger')
      throw new Error(`trigger ${name}: triggers would fire again on restore; do it in the tool`);
    if (type === 'table') {
      const table = readTable(database, name, sql);
      tables.set(name, table);
      for (const word of [name, ...table.columns]) names.add(word.toLowerCase());
    }
    if (type === 'view') names.add(name.toLowerCase());
  }
  const keyNames = new Set([...tables.values()].map((table) => table.key.toLowerCase()));
  return { tables, names, keyNames };
}

function readTable(database: Database, name: string, sql: string): Table {
  const refuse = (reason: string): never => {
    throw new Error(`table ${name}: ${reason}`);
  };
  const words = new Set(tokenize(sql).flatMap((token) => (token.kind === 'word' ? [token.text] : [])));
  if (words.has('VIRTUAL')) refuse('virtual tables are not tracked; use a plain table');
  if (words.has('AUTOINCREMENT')) refuse('AUTOINCREMENT keeps a counter outside the rows; leave it out');
  if (words.has('DEFERRABLE'))
    refuse('a deferred key is never checked, for a world never commits; leave DEFERRABLE out');
  if (words.has('REPLACE') || words.has('ROLLBACK'))
    refuse('ON CONFLICT REPLACE and ROLLBACK are not tracked; leave it out');
  for (const word of words) {
    if (/^(CURRENT_(DATE|TIME|TIMESTAMP)|RANDOM)$/.test(word))
      refuse(`${word} is not deterministic; insert the value`);
  }
  const [, , , , withoutRowid, strict] = texts(database, `PRAGMA table_list("${name}")`)[0] ?? [];
  if (strict !== '1') refuse('must be STRICT, so that a value has one type');
  if (withoutRowid === '1') refuse('WITHOUT ROWID tables are unseen by the update hook; leave it out');
  const columns: string[] = [];
  const integers = new Set<string>();
  const keys: string[] = [];
  for (const [, column = '', type = '', , , primary, hidden] of texts(
    database,
    `PRAGMA table_xinfo("${name}")`,
  )) {
    if (!TYPES.has(type)) refuse(`column ${column} is ${type}; use INTEGER, REAL or TEXT`);
    if (hidden !== '0') refuse(`column ${column} is generated; compute it in the query`);
    if (primary !== '0') keys.push(column);
    if (type.startsWith('INT')) integers.add(column);
    columns.push(column);
  }
  const key = keys[0];
  if (key === undefined || keys.length !== 1 || !integers.has(key)) {
    return refuse('needs one INTEGER PRIMARY KEY column');
  }
  const probe = database.prepare(`SELECT rowid FROM "${name}"`);
  const rowid = probe.getColumnNames()[0];
  probe.free();
  if (rowid !== key) refuse(`the key ${key} is not the rowid; declare it INTEGER PRIMARY KEY, without DESC`);
  for (const [, , parent = '', , , onUpdate, onDelete] of texts(
    database,
    `PRAGMA foreign_key_list("${name}")`,
  )) {
    if (onUpdate !== 'NO ACTION' || onDelete !== 'NO ACTION') {
      refuse(`its foreign key to ${parent} has an action; child rows would change unseen: use NO ACTION`);
    }
  }
  return { name, key, columns, integers };
}

function texts(database: Database, sql: string): string[][] {
  return (database.exec(sql)[0]?.values ?? []).map((row) => row.map(String));
}
