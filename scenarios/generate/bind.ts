/** A family and a seed make a task. The same pack, split and index give the same bytes, in every process. */
import type { Cell, JsonObject, Row, SimTime, Split, World } from '@understudy/kernel';
import { createRng, hashText } from '@understudy/kernel';
import type { Bindings, Bound } from '../schema/expression.ts';
import { interpolate, lookup, resolve } from '../schema/expression.ts';
import type { Family, GoldStep, Pack, SpeechAct } from '../schema/pack.ts';
import { speechActs } from '../schema/pack.ts';
import type { GoldMove, OpeningWrite, Task } from '../schema/task.ts';
import { bindVariables, holds } from './variables.ts';

export interface Binder {
  /** The task of a family by its index within the split, 0-based. */
  task(family: string, index: number): Task;
}

/** A binder over one population. The world must be at its template. Throws ScenarioError naming family and place. */
export function createBinder(pack: Pack, split: Split, world: World, opening: SimTime): Binder {
  const rows = new Map<string, readonly Row[]>();
  return {
    task: (familyId, index) => {
      const family = pack.families.find((candidate) => candidate.id === familyId);
      if (family === undefined) {
        throw new RangeError(
          `the pack ${pack.id} has no family "${familyId}"; it has: ${pack.families.map((one) => one.id).join(', ')}`,
        );
      }
      return bindTask(pack, family, { split, index, world, opening, rows });
    },
  };
}

interface Place {
  readonly split: Split;
  readonly index: number;
  readonly world: World;
  readonly opening: SimTime;
  readonly rows: Map<string, readonly Row[]>;
}

function bindTask(pack: Pack, family: Family, place: Place): Task {
  const { split, index } = place;
  const id = `${pack.id}/${family.id}/${split}/${String(index)}`;
  const seed = hashText(id);
  const rng = createRng(id);
  const bindings = new Map<string, Bound>(Object.entries(pack.parameters));
  const context = { ...place, rng: rng.fork('variables'), taken: new Set<string>() };
  // A family's variable replaces the pack's of the same name in its place, so that later ones of the pack can build on it.
  bindVariables({ ...pack.variables, ...family.variables }, bindings, context);
  bindings.set('asked', '{asked}');
  const wordings = family.user.opening[split];
  const wording = index % wordings.length;
  const where = `families.${family.id}`;
  return {
    id,
    pack: pack.id,
    family: family.id,
    split,
    seed,
    wording: `${family.id}:${split}:${String(wording)}`,
    system: interpolate(pack.policy, bindings, 'policy'),
    opening: openingWrites([...pack.opening, ...family.opening], bindings, `${where}.opening`),
    focus: resolveAll(pack.focus, bindings, 'focus'),
    user: {
      goal: interpolate(family.user.goal, bindings, `${where}.user.goal`),
      facts: family.user.facts.map((fact) => ({
        id: fact.id,
        value: String(resolve(fact.value, bindings, `${where}.user.facts.${fact.id}`) ?? ''),
        label: fact.label,
        askedBy: fact.asked_by,
        unknown: fact.unknown,
      })),
      persona: rng.fork('persona').pick(pack.personas),
      opening: wordings[wording] ?? '',
      speech: speechOf(pack, split),
    },
    gold: family.gold.map((step, i) => goldMove(step, bindings, `${where}.gold.${String(i)}`)),
    communicate: family.communicate.map((entry) =>
      entry.any_of.map((text) => interpolate(text, bindings, `${where}.communicate`)),
    ),
    entities: entitiesOf(bindings, pack, family),
  };
}

function speechOf(pack: Pack, split: Split): Record<SpeechAct, readonly string[]> {
  const of = (act: SpeechAct): readonly string[] => pack.speech[act][split];
  const [disclose, unknown, nudge, repeat, thanks, grumble, leave] = speechActs;
  return {
    [disclose]: of(disclose),
    [unknown]: of(unknown),
    [nudge]: of(nudge),
    [repeat]: of(repeat),
    [thanks]: of(thanks),
    [grumble]: of(grumble),
    [leave]: of(leave),
  };
}

function openingWrites(rows: Pack['opening'], bindings: Bindings, place: string): readonly OpeningWrite[] {
  return rows.flatMap((row, i) => {
    const where = `${place}.${String(i)}`;
    if (row.when !== undefined && !holds(row.when, bindings, where)) return [];
    const values: Record<string, Cell> = {};
    for (const [column, value] of Object.entries(row.values)) {
      const bound = resolve(value, bindings, `${where}.${column}`);
      values[column] = typeof bound === 'string' ? interpolate(bound, bindings, `${where}.${column}`) : bound;
    }
    return [
      { table: row.table, key: row.key === undefined ? null : resolve(row.key, bindings, where), values },
    ];
  });
}

function resolveAll(values: Readonly<Record<string, Cell>>, bindings: Bindings, place: string): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, resolve(value, bindings, `${place}.${key}`)]),
  );
}

function goldMove(step: GoldStep, bindings: Bindings, place: string): GoldMove {
  if ('call' in step) {
    const strings = Object.entries(resolveAll(step.arguments, bindings, place));
    return {
      kind: 'call',
      tool: step.call,
      arguments: Object.fromEntries(
        strings.map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]),
      ),
    };
  }
  const text = interpolate(step.say, bindings, place);
  return 'ask' in step ? { kind: 'ask', facts: step.ask, text } : { kind: 'say', text };
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
