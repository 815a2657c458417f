/**
 * What a change of the policy's parameters does to the tasks: the situation of each stays as it is, the policy is applied to it
 * anew, and the tasks for which something else is right now are listed.
 */
import type { Cell, Change, Split } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import { referenced, references, ScenarioError, sqlReferences } from '../schema/expression.ts';
import type { Family, Pack, VariableSpec } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import { withExpected } from './admission.ts';
import { createBinder } from './bind.ts';
import { taskKeys } from './tasks.ts';

/** What is right in a situation under one policy. */
export interface Right {
  readonly case: string;
  readonly outcome: Task['outcome'];
  readonly communicate: Task['communicate'];
  /** What the gold solution changes in the world. */
  readonly expected: readonly Change[];
}

export interface Flip {
  readonly taskId: string;
  readonly family: string;
  readonly before: Right;
  /** Null where the changed policy says nothing for the situation; `problem` says why. */
  readonly after: Right | null;
  readonly problem: string | null;
  /** What differs. */
  readonly changed: readonly (keyof Right)[];
}

export interface Flips {
  readonly split: Split;
  readonly tasks: number;
  readonly flips: readonly Flip[];
}

/**
 * The tasks of a split that flip when parameters change. Variables that the opening situation and the user are made of keep their
 * values, however they were worked out; conditions, solutions and what must be told are worked out anew. A family with a single
 * case states what is right, whatever the parameters: only its amounts can flip.
 *
 * Throws ScenarioError for a parameter that the pack does not have, naming those it has.
 */
export function flips(
  pack: Pack,
  split: Split,
  changes: Readonly<Record<string, Cell>>,
  arena: Arena,
  count: number = pack.tasks[split],
): Flips {
  const stray = Object.keys(changes).find((name) => !Object.hasOwn(pack.parameters, name));
  if (stray !== undefined)
    throw new ScenarioError(
      `${pack.id}: no parameter "${stray}"; there are: ${Object.keys(pack.parameters).join(', ')}`,
    );
  const changed: Pack = { ...pack, parameters: { ...pack.parameters, ...changes } };
  const old = createBinder(pack, split, arena);
  const now = createBinder(changed, split, arena);
  const situations = new Map(pack.families.map((family) => [family.id, situationOf(pack, family)]));
  const keys = taskKeys(pack, split, count);
  const found = keys.flatMap(({ family, index }): Flip[] => {
    arena.world.reset();
    const task = old.task(family, index);
    const values = old.values(family, index);
    const held = new Map([...values].filter(([name]) => situations.get(family)?.has(name) === true));
    const before = rightOf(pack, task, arena);
    const after = again(changed, task, arena, () => now.task(family, index, held));
    if (typeof after === 'string')
      return [{ taskId: task.id, family, before, after: null, problem: after, changed: ['case'] }];
    const differing = ASPECTS.filter((aspect) => !same(before[aspect], after[aspect]));
    return differing.length === 0
      ? []
      : [{ taskId: task.id, family, before, after, problem: null, changed: differing }];
  });
  return { split, tasks: keys.length, flips: found };
}

const ASPECTS = ['case', 'outcome', 'communicate', 'expected'] as const;

function same(left: Right[keyof Right], right: Right[keyof Right]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function rightOf(pack: Pack, task: Task, arena: Arena): Right {
  const { case: found, outcome, communicate } = task;
  return { case: found, outcome, communicate, expected: withExpected(pack, task, arena).expected };
}

/** What is right under the changed policy, or why nothing is. */
function again(
  changed: Pack,
  { opening, focus, user }: Task,
  arena: Arena,
  bind: () => Task,
): Right | string {
  try {
    arena.world.reset();
    return rightOf(changed, { ...bind(), opening, focus, user }, arena);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

/** Names of the variables that the opening situation, the focus and the user are made of, whatever they are worked out from included. */
export function situationOf(pack: Pack, family: Family): ReadonlySet<string> {
  const specs: Readonly<Record<string, VariableSpec>> = { ...pack.variables, ...family.variables };
  const { user } = family;
  const found = new Set<string>();
  const visit = (source: unknown): void => {
    for (const name of namesIn(source)) {
      const spec = specs[name];
      if (spec === undefined || found.has(name)) continue;
      found.add(name);
      visit(spec);
    }
  };
  visit([pack.opening, family.opening, pack.focus]);
  visit([user.goal, user.facts, user.actions, user.revision, user.translations]);
  visit(pack.personas.map(({ when }) => when));
  return found;
}

/** Names that a part of the document refers to, in whatever form. */
function namesIn(source: unknown): readonly string[] {
  if (typeof source === 'string') {
    const path = referenced(source);
    return [...(path === null ? [] : [path]), ...references(source), ...sqlReferences(source)].map(
      (one) => one.split('.')[0] ?? one,
    );
  }
  if (typeof source !== 'object' || source === null) return [];
  return Object.entries(source).flatMap(([key, value]) =>
    key === 'variable' || key === 'distinct' ? plainNames(value) : namesIn(value),
  );
}

/** `variable` and `distinct` name variables without a sign. */
function plainNames(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (typeof one === 'string' ? [one.split('.')[0] ?? one] : []));
}
