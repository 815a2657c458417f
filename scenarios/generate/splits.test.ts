/** The proof that what is measured was never seen in training, over every task of the built-in pack. */
import type { Split } from '@understudy/kernel';
import { splitOfNumber } from '@understudy/people';
import { beforeAll, describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import type { Task } from '../schema/task.ts';
import { contains } from '../users/guard.ts';
import { createBinder } from './bind.ts';
import { taskKeys } from './tasks.ts';

const tasks = new Map<Split, readonly Task[]>();

beforeAll(async () => {
  for (const split of ['train', 'heldout'] as const) {
    const { world, opening } = await arenaOf(split);
    world.reset();
    const binder = createBinder(pack, split, world, opening);
    tasks.set(
      split,
      taskKeys(pack, pack.tasks[split]).map(({ family, index }) => binder.task(family, index)),
    );
  }
});

async function of(
  split: Split,
  what: (task: Task, row: (sql: string, key: string) => string) => readonly string[],
) {
  const { world } = await arenaOf(split);
  const row = (sql: string, key: string): string =>
    String(Object.values(world.get(sql, Number(key)) ?? {})[0]);
  return new Set((tasks.get(split) ?? []).flatMap((task) => what(task, row)));
}

function keys(task: Task, table: string): readonly string[] {
  return task.entities
    .filter((name) => name.startsWith(`${table}:`))
    .map((name) => name.slice(table.length + 1));
}

function fact(task: Task, id: string): readonly string[] {
  return task.user.facts.filter((one) => one.id === id).map((one) => one.value);
}

const texts = (task: Task): readonly string[] => [
  task.user.opening,
  ...Object.values(task.user.speech).flat(),
];
const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z{}]+/g, ' ')
    .trim();

describe('the splits of helpdesk-refunds', () => {
  it('hold as many tasks as the pack says, balanced over the families, no two the same', () => {
    for (const split of ['train', 'heldout'] as const) {
      const list = tasks.get(split) ?? [];
      expect(list).toHaveLength(pack.tasks[split]);
      expect(new Set(list.map((task) => task.id)).size).toBe(list.length);
      const facts = list.map((task) => `${task.family} ${task.user.facts.map((one) => one.value).join(' ')}`);
      expect(new Set(facts).size).toBe(list.length);
      for (const family of pack.families)
        expect(list.filter((task) => task.family === family.id)).toHaveLength(
          list.length / pack.families.length,
        );
    }
    expect([tasks.get('train')?.length, tasks.get('heldout')?.length]).toEqual([440, 165]);
  });

  const kinds: Readonly<
    Record<string, (task: Task, row: (sql: string, key: string) => string) => readonly string[]>
  > = {
    'customer name': (task, row) =>
      keys(task, 'customers').map((key) => row('SELECT name FROM customers WHERE id = ?', key)),
    'customer e-mail': (task, row) =>
      keys(task, 'customers').map((key) => row('SELECT email FROM customers WHERE id = ?', key)),
    'customer id': (task) => keys(task, 'customers'),
    'order number': (task) => [...keys(task, 'orders'), ...fact(task, 'order_id')],
    'product name': (task, row) => [
      ...fact(task, 'product'),
      ...keys(task, 'products').map((key) => row('SELECT name FROM products WHERE id = ?', key)),
    ],
    sku: (task, row) =>
      keys(task, 'products').map((key) => row('SELECT sku FROM products WHERE id = ?', key)),
    postcode: (task, row) => [
      ...fact(task, 'postcode'),
      ...keys(task, 'addresses').map((key) => row('SELECT postcode FROM addresses WHERE id = ?', key)),
    ],
    'ticket, shipment, payment and line': (task) =>
      ['tickets', 'shipments', 'payments', 'order_items'].flatMap((table) =>
        keys(task, table).map((key) => `${table}:${key}`),
      ),
    'wording of an opening or a speech act': (task) => texts(task),
    'wording without its punctuation': (task) => texts(task).map(words),
  };
  for (const [name, what] of Object.entries(kinds)) {
    it(`share no ${name}`, async () => {
      const train = await of('train', what);
      const heldout = await of('heldout', what);
      expect(train.size).toBeGreaterThan(5);
      expect(heldout.size).toBeGreaterThan(5);
      expect([...heldout].filter((value) => train.has(value))).toEqual([]);
    });
  }

  it('share the whole catalogue of neither: product ids number rows, so names and skus are what counts', async () => {
    for (const column of ['name', 'sku'] as const) {
      const all = async (split: Split): Promise<ReadonlySet<string>> => {
        const { world } = await arenaOf(split);
        return new Set(
          world.all(`SELECT ${column} AS value FROM products`).map((row) => String(row['value'])),
        );
      };
      const train = await all('train');
      expect([...(await all('heldout'))].filter((value) => train.has(value))).toEqual([]);
    }
  });

  it('give away nothing by the digits of a made-up postcode', () => {
    for (const split of ['train', 'heldout'] as const)
      for (const task of tasks.get(split) ?? [])
        for (const value of fact(task, 'postcode')) expect(splitOfNumber(Number(value))).toBe(split);
  });

  it('have no product whose name stands inside the name of another', async () => {
    for (const split of ['train', 'heldout'] as const) {
      const { world } = await arenaOf(split);
      const names = world.all('SELECT name FROM products').map((row) => String(row['name']));
      const inside = names.flatMap((name) =>
        names
          .filter((other) => other !== name && contains(other, name))
          .map((other) => `${name} in ${other}`),
      );
      expect(inside).toEqual([]);
    }
  });

  it('have no fact that stands by chance in a wording, a goal or another fact', () => {
    const found = [...tasks.values()]
      .flat()
      .flatMap((task) =>
        task.user.facts.flatMap((one) =>
          [
            ...texts(task),
            task.user.goal,
            ...task.user.facts.flatMap((other) => (other.id === one.id ? [] : [other.value])),
          ]
            .filter((text) => contains(text, one.value))
            .map((text) => `${task.id}: ${one.id} in "${text}"`),
        ),
      );
    expect(found).toEqual([]);
  });
});
