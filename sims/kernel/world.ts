/** One world: an SQLite database inside an open transaction, whose net changes are its snapshot, diff and hash input. */

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** A world before anything happened: DDL and rows, hashed once. Rows are listed in insertion (foreign-key) order. */
export interface Template {
  readonly ddl: string;
  readonly tables: readonly { readonly name: string; readonly rows: readonly Row[] }[];
}

/** One row that differs between two states. `key` is the rowid (every table has an INTEGER PRIMARY KEY). */
export interface Change {
  readonly table: string;
  readonly key: number;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** An immutable net-change map relative to the template. Cheap to keep: it holds changed rows only. */
export interface Snapshot {
  readonly templateHash: string;
  /** `table\u0000rowid` → row image, or null where the template's row is gone. */
  readonly changes: ReadonlyMap<string, Row | null>;
}

/** For `?` a list, for `:name` a record of names without the colon. */
export type QueryParameters = readonly Cell[] | Readonly<Record<string, Cell>>;

export interface QueryLimits {
  /** More rows than this is an error, not a shorter answer. Default 1,000. */
  readonly maxRows?: number;
  /** Rows the plan may visit, by estimate. Default 20 million: about a second or two. */
  readonly maxVisits?: number;
}

export interface World {
  readonly templateHash: string;
  /** Back to the template. */
  reset(): void;
  /** The first row. A write with RETURNING is allowed here and in `all`. */
  get(sql: string, ...params: readonly Cell[]): Row | undefined;
  all(sql: string, ...params: readonly Cell[]): readonly Row[];
  /**
   * INSERT, UPDATE or DELETE; returns the number of rows touched.
   * @throws SqlRefused for REPLACE, DELETE without WHERE, a change of a key and what else sql-guard.ts names.
   */
  run(sql: string, ...params: readonly Cell[]): number;
  /**
   * Untrusted SQL: one SELECT, bounded (see query.ts).
   * @throws SqlRefused for a statement outside the bounds; Error with SQLite's message for one that does not compile.
   */
  query(sql: string, parameters?: QueryParameters, limits?: QueryLimits): readonly Row[];
  /** Runs inside a savepoint; a throw, or a false from `keep(result)`, rolls it back. */
  attempt<T>(work: () => T, keep?: (result: T) => boolean): T;
  snapshot(): Snapshot;
  /** Back to a state of this template, exactly. @throws Error for a snapshot of another template. */
  restore(snapshot: Snapshot): void;
  /** Net changes since `from` (default: the template), sorted by table and key. Empty iff the hashes are equal. */
  diff(from?: Snapshot): readonly Change[];
  /** sha256 (hex) over the template's hash and the sorted net changes. */
  hash(): string;
  /** Every row of every table as canonical text. Costs what the world holds: for verification only. */
  dump(): string;
  /** Frees the database. The world cannot be used any more. */
  close(): void;
}
