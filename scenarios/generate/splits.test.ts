/** The proof that what is measured was never seen in training, over every task of every built-in pack. */
import type { Split } from '@understudy/kernel';
import { splitOfNumber } from '@understudy/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArena } from '../episode/arena.ts';
import type { Arena } from '../episode/arena.ts';
import { builtInPacks } from '../packs/index.ts';
import type { Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import { contains } from '../users/guard.ts';
import { createBinder } from './bind.ts';
import { rich } from './rich.fixture.ts';
import { familiesOf, taskKeys } from './tasks.ts';

const SPLITS: readonly Split[] = ['train', 'heldout'];

/** Columns that name one person or thing; streets, cities, teams and plans are shared. */
const NAMING = ['email', 'phone', 'sku', 'postcode'];
/** Tables whose rows are known by their names. */
const NAMED = ['customers', 'products', 'accounts', 'contacts', 'leads'];

interface Bound {
  readonly arena: Arena;
  readonly tasks: readonly Task[];
}

function keys(task: Task, table: string): readonly string[] {
  return task.entities
    .filter((name) => name.startsWith(`${table}:`))
    .map((name) => name.slice(table.length + 1));
}

function fact(task: Task, id: string): readonly string[] {
  return task.user.facts.filter((one) => one.id === id).map((one) => one.value);
}

function texts({ user }: Task): readonly string[] {
  return [user.opening, user.revision?.text ?? '', ...Object.values(user.speech).flat()].filter(
    (text) => text !== '',
  );
}

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}{}]+/gu, ' ')
    .trim();

/** Ids that variables draw fresh, as `table:id`. */
function freshIds(pack: Pack, task: Task): readonly string[] {
  const family = pack.families.find(({ id }) => id === task.family);
  const specs = Object.values({ ...pack.variables, ...family?.variables });
  const drawn = new Set(specs.flatMap((spec) => (spec.kind === 'row' ? [spec.table] : [])));
  const tables = specs.flatMap((spec) =>
    spec.kind === 'fresh' && !drawn.has(spec.table) ? [spec.table] : [],
  );
  return task.entities.filter((name) => tables.includes(name.split(':')[0] ?? ''));
}

/** What names the rows a task is made of, such as `email: ann@example.org`. */
function namesOf(task: Task, { world }: Arena): readonly string[] {
  return task.entities.flatMap((entity) => {
    const [table = '', key = ''] = entity.split(':');
    const row = world.get(`SELECT * FROM ${table} WHERE id = ?`, Number(key)) ?? {};
    const columns = [...NAMING, ...(NAMED.includes(table) ? ['name', 'first_name', 'last_name'] : [])];
    return columns.flatMap((column) => {
      const value = row[column];
      return value === undefined || value === null ? [] : [`${table}.${column}: ${String(value)}`];
    });
  });
}

