/** What variables take from the population: rows, answers to queries, and ids and digits that nobody has yet. */
import type { Cell, Rng, Row, Split, World } from '@understudy/kernel';
import { splitOfNumber } from '@understudy/people';
import type { Bindings } from '../schema/expression.ts';
import { parametrise, ScenarioError } from '../schema/expression.ts';

export interface PopulationContext {
  readonly world: World;
  readonly split: Split;
  /** Rows that a statement selected, kept across tasks of one world. */
  readonly rows: Map<string, readonly Row[]>;
  /** Fresh ids of this task, as `table:id`: two variables never get the same one. */
  readonly taken: Set<string>;
}

const MAX_ROWS = 20_000;

/** The rows of a read-only SELECT whose `$references` are parameters. Throws ScenarioError naming `place` for one the world refuses. */
export function select(
  sql: string,
  bindings: Bindings,
  place: string,
  context: PopulationContext,
): readonly Row[] {
  const { sql: text, params } = parametrise(sql, bindings, place);
  const key = `${text}\u0000${JSON.stringify(params)}`;
  const known = context.rows.get(key);
  if (known !== undefined) return known;
  const rows = run(context.world, text, params, place);
  context.rows.set(key, rows);
  return rows;
}

function run(world: World, sql: string, params: readonly Cell[], place: string): readonly Row[] {
  try {
    return world.query(sql, params, { maxRows: MAX_ROWS });
  } catch (error) {
    throw new ScenarioError(`${place}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A free id of the split's own: the splits are told apart by the id itself, so that they never share one. */
export function freshId(
  spec: { readonly table: string; readonly low: number; readonly high: number },
  place: string,
  rng: Rng,
  context: PopulationContext,
): number {
  for (let tries = 0; tries < 1000; tries += 1) {
    const id = rng.int(spec.low, spec.high);
    if (splitOfNumber(id) !== context.split || context.taken.has(`${spec.table}:${String(id)}`)) continue;
    if (context.world.get(`SELECT id FROM ${spec.table} WHERE id = ?`, id) === undefined) {
      context.taken.add(`${spec.table}:${String(id)}`);
      return id;
    }
  }
  throw new ScenarioError(
    `${place}: found no free id of ${spec.table} between ${String(spec.low)} and ${String(spec.high)}; widen the range`,
  );
}

/** Random digits of the split's own numbers: a made-up number must not be told from a real one by its digit sum. */
export function digits(rng: Rng, split: Split, length: number, not: readonly Cell[]): string {
  for (;;) {
    const text = Array.from({ length }, (_, i) => String(rng.int(i === 0 ? 1 : 0, 9))).join('');
    if (splitOfNumber(Number(text)) === split && !not.includes(text)) return text;
  }
}
