/** A small desk written by hand, for tests: each order is in one situation, and every figure in it can be seen here. */
import {
  createClock,
  invokeTool,
  loadKernel,
  type JsonObject,
  type Template,
  type Timer,
  type ToolOutcome,
  type World,
  DAY,
  OPENING_TIME,
} from '@understudy/kernel';
import { DDL } from './schema.ts';
import { newTicket } from './new-ticket.ts';
import type { OrderRow, TicketRow } from './rows.ts';
import { commerceTables } from './test-commerce.ts';
import { SHIFT_TICKETS, shiftTables, staffTables } from './test-shift.ts';
import { armTicketTimers } from './ticketing/timers.ts';
import { TIMERS } from './timers.ts';
import { TOOLS } from './tools/all.ts';

function order(id: number, status: OrderRow['status'], promised: number, customer = 31): OrderRow {
  return {
    id,
    customer_id: customer,
    address_id: customer === 31 ? 1 : 2,
    status,
    placed_at: OPENING_TIME - (promised + 5) * DAY,
    promised_at: OPENING_TIME - promised * DAY,
  };
}

function item(id: number, orderId: number, productId: number) {
  const price_cents = productId === 1 ? 4990 : productId === 2 ? 850 : 25000;
  return { id, order_id: orderId, product_id: productId, price_cents, final_sale: productId === 2 ? 1 : 0 };
}

function shipment(id: number, orderId: number, status: string, delivered: number | null) {
  return {
    id,
    order_id: orderId,
    carrier: 'Northline',
    tracking: `TR${orderId}`,
    status,
    shipped_at: status === 'label_created' ? null : OPENING_TIME - 20 * DAY,
    delivered_at: delivered === null ? null : OPENING_TIME - delivered * DAY,
  };
}

function ticket(id: number, status: TicketRow['status']): TicketRow {
  const fresh = newTicket({ id, subject: 'Help', body: 'Please help.', channel: 'chat', at: OPENING_TIME });
  return { ...fresh, status, resolution: status === 'solved' ? 'informed' : null };
}

const payment = (id: number, orderId: number, status: string) => ({
  id,
  order_id: orderId,
  method: 'card',
  amount_cents: 5000,
  status,
});

/** Order 4821 delivered 12 days ago; 4822 under way, 5 days late; 4823 paid; 4824 packed; 4825 cancelled; 4826 delivered 15 days
 * late; 4827 delivered with a requested return. Tickets: 1 open, 2 closed, 3 solved, 4 escalated, 5 pending. */
