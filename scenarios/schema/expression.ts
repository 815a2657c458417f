/** The small language of a scenario: `$name` or `$name.column` refers to a variable, `{name}` inside a text prints one. No code. */
import type { Cell, Row } from '@understudy/kernel';

/** What a variable can be bound to: a value, or a row of the population. */
export type Bound = Cell | Row;
export type Bindings = ReadonlyMap<string, Bound>;

/** A scenario that refers to what is not there. The message names the place and what exists. */
export class ScenarioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScenarioError';
  }
}

function isRow(value: Bound): value is Row {
  return typeof value === 'object' && value !== null;
}

/** The value of `name` or `name.column`. Throws ScenarioError naming `place` when it is not bound to a single value. */
export function lookup(path: string, bindings: Bindings, place: string): Cell {
  const [name = '', column] = path.split('.');
  const bound = bindings.get(name);
  if (bound === undefined) {
    throw new ScenarioError(`${place}: no variable "${name}"; there are: ${[...bindings.keys()].join(', ')}`);
  }
  if (!isRow(bound)) {
    if (column !== undefined)
      throw new ScenarioError(`${place}: "${name}" is a single value and has no "${column}"`);
    return bound;
  }
  if (column === undefined)
    throw new ScenarioError(`${place}: "${name}" is a row; say which column, as in $${name}.id`);
  const cell = bound[column];
  if (cell === undefined) {
    throw new ScenarioError(
      `${place}: "${name}" has no column "${column}"; it has: ${Object.keys(bound).join(', ')}`,
    );
  }
  return cell;
}

/** A literal, or the value a `$reference` stands for. */
export function resolve(value: Cell, bindings: Bindings, place: string): Cell {
  return typeof value === 'string' && value.startsWith('$') ? lookup(value.slice(1), bindings, place) : value;
}

/** A text with every `{name}` replaced. A null prints as nothing. */
export function interpolate(text: string, bindings: Bindings, place: string): string {
  return text.replace(/\{([a-z_][a-z0-9_.]*)\}/g, (_, path: string) =>
    String(lookup(path, bindings, place) ?? ''),
  );
}

/** The names a text refers to. */
export function references(text: string): readonly string[] {
  return [...text.matchAll(/\{([a-z_][a-z0-9_.]*)\}/g)].map((match) => match[1] ?? '');
}
