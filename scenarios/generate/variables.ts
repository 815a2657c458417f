/** Binding a scenario's variables by a seed: from ranges, choices, rows of the population and fresh ids. */
import type { Cell, Rng, Row, SimTime, Split, World } from '@understudy/kernel';
import { splitOfNumber } from '@understudy/people';
import type { Bindings, Bound } from '../schema/expression.ts';
import { lookup, resolve, ScenarioError } from '../schema/expression.ts';
import type { Condition, VariableSpec } from '../schema/pack.ts';

export interface BindingContext {
  readonly world: World;
  readonly split: Split;
  readonly opening: SimTime;
  readonly rng: Rng;
  /** Rows a condition without references selects, kept across tasks of one world. */
  readonly rows: Map<string, readonly Row[]>;
  /** Fresh ids of this task, as `table:id`: two variables never get the same one. */
  readonly taken: Set<string>;
}

const DAY = 86_400_000;
const MAX_ROWS = 20_000;

/** Binds in the order written. Throws ScenarioError naming the variable. */
export function bindVariables(
  specs: Readonly<Record<string, VariableSpec>>,
  bindings: Map<string, Bound>,
  context: BindingContext,
): void {
  for (const [name, spec] of Object.entries(specs)) {
    bindings.set(name, bindOne(name, spec, bindings, context));
  }
}

function bindOne(name: string, spec: VariableSpec, bindings: Bindings, context: BindingContext): Bound {
  const place = `variables.${name}`;
  const rng = context.rng.fork(name);
  switch (spec.kind) {
    case 'int':
      return rng.int(spec.low, spec.high);
    case 'choice':
      return resolve(rng.pick(spec.of), bindings, place);
    case 'digits':
      return digits(
        rng,
        context.split,
        spec.length,
        spec.not.map((value) => resolve(value, bindings, place)),
      );
    case 'days_before': {
      const days =
        integer(resolve(spec.days, bindings, place), place) +
        integer(resolve(spec.plus, bindings, place), place);
      return context.opening - days * DAY;
    }
    case 'money':
      return (integer(resolve(spec.cents, bindings, place), place) / 100).toFixed(2);
    case 'sum': {
      const terms = spec.terms.filter((term) => term.when === undefined || holds(term.when, bindings, place));
      return terms.reduce((sum, term) => sum + integer(resolve(term.value, bindings, place), place), 0);
    }
    case 'fresh':
      return fresh(spec, place, rng, context);
    case 'row': {
      const taken = spec.distinct.map((other) => lookup(`${other}.id`, bindings, place));
      const rows = candidates(spec.table, spec.where, bindings, place, context).filter(
        (row) => !taken.includes(row['id'] ?? null),
      );
      if (rows.length === 0)
        throw new ScenarioError(
          `${place}: no row of ${spec.table} in the ${context.split} population meets "${spec.where}"`,
        );
      return rng.pick(rows);
    }
  }
}

export function holds(condition: Condition, bindings: Bindings, place: string): boolean {
  return Number(lookup(condition.variable, bindings, place)) >= condition.at_least;
}

/** Rows that meet a condition; its `$references` are bound as SQL parameters, never pasted. */
function candidates(
  table: string,
  where: string,
  bindings: Bindings,
  place: string,
  context: BindingContext,
): readonly Row[] {
  const params: Cell[] = [];
  const condition = where.replace(/\$([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)/g, (_, path: string) => {
    params.push(lookup(path, bindings, place));
    return '?';
  });
  const key = `${table}\u0000${condition}\u0000${JSON.stringify(params)}`;
  const known = context.rows.get(key);
  if (known !== undefined) return known;
  const rows = select(context.world, table, condition, params, `${place}: where "${where}"`);
  context.rows.set(key, rows);
  return rows;
}

function select(
  world: World,
  table: string,
  condition: string,
  params: readonly Cell[],
  place: string,
): readonly Row[] {
  const sql = `SELECT * FROM ${table} WHERE ${condition} ORDER BY id`;
  try {
    return world.query(sql, params, { maxRows: MAX_ROWS });
  } catch (error) {
    throw new ScenarioError(`${place}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A free id of the split's own: the splits are told apart by the id itself, so that they never share one. */
function fresh(
  spec: { readonly table: string; readonly low: number; readonly high: number },
  place: string,
  rng: Rng,
  context: BindingContext,
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
function digits(rng: Rng, split: Split, length: number, not: readonly Cell[]): string {
  for (;;) {
    const text = Array.from({ length }, (_, i) => String(rng.int(i === 0 ? 1 : 0, 9))).join('');
    if (splitOfNumber(Number(text)) === split && !not.includes(text)) return text;
  }
}

function integer(value: Cell, place: string): number {
  const number = Number(value);
  if (!Number.isInteger(number))
    throw new ScenarioError(`${place}: "${String(value)}" is not a whole number`);
  return number;
}
