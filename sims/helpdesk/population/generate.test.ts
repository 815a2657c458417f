import {
  canonical,
  createRng,
  loadKernel,
  type Row,
  type Split,
  type Template,
  OPENING_TIME,
} from '@understudy/kernel';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { rowSchemas, type TableName } from '../rows.ts';
import { CORE_TABLES, generate, SIZE_RANGE } from './generate.ts';
import { PRODUCT_NAMES } from './product-names.ts';
import { namesOf, splitOfNumber } from '@understudy/people';

const make = (seed: number, size: number, split: Split) => generate(createRng(seed), { size, split });
const rows = (template: Template, name: TableName): readonly Row[] =>
  template.tables.find((table) => table.name === name)?.rows ?? [];
const count = (template: Template) => CORE_TABLES.reduce((sum, name) => sum + rows(template, name).length, 0);
const column = (template: Template, name: TableName, key: string) =>
  rows(template, name).map((row) => row[key]);

const train = make(1, 2000, 'train');
const heldout = make(1, 2000, 'heldout');

test('the same seed gives the same rows, another seed others', () => {
  expect(canonical(make(1, 2000, 'train').tables)).toBe(canonical(train.tables));
  expect(canonical(make(2, 2000, 'train').tables)).not.toBe(canonical(train.tables));
});

test.each([100, 500, 2000, 20_000])('size %i is met within a tenth by the core tables', (size) => {
  for (const split of ['train', 'heldout'] as const) {
    expect(Math.abs(count(make(3, size, split)) - size)).toBeLessThan(size / 10 + 12);
  }
});

test('a size out of range is refused with the range', () => {
  for (const size of [SIZE_RANGE.min - 1, SIZE_RANGE.max + 1, NaN]) {
    expect(() => make(1, size, 'train')).toThrow(/100 to 20000/);
  }
});

test('every row has the columns and values its type promises, in every size and split', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 100, max: 900 }),
      fc.constantFrom<Split[]>('train', 'heldout'),
      (seed, size, split) => {
        const template = make(seed, size, split);
        for (const [name, schema] of Object.entries(rowSchemas)) {
          for (const row of template.tables.find((table) => table.name === name)?.rows ?? [])
            schema.parse(row);
        }
      },
    ),
    { numRuns: 10 },
  );
});

describe('in a world', () => {
  let kernel: Awaited<ReturnType<typeof loadKernel>>;
  beforeAll(async () => {
    kernel = await loadKernel();
  });

  test.each(['train', 'heldout'] as const)(
    '%s loads: foreign keys hold, and the columns are those of the types',
    (split) => {
      const world = kernel.openWorld(split === 'train' ? train : heldout);
      for (const [name, schema] of Object.entries(rowSchemas)) {
        expect(Object.keys(world.get(`SELECT * FROM ${name}`) ?? {}), name).toEqual(
          Object.keys(schema.shape),
        );
      }
      world.close();
    },
  );

  test('times and amounts make sense', () => {
    const world = kernel.openWorld(train);
    const none = (sql: string) => expect(world.all(sql), sql).toEqual([]);
    none(
      'SELECT 1 AS x FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.shipped_at <= o.placed_at',
    );
    none('SELECT 1 AS x FROM shipments WHERE delivered_at <= shipped_at');
    none(`SELECT 1 AS x FROM orders WHERE placed_at >= ${OPENING_TIME} OR promised_at <= placed_at`);
    none(`SELECT 1 AS x FROM shipments WHERE delivered_at >= ${OPENING_TIME}`);
    none(`SELECT 1 AS x FROM orders o LEFT JOIN shipments s ON s.order_id = o.id
          WHERE (o.status = 'delivered') <> (s.delivered_at IS NOT NULL)`);
    none(`SELECT 1 AS x FROM orders o LEFT JOIN shipments s ON s.order_id = o.id
          WHERE (o.status IN ('packed', 'shipped', 'delivered')) <> (s.id IS NOT NULL)`);
    none(`SELECT 1 AS x FROM payments p WHERE amount_cents <>
          (SELECT sum(price_cents) FROM order_items i WHERE i.order_id = p.order_id)`);
    none(
      `SELECT 1 AS x FROM refunds f JOIN order_items i ON i.id = f.order_item_id WHERE f.amount_cents > i.price_cents`,
    );
    none(
      `SELECT 1 AS x FROM orders o JOIN addresses a ON a.id = o.address_id WHERE a.customer_id <> o.customer_id`,
    );
    none('SELECT order_id FROM order_items GROUP BY order_id HAVING count(*) <> count(DISTINCT product_id)');
    none('SELECT customer_id FROM addresses GROUP BY customer_id HAVING sum(is_default) <> 1');
    none(
      `SELECT 1 AS x FROM tickets WHERE updated_at < created_at OR (resolution = 'refused') <> (reason IS NOT NULL AND status <> 'escalated')`,
    );
    world.close();
  });

  test('a usual population has orders for every family of task', () => {
    for (const template of [train, heldout]) {
      const world = kernel.openWorld(template);
      const atLeast = (n: number, where: string) => {
        const found = world.all(
          `SELECT o.id FROM orders o LEFT JOIN shipments s ON s.order_id = o.id WHERE ${where}`,
        );
        expect(found.length, where).toBeGreaterThanOrEqual(n);
      };
      const age = `(${OPENING_TIME} - s.delivered_at) / 86400000`;
      for (const status of ['paid', 'packed', 'shipped']) atLeast(20, `o.status = '${status}'`);
      atLeast(40, `${age} <= 30`);
      atLeast(40, `${age} > 31`);
      atLeast(15, `s.delivered_at - o.promised_at > 9.5 * 86400000`);
      atLeast(15, `s.delivered_at - o.promised_at BETWEEN 0.5 * 86400000 AND 8.5 * 86400000`);
      atLeast(30, `EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.final_sale = 1)`);
      atLeast(60, `EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.price_cents >= 10000)`);
      world.close();
    }
  });
});

