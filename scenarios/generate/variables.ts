/** Binding a scenario's variables by a seed: from ranges, choices, rows of the population, rules' edges and paths of lifecycles. */
import { DAY, isoDate } from '@understudy/kernel';
import type { Cell, Lifecycle, Rng, SimTime } from '@understudy/kernel';
import type { Bindings, Bound } from '../schema/expression.ts';
import { interpolate, lookup, resolve, ScenarioError } from '../schema/expression.ts';
import type { VariableSpec } from '../schema/pack.ts';
import { holds } from './conditions.ts';
import { drawPath } from './paths.ts';
import { digits, freshId, select } from './population.ts';
import type { PopulationContext } from './population.ts';

export interface BindingContext extends PopulationContext {
  readonly opening: SimTime;
  readonly rng: Rng;
  readonly lifecycles: readonly Lifecycle[];
}

/** Binds in the order written; what `held` names keeps the value it has there. Throws ScenarioError naming the variable. */
export function bindVariables(
  specs: Readonly<Record<string, VariableSpec>>,
  bindings: Map<string, Bound>,
  context: BindingContext,
  held: Bindings = new Map(),
): void {
  for (const [name, spec] of Object.entries(specs)) {
    const kept = held.get(name);
    bindings.set(name, kept === undefined ? bindOne(name, spec, bindings, context) : kept);
  }
}

function bindOne(name: string, spec: VariableSpec, bindings: Bindings, context: BindingContext): Bound {
  const place = `variables.${name}`;
  const rng = context.rng.fork(name);
  const value = (cell: Cell): Cell => resolve(cell, bindings, place);
  const whole = (cell: Cell): number => integer(value(cell), place);
  switch (spec.kind) {
    case 'int':
      return rng.int(spec.low, spec.high);
    case 'choice':
      return value(rng.pick(context.split === 'heldout' ? (spec.heldout ?? spec.of) : spec.of));
    case 'digits':
      return digits(rng, context.split, spec.length, spec.not.map(value));
    case 'days_before':
      return context.opening - (whole(spec.days) + whole(spec.plus)) * DAY;
    case 'money':
      return (whole(spec.cents) / 100).toFixed(2);
    case 'sum':
      return spec.terms
        .filter(({ when }) => when === undefined || holds(when, bindings, place))
        .reduce((sum, term) => sum + whole(term.value) * whole(term.times ?? 1), 0);
    case 'percent':
      return percentOf(whole(spec.of), value(spec.percent), place);
    case 'date':
      return isoDate(whole(spec.at));
    case 'text':
      return interpolate(spec.template, bindings, place);
    case 'map':
      return mapped(spec, value(spec.from), value, place);
    case 'edge':
      return whole(spec.around) + rng.pick(spec.offsets);
    case 'path':
      return drawPath(spec, context.lifecycles, rng, place);
    case 'fresh':
      return freshId(spec, place, rng, context);
    case 'query': {
      const [row] = select(spec.sql, bindings, place, context);
      if (row === undefined)
        throw new ScenarioError(
          `${place}: the query finds nothing in the ${context.split} population: ${spec.sql}`,
        );
      return row;
    }
    case 'row': {
      const taken = spec.distinct.map((other) => lookup(`${other}.id`, bindings, place));
      const sql = `SELECT * FROM ${spec.table} WHERE ${spec.where} ORDER BY id`;
      const rows = select(sql, bindings, `${place}: where "${spec.where}"`, context).filter(
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

function mapped(
  spec: Extract<VariableSpec, { kind: 'map' }>,
  from: Cell,
  value: (cell: Cell) => Cell,
  place: string,
): Cell {
  const to = Object.hasOwn(spec.to, String(from)) ? spec.to[String(from)] : spec.otherwise;
  if (to === undefined)
    throw new ScenarioError(
      `${place}: "${String(from)}" is not among ${Object.keys(spec.to).join(', ')}; add it, or say otherwise`,
    );
  return value(to);
}

function integer(value: Cell, place: string): number {
  const number = Number(value);
  if (value === null || value === '' || !Number.isInteger(number))
    throw new ScenarioError(`${place}: "${String(value)}" is not a whole number`);
  return number;
}

/** A percentage of a whole number, worked out in whole numbers so that a half is a half; rounded away from zero. */
export function percentOf(of: number, percent: Cell, place: string): number {
  const written = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(String(percent));
  if (written === null)
    throw new ScenarioError(
      `${place}: "${String(percent)}" is no percentage; write it as 12 or 12.5, with six decimals at most`,
    );
  const [, sign = '', head = '', tail = ''] = written;
  const scale = 100n * 10n ** BigInt(tail.length);
  const product = BigInt(of) * BigInt(`${head}${tail}`) * (sign === '-' ? -1n : 1n);
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + scale) / (2n * scale);
  return Number(product < 0n ? -rounded : rounded);
}
