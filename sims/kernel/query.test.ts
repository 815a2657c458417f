import { afterAll, describe, expect, it } from 'vitest';
import { loadKernel } from './kernel.ts';
import { sampleTemplate } from './sample.fixture.ts';
import { SqlRefused } from './sql-guard.ts';

const kernel = await loadKernel();
const world = kernel.openWorld(sampleTemplate('query'));
afterAll(() => {
  world.close();
});

describe('query() runs untrusted SQL only within bounds', () => {
  it.each([
    ['DELETE FROM items WHERE true', 'only reads'],
    ["INSERT INTO people (email) VALUES ('x') RETURNING id", 'only reads'],
    ['PRAGMA table_info(people)', 'PRAGMA'],
    ["SELECT * FROM pragma_table_info('people')", 'pragma_table_info'],
    ['SELECT * FROM sqlite_schema', 'sqlite_schema'],
    ['EXPLAIN SELECT 1', 'EXPLAIN'],
    ['SELECT 1; SELECT 2', 'one statement'],
    ['WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n', 'recursion'],
    ['WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n', 'itself'],
    [
      'SELECT * FROM (WITH "people" AS NOT MATERIALIZED (SELECT 1 AS i UNION SELECT i FROM people) SELECT i FROM people)',
      'itself',
    ],
    ['WITH n€ AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n€) SELECT i FROM n€', 'itself'],
    ["WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM 'N') SELECT i FROM n", 'itself'],
    ['SELECT zeroblob(1000000000)', 'zeroblob'],
    ["SELECT printf('%1000000000d', 1)", 'printf'],
    [
      `SELECT count(*) AS n FROM ${Array.from({ length: 20 }, (_, i) => `items i${String(i)}`).join(', ')}`,
      'visit',
    ],
    [
      `SELECT ${Array.from({ length: 6 }, () => '(SELECT count(*) FROM items a, items b, items c WHERE a.id < p.id)').join(' + ')} AS n
       FROM people p, people q, people r, people s, people t, people u, people v`,
      'visit',
    ],
  ])('refuses %s', (sql, reason) => {
    expect(() => world.query(sql)).toThrow(SqlRefused);
    expect(() => world.query(sql)).toThrow(reason);
  });

  it('refuses more rows than maxRows instead of cutting them off', () => {
    expect(world.query('SELECT id FROM items', [], { maxRows: 5 })).toHaveLength(5);
    expect(() => world.query('SELECT id FROM items', [], { maxRows: 4 })).toThrow('more than 4 rows');
  });

  it('joins, groups and uses WITH and sub-selects', () => {
    const sql = `WITH mine AS (SELECT * FROM items WHERE status = :status)
      SELECT a.id, count(*) AS n, (SELECT email FROM people WHERE id = a.owner_id) AS email
      FROM accounts a JOIN mine m ON m.account_id = a.id GROUP BY a.id ORDER BY a.id`;
    const rows = world.query(sql, { status: 'open' });
    expect(rows.reduce((sum, row) => sum + Number(row['n']), 0)).toBe(5);
  });

  it('wants every named parameter, and no other', () => {
    const sql = 'SELECT id FROM people WHERE id = :id OR id = :id + 1 ORDER BY id';
    expect(world.query(sql, { id: 2 })).toEqual([{ id: 2 }, { id: 3 }]);
    expect(() => world.query(sql, {})).toThrow('no value for :id');
    expect(() => world.query(sql, { id: 1, di: 2 })).toThrow('no parameter :di');
    expect(() => world.query('SELECT id FROM people WHERE id = ?', { id: 1 })).toThrow('list');
    expect(world.query('SELECT id FROM people WHERE id = ?', [4])).toEqual([{ id: 4 }]);
  });

  it('leaves no trace, also when it fails half way', () => {
    const before = world.hash();
    expect(() => world.query("SELECT json_extract('{', '$.a') AS x FROM items")).toThrow('malformed JSON');
    expect(world.hash()).toBe(before);
    world.run('UPDATE items SET status = ? WHERE id = 1', 'done');
    expect(world.query("SELECT id FROM items WHERE status = 'done'")).toEqual([{ id: 1 }]);
    world.reset();
  });
});
