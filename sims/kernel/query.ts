/**
 * The read path for SQL that nobody has vouched for: checks written in scenarios. One SELECT, nothing that writes,
 * at most `maxRows` rows. sql.js cannot interrupt a statement that runs, so its time is bounded before it starts:
 * no recursion, no functions that make large values, and a query plan whose scans visit a bounded number of rows
 * by estimate. Left open: how long one text gets by group_concat() or ||, and how far the estimate is off where an
 * index finds many more rows than usual. Who must bound wall time exactly runs the world in a worker and ends that.
 */
import type { Database } from 'sql.js';
import type { Schema } from './schema.ts';
import { SqlRefused } from './sql-guard.ts';
import { tokenize, type Token } from './sql-text.ts';
import { bindNamed, failed, prepare, readRow, StatementCache, type Prepared } from './statement.ts';
import type { QueryLimits, QueryParameters, Row } from './world.ts';

const MAX_ROWS = 1_000;
const MAX_VISITS = 20_000_000;
/** Rows that an equality search in an index is taken to find. */
const FAN_OUT = 16;

const REFUSED = new Set(['ZEROBLOB', 'PRINTF', 'FORMAT', 'LOAD_EXTENSION', 'FTS3_TOKENIZER']);

export class QueryRunner {
  readonly #database: Database;
  readonly #statements: StatementCache;
  readonly #largest: number;
  /** Estimated visits of the statements that passed the checks. */
  readonly #visits = new WeakMap<Prepared, number>();

  /** `largest` is the number of rows of the world's largest table. */
  constructor(database: Database, schema: Schema, largest: number) {
    this.#database = database;
    this.#statements = new StatementCache(database, schema);
    this.#largest = largest;
  }

  run(sql: string, parameters: QueryParameters, limits: QueryLimits): readonly Row[] {
    const prepared = this.#statements.get(sql);
    const visits = this.#visits.get(prepared) ?? this.#check(prepared);
    const { maxRows = MAX_ROWS, maxVisits = MAX_VISITS } = limits;
    if (visits > maxVisits) {
      throw new SqlRefused(
        sql,
        `it may visit ${visits.toExponential(0)} rows, more than ${maxVisits.toExponential(0)}; join on keys, or ask for less`,
      );
    }
    const rows: Row[] = [];
    bindNamed(prepared, parameters);
    try {
      while (prepared.statement.step()) {
        if (rows.length === maxRows)
          throw new SqlRefused(sql, `it gives more than ${String(maxRows)} rows; add LIMIT, or count`);
        rows.push(readRow(prepared.statement, prepared.columns));
      }
    } catch (error) {
      const explained = failed(prepared.statement, error, sql);
      throw error instanceof SqlRefused ? error : explained;
    }
    return rows;
  }

  #check(prepared: Prepared): number {
    const { sql } = prepared;
    if (prepared.writes) throw new SqlRefused(sql, 'a check only reads: SELECT, VALUES, or WITH … SELECT');
    const tokens = tokenize(sql);
    for (const token of tokens) {
      if (token.kind !== 'word' && token.kind !== 'quoted') continue;
      const word = token.text.toUpperCase();
      if (word === 'RECURSIVE') throw new SqlRefused(sql, 'recursion may never end; it is not run here');
      if (REFUSED.has(word) || word.startsWith('PRAGMA_') || word.startsWith('SQLITE_')) {
        throw new SqlRefused(
          sql,
          `${token.text.toLowerCase()} is not for checks; use tables of the world and plain functions`,
        );
      }
    }
    const recursive = selfReference(tokens);
    if (recursive !== undefined)
      throw new SqlRefused(sql, `WITH ${recursive} refers to itself; recursion is not run here`);
    const visits = estimateVisits(readPlan(this.#database, sql), this.#largest);
    this.#visits.set(prepared, visits);
    return visits;
  }
}

/** The name of a WITH table whose body names it: SQLite takes that for recursion even without RECURSIVE. */
function selfReference(tokens: readonly Token[]): string | undefined {
  for (let i = 1; i < tokens.length; i += 1) {
    if (tokens[i]?.kind !== 'word' || tokens[i]?.text !== 'AS') continue;
    let open = i + 1;
    while (['NOT', 'MATERIALIZED'].includes(tokens[open]?.text ?? '')) open += 1;
    const start = tokens[open];
    if (start?.kind !== 'mark' || start.text !== '(') continue;
    const name = namedBefore(tokens, i);
    for (let j = open + 1; name !== undefined; j += 1) {
      const token = tokens[j];
      if (token === undefined || token.depth <= start.depth) break;
      if (token.kind !== 'mark' && token.kind !== 'number' && token.text.toUpperCase() === name)
        return name.toLowerCase();
    }
  }
  return undefined;
}

/** The name in `name AS` or `name (columns) AS`, in upper case. */
function namedBefore(tokens: readonly Token[], as: number): string | undefined {
  let at = as - 1;
  const depth = tokens[as]?.depth;
  if (tokens[at]?.kind === 'mark' && tokens[at]?.text === ')') {
    at -= 1;
    while (at >= 0 && tokens[at]?.depth !== depth) at -= 1;
    at -= 1;
  }
  return tokens[at]?.text.toUpperCase();
}

interface PlanNode {
  readonly detail: string;
  readonly children: PlanNode[];
}

function readPlan(database: Database, sql: string): readonly PlanNode[] {
  const root: PlanNode = { detail: '', children: [] };
  const byId = new Map<string, PlanNode>([['0', root]]);
  const statement = prepare(database, `EXPLAIN QUERY PLAN ${sql}`);
  while (statement.step()) {
    const [id, parent, , detail] = statement.get().map(String);
    const node: PlanNode = { detail: detail ?? '', children: [] };
    byId.set(id ?? '', node);
    (byId.get(parent ?? '0') ?? root).children.push(node);
  }
  statement.free();
  return root.children;
}

/**
 * An upper estimate of the rows a plan visits: scans beside each other are nested loops and multiply; a correlated
 * subquery runs once per row of what is around it; any other one runs once.
 */
function estimateVisits(nodes: readonly PlanNode[], largest: number): number {
  let loops = 1;
  let perRow = 1;
  let once = 0;
  const made = new Map<string, number>();
  for (const node of nodes) {
    const inner = estimateVisits(node.children, largest);
    const [step = '', name = ''] = node.detail.split(' ');
    if (step === 'SCAN') loops *= Math.max(1, made.get(name) ?? largest);
    else if (step === 'SEARCH') loops *= searchVisits(node.detail, largest);
    if (node.detail.startsWith('CORRELATED')) perRow += inner;
    else if (node.children.length > 0) once += inner;
    if (step === 'MATERIALIZE' || step === 'CO-ROUTINE') made.set(name, inner);
  }
  return once + loops * perRow;
}

function searchVisits(detail: string, largest: number): number {
  if (/[<>]\?/.test(detail)) return Math.max(1, largest);
  return /\(rowid=\?\)/.test(detail) ? 1 : Math.min(FAN_OUT, Math.max(1, largest));
}
