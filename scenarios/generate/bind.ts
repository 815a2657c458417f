/** A family and a seed make a task. The same pack, split and index give the same bytes, in every process. */
import type { Cell, JsonObject, Row, Split } from '@understudy/kernel';
import { createRng, hashText } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { Bindings, Bound } from '../schema/expression.ts';
import { interpolate, lookup, referenced, resolve } from '../schema/expression.ts';
import type { Family, Pack } from '../schema/pack.ts';
import { casesOf } from '../schema/pack.ts';
import type { OpeningWrite, Task } from '../schema/task.ts';
import { bindUser } from './bind-user.ts';
import { allHold } from './conditions.ts';
import { difficultyOf } from './difficulty.ts';
import { caseOf, movesOf } from './solution.ts';
import { bindVariables } from './variables.ts';

export interface Binder {
  /** The task of a family by its index within the split, 0-based. What `held` names keeps the value it has there. */
  task(family: string, index: number, held?: Bindings): Task;
  /** The values of the variables behind a task. */
  values(family: string, index: number): Bindings;
}

/** The id of a task, which is also its seed. */
export function taskId(pack: Pack, family: string, split: Split, index: number): string {
  return `${pack.id}/${family}/${split}/${String(index)}`;
}

/** What binding needs of an arena. The world must be at its template while something is bound. */
export type Grounds = Pick<Arena, 'world' | 'opening' | 'lifecycles'>;

/** A binder over one population. Throws ScenarioError naming family and place. */
export function createBinder(pack: Pack, split: Split, grounds: Grounds): Binder {
  const rows = new Map<string, readonly Row[]>();
  const familyOf = (id: string): Family => {
    const family = pack.families.find((candidate) => candidate.id === id);
    if (family === undefined) {
      throw new RangeError(
        `the pack ${pack.id} has no family "${id}"; it has: ${pack.families.map((one) => one.id).join(', ')}`,
      );
    }
    return family;
  };
  const valuesOf = (family: Family, index: number, held?: Bindings): Bindings => {
    const rng = createRng(taskId(pack, family.id, split, index)).fork('variables');
    const bindings = new Map<string, Bound>(Object.entries(pack.parameters));
    // A family's variable replaces the pack's of the same name in its place, so that later ones of the pack can build on it.
    const specs = { ...pack.variables, ...family.variables };
    bindVariables(specs, bindings, { ...grounds, split, rows, rng, taken: new Set<string>() }, held);
    return bindings;
  };
  return {
    task: (id, index, held) => {
      const family = familyOf(id);
      return bindTask(pack, family, split, index, valuesOf(family, index, held));
    },
    values: (id, index) => valuesOf(familyOf(id), index),
  };
}

function bindTask(pack: Pack, family: Family, split: Split, index: number, bindings: Bindings): Task {
  const id = taskId(pack, family.id, split, index);
  const place = `families.${family.id}`;
  const chosen = caseOf(family, bindings);
  const where = family.cases === undefined ? place : `${place}.cases.${chosen.id}`;
  const gold = movesOf(chosen.gold, bindings, `${where}.gold`);
  const { user, wording } = bindUser(pack, family, { split, index, bindings, rng: createRng(id) });
  const told = (texts: readonly string[]): readonly string[] =>
    texts.map((text) => interpolate(text, bindings, `${where}.communicate`));
  const communicate = chosen.communicate.map(({ any_of }) => told(any_of));
  const wanted = new Set(communicate.flat());
  // Two approvers can be the same person.
  const contrary = chosen.communicate
    .flatMap(({ none_of }) => told(none_of ?? []))
    .filter((text) => !wanted.has(text));
  return {
    id,
    pack: pack.id,
    family: family.id,
    case: chosen.id,
    outcome: chosen.outcome,
    mode: family.mode,
    split,
    seed: hashText(id),
    wording,
    system: interpolate(pack.policy, bindings, 'policy'),
    opening: openingWrites([...pack.opening, ...family.opening], bindings, `${place}.opening`),
    focus: focusOf(pack, bindings),
    user,
    gold,
    alternatives: chosen.alternatives.map((steps, i) =>
      movesOf(steps, bindings, `${where}.alternatives.${String(i)}`),
    ),
    communicate,
    ...(contrary.length === 0 ? {} : { contrary }),
    confidential: family.confidential.flatMap((value) => {
      const bound = filled(value, bindings, `${place}.confidential`);
      return bound === null ? [] : [String(bound)];
    }),
    difficulty: difficultyOf({
      gold,
      cases: casesOf(family).length,
      clauses: chosen.clauses.length,
      tools: [...pack.tools, ...pack.distractors],
    }),
    entities: entitiesOf(bindings, pack, family),
  };
}

function openingWrites(rows: Pack['opening'], bindings: Bindings, place: string): readonly OpeningWrite[] {
  return rows.flatMap(({ table, key, values, when = [] }, i) => {
    const where = `${place}.${String(i)}`;
    if (!allHold(Array.isArray(when) ? when : [when], bindings, where)) return [];
    const cells = Object.entries(values).map(([column, value]): [string, Cell] => [
      column,
      filled(value, bindings, `${where}.${column}`),
    ]);
    return [
      {
        table,
        key: key === undefined ? null : resolve(key, bindings, where),
        values: Object.fromEntries(cells),
      },
    ];
  });
}

/** A text with its places filled in, or the value a reference stands for, in which nothing is filled in. */
function filled(value: Cell, bindings: Bindings, place: string): Cell {
  return typeof value === 'string' && referenced(value) === null
    ? interpolate(value, bindings, place)
    : resolve(value, bindings, place);
}

function focusOf(pack: Pack, bindings: Bindings): JsonObject {
  return Object.fromEntries(
    Object.entries(pack.focus).map(([key, value]) => [key, resolve(value, bindings, `focus.${key}`)]),
  );
}

/** Names of the rows and fresh ids a task is made of. */
function entitiesOf(bindings: Bindings, pack: Pack, family: Family): readonly string[] {
  const specs = { ...pack.variables, ...family.variables };
  return Object.entries(specs).flatMap(([name, spec]) => {
    if (spec.kind === 'row') return [`${spec.table}:${String(lookup(`${name}.id`, bindings, name))}`];
    if (spec.kind === 'fresh') return [`${spec.table}:${String(lookup(name, bindings, name))}`];
    return [];
  });
}
