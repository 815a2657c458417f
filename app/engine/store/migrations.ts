/** The trace database's schema as numbered steps. A step that has been released is never edited: a new one is appended. */
import type { DatabaseSync } from 'node:sqlite';
import { WorkspaceError } from './errors.ts';

export interface Migration {
  /** 1, 2, 3, … without gaps; SQLite's user_version after it. */
  readonly version: number;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE runs(
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('rollout', 'evaluation')),
        policy_id TEXT NOT NULL,
        scenario TEXT NOT NULL,
        settings TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE episodes(
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES runs(id),
        task_id TEXT NOT NULL,
        family TEXT NOT NULL,
        split TEXT NOT NULL,
        sample INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        policy_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'abandoned')),
        end_reason TEXT,
        turns INTEGER NOT NULL DEFAULT 0,
        tool_calls INTEGER NOT NULL DEFAULT 0,
        tool_errors INTEGER NOT NULL DEFAULT 0,
        malformed INTEGER NOT NULL DEFAULT 0,
        wall_seconds REAL NOT NULL DEFAULT 0,
        inference_seconds REAL NOT NULL DEFAULT 0,
        turn_seconds TEXT NOT NULL DEFAULT '[]',
        canonical_tools TEXT NOT NULL DEFAULT '',
        reward_value REAL,
        success INTEGER,
        reward TEXT,
        started_at INTEGER NOT NULL,
        finished_at INTEGER
      ) STRICT;
      CREATE INDEX episodes_by_run ON episodes(run_id, task_id, sample);
      CREATE UNIQUE INDEX episodes_once ON episodes(run_id, task_id, sample) WHERE status IN ('running', 'finished');
      CREATE TABLE events(
        episode_id TEXT NOT NULL REFERENCES episodes(id),
        seq INTEGER NOT NULL,
        type TEXT NOT NULL,
        json TEXT NOT NULL,
        PRIMARY KEY (episode_id, seq)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    sql: `
      ALTER TABLE episodes ADD COLUMN judge TEXT;
      ALTER TABLE episodes ADD COLUMN judgements TEXT;
    `,
  },
  {
    // Forks, what people say about episodes, and the words of every transcript for the search.
    version: 3,
    sql: `
      ALTER TABLE episodes ADD COLUMN forked_from TEXT;
      ALTER TABLE episodes ADD COLUMN forked_at INTEGER;
      ALTER TABLE episodes ADD COLUMN flags TEXT
        GENERATED ALWAYS AS (nullif(json_extract(reward, '$.flags'), '[]')) VIRTUAL;
      CREATE INDEX episodes_by_flags ON episodes(flags) WHERE flags IS NOT NULL;
      CREATE INDEX episodes_by_start ON episodes(started_at);
      CREATE INDEX episodes_by_task ON episodes(task_id);
      CREATE TABLE labels(
        episode_id TEXT NOT NULL REFERENCES episodes(id),
        reviewer TEXT NOT NULL,
        -- -1 stands for the episode as a whole, any other for the event with that number.
        seq INTEGER NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('good', 'bad', 'unsure')),
        note TEXT NOT NULL DEFAULT '',
        labelled_at INTEGER NOT NULL,
        PRIMARY KEY (episode_id, reviewer, seq)
      ) STRICT, WITHOUT ROWID;
      CREATE VIRTUAL TABLE episode_words USING fts5(
        episode_id UNINDEXED, body, tokenize = "unicode61 remove_diacritics 2"
      );
      INSERT INTO episode_words(episode_id, body)
        SELECT episode_id, group_concat(words, char(10)) FROM (
          SELECT episode_id, CASE type
            WHEN 'tool_result' THEN json_extract(json, '$.name') || ' ' || json_extract(json, '$.arguments')
              || ' ' || json_extract(json, '$.outcome')
            ELSE json_extract(json, '$.text') END AS words
          FROM events WHERE type IN ('user_message', 'agent_turn', 'tool_result') ORDER BY episode_id, seq
        ) WHERE words IS NOT NULL GROUP BY episode_id;
    `,
  },
  {
    // Lists of 100,000 episodes: which ones they show, in which order, and how many, is answered from an index alone.
    version: 4,
    sql: `
      -- The row of the episode's words in episode_words; null where it has none.
      ALTER TABLE episodes ADD COLUMN words_row INTEGER;
      UPDATE episodes SET words_row = w.at
        FROM (SELECT rowid AS at, episode_id FROM episode_words) AS w WHERE w.episode_id = episodes.id;
      CREATE INDEX episodes_by_words ON episodes(words_row, status, success, reward_value, started_at)
        WHERE words_row IS NOT NULL;
      CREATE INDEX episodes_by_outcome ON episodes(run_id, status, success, policy_id, family, end_reason);
      DROP INDEX episodes_by_start;
      CREATE INDEX episodes_shown ON episodes(started_at) WHERE status <> 'abandoned';
      CREATE INDEX episodes_shown_of_run ON episodes(run_id, started_at) WHERE status <> 'abandoned';
    `,
  },
];

/** The version of the schema that `db` holds; 0 for a new file. */
export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Brings `db` up to the last step, each step whole or not at all. Throws WorkspaceError `newer` for a later schema. */
export function migrate(db: DatabaseSync, path: string, steps: readonly Migration[] = migrations): void {
  checkNotNewer(db, path, steps);
  const from = schemaVersion(db);
  for (const step of steps) {
    if (step.version <= from) continue;
    transaction(db, () => {
      db.exec(step.sql);
      db.exec(`PRAGMA user_version = ${step.version}`);
    });
  }
}

/** Throws WorkspaceError unless `db` has exactly the schema this code reads. For readers, which may not migrate. */
export function checkCurrent(db: DatabaseSync, path: string): void {
  checkNotNewer(db, path, migrations);
  if (schemaVersion(db) === migrations.length) return;
  throw new WorkspaceError(
    'older',
    `${path} holds schema ${schemaVersion(db)}; this Understudy reads ${migrations.length}.`,
    {
      remedy:
        'Run any writing command (such as `understudy run`) on this workspace once: it brings the file up to date.',
    },
  );
}

function checkNotNewer(db: DatabaseSync, path: string, steps: readonly Migration[]): void {
  const found = schemaVersion(db);
  const known = steps.at(-1)?.version ?? 0;
  if (found <= known) return;
  throw new WorkspaceError(
    'newer',
    `${path} was written by a newer Understudy (schema ${found}; this one knows ${known}).`,
    { remedy: 'Update Understudy, or name another folder with --workspace.' },
  );
}

/** Runs an action in one transaction: committed when it returns, undone when it throws. */
export function transaction<T>(db: DatabaseSync, action: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
