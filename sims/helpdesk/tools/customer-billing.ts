/** What a customer does about money: pays, gives a card, approves at the bank, goes to the bank instead of the desk. Tools of the user. */
import { choice, defineTool, formatMoney, int, reshape, succeed, text, DAY } from '@understudy/kernel';
import { z } from 'zod';
import { customerId, disputeId, invoiceId } from '../billing-parameters.ts';
import { DISPUTE_REASONS } from '../billing-vocabulary.ts';
import {
  disputeLifecycle,
  invoiceLifecycle,
  invoicePaymentLifecycle,
  paymentLifecycle,
} from '../lifecycles.ts';
import { failed, orderNotFound, refused } from '../outcomes.ts';
import { orderId } from '../parameters.ts';
import { dueCents, must, PAID_EVENTS, receive, settle } from './charging.ts';
import { concludePayment, findDispute } from './disputes.ts';
import { approvalPending, findInvoice } from './invoices.ts';
import { nextId } from './numbering.ts';

const DAYS_TO_RESPOND = 10;

export const payInvoice = defineTool({
  name: 'pay_invoice',
  description: 'Pay what is due on an invoice by bank transfer.',
  effect: 'write',
  by: 'user',
  seconds: 120,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: ['invoice_payment.SUCCEED', 'invoice_payment.EXPIRE', ...PAID_EVENTS],
  run(context, args) {
    const { world } = context;
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'open' && status !== 'uncollectible')
      return failed('conflict', `Invoice I${args.invoice_id} is ${status}.`, 'There is nothing to pay.');
    const waiting = approvalPending(world, args.invoice_id);
    if (waiting !== undefined) must(invoicePaymentLifecycle.send(world, int(waiting, 'id'), 'EXPIRE'));
    const cents = dueCents(world, args.invoice_id);
    receive(context, args.invoice_id, 'bank_transfer', cents);
    return succeed({ invoice_id: `I${args.invoice_id}`, paid: formatMoney(cents), status: 'paid' });
  },
});

export const updatePaymentMethod = defineTool({
  name: 'update_payment_method',
  description: 'Put a new card on file, named by its last four digits.',
  effect: 'write',
  by: 'user',
  seconds: 90,
  parameters: z.strictObject({
    customer_id: customerId,
    last_digits: z
      .preprocess(
        reshape((digits) => digits.replace(/\D/g, '').slice(-4)),
        z
          .string()
          .max(4)
          .regex(/^\d{4}$/, 'the last four digits of the card, like "4242"'),
      )
      .nonoptional()
      .describe('Last four digits of the card'),
  }),
  run({ world }, args) {
    const label = `card ending ${args.last_digits}`;
    const old = world.get('SELECT id FROM payment_methods WHERE customer_id = ?', args.customer_id);
    if (old !== undefined) {
      world.run(
        `UPDATE payment_methods SET kind = 'card', label = ?, health = 'good' WHERE id = ?`,
        label,
        int(old, 'id'),
      );
    } else if (world.get('SELECT id FROM customers WHERE id = ?', args.customer_id) === undefined) {
      return failed('not_found', `There is no customer C${args.customer_id}.`);
    } else {
      world.run(
        `INSERT INTO payment_methods (id, customer_id, kind, label, health) VALUES (?, ?, 'card', ?, 'good')`,
        nextId(world, 'payment_methods'),
        args.customer_id,
        label,
      );
    }
    return succeed({ on_file: label });
  },
});

export const approveInBankApp = defineTool({
  name: 'approve_in_bank_app',
  description: 'Approve the payment of an invoice that waits in the app of the bank.',
  effect: 'write',
  by: 'user',
  seconds: 60,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: ['invoice_payment.APPROVE', ...PAID_EVENTS],
  run(context, args) {
    const waiting = approvalPending(context.world, args.invoice_id);
    if (waiting === undefined) return failed('conflict', 'No payment waits in the app of the bank.');
    must(invoicePaymentLifecycle.send(context.world, int(waiting, 'id'), 'APPROVE'));
    settle(context, args.invoice_id);
    return succeed({ approved: formatMoney(int(waiting, 'amount_cents')) });
  },
});

const reason = choice(DISPUTE_REASONS).describe('What the customer tells the bank');

