/**
 * The world: one long-lived database inside one open transaction. Reset is `ROLLBACK; BEGIN`; an update hook notes
 * which rows were touched; `#fold` turns them into a net-change map, which is snapshot, diff and hash input at once.
 */
import type { Database, SqlJsStatic, Statement } from 'sql.js';
import {
  addressKey,
  compareAddresses,
  hashChanges,
  NO_CHANGES,
  parseAddress,
  sameRow,
  type NetChanges,
  type RowAddress,
} from './net-changes.ts';
import { QueryRunner } from './query.ts';
import type { Table } from './schema.ts';
import { RowStatements } from './row-statements.ts';
import { SqlRefused } from './sql-guard.ts';
import { bind, failed, prepare, readRow, StatementCache, type Prepared } from './statement.ts';
import { dumpDatabase, type CompiledTemplate } from './template.ts';
import type { Cell, Change, QueryLimits, QueryParameters, Row, Snapshot, World } from './world.ts';

const SETUP = `
  PRAGMA foreign_keys = ON;
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  PRAGMA temp_store = MEMORY;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA cache_size = -65536;
  BEGIN`;

/** One `attempt` under way. Its savepoint is set by the first write in it, so that reading costs none. */
interface Frame {
  open: boolean;
}

export class SqlWorld implements World {
  readonly templateHash: string;
  readonly #template: CompiledTemplate;
  readonly #database: Database;
  readonly #statements: StatementCache;
  readonly #rows: RowStatements;
  readonly #begin: Statement;
  readonly #rollback: Statement;
  readonly #savepoints: { readonly set: Statement; readonly undo: Statement; readonly release: Statement }[] =
    [];
  readonly #frames: Frame[] = [];
  readonly #dirty = new Map<string, RowAddress>();
  /** Rows folded since the outermost attempt began. */
  readonly #foldedInside = new Map<string, RowAddress>();
  #queries: QueryRunner | undefined;
  #changes: NetChanges = NO_CHANGES;
  #hash: { readonly of: NetChanges; readonly value: string } | undefined;
  #written = false;
  #closed = false;
  readonly #onClose: (() => void) | undefined;

