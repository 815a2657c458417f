import { describe, expect, it } from 'vitest';
import { loadKernel } from './kernel.ts';

const kernel = await loadKernel();

describe('a template is refused when its snapshots could not be exact', () => {
  it.each([
    ['CREATE TABLE t (id INTEGER PRIMARY KEY)', 'STRICT'],
    ['CREATE TABLE t (id TEXT PRIMARY KEY) STRICT', 'INTEGER PRIMARY KEY'],
    ['CREATE TABLE t (id INT PRIMARY KEY) STRICT', 'rowid'],
    ['CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) STRICT', 'INTEGER PRIMARY KEY'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT, WITHOUT ROWID', 'WITHOUT ROWID'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT', 'AUTOINCREMENT'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB) STRICT', 'BLOB'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY, b ANY) STRICT', 'ANY'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY, d INTEGER AS (id * 2)) STRICT', 'generated'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY, e TEXT UNIQUE ON CONFLICT REPLACE) STRICT', 'REPLACE'],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT DEFAULT CURRENT_TIMESTAMP) STRICT',
      'CURRENT_TIMESTAMP',
    ],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id) ON DELETE CASCADE) STRICT',
      'NO ACTION',
    ],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id) ON UPDATE SET NULL) STRICT',
      'NO ACTION',
    ],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED) STRICT',
      'DEFERR',
    ],
    ['CREATE VIRTUAL TABLE t USING fts4 (body)', 'virtual'],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT; CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = 1; END',
      'trigger',
    ],
  ])('%s', (ddl, reason) => {
    expect(() => kernel.compile({ ddl, tables: [] })).toThrow(reason);
  });
});

describe('a template’s rows', () => {
  const ddl = `CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id)) STRICT`;
  const parents = { name: 'parents', rows: [{ id: 1, name: 'a' }] };

  it.each([
    [{ name: 'nobody', rows: [] }, 'nobody'],
    [{ name: 'parents', rows: [{ id: 1, nmae: 'a' }] }, 'row 1 of parents: there is no column nmae'],
    [{ name: 'parents', rows: [{ id: 1, name: null }] }, 'NOT NULL'],
    [{ name: 'parents', rows: [{ id: 'x', name: 'a' }] }, 'datatype'],
    [{ name: 'children', rows: [{ id: 1, parent_id: 7 }] }, 'FOREIGN KEY'],
  ])('are refused with table and row: %j', (table, reason) => {
    expect(() => kernel.compile({ ddl, tables: [table] })).toThrow(reason);
  });

  it('decide the hash together with the DDL, whatever the order of columns', () => {
    const hash = kernel.compile({ ddl, tables: [parents] }).hash;
    expect(kernel.compile({ ddl, tables: [{ name: 'parents', rows: [{ name: 'a', id: 1 }] }] }).hash).toBe(
      hash,
    );
    expect(
      kernel.compile({ ddl, tables: [{ name: 'parents', rows: [{ id: 1, name: 'b' }] }] }).hash,
    ).not.toBe(hash);
    expect(kernel.compile({ ddl: `${ddl};`, tables: [parents] }).hash).not.toBe(hash);
  });
});