describe.each([...builtInPacks, rich].map((pack) => [pack.id, pack] as const))(
  'the splits of %s',
  (_id, pack) => {
    const bound = new Map<Split, Bound>();

    beforeAll(async () => {
      for (const split of SPLITS) {
        const arena = await openArena(pack, split);
        const binder = createBinder(pack, split, arena);
        const tasks = taskKeys(pack, split).map(({ family, index }) => binder.task(family, index));
        bound.set(split, { arena, tasks });
      }
    });
    afterAll(() => {
      for (const { arena } of bound.values()) arena.world.close();
    });

    const tasksOf = (split: Split): readonly Task[] => bound.get(split)?.tasks ?? [];
    const of = (split: Split, what: (task: Task, arena: Arena) => readonly string[]): ReadonlySet<string> => {
      const found = bound.get(split);
      return new Set(found === undefined ? [] : found.tasks.flatMap((task) => what(task, found.arena)));
    };
    const shared = (what: (task: Task, arena: Arena) => readonly string[]): readonly string[] => {
      const train = of('train', what);
      return [...of('heldout', what)].filter((value) => train.has(value));
    };

    it('hold as many tasks as the pack says, balanced over their families, no two the same', () => {
      for (const split of SPLITS) {
        const list = tasksOf(split);
        const families = familiesOf(pack, split);
        expect(list).toHaveLength(pack.tasks[split]);
        expect(new Set(list.map((task) => task.id)).size).toBe(list.length);
        expect(
          new Set(list.map(({ family, opening, user }) => JSON.stringify([family, opening, user.facts])))
            .size,
        ).toBe(list.length);
        for (const family of families) {
          const share = list.filter((task) => task.family === family.id).length;
          expect(Math.abs(share - list.length / families.length)).toBeLessThan(1);
        }
      }
    });

    it('keep families that are held out whole from training', () => {
      const trained = new Set(tasksOf('train').map((task) => task.family));
      for (const family of pack.families) expect(trained.has(family.id)).toBe(family.split === 'both');
      expect(new Set(tasksOf('heldout').map((task) => task.family)).size).toBe(pack.families.length);
    });

    it('share no id of what was made for a task, and each id shows its split', () => {
      expect(shared((task) => freshIds(pack, task))).toEqual([]);
      for (const split of SPLITS)
        for (const name of of(split, (task) => freshIds(pack, task)))
          expect(splitOfNumber(Number(name.split(':')[1]))).toBe(split);
    });

    it('share no name, e-mail address, number or sku of the rows they are made of', () => {
      expect(shared(namesOf)).toEqual([]);
    });

    it('share no wording, whatever its punctuation', () => {
      expect(of('train', texts).size).toBeGreaterThan(5);
      expect(shared(texts)).toEqual([]);
      expect(shared((task) => texts(task).map(words))).toEqual([]);
    });

    it('have no fact that has to be asked for in a wording or a goal', () => {
      const found = SPLITS.flatMap(tasksOf).flatMap((task) =>
        task.user.facts
          .filter(({ askedBy }) => askedBy.length > 0)
          .flatMap((one) =>
            [...texts(task), task.user.goal]
              .filter((text) => contains(text, one.value))
              .map((text) => `${task.id}: ${one.id} in "${text}"`),
          ),
      );
      expect(found).toEqual([]);
    });

    if (pack.id !== 'helpdesk-refunds') return;

    it('are 440 and 165 tasks, the same number of each family', () => {
      for (const [split, count] of [
        ['train', 440],
        ['heldout', 165],
      ] as const) {
        const list = tasksOf(split);
        expect(list).toHaveLength(count);
        for (const family of pack.families)
          expect(list.filter((task) => task.family === family.id)).toHaveLength(count / pack.families.length);
      }
    });

    const row = (arena: Arena, sql: string, key: string): string =>
      String(Object.values(arena.world.get(sql, Number(key)) ?? {})[0]);
    const kinds: Readonly<Record<string, (task: Task, arena: Arena) => readonly string[]>> = {
      'customer name': (task, arena) =>
        keys(task, 'customers').map((key) => row(arena, 'SELECT name FROM customers WHERE id = ?', key)),
      'customer id': (task) => keys(task, 'customers'),
      'order number': (task) => [...keys(task, 'orders'), ...fact(task, 'order_id')],
      'product name': (task, arena) => [
        ...fact(task, 'product'),
        ...keys(task, 'products').map((key) => row(arena, 'SELECT name FROM products WHERE id = ?', key)),
      ],
      postcode: (task, arena) => [
        ...fact(task, 'postcode'),
        ...keys(task, 'addresses').map((key) =>
          row(arena, 'SELECT postcode FROM addresses WHERE id = ?', key),
        ),
      ],
    };
    for (const [name, what] of Object.entries(kinds))
      it(`share no ${name}`, () => {
        for (const split of SPLITS) expect(of(split, what).size).toBeGreaterThan(5);
        expect(shared(what)).toEqual([]);
      });

    it('share nothing of the catalogue: product ids number rows, so names and skus are what counts', () => {
      for (const column of ['name', 'sku']) {
        const all = (split: Split): readonly string[] =>
          (bound.get(split)?.arena.world.all(`SELECT ${column} AS value FROM products`) ?? []).map(
            (product) => String(product['value']),
          );
        const train = new Set(all('train'));
        expect(all('heldout').filter((value) => train.has(value))).toEqual([]);
      }
    });

    it('give away nothing by the digits of a made-up postcode', () => {
      for (const split of SPLITS)
        for (const value of of(split, (task) => fact(task, 'postcode')))
          expect(splitOfNumber(Number(value))).toBe(split);
    });

    it('have no product whose name stands inside the name of another', () => {
      for (const { arena } of bound.values()) {
        const names = arena.world.all('SELECT name FROM products').map((product) => String(product['name']));
        const inside = names.flatMap((name) =>
          names
            .filter((other) => other !== name && contains(other, name))
            .map((other) => `${name} in ${other}`),
        );
        expect(inside).toEqual([]);
      }
    });

    it('have no fact that stands by chance in another fact', () => {
      const found = SPLITS.flatMap(tasksOf).flatMap((task) =>
        task.user.facts.flatMap((one) =>
          task.user.facts
            .filter((other) => other.id !== one.id && contains(other.value, one.value))
            .map((other) => `${task.id}: ${one.id} in ${other.id}`),
        ),
      );
      expect(found).toEqual([]);
    });
  },
);
