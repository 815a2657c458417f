/** Every trap that was met once: each of these would make snapshots lie, or episodes depend on chance or the wall clock. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadKernel } from './kernel.ts';
import { sampleTemplate } from './sample.fixture.ts';
import { SqlRefused } from './sql-guard.ts';

const kernel = await loadKernel();
const world = kernel.openWorld(sampleTemplate('traps'));
beforeEach(() => {
  world.reset();
});
afterAll(() => {
  world.close();
});

describe('run() refuses, with the reason', () => {
  it.each([
    ['REPLACE INTO people (id, email) VALUES (1, ?)', 'REPLACE'],
    ['insert or replace into people (id, email) values (1, ?)', 'REPLACE'],
    ['WITH x AS (SELECT 1) REPLACE INTO people (id, email) VALUES (1, ?)', 'SELECT'],
    ['UPDATE OR REPLACE people SET email = ?', 'REPLACE'],
    ['DELETE FROM people', 'WHERE true'],
    ['WITH x AS (SELECT 1 WHERE true) DELETE FROM people', 'WHERE true'],
    ['DELETE FROM people RETURNING (SELECT 1 WHERE true)', 'WHERE true'],
    ['DELETE FROM people -- WHERE id = 1', 'WHERE true'],
    ['UPDATE OR ROLLBACK people SET email = ?', 'OR ROLLBACK'],
    ['INSERT OR ROLLBACK INTO people (email) VALUES (?)', 'OR ROLLBACK'],
    ['PRAGMA foreign_keys = OFF', 'PRAGMA'],
    ['/* x */ COMMIT', 'COMMIT'],
    ['DROP TABLE items', 'DROP'],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT', 'CREATE'],
    ["ATTACH 'x' AS y", 'ATTACH'],
    ['UPDATE people SET name = 1; DELETE FROM items', 'one statement'],
    ['UPDATE people SET id = 9 WHERE id = 1', 'key'],
    ['UPDATE people SET name = ?, "id" = 9 WHERE id = 1', 'key'],
    ['UPDATE people SET (name, rowid) = (?, 9)', 'key'],
    ['INSERT INTO people (id, email) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET oid = 9', 'key'],
    ['UPDATE people SET name = random()', 'seeded'],
    ["UPDATE people SET name = datetime('Now')", 'wall clock'],
    ['UPDATE people SET name = datetime()', 'wall clock'],
    ["UPDATE people SET name = strftime('%s')", 'wall clock'],
    ['UPDATE people SET name = CURRENT_TIMESTAMP', 'wall clock'],
    ['UPDATE people SET name = last_insert_rowid()', 'RETURNING'],
    ['UPDATE people SET name = "typo"', 'typo'],
    ['UPDATE people SET name = ?1', 'numbered'],
    ['UPDATE people SET name = @name', 'parameter'],
    ['UPDATE people SET name = $name', 'parameter'],
    ['UPDATE people SET name = :name(x)', 'parameter'],
    ['DELETE FROM people \u0000 WHERE true', 'NUL'],
    ['SELECT 1', 'run()'],
    ['', 'empty'],
    ['; ;', 'empty'],
  ])('%s', (sql, reason) => {
    expect(() => world.run(sql)).toThrow(SqlRefused);
    expect(() => world.run(sql)).toThrow(reason);
    expect(world.diff()).toEqual([]);
  });

  it.each([
    ["UPDATE people SET name = replace(coalesce(name, ''), 'a', 'b') WHERE true"],
    ["UPDATE people SET name = strftime('%Y', 0, 'unixepoch') WHERE id = (SELECT id FROM people LIMIT 1)"],
    ["UPDATE people SET name = 'DELETE FROM people; REPLACE' WHERE id = 1"],
    ['UPDATE "people" SET [name] = `email` WHERE `id` = 1;'],
    ['DELETE FROM items WHERE true'],
  ])('but runs %s', (sql) => {
    expect(world.run(sql)).toBeGreaterThan(0);
    expect(world.diff().length).toBeGreaterThan(0);
  });
});

