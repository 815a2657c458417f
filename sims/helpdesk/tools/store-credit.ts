/** Tools on the store credit of a customer: a ledger whose sum is the balance. */
import { amount, defineTool, formatMoney, int, isoDate, succeed, text, type World } from '@understudy/kernel';
import { z } from 'zod';
import { customerId, giftCode, invoiceId } from '../billing-parameters.ts';
import { refundLifecycle } from '../lifecycles.ts';
import { failed, type Failed } from '../outcomes.ts';
import { optionalSku, orderId } from '../parameters.ts';
import { dueCents, must, PAID_EVENTS, receive } from './charging.ts';
import { addEntry, balanceCents } from './credit-notes.ts';
import { approvalPending, findInvoice } from './invoices.ts';
import { nextId } from './numbering.ts';
import { refundable } from './refunds.ts';

const LISTED_AT_MOST = 6;
/** What one grant can be at most: the system's own cap, above any company policy. */
export const GRANT_CAP_CENTS = 10_000;

function customerMissing(world: World, id: number): Failed | null {
  return world.get('SELECT id FROM customers WHERE id = ?', id) === undefined
    ? failed('not_found', `There is no customer C${id}.`)
    : null;
}

export const getStoreCredit = defineTool({
  name: 'get_store_credit',
  description: 'Read the store credit of a customer: the balance and the latest entries.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    const missing = customerMissing(world, args.customer_id);
    if (missing !== null) return missing;
    const rows = world.all(
      `SELECT amount_cents, kind, created_at FROM store_credit_entries
       WHERE customer_id = (SELECT ?) ORDER BY created_at DESC, id DESC LIMIT (SELECT ?)`,
      args.customer_id,
      LISTED_AT_MOST,
    );
    return succeed({
      customer_id: `C${args.customer_id}`,
      balance: formatMoney(balanceCents(world, args.customer_id)),
      entries: rows.map((row) => ({
        amount: formatMoney(int(row, 'amount_cents')),
        kind: text(row, 'kind'),
        on: isoDate(int(row, 'created_at')),
      })),
    });
  },
});

export const grantStoreCredit = defineTool({
  name: 'grant_store_credit',
  description: `Give a customer store credit as goodwill, ${formatMoney(GRANT_CAP_CENTS)} at most at a time.`,
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ customer_id: customerId, amount: amount.describe('Amount, like "5.00"') }),
  run(context, args) {
    const missing = customerMissing(context.world, args.customer_id);
    if (missing !== null) return missing;
    if (args.amount <= 0) return failed('validation', 'amount: must be more than 0.00.');
    if (args.amount > GRANT_CAP_CENTS)
      return failed(
        'validation',
        `amount: ${formatMoney(args.amount)} is above the limit of a grant.`,
        `At most ${formatMoney(GRANT_CAP_CENTS)} can be granted at a time.`,
      );
    addEntry(context, { customerId: args.customer_id, cents: args.amount, kind: 'granted' });
    return succeed({
      customer_id: `C${args.customer_id}`,
      granted: formatMoney(args.amount),
      balance: formatMoney(balanceCents(context.world, args.customer_id)),
    });
  },
});

export const spendStoreCredit = defineTool({
  name: 'spend_store_credit',
  description: 'Pay what is due on an open invoice with the store credit of its customer, as far as it goes.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: ['invoice_payment.SUCCEED', ...PAID_EVENTS],
  run(context, args) {
    const { world } = context;
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'open' || approvalPending(world, args.invoice_id) !== undefined)
      return failed(
        'conflict',
        status === 'open'
          ? `A payment of invoice I${args.invoice_id} is under way.`
          : `Invoice I${args.invoice_id} is ${status}.`,
        'Store credit pays open invoices only.',
      );
    const customer = int(found.row, 'customer_id');
    const cents = Math.min(balanceCents(world, customer), dueCents(world, args.invoice_id));
    if (cents <= 0)
      return failed(
        'conflict',
        `Customer C${customer} has no store credit.`,
        'get_store_credit shows the balance.',
      );
    addEntry(context, { customerId: customer, cents: -cents, kind: 'spent', invoiceId: args.invoice_id });
    receive(context, args.invoice_id, 'store_credit', cents);
    const after = findInvoice(world, args.invoice_id);
    if (!after.ok) return after;
    return succeed({
      invoice_id: `I${args.invoice_id}`,
      spent: formatMoney(cents),
      status: text(after.row, 'status'),
      balance: formatMoney(balanceCents(world, customer)),
    });
  },
});

export const redeemGiftCode = defineTool({
  name: 'redeem_gift_code',
  description: 'Put the amount of an unused gift code on the store credit of a customer.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    customer_id: customerId,
    code: giftCode.describe('Gift code, like "GIFT4821"'),
  }),
  run(context, args) {
    const { world, clock } = context;
    const missing = customerMissing(world, args.customer_id);
    if (missing !== null) return missing;
    const gift = world.get('SELECT id, amount_cents, redeemed_at FROM gift_codes WHERE code = ?', args.code);
    if (gift === undefined)
      return failed('not_found', `There is no gift code ${args.code}.`, 'Check the code with the customer.');
    if (gift['redeemed_at'] !== null)
      return failed('conflict', `Gift code ${args.code} has been redeemed already.`);
    world.run(
      'UPDATE gift_codes SET customer_id = ?, redeemed_at = ? WHERE id = ?',
      args.customer_id,
      clock.now(),
      int(gift, 'id'),
    );
    addEntry(context, { customerId: args.customer_id, cents: int(gift, 'amount_cents'), kind: 'gift_code' });
    return succeed({
      amount: formatMoney(int(gift, 'amount_cents')),
      balance: formatMoney(balanceCents(world, args.customer_id)),
    });
  },
});

export const refundToStoreCredit = defineTool({
  name: 'refund_to_store_credit',
  description:
    'Refund what is left of the price of one item of a shipped or delivered order, as store credit instead of the original payment.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    order_id: orderId.describe('Order number, 4 digits'),
    sku: optionalSku.describe('Sku of the item, like "K7"; not needed where the order has one item'),
  }),
  events: ['refund.PAY'],
  run(context, args) {
    const { world, clock } = context;
    const found = refundable(context, args);
    if (!found.ok) return found;
    const cents = found.item.priceCents - found.refunded;
    const owner = world.get('SELECT customer_id FROM orders WHERE id = ?', args.order_id);
    if (owner === undefined) return failed('not_found', `There is no order ${args.order_id}.`);
    const id = nextId(world, 'refunds');
    world.run(
      `INSERT INTO refunds (id, order_item_id, amount_cents, status, created_at) VALUES (?, ?, ?, 'requested', ?)`,
      id,
      found.item.id,
      cents,
      clock.now(),
    );
    must(refundLifecycle.send(world, id, 'PAY'));
    const customer = int(owner, 'customer_id');
    addEntry(context, { customerId: customer, cents, kind: 'refund', orderId: args.order_id });
    return succeed({
      refund_id: `F${id}`,
      amount: formatMoney(cents),
      balance: formatMoney(balanceCents(world, customer)),
    });
  },
});
