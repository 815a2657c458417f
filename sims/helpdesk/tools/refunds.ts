/** Tools that pay money back: refunds of an item, and goodwill credits on an order. */
import {
  defineTool,
  succeed,
  type ToolContext,
  type ToolOutcome,
  int,
  text,
  formatMoney,
  amount,
} from '@understudy/kernel';
import { z } from 'zod';
import { refundLifecycle } from '../lifecycles.ts';
import { failed, orderNotFound, type Failed } from '../outcomes.ts';
import { optionalSku, orderId } from '../parameters.ts';
import { findItem, isExchanged, refundedCents, type OrderItem } from './items.ts';
import { nextId } from './numbering.ts';

/** What one order can get in credits altogether: the system's own cap, above any company policy. */
export const CREDIT_CAP_CENTS = 5000;

const item = {
  order_id: orderId.describe('Order number, 4 digits'),
  sku: optionalSku.describe('Sku of the item, like "K7"; not needed where the order has one item'),
};

/** The item and what can still be refunded for it, above 0. */
export function refundable(
  context: ToolContext,
  args: { readonly order_id: number; readonly sku?: string | null | undefined },
): { readonly ok: true; readonly item: OrderItem; readonly refunded: number } | Failed {
  const found = findItem(context.world, args.order_id, args.sku);
  if (!found.ok) return found;
  const status = found.item.orderStatus;
  if (status !== 'delivered' && status !== 'shipped') {
    const hint =
      status === 'cancelled'
        ? 'The payment of a cancelled order was voided; there is nothing to refund.'
        : 'Cancel the order instead: cancel_order voids the payment.';
    return failed('forbidden', `Order ${args.order_id} is ${status}: its items cannot be refunded.`, hint);
  }
  if (isExchanged(context.world, found.item.id)) {
    return failed('conflict', `Item ${found.item.sku} of order ${args.order_id} has already been exchanged.`);
  }
  const refunded = refundedCents(context.world, found.item.id);
  if (refunded >= found.item.priceCents) {
    return failed('conflict', `Item ${found.item.sku} of order ${args.order_id} has already been refunded.`);
  }
  return { ok: true, item: found.item, refunded };
}

function pay({ world, clock }: ToolContext, itemId: number, cents: number): ToolOutcome {
  const id = nextId(world, 'refunds');
  world.run(
    `INSERT INTO refunds (id, order_item_id, amount_cents, status, created_at) VALUES (?, ?, ?, 'requested', ?)`,
    id,
    itemId,
    cents,
    clock.now(),
  );
  const paid = refundLifecycle.send(world, id, 'PAY');
  return paid.ok ? succeed({ refund_id: `F${id}`, amount: formatMoney(cents) }) : paid;
}

export const refundItem = defineTool({
  name: 'refund_item',
  description: 'Refund the full price of one item of a shipped or delivered order.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject(item),
  events: ['refund.PAY'],
  run(context, args) {
    const found = refundable(context, args);
    if (!found.ok) return found;
    if (found.refunded > 0) {
      return failed(
        'conflict',
        `Item ${found.item.sku} of order ${args.order_id} has already been refunded in part: ${formatMoney(found.refunded)}.`,
        `Use refund_partial for the remaining ${formatMoney(found.item.priceCents - found.refunded)}.`,
      );
    }
    return pay(context, found.item.id, found.item.priceCents);
  },
});

export const refundPartial = defineTool({
  name: 'refund_partial',
  description: 'Refund a part of the price of one item of a shipped or delivered order.',
  effect: 'write',
  seconds: 25,
  parameters: z.strictObject({ ...item, amount: amount.describe('Amount, like "12.50"') }),
  events: ['refund.PAY'],
  run(context, args) {
    const found = refundable(context, args);
    if (!found.ok) return found;
    const remaining = found.item.priceCents - found.refunded;
    if (args.amount <= 0) return failed('validation', 'amount: must be more than 0.00.');
    if (args.amount > remaining) {
      return failed(
        'validation',
        `amount: ${formatMoney(args.amount)} is more than the item can be refunded.`,
        `At most ${formatMoney(remaining)} can be refunded for this item.`,
      );
    }
    return pay(context, found.item.id, args.amount);
  },
});

export const listRefunds = defineTool({
  name: 'list_refunds',
  description: 'List the refunds of an order, and the goodwill credits given for it.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ order_id: item.order_id }),
  run({ world }, args) {
    if (world.get('SELECT id FROM orders WHERE id = ?', args.order_id) === undefined) {
      return orderNotFound(args.order_id);
    }
    const rows = world.all(
      `SELECT f.id, p.sku, f.amount_cents, f.status FROM order_items i
       JOIN refunds f ON f.order_item_id = i.id JOIN products p ON p.id = i.product_id
       WHERE i.order_id = (SELECT ?) ORDER BY f.id`,
      args.order_id,
    );
    return succeed({
      refunds: rows.map((row) => ({
        refund_id: `F${int(row, 'id')}`,
        sku: text(row, 'sku'),
        amount: formatMoney(int(row, 'amount_cents')),
        status: text(row, 'status'),
      })),
      credits: world
        .all('SELECT id, amount_cents FROM credits WHERE order_id = (SELECT ?) ORDER BY id', args.order_id)
        .map((row) => ({ credit_id: `S${int(row, 'id')}`, amount: formatMoney(int(row, 'amount_cents')) })),
    });
  },
});

export const issueCredit = defineTool({
  name: 'issue_credit',
  description: `Give the customer a goodwill credit for an order, ${formatMoney(CREDIT_CAP_CENTS)} at most.`,
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ order_id: item.order_id, amount: amount.describe('Amount, like "5.00"') }),
  run({ world, clock }, args) {
    const order = world.get(
      `SELECT o.id, coalesce((SELECT sum(amount_cents) FROM credits WHERE order_id = o.id), 0) AS given
       FROM orders o WHERE o.id = ?`,
      args.order_id,
    );
    if (order === undefined) return orderNotFound(args.order_id);
    if (args.amount <= 0) return failed('validation', 'amount: must be more than 0.00.');
    const left = CREDIT_CAP_CENTS - int(order, 'given');
    if (args.amount > left) {
      return failed(
        'validation',
        `amount: ${formatMoney(args.amount)} is above the credit limit of ${formatMoney(CREDIT_CAP_CENTS)} for an order.`,
        `${formatMoney(Math.max(0, left))} is left for this order.`,
      );
    }
    const id = nextId(world, 'credits');
    world.run(
      'INSERT INTO credits (id, order_id, amount_cents, created_at) VALUES (?, ?, ?, ?)',
      id,
      args.order_id,
      args.amount,
      clock.now(),
    );
    return succeed({ credit_id: `S${id}`, amount: formatMoney(args.amount) });
  },
});
