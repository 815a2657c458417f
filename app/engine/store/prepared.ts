/** Statements that are run with every episode, prepared once: with a dozen indexes that takes as long as running them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const known = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** For statements with a fixed text; each stays in memory as long as its database. */
export function prepared(db: DatabaseSync, sql: string): StatementSync {
  const statements = known.get(db) ?? new Map<string, StatementSync>();
  known.set(db, statements);
  const statement = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, statement);
  return statement;
}
