/**
 * The fixed workload of the sim-core benchmark: 16 tables, 19 indexes, five tools, one lifecycle. It stays as it is, so
 * that figures of different days compare; what real tools cost shows in the desk's episode beside it.
 */
import {
  createLifecycle,
  createRng,
  defineTool,
  fail,
  succeed,
  type Cell,
  type Row,
  type Template,
  type Tool,
} from '@understudy/kernel';
import { z } from 'zod';
import type { Script } from './script.ts';

/** Entities that only fill the world, as real ones do: each hangs on a customer. */
const SIDE = [
  'addresses',
  'payments',
  'shipments',
  'returns',
  'refunds',
  'calls',
  'invoices',
  'coupons',
  'reviews',
  'visits',
];

const ddl = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, tier TEXT NOT NULL) STRICT;
  CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL, cents INTEGER NOT NULL) STRICT;
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
    status TEXT NOT NULL, total_cents INTEGER NOT NULL, placed_at INTEGER NOT NULL) STRICT;
  CREATE TABLE order_items (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL) STRICT;
  CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
    order_id INTEGER REFERENCES orders (id), status TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
  CREATE TABLE comments (id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
    body TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  ${SIDE.map(
    (
      name,
    ) => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
      note TEXT NOT NULL, amount REAL) STRICT;
      CREATE INDEX ${name}_customer ON ${name} (customer_id);`,
  ).join('\n')}
  CREATE INDEX orders_customer ON orders (customer_id);
  CREATE INDEX orders_status ON orders (status);
  CREATE INDEX items_order ON order_items (order_id);
  CREATE INDEX items_product ON order_items (product_id);
  CREATE INDEX tickets_customer ON tickets (customer_id);
  CREATE INDEX tickets_order ON tickets (order_id);
  CREATE INDEX comments_ticket ON comments (ticket_id);
  CREATE INDEX products_name ON products (name);`;

export function shopTemplate(size: number): Template {
  const rng = createRng('bench');
  const share = Math.round(size / 20);
  const rows = (count: number, make: (id: number) => Record<string, Cell>): Row[] =>
    Array.from({ length: count }, (_, i) => ({ id: i + 1, ...make(i + 1) }));
  const customer = (): number => rng.int(1, share);
  return {
    ddl,
    tables: [
      {
        name: 'customers',
        rows: rows(share, (id) => ({ name: `Customer ${id}`, email: `c${id}@example.com`, tier: 'basic' })),
      },
      {
        name: 'products',
        rows: rows(share, (id) => ({ name: `Product ${id}`, cents: rng.int(100, 99_999) })),
      },
      {
        name: 'orders',
        rows: rows(share * 2, (id) => ({
          customer_id: (id % share) + 1,
          status: 'placed',
          total_cents: rng.int(100, 99_999),
          placed_at: id,
        })),
      },
      {
        name: 'order_items',
        rows: rows(share * 4, () => ({
          order_id: rng.int(1, share * 2),
          product_id: rng.int(1, share),
          quantity: rng.int(1, 5),
        })),
      },
      {
        name: 'tickets',
        rows: rows(share, (id) => ({
          customer_id: id,
          order_id: id,
          status: 'open',
          subject: `Where is order ${id}?`,
        })),
      },
      {
        name: 'comments',
        rows: rows(share, (id) => ({ ticket_id: id, body: 'Please help me with my order.', at: id })),
      },
      ...SIDE.map((name) => ({
        name,
        rows: rows(share, () => ({
          customer_id: customer(),
          note: 'as agreed',
          amount: rng.int(1, 400) / 4,
        })),
      })),
    ],
  };
}

export const orderLifecycle = createLifecycle({
  id: 'order',
  table: 'orders',
  column: 'status',
  initial: 'placed',
  states: {
    placed: { on: { HOLD: 'held', CANCEL: 'cancelled', SHIP: 'shipped' } },
    held: { on: { RELEASE: 'placed', CANCEL: 'cancelled' } },
    shipped: { on: { DELIVER: 'delivered' } },
    delivered: { final: true },
    cancelled: { final: true },
  },
});

const id = z.number().int().positive();

export const shopTools: readonly Tool[] = [
  defineTool({
    name: 'find_customer',
    description: 'Finds a customer by e-mail address.',
    effect: 'read',
    seconds: 5,
    parameters: z.strictObject({ email: z.string().trim().toLowerCase().max(200) }),
    run({ world }, { email }) {
      const row = world.get('SELECT id, name, email, tier FROM customers WHERE email = ?', email);
      return row === undefined ? fail('not_found', `No customer has the address ${email}.`) : succeed(row);
    },
  }),
  defineTool({
    name: 'list_orders',
    description: 'Lists the orders of a customer.',
    effect: 'read',
    seconds: 5,
    parameters: z.strictObject({
      customer_id: id,
      status: z.enum(['placed', 'held', 'shipped', 'cancelled']).optional(),
    }),
    run({ world }, { customer_id }) {
      return succeed([
        ...world.all('SELECT id, status, total_cents FROM orders WHERE customer_id = ?', customer_id),
      ]);
    },
  }),
  defineTool({
    name: 'get_order',
    description: 'Shows an order and its items.',
    effect: 'read',
    seconds: 5,
    parameters: z.strictObject({ order_id: id }),
    run({ world }, { order_id }) {
      const order = world.get(
        'SELECT id, customer_id, status, total_cents FROM orders WHERE id = ?',
        order_id,
      );
      if (order === undefined) return fail('not_found', `There is no order ${order_id}.`);
      return succeed({
        ...order,
        items: [...world.all('SELECT product_id, quantity FROM order_items WHERE order_id = ?', order_id)],
      });
    },
  }),
  defineTool({
    name: 'update_order',
    description: 'Holds, releases or cancels an order.',
    effect: 'write',
    seconds: 10,
    parameters: z.strictObject({ order_id: id, event: z.enum(['HOLD', 'RELEASE', 'CANCEL']) }),
    run({ world }, { order_id, event }) {
      const sent = orderLifecycle.send(world, order_id, event);
      return sent.ok ? succeed({ id: order_id, status: sent.to }) : sent;
    },
  }),
  defineTool({
    name: 'comment',
    description: 'Adds a comment to a ticket.',
    effect: 'write',
    seconds: 30,
    parameters: z.strictObject({ ticket_id: id, body: z.string().min(1).max(4000) }),
    run({ world, clock }, { ticket_id, body }) {
      world.run('INSERT INTO comments (ticket_id, body, at) VALUES (?, ?, ?)', ticket_id, body, clock.now());
      return succeed({ ticket_id });
    },
  }),
];

/** The n-th script for a world of `size` rows: 12 calls, 18 statements, 4 transitions, 3 net changed rows. */
export function shopScript(n: number, size: number): Script {
  const customers = Math.round(size / 20);
  const a = (n % customers) + 1;
  const b = ((n * 7) % customers) + 1;
  const calls: Script['calls'] = [
    { name: 'find_customer', args: { email: `C${a}@example.com` } },
    { name: 'list_orders', args: { customer_id: a } },
    { name: 'get_order', args: { order_id: a } },
    { name: 'update_order', args: { order_id: a, event: 'HOLD' } },
    { name: 'find_customer', args: { email: `c${b}@example.com` } },
    { name: 'get_order', args: { order_id: b } },
    { name: 'list_orders', args: { customer_id: b, status: 'placed' } },
    { name: 'update_order', args: { order_id: a, event: 'RELEASE' } },
    { name: 'update_order', args: { order_id: a, event: 'HOLD' } },
    {
      name: 'comment',
      args: { ticket_id: a, body: 'I have put your order on hold while we look into this.' },
    },
    { name: 'update_order', args: { order_id: a, event: 'CANCEL' } },
    { name: 'comment', args: { ticket_id: a, body: 'Your order is cancelled. Is there anything else?' } },
  ];
  return { focus: {}, calls };
}
