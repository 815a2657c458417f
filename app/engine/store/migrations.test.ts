import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrate, migrations, schemaVersion } from './migrations.ts';
import { createTraceStore, openTraceStore } from './traces.ts';
import { openWorkspace } from './workspace.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

test('steps are numbered from 1 without gaps, and each version ever released has a fixture', () => {
  expect(migrations.map((step) => step.version)).toEqual(migrations.map((_step, index) => index + 1));
  expect(readdirSync(fixtures).sort()).toEqual(migrations.map((step) => `traces-v${step.version}.sql`));
});

test.each(readdirSync(fixtures))('a database as %s left it opens with its rows', (name) => {
  const workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'understudy-migrations-')), { lock: true });
  try {
    const db = new DatabaseSync(workspace.traces);
    db.exec(readFileSync(join(fixtures, name), 'utf8'));
    db.close();
    const store = openTraceStore(workspace);
    expect(store.runs().map((run) => run.settings)).toEqual([{ group: 8 }]);
    const [finished, cut] = store.episodes();
    expect(finished).toMatchObject({
      taskId: 'damaged-1',
      status: 'finished',
      turnSeconds: [0.25],
      reward: { value: 1 },
      judged: name.endsWith('-v1.sql')
        ? null
        : { judge: 'local:0123', answers: { manners: { polite: true, clear: false }, care: null } },
    });
    expect(cut).toMatchObject({ taskId: 'damaged-2', status: 'abandoned', reward: null });
    expect(store.events('r/damaged-1#0').map((event) => event.type)).toEqual(['opened', 'closed']);
    store.close();
  } finally {
    workspace.close();
    rmSync(workspace.folder, { recursive: true, force: true });
  }
});

test('each step is applied once, in order, and a failing one leaves the version before it', () => {
  const db = new DatabaseSync(':memory:');
  const first = { version: 1, sql: 'CREATE TABLE a(x); INSERT INTO a VALUES (1);' };
  migrate(db, 'file', [first]);
  const broken = { version: 2, sql: 'ALTER TABLE a ADD COLUMN y; INSERT INTO nowhere VALUES (1);' };
  expect(() => migrate(db, 'file', [first, broken])).toThrow();
  expect(schemaVersion(db)).toBe(1);
  expect(
    db
      .prepare('SELECT * FROM a')
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([{ x: 1 }]);
  migrate(db, 'file', [first, { version: 2, sql: 'ALTER TABLE a ADD COLUMN y DEFAULT 5;' }]);
  expect(schemaVersion(db)).toBe(2);
  expect(
    db
      .prepare('SELECT * FROM a')
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([{ x: 1, y: 5 }]);
  db.close();
});

test('words that were kept before episodes knew where theirs are lead to them', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db, 'file', migrations.slice(0, 3));
  db.exec(`
    INSERT INTO runs VALUES ('r', 'rollout', 'p', 'helpdesk-refunds', '{}', 1);
    INSERT INTO episodes(id, run_id, task_id, family, split, sample, seed, policy_id, status, started_at)
      VALUES ('r/a#0', 'r', 'a', 'f', 'train', 0, 1, 'p', 'finished', 1),
        ('r/b#0', 'r', 'b', 'f', 'train', 0, 1, 'p', 'finished', 2), ('r/c#0', 'r', 'c', 'f', 'train', 0, 1, 'p', 'failed', 3);
    INSERT INTO episode_words(episode_id, body) VALUES ('r/b#0', 'a broken violin'), ('r/a#0', 'a broken vase');`);
  migrate(db, 'file');
  const store = createTraceStore(db, 'file', () => 4);
  const found = (text: string): readonly string[] =>
    store.find({ text }, { offset: 0, limit: 9 }).map(({ id }) => id);
  expect(found('violin')).toEqual(['r/b#0']);
  expect(found('broken')).toEqual(['r/b#0', 'r/a#0']);
  expect(store.find({}, { offset: 0, limit: 9 })).toHaveLength(3);
  store.close();
});

test('a database of a later schema is refused', () => {
  const db = new DatabaseSync(':memory:');
  db.exec('PRAGMA user_version = 99');
  expect(() => migrate(db, 'traces.sqlite')).toThrow(/newer Understudy \(schema 99/);
  db.close();
});