it('sees every row of an INSERT … SELECT from a table of the same shape, which SQLite copies in one go', () => {
  const table = (name: string): string => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, a TEXT) STRICT;`;
  const rows = [1, 2, 3].map((id) => ({ id, a: 'x' }));
  const pair = kernel.openWorld({ ddl: table('old') + table('new'), tables: [{ name: 'old', rows }] });
  pair.run('INSERT INTO new SELECT * FROM old');
  expect(pair.diff().map((change) => [change.table, change.key])).toEqual([
    ['new', 1],
    ['new', 2],
    ['new', 3],
  ]);
  pair.close();
});

it('refuses to read with run() and to write without RETURNING with get()', () => {
  expect(() => world.get('UPDATE people SET name = ?', 'x')).toThrow('RETURNING');
  expect(world.get('UPDATE people SET name = ? WHERE id = 2 RETURNING name', 'x')).toEqual({ name: 'x' });
  expect(world.diff()).toHaveLength(1);
});

it('refuses two result columns of one name', () => {
  expect(() => world.all('SELECT p.id, a.id FROM people p, accounts a')).toThrow('AS');
});

it.each([[[]], [['x', 'y']], [[Number.NaN]], [[Infinity]]])(
  'refuses to bind %j to one parameter',
  (cells) => {
    expect(() => world.run('UPDATE people SET name = ? WHERE id = 1', ...cells)).toThrow(TypeError);
    expect(world.diff()).toEqual([]);
  },
);

it('says the statement in SQLite’s own errors', () => {
  expect(() => world.get('SELECT nmae FROM people')).toThrow(/no such column: nmae\n {2}in: SELECT nmae/);
  expect(() => world.run('DELETE FROM people WHERE id = 1 OR true')).toThrow(/FOREIGN KEY[^]*in: DELETE/);
});

it('refuses an integer that JavaScript cannot hold exactly, when it would enter a snapshot', () => {
  world.run('UPDATE accounts SET opened_at = 9007199254740993 WHERE id = 1');
  expect(() => world.snapshot()).toThrow('accounts.opened_at');
});

it('keeps integers beyond 32 bits, 25 = 25.0, and texts with a NUL', () => {
  world.run(
    'UPDATE accounts SET opened_at = ?, balance = 25, code = ? WHERE id = 1',
    4_503_599_627_370_497,
    'a\u0000b',
  );
  const hash = world.hash();
  const snapshot = world.snapshot();
  world.reset();
  world.restore(snapshot);
  expect(
    world.get('SELECT opened_at, balance, code, typeof(opened_at) AS type FROM accounts WHERE id = 1'),
  ).toEqual({
    opened_at: 4_503_599_627_370_497,
    balance: 25,
    code: 'a\u0000b',
    type: 'integer',
  });
  world.reset();
  world.run(
    'UPDATE accounts SET opened_at = 4503599627370497, balance = 25.0, code = ? WHERE id = 1',
    'a\u0000b',
  );
  expect(world.hash()).toBe(hash);
});

it('refuses reset and restore inside an attempt, and undoes the attempt', () => {
  const snapshot = world.snapshot();
  for (const forbidden of [() => world.reset(), () => world.restore(snapshot)]) {
    expect(() =>
      world.attempt(() => {
        world.run('DELETE FROM items WHERE true');
        forbidden();
      }),
    ).toThrow('attempt');
    expect(world.diff()).toEqual([]);
  }
});

it('refuses a snapshot of another template, and survives one whose rows cannot be', () => {
  const other = kernel.openWorld(sampleTemplate('other'));
  expect(() => world.restore(other.snapshot())).toThrow('template');
  other.close();
  const { templateHash } = world;
  expect(() =>
    world.restore({ templateHash, changes: new Map([['people\u00001', { id: 1, email: null }]]) }),
  ).toThrow('reset');
  expect(world.diff()).toEqual([]);
  expect(() => world.restore({ templateHash, changes: new Map([['ghosts\u00001', null]]) })).toThrow(
    'ghosts',
  );
});

it('resets as fast after 6,000 episodes as at first', () => {
  const reset = (): number => {
    for (let i = 1; i <= 5; i += 1) {
      world.attempt(() => world.run('UPDATE items SET status = ? WHERE id = ?', 'x', i));
    }
    const start = performance.now();
    world.reset();
    return performance.now() - start;
  };
  const median = (times: readonly number[]): number =>
    times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  const times = Array.from({ length: 6_000 }, reset);
  const early = median(times.slice(500, 1_500));
  const late = median(times.slice(-1_000));
  expect(late).toBeLessThan(early * 3 + 0.005);
});
