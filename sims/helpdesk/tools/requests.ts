/** What a customer asks for in the shop's own forms, and the tools that decide on refunds asked for. */
import { defineTool, formatMoney, int, publicId, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { refundLifecycle } from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { optionalSku, orderId } from '../parameters.ts';
import { refundedCents } from './items.ts';
import { nextId } from './numbering.ts';
import { refundable } from './refunds.ts';
import { returnable } from './returns.ts';

const item = {
  order_id: orderId.describe('Order number, 4 digits'),
  sku: optionalSku.describe('Sku of the item, like "K7"; not needed where the order has one item'),
};
const refundId = publicId('F', 'refund').describe('Refund id, like "F9"');

export const requestReturn = defineTool({
  name: 'request_return',
  description: 'Ask in the shop to send one item of a delivered order back.',
  effect: 'write',
  by: 'user',
  seconds: 120,
  parameters: z.strictObject(item),
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
    return succeed({ return_id: `R${id}`, status: 'requested' });
  },
});

export const requestRefund = defineTool({
  name: 'request_refund',
  description: 'Ask in the shop for the money of one item of a shipped or delivered order.',
  effect: 'write',
  by: 'user',
  seconds: 120,
  parameters: z.strictObject(item),
  run(context, args) {
    const { world, clock } = context;
    const found = refundable(context, args);
    if (!found.ok) return found;
    if (
      world.get(`SELECT id FROM refunds WHERE order_item_id = ? AND status = 'requested'`, found.item.id) !==
      undefined
    )
      return failed('conflict', 'The money of this item has been asked for already.');
    const id = nextId(world, 'refunds');
    const cents = found.item.priceCents - found.refunded;
    world.run(
      `INSERT INTO refunds (id, order_item_id, amount_cents, status, created_at) VALUES (?, ?, ?, 'requested', ?)`,
      id,
      found.item.id,
      cents,
      clock.now(),
    );
    return succeed({ refund_id: `F${id}`, amount: formatMoney(cents), status: 'requested' });
  },
});

export const approveRefund = defineTool({
  name: 'approve_refund',
  description: 'Pay a refund that the customer has requested.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ refund_id: refundId }),
  events: ['refund.PAY'],
  run({ world }, args) {
    const row = world.get(
      `SELECT f.amount_cents, i.id AS item, i.price_cents FROM refunds f JOIN order_items i ON i.id = f.order_item_id
       WHERE f.id = (SELECT ?)`,
      args.refund_id,
    );
    if (row === undefined) return failed('not_found', `There is no refund F${args.refund_id}.`);
    const paid = refundLifecycle.send(world, args.refund_id, 'PAY');
    if (!paid.ok) return refused(paid, 'Only a requested refund can be approved.');
    if (refundedCents(world, int(row, 'item')) > int(row, 'price_cents'))
      return failed('conflict', 'The item has been refunded in the meantime.', 'Refuse the request.');
    return succeed({
      refund_id: `F${args.refund_id}`,
      amount: formatMoney(int(row, 'amount_cents')),
      status: paid.to,
    });
  },
});

export const refuseRefund = defineTool({
  name: 'refuse_refund',
  description: 'Refuse a refund that the customer has requested.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ refund_id: refundId }),
  events: ['refund.REFUSE'],
  run({ world }, args) {
    const row = world.get('SELECT status FROM refunds WHERE id = ?', args.refund_id);
    if (row === undefined) return failed('not_found', `There is no refund F${args.refund_id}.`);
    const closed = refundLifecycle.send(world, args.refund_id, 'REFUSE');
    if (!closed.ok)
      return refused(closed, `It is ${text(row, 'status')}; only a requested refund can be refused.`);
    return succeed({ refund_id: `F${args.refund_id}`, status: closed.to });
  },
});