test('prices lie in 4.50 to 400.00, end like prices, and a quarter of them is 100.00 or more', () => {
  for (const template of [train, heldout, make(5, 300, 'heldout')]) {
    const prices = column(template, 'products', 'price_cents').map(Number);
    for (const price of prices) {
      expect(price).toBeGreaterThanOrEqual(450);
      expect(price).toBeLessThanOrEqual(40000);
      expect([0, 50, 90, 95]).toContain(price % 100);
    }
    expect(prices.filter((price) => price >= 10000).length).toBeGreaterThanOrEqual(prices.length / 4);
  }
});

describe('train and held-out never meet', () => {
  test.each([
    ['customers', 'id'],
    ['customers', 'name'],
    ['customers', 'email'],
    ['orders', 'id'],
    ['products', 'name'],
    ['products', 'sku'],
    ['addresses', 'postcode'],
    ['shipments', 'tracking'],
  ] as const)('%s.%s', (table, key) => {
    const seen = new Set([1, 2, 3].flatMap((seed) => column(make(seed, 2000, 'train'), table, key)));
    const met = [1, 2, 3]
      .flatMap((seed) => column(make(seed, 2000, 'heldout'), table, key))
      .filter((value) => seen.has(value));
    expect(met).toEqual([]);
  });

  test('by construction: numbers by digit sum, last names and things by list', () => {
    expect([1000, 4821, 4822].map(splitOfNumber)).toEqual(['heldout', 'heldout', 'train']);
    const thing = (name: string) => name.split(' ').at(-1) ?? name;
    for (const [left, right] of [
      [namesOf('en').last.train, namesOf('en').last.heldout],
      [namesOf('en').first.train, namesOf('en').first.heldout],
      [PRODUCT_NAMES.train.map(thing), PRODUCT_NAMES.heldout.map(thing)],
    ] as const) {
      expect(new Set([...left, ...right]).size).toBe(left.length + right.length);
    }
  });

  test('there are names enough, of one or two lower-case words', () => {
    expect(PRODUCT_NAMES.train.length).toBeGreaterThanOrEqual(100);
    expect(PRODUCT_NAMES.heldout.length).toBeGreaterThanOrEqual(50);
    for (const name of [...PRODUCT_NAMES.train, ...PRODUCT_NAMES.heldout])
      expect(name).toMatch(/^[a-z]+( [a-z]+)?$/);
  });
});