export const TEMPLATE: Template = {
  ddl: DDL,
  tables: [
    {
      name: 'customers',
      rows: [
        { id: 31, name: 'Ana Berg', email: 'ana.berg31@example.com', tier: 'plus', created_at: 0 },
        { id: 40, name: 'Tom Lang', email: 'tom.lang40@example.com', tier: 'standard', created_at: 0 },
      ],
    },
    {
      name: 'addresses',
      rows: [
        { id: 1, customer_id: 31, street: 'Mill Lane 1', city: 'Lindau', postcode: '70193', is_default: 1 },
        { id: 2, customer_id: 40, street: 'Park Row 2', city: 'Lindau', postcode: '80110', is_default: 1 },
      ],
    },
    {
      name: 'products',
      rows: [
        { id: 1, sku: 'K7', name: 'kettle', price_cents: 5490, final_sale: 0, stock: 5 },
        { id: 2, sku: 'M23', name: 'blue mug', price_cents: 850, final_sale: 1, stock: 9 },
        { id: 3, sku: 'T5', name: 'telescope', price_cents: 25000, final_sale: 0, stock: 0 },
      ],
    },
    {
      name: 'orders',
      rows: [
        order(4821, 'delivered', 11),
        order(4822, 'shipped', 5),
        order(4823, 'paid', -3),
        order(4824, 'packed', -2, 40),
        order(4825, 'cancelled', 9, 40),
        order(4826, 'delivered', 25, 40),
        order(4827, 'delivered', 8, 40),
      ],
    },
    {
      name: 'order_items',
      rows: [
        item(1, 4821, 1),
        item(2, 4821, 2),
        item(3, 4822, 1),
        item(4, 4823, 2),
        item(5, 4824, 3),
        item(6, 4825, 1),
        item(7, 4826, 3),
        item(8, 4827, 1),
      ],
    },
    {
      name: 'shipments',
      rows: [
        shipment(1, 4821, 'delivered', 12),
        shipment(2, 4822, 'in_transit', null),
        shipment(3, 4824, 'label_created', null),
        shipment(4, 4826, 'delivered', 10),
        shipment(5, 4827, 'delivered', 8),
      ],
    },
    {
      name: 'payments',
      rows: [
        payment(1, 4821, 'captured'),
        payment(2, 4822, 'captured'),
        payment(3, 4823, 'authorized'),
        payment(4, 4824, 'authorized'),
        payment(5, 4825, 'voided'),
      ],
    },
    {
      name: 'returns',
      rows: [{ id: 11, order_item_id: 8, status: 'requested', reason: null, created_at: OPENING_TIME }],
    },
    ...staffTables(),
    {
      name: 'tickets',
      rows: [
        ticket(1, 'open'),
        ticket(2, 'closed'),
        ticket(3, 'solved'),
        ticket(4, 'escalated'),
        ticket(5, 'pending'),
        ...SHIFT_TICKETS,
      ],
    },
    {
      name: 'ticket_comments',
      rows: [{ id: 1, ticket_id: 1, author: 'customer', body: 'Please help.', created_at: OPENING_TIME }],
    },
    ...shiftTables(),
    ...commerceTables(),
  ],
};

export interface Desk {
  readonly world: World;
  /** Calls a tool for the open ticket 1, or for another focus. */
  call(name: string, args?: unknown, focus?: JsonObject): ToolOutcome;
  /** Sets the timers of what is under way. */
  arm(): void;
  /** Lets time pass, in ms; timers of the desk that come due do their work. */
  wait(milliseconds: number): void;
  now(): number;
  /** The columns of one row. */
  row(table: string, id: number): Readonly<Record<string, unknown>>;
  reset(): void;
}

export async function openDesk(): Promise<Desk> {
  const kernel = await loadKernel();
  const world = kernel.openWorld(TEMPLATE);
  let clock = createClock(OPENING_TIME);
  const fire = (timer: Timer): void => {
    TIMERS[timer.event]?.({ world, clock, actor: { kind: 'system', id: 'clock' }, focus: {} }, timer);
  };
  return {
    world,
    call: (name, args = {}, focus = { ticketId: 1 }) => {
      const actor = { kind: TOOLS.find((tool) => tool.name === name)?.by ?? 'agent', id: 'a' };
      return invokeTool(TOOLS, { world, clock, actor, focus }, name, args, fire);
    },
    arm: () => {
      armTicketTimers(world, clock);
    },
    wait: (milliseconds) => {
      for (const timer of clock.advance(milliseconds)) fire(timer);
    },
    now: () => clock.now(),
    row: (table, id) => world.get(`SELECT * FROM ${table} WHERE id = ?`, id) ?? {},
    reset: () => {
      world.reset();
      clock = createClock(OPENING_TIME);
    },
  };
}

/** The result of a call that must succeed. */
export function result(outcome: ToolOutcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return outcome.result;
}

/** The code of a call that must fail, and its hint, empty where it has none. */
export function refusal(outcome: ToolOutcome): { readonly code: string; readonly hint: string } {
  if (outcome.ok) throw new Error(`succeeded with ${JSON.stringify(outcome.result)}`);
  return { code: outcome.error.code, hint: outcome.error.hint ?? '' };
}

/** The call must fail with this code and with these words in its hint. */
export function expectRefusal(outcome: ToolOutcome, code: string, words: string): void {
  const { code: found, hint } = refusal(outcome);
  if (found !== code || !hint.includes(words))
    throw new Error(`expected ${code} (${words}), got ${found} (${hint})`);
}
