/** Which names a family's texts, values and conditions may refer to, and what is wrong with a reference. One text a problem. */
import type { Cell } from '@understudy/kernel';
import { referenced, references, sqlReferences } from './expression.ts';
import type { Family, Pack } from './pack.ts';
import type { VariableSpec } from './variable.ts';
import type { Condition } from './words.ts';

/** What a name is bound to: a single value, a row of the population, or a row whose columns are known beforehand. */
type Shape = 'value' | 'row' | readonly string[];
export type Scope = ReadonlyMap<string, Shape>;

export type Problems = readonly string[];

/** The names of a family in the order in which they are bound, and what is wrong with how they refer to each other. */
export function scopeOf(pack: Pack, family: Family): { readonly scope: Scope; readonly problems: Problems } {
  const scope = new Map<string, Shape>(Object.keys(pack.parameters).map((name) => [name, 'value']));
  const problems = Object.entries({ ...pack.variables, ...family.variables }).flatMap(([name, spec]) => {
    const place = `${name in family.variables ? `families.${family.id}.` : ''}variables.${name}`;
    const taken = name in pack.parameters ? [`${place}: a parameter is called so; take another name`] : [];
    const wrong = variableProblems(spec, scope, place);
    scope.set(name, shapeOf(spec));
    return [...taken, ...wrong];
  });
  return { scope, problems };
}

function shapeOf({ kind }: VariableSpec): Shape {
  if (kind === 'path') return ['state', 'steps', 'events'];
  return kind === 'row' || kind === 'query' ? 'row' : 'value';
}

function variableProblems(spec: VariableSpec, scope: Scope, place: string): Problems {
  const values = (...list: readonly (Cell | undefined)[]): Problems =>
    list.flatMap((value) => valueProblems(value, scope, place));
  switch (spec.kind) {
    case 'int':
    case 'fresh':
      return spec.low > spec.high
        ? [`${place}: low is ${String(spec.low)}, above high, ${String(spec.high)}; swap them`]
        : [];
    case 'path':
      return [];
    case 'choice':
      return [
        ...values(...spec.of, ...(spec.heldout ?? [])),
        ...(spec.heldout ?? [])
          .filter((value) => spec.of.includes(value))
          .map((value) => `${place}: "${String(value)}" is a value of both splits`),
      ];
    case 'digits':
      return values(...spec.not);
    case 'days_before':
      return values(spec.days, spec.plus);
    case 'sum':
      return spec.terms.flatMap(({ value, times, when }) => [
        ...values(value, times),
        ...conditionProblems(when === undefined ? [] : [when], scope, place),
      ]);
    case 'percent':
      return values(spec.of, spec.percent);
    case 'money':
      return values(spec.cents);
    case 'date':
      return values(spec.at);
    case 'text':
      return textProblems(spec.template, scope, place);
    case 'map':
      return values(spec.from, spec.otherwise, ...Object.values(spec.to));
    case 'edge':
      return values(spec.around);
    case 'query':
      return sqlReferences(spec.sql).flatMap((path) => pathProblems(path, scope, place));
    case 'row':
      return [
        ...sqlReferences(spec.where).flatMap((path) => pathProblems(path, scope, place)),
        ...spec.distinct.flatMap((name) => pathProblems(`${name}.id`, scope, `${place}.distinct`)),
      ];
  }
}

/** What is wrong with `name` or `name.column`. */
export function pathProblems(path: string, scope: Scope, place: string): Problems {
  const [name = '', column] = path.split('.');
  const shape = scope.get(name);
  if (shape === undefined)
    return [`${place}: no variable "${name}"; there are: ${[...scope.keys()].join(', ')}`];
  if (shape === 'value')
    return column === undefined
      ? []
      : [`${place}: "${name}" is a single value and has no "${column}"; write ${name}`];
  if (column === undefined) return [`${place}: "${name}" is a row; say which column, as in ${name}.id`];
  return shape === 'row' || shape.includes(column)
    ? []
    : [`${place}: "${name}" has no column "${column}"; it has: ${shape.join(', ')}`];
}

/** Of a value that is a literal or a `$reference`. */
export function valueProblems(value: Cell | undefined, scope: Scope, place: string): Problems {
  const path = referenced(value);
  return path === null ? [] : pathProblems(path, scope, place);
}

/** Of the `{names}` in a text. */
export function textProblems(text: string, scope: Scope, place: string): Problems {
  return references(text).flatMap((path) => pathProblems(path, scope, place));
}

/** Of a value that is a reference, or a text with places to fill. */
export function filledProblems(value: Cell, scope: Scope, place: string): Problems {
  return typeof value === 'string' && referenced(value) === null
    ? textProblems(value, scope, place)
    : valueProblems(value, scope, place);
}

export function conditionProblems(list: readonly Condition[], scope: Scope, place: string): Problems {
  return list.flatMap(({ variable, one_of = [], ...sides }) => [
    ...pathProblems(variable, scope, `${place}.when`),
    ...[...Object.values(sides), ...one_of].flatMap((side) => valueProblems(side, scope, `${place}.when`)),
  ]);
}
