/** Tools for goods that go back, and for those sent in their place. */
import { defineTool, succeed, type World, int, text, choice, publicId } from '@understudy/kernel';
import { z } from 'zod';
import { exchangeLifecycle, returnLifecycle } from '../lifecycles.ts';
import { failed, orderNotFound, refused, type Failed } from '../outcomes.ts';
import { orderId, optionalSku } from '../parameters.ts';
import { REFUSAL_REASONS } from '../vocabulary.ts';
import { findItem, isExchanged, isReturned, refundedCents, type OrderItem } from './items.ts';
import { nextId } from './numbering.ts';

const item = {
  order_id: orderId.describe('Order number, 4 digits'),
  sku: optionalSku.describe('Sku of the item, like "K7"; not needed where the order has one item'),
};
const returnId = publicId('R', 'return').describe('Return id, like "R12"');

/** A delivered item that is still the customer's: not refunded, exchanged or on its way back. */
export function returnable(
  world: World,
  args: { readonly order_id: number; readonly sku?: string | null | undefined },
): { readonly ok: true; readonly item: OrderItem } | Failed {
  const found = findItem(world, args.order_id, args.sku);
  if (!found.ok) return found;
  const { id, orderStatus } = found.item;
  const named = `Item ${found.item.sku} of order ${args.order_id}`;
  if (orderStatus !== 'delivered') {
    return failed(
      'conflict',
      `Order ${args.order_id} is ${orderStatus}, not delivered.`,
      'Only items of a delivered order can be returned or exchanged.',
    );
  }
  if (isReturned(world, id)) {
    return failed('conflict', `${named} already has a return.`, 'list_returns shows it.');
  }
  if (isExchanged(world, id)) return failed('conflict', `${named} has already been exchanged.`);
  if (refundedCents(world, id) >= found.item.priceCents) {
    return failed('conflict', `${named} has already been refunded.`);
  }
  return found;
}

export const listReturns = defineTool({
  name: 'list_returns',
  description: 'List the returns of an order.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ order_id: item.order_id }),
  run({ world }, args) {
    if (world.get('SELECT id FROM orders WHERE id = ?', args.order_id) === undefined) {
      return orderNotFound(args.order_id);
    }
    const rows = world.all(
      `SELECT r.id, p.sku, r.status FROM order_items i
       JOIN returns r ON r.order_item_id = i.id JOIN products p ON p.id = i.product_id
       WHERE i.order_id = (SELECT ?) ORDER BY r.id`,
      args.order_id,
    );
    return succeed({
      returns: rows.map((row) => ({
        return_id: `R${int(row, 'id')}`,
        sku: text(row, 'sku'),
        status: text(row, 'status'),
      })),
    });
  },
});

export const createReturn = defineTool({
  name: 'create_return',
  description: 'Create an approved return for one item of a delivered order; the customer gets a label.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject(item),
  events: ['return.APPROVE'],
  run({ world, clock }, args) {
    const found = returnable(world, args);
    if (!found.ok) return found;
    const id = nextId(world, 'returns');
    world.run(
      `INSERT INTO returns (id, order_item_id, status, reason, created_at) VALUES (?, ?, 'requested', NULL, ?)`,
      id,
      found.item.id,
      clock.now(),
    );
    const approved = returnLifecycle.send(world, id, 'APPROVE');
    return approved.ok ? succeed({ return_id: `R${id}`, status: approved.to }) : approved;
  },
});

export const approveReturn = defineTool({
  name: 'approve_return',
  description: 'Approve a return the customer has requested.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ return_id: returnId }),
  events: ['return.APPROVE'],
  run({ world }, args) {
    if (world.get('SELECT id FROM returns WHERE id = ?', args.return_id) === undefined) {
      return failed('not_found', `There is no return R${args.return_id}.`);
    }
    const approved = returnLifecycle.send(world, args.return_id, 'APPROVE');
    if (!approved.ok) return refused(approved, 'Only a requested return can be approved.');
    return succeed({ return_id: `R${args.return_id}`, status: approved.to });
  },
});

export const refuseReturn = defineTool({
  name: 'refuse_return',
  description: 'Refuse a return the customer has requested, with the reason.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ return_id: returnId, reason: choice(REFUSAL_REASONS).describe('Why') }),
  events: ['return.REFUSE'],
  run({ world }, args) {
    if (world.get('SELECT id FROM returns WHERE id = ?', args.return_id) === undefined) {
      return failed('not_found', `There is no return R${args.return_id}.`);
    }
    const closed = returnLifecycle.send(world, args.return_id, 'REFUSE');
    if (!closed.ok) return refused(closed, 'Only a requested return can be refused.');
    world.run('UPDATE returns SET reason = ? WHERE id = ?', args.reason, args.return_id);
    return succeed({ return_id: `R${args.return_id}`, status: closed.to });
  },
});

export const exchangeItem = defineTool({
  name: 'exchange_item',
  description: 'Send the right item in place of a wrong or faulty one of a delivered order.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject(item),
  events: ['exchange.SEND'],
  run({ world, clock }, args) {
    const found = returnable(world, args);
    if (!found.ok) return found;
    if (found.item.stock === 0) {
      return failed(
        'conflict',
        `The ${found.item.name} is out of stock.`,
        'Offer a refund or a return instead.',
      );
    }
    const id = nextId(world, 'exchanges');
    world.run(
      `INSERT INTO exchanges (id, order_item_id, status, created_at) VALUES (?, ?, 'requested', ?)`,
      id,
      found.item.id,
      clock.now(),
    );
    const sent = exchangeLifecycle.send(world, id, 'SEND');
    if (!sent.ok) return sent;
    world.run('UPDATE products SET stock = stock - 1 WHERE id = ?', found.item.productId);
    return succeed({ exchange_id: `X${id}`, status: sent.to });
  },
});