  constructor(sql: SqlJsStatic, template: CompiledTemplate, onClose?: () => void) {
    this.#onClose = onClose;
    this.#template = template;
    this.templateHash = template.hash;
    this.#database = new sql.Database(template.bytes);
    this.#database.exec(SETUP);
    this.#begin = prepare(this.#database, 'BEGIN');
    this.#rollback = prepare(this.#database, 'ROLLBACK');
    this.#statements = new StatementCache(this.#database, template.schema);
    this.#rows = new RowStatements(this.#database);
    // The hook must not throw: an exception inside it leaves SQLite half way through a statement.
    this.#database.updateHook((_operation, _database, name, key) => {
      const table = template.schema.tables.get(name);
      if (table !== undefined) this.#dirty.set(addressKey(name, key), { table, key });
    });
  }

  reset(): void {
    this.#outsideAttempt('reset');
    if (this.#written) {
      this.#rollback.step();
      this.#begin.step();
    }
    this.#written = false;
    this.#dirty.clear();
    this.#changes = NO_CHANGES;
  }

  get(sql: string, ...params: Cell[]): Row | undefined {
    const prepared = this.#reading(sql);
    const { statement, columns } = prepared;
    bind(prepared, params);
    try {
      if (!statement.step()) return undefined;
      const row = readRow(statement, columns);
      statement.reset();
      return row;
    } catch (error) {
      throw failed(statement, error, sql);
    }
  }

  all(sql: string, ...params: Cell[]): readonly Row[] {
    const prepared = this.#reading(sql);
    const { statement, columns } = prepared;
    const rows: Row[] = [];
    bind(prepared, params);
    try {
      while (statement.step()) rows.push(readRow(statement, columns));
    } catch (error) {
      throw failed(statement, error, sql);
    }
    return rows;
  }

  run(sql: string, ...params: Cell[]): number {
    const prepared = this.#statements.get(sql);
    if (!prepared.writes) {
      throw new SqlRefused(sql, 'run() is for INSERT, UPDATE and DELETE; read with get() or all()');
    }
    bind(prepared, params);
    this.#beforeWrite();
    try {
      while (prepared.statement.step()) continue;
    } catch (error) {
      throw failed(prepared.statement, error, sql);
    }
    return this.#database.getRowsModified();
  }

  query(sql: string, parameters: QueryParameters = [], limits: QueryLimits = {}): readonly Row[] {
    this.#queries ??= new QueryRunner(this.#database, this.#template.schema, this.#template.largest);
    return this.#queries.run(sql, parameters, limits);
  }

  attempt<T>(work: () => T, keep?: (result: T) => boolean): T {
    const frame: Frame = { open: false };
    this.#frames.push(frame);
    let kept = false;
    try {
      const result = work();
      kept = keep === undefined || keep(result);
      return result;
    } finally {
      this.#end(frame, kept);
    }
  }

  snapshot(): Snapshot {
    return { templateHash: this.templateHash, changes: this.#fold() };
  }

  restore(snapshot: Snapshot): void {
    this.#outsideAttempt('restore');
    if (snapshot.templateHash !== this.templateHash) {
      throw new Error(
        `snapshot of template ${snapshot.templateHash.slice(0, 12)} cannot be restored into a world of template ` +
          `${this.templateHash.slice(0, 12)}; open a world of its own template`,
      );
    }
    const now = this.#fold();
    if (now === snapshot.changes) return;
    const rows = this.#differing(now, snapshot.changes);
    if (rows.length > 0) this.#replace(rows);
    this.#changes = snapshot.changes;
  }

  diff(from?: Snapshot): readonly Change[] {
    const before = from?.changes ?? NO_CHANGES;
    return this.#differing(before, this.#fold())
      .sort(compareAddresses)
      .map((row) => ({ table: row.table.name, key: row.key, before: row.before, after: row.after }));
  }

  hash(): string {
    const changes = this.#fold();
    if (this.#hash?.of !== changes) {
      this.#hash = { of: changes, value: hashChanges(this.templateHash, changes, this.#template.schema) };
    }
    return this.#hash.value;
  }

  dump(): string {
    return dumpDatabase(this.#database, this.#template.schema);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
    this.#onClose?.();
  }

  #reading(sql: string): Prepared {
    const prepared = this.#statements.get(sql);
    if (prepared.writes) {
      if (!prepared.returning) throw new SqlRefused(sql, 'it returns no rows; use run(), or add RETURNING');
      this.#beforeWrite();
    }
    return prepared;
  }

  #beforeWrite(): void {
    this.#written = true;
    this.#frames.forEach((frame, depth) => {
      if (frame.open) return;
      this.#savepoint(depth).set.step();
      frame.open = true;
    });
  }

  #savepoint(depth: number): {
    readonly set: Statement;
    readonly undo: Statement;
    readonly release: Statement;
  } {
    const name = `attempt${String(depth)}`;
    return (this.#savepoints[depth] ??= {
      set: prepare(this.#database, `SAVEPOINT ${name}`),
      undo: prepare(this.#database, `ROLLBACK TO ${name}`),
      release: prepare(this.#database, `RELEASE ${name}`),
    });
  }

  #end(frame: Frame, kept: boolean): void {
    this.#frames.pop();
    if (frame.open) {
      const { undo, release } = this.#savepoint(this.#frames.length);
      if (!kept) {
        undo.step();
        // A fold inside the attempt saw what is undone now: look at those rows again.
        for (const [text, row] of this.#foldedInside) this.#dirty.set(text, row);
      }
      release.step();
    }
    if (this.#frames.length === 0) this.#foldedInside.clear();
  }

  /** Brings the net-change map up to date with the rows touched since the last call. */
  #fold(): NetChanges {
    if (this.#dirty.size === 0) return this.#changes;
    const changes = new Map(this.#changes);
    let changed = false;
    for (const [text, { table, key }] of this.#dirty) {
      const image = this.#rows.read(table, key);
      const known = changes.get(text);
      const original = this.#template.original(table, key);
      if (sameRow(table, image, original)) {
        changed = changes.delete(text) || changed;
      } else if (known === undefined || !sameRow(table, image, known)) {
        changes.set(text, image);
        changed = true;
      }
    }
    if (this.#frames.length > 0) for (const [text, row] of this.#dirty) this.#foldedInside.set(text, row);
    this.#dirty.clear();
    if (changed) this.#changes = changes.size === 0 ? NO_CHANGES : changes;
    return this.#changes;
  }

  #differing(before: NetChanges, after: NetChanges): (RowAddress & Pick<Change, 'before' | 'after'>)[] {
    const rows: (RowAddress & Pick<Change, 'before' | 'after'>)[] = [];
    const compare = (text: string): void => {
      const { table, key } = parseAddress(text, this.#template.schema);
      const left = this.#image(before, text, table, key);
      const right = this.#image(after, text, table, key);
      if (!sameRow(table, left, right)) rows.push({ table, key, before: left, after: right });
    };
    for (const text of before.keys()) compare(text);
    for (const text of after.keys()) if (!before.has(text)) compare(text);
    return rows;
  }

  #image(changes: NetChanges, text: string, table: Table, key: number): Row | null {
    const image = changes.get(text);
    return image === undefined ? this.#template.original(table, key) : image;
  }

  /** Writes rows as they were. All differing rows go before any comes back, so that unique values can swap. */
  #replace(rows: readonly (RowAddress & Pick<Change, 'before' | 'after'>)[]): void {
    this.#written = true;
    try {
      this.#rows.deferKeys(true);
      for (const { table, key, before } of rows) if (before !== null) this.#rows.delete(table, key);
      for (const { table, after } of rows) if (after !== null) this.#rows.insert(table, after);
      this.#rows.deferKeys(false);
    } catch (error) {
      this.reset();
      throw new Error('snapshot: its rows do not fit this template; the world was reset', { cause: error });
    }
    this.#dirty.clear();
  }

  #outsideAttempt(what: string): void {
    if (this.#frames.length > 0)
      throw new Error(`${what}() inside attempt() would undo the attempt's savepoint; end it first`);
  }
}
