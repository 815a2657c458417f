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

const IN_TEXT = /\{([a-z_][a-z0-9_.]*)\}/g;
const IN_SQL = /\$([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)/g;

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

/** The path that a `$reference` names, or null for a literal. */
export function referenced(value: unknown): string | null {
  return typeof value === 'string' && value.startsWith('$') ? value.slice(1) : null;
}

/** A literal, or the value a `$reference` stands for. */
export function resolve(value: Cell, bindings: Bindings, place: string): Cell {
  const path = referenced(value);
  return path === null ? value : lookup(path, bindings, place);
}

/** A text with every `{name}` replaced. A null prints as nothing. */
export function interpolate(text: string, bindings: Bindings, place: string): string {
  return text.replace(IN_TEXT, (_, path: string) => String(lookup(path, bindings, place) ?? ''));
}

/** The names a text refers to. */
export function references(text: string): readonly string[] {
  return [...text.matchAll(IN_TEXT)].map((match) => match[1] ?? '');
}

/** A statement with every `$reference` as a parameter: values are bound, never pasted. */
export function parametrise(
  sql: string,
  bindings: Bindings,
  place: string,
): { readonly sql: string; readonly params: readonly Cell[] } {
  const params: Cell[] = [];
  const text = sql.replace(IN_SQL, (_, path: string) => {
    params.push(lookup(path, bindings, place));
    return '?';
  });
  return { sql: text, params };
}

/** The names a statement refers to. */
export function sqlReferences(sql: string): readonly string[] {
  return [...sql.matchAll(IN_SQL)].map((match) => match[1] ?? '');
}
