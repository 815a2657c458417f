/** The component that asks the world a question in SQL: one SELECT, read-only and bounded by the kernel, one value. */
import type { Cell, World } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import { ScenarioError } from '../schema/expression.ts';
import type { Task } from '../schema/task.ts';
import { needed, readWorld } from './end-world.ts';
import type { Log, Verdict } from './log.ts';
import type { ComponentSpec } from './spec.ts';

export type SqlAssertion = Extract<ComponentSpec, { kind: 'sql_assertion' }>;

/** Rows that a check may visit by the kernel's estimate: a tenth of what a query may. */
const MAX_VISITS = 2_000_000;

/**
 * 1 when the value at the end compares as said. No row and NULL equal only a null value.
 * @throws ScenarioError naming the component, for a query that is refused, does not compile, or gives more than one row or column.
 */
export function sqlAssertion(spec: SqlAssertion, task: Task, log: Log, arena: Arena | undefined): Verdict {
  const value = readWorld(needed(arena, spec.id), task, log, (world) => ask(spec, task, world));
  return {
    score: compares(spec, value) ? 1 : 0,
    evidence: [`${shown(value)} at the end, expected ${spec.is.replace('_', ' ')} ${shown(spec.value)}`],
  };
}

/** Whether a check holds before anybody did anything: then it proves nothing, and its task must not be admitted. */
export function holdsOnOpening(spec: SqlAssertion, task: Task, arena: Arena): boolean {
  return readWorld(arena, task, null, (world) => compares(spec, ask(spec, task, world)));
}

function ask(spec: SqlAssertion, task: Task, world: World): Cell {
  const names = new Set([...spec.query.matchAll(/:([a-zA-Z][a-zA-Z0-9_]*)/g)].map(([, name = '']) => name));
  const focus = Object.entries(task.focus).filter(([name]) => names.has(name));
  const parameters = Object.fromEntries(focus.map(([name, value]): [string, Cell] => [name, cellOf(value)]));
  try {
    const [row, ...more] = world.query(spec.query, parameters, { maxRows: 2, maxVisits: MAX_VISITS });
    if (row === undefined) return null;
    const cells = Object.values(row);
    if (more.length > 0 || cells.length !== 1)
      throw new Error(
        `it gives ${String(1 + more.length)} rows of ${String(cells.length)} columns, not one value`,
      );
    return cells[0] ?? null;
  } catch (error) {
    throw new ScenarioError(
      `${task.pack}: reward.${spec.id}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function cellOf(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function compares({ is, value }: SqlAssertion, found: Cell): boolean {
  if (is === 'equal') return sameValue(found, value);
  if (found === null || value === null) return false;
  const numbers = typeof found === 'number' && typeof value === 'number';
  const order = numbers ? found - value : String(found).localeCompare(String(value), 'en');
  return is === 'at_least' ? order >= 0 : order <= 0;
}

/** 25 is 25.0 and `"25"` is 25: a document writes what a column holds either way. */
function sameValue(found: Cell, value: Cell): boolean {
  if (found === null || value === null) return found === value;
  return typeof found === typeof value ? found === value : String(found) === String(value);
}

function shown(value: Cell): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}