export const disputeInvoice = defineTool({
  name: 'dispute_invoice',
  description: 'Have the bank take the payment of an invoice back.',
  effect: 'write',
  by: 'user',
  seconds: 300,
  parameters: z.strictObject({ invoice_id: invoiceId, reason }),
  events: ['invoice.DISPUTE', 'invoice_payment.CHARGE_BACK'],
  run({ world, clock }, args) {
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const charges = world.all(
      `SELECT id, amount_cents FROM invoice_payments
       WHERE invoice_id = (SELECT ?) AND status = 'succeeded' AND method IN ('card', 'paypal') ORDER BY id`,
      args.invoice_id,
    );
    if (charges.length === 0)
      return failed('conflict', 'The bank finds no payment of this invoice that it could take back.');
    const disputed = invoiceLifecycle.send(world, args.invoice_id, 'DISPUTE');
    if (!disputed.ok) return refused(disputed, 'Only the payment of a paid invoice can be disputed.');
    for (const charge of charges) must(invoicePaymentLifecycle.send(world, int(charge, 'id'), 'CHARGE_BACK'));
    const cents = charges.reduce((sum, charge) => sum + int(charge, 'amount_cents'), 0);
    const id = nextId(world, 'disputes');
    world.run(
      `INSERT INTO disputes (id, customer_id, order_id, invoice_id, amount_cents, reason, status, opened_at, respond_by)
       VALUES (?, ?, NULL, ?, ?, ?, 'opened', ?, ?)`,
      id,
      int(found.row, 'customer_id'),
      args.invoice_id,
      cents,
      args.reason,
      clock.now(),
      clock.now() + DAYS_TO_RESPOND * DAY,
    );
    return succeed({ dispute_id: `D${id}`, amount: formatMoney(cents) });
  },
});

export const disputeOrder = defineTool({
  name: 'dispute_order',
  description: 'Have the bank take the payment of an order back.',
  effect: 'write',
  by: 'user',
  seconds: 300,
  parameters: z.strictObject({ order_id: orderId.describe('Order number, 4 digits'), reason }),
  events: ['payment.CHARGE_BACK'],
  run({ world, clock }, args) {
    const order = world.get('SELECT customer_id FROM orders WHERE id = ?', args.order_id);
    if (order === undefined) return orderNotFound(args.order_id);
    const payment = world.get('SELECT id, amount_cents FROM payments WHERE order_id = ?', args.order_id);
    if (payment === undefined) return failed('not_found', `Order ${args.order_id} has no payment.`);
    const taken = paymentLifecycle.send(world, int(payment, 'id'), 'CHARGE_BACK');
    if (!taken.ok) return refused(taken, 'Only a captured payment can be taken back.');
    const id = nextId(world, 'disputes');
    world.run(
      `INSERT INTO disputes (id, customer_id, order_id, invoice_id, amount_cents, reason, status, opened_at, respond_by)
       VALUES (?, ?, ?, NULL, ?, ?, 'opened', ?, ?)`,
      id,
      int(order, 'customer_id'),
      args.order_id,
      int(payment, 'amount_cents'),
      args.reason,
      clock.now(),
      clock.now() + DAYS_TO_RESPOND * DAY,
    );
    return succeed({ dispute_id: `D${id}`, amount: formatMoney(int(payment, 'amount_cents')) });
  },
});

export const withdrawDispute = defineTool({
  name: 'withdraw_dispute',
  description: 'Tell the bank that the dispute is settled; the shop gets its money back.',
  effect: 'write',
  by: 'user',
  seconds: 120,
  parameters: z.strictObject({ dispute_id: disputeId }),
  events: ['dispute.WITHDRAW', 'invoice.WIN', 'invoice_payment.REVERSE', 'payment.REVERSE'],
  run({ world }, args) {
    const found = findDispute(world, args.dispute_id);
    if (!found.ok) return found;
    const withdrawn = disputeLifecycle.send(world, args.dispute_id, 'WITHDRAW');
    if (!withdrawn.ok) return refused(withdrawn, 'The bank has decided already.');
    concludePayment(world, found.row, true);
    return succeed({ dispute_id: `D${args.dispute_id}`, status: withdrawn.to });
  },
});
