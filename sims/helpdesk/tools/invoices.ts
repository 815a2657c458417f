/** Tools on invoices: read them, void, credit, and collect what is due. */
import {
  amount,
  defineTool,
  formatMoney,
  int,
  intOrNull,
  isoDate,
  optionalChoice,
  succeed,
  text,
  textOrNull,
  type Row,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { customerId, invoiceId } from '../billing-parameters.ts';
import { invoiceLifecycle, invoicePaymentLifecycle } from '../lifecycles.ts';
import { failed, refused, type Failed } from '../outcomes.ts';
import { collect, COLLECT_EVENTS, dueCents, must, PAID_EVENTS, recover, settle } from './charging.ts';
import { addCreditNote, creditableCents, giveBack, GIVE_BACK_EVENTS } from './credit-notes.ts';

const LISTED_AT_MOST = 12;

/** An invoice's row, or `not_found`. */
export function findInvoice(world: World, id: number): { readonly ok: true; readonly row: Row } | Failed {
  const row = world.get('SELECT * FROM invoices WHERE id = ?', id);
  if (row === undefined)
    return failed('not_found', `There is no invoice I${id}.`, 'list_invoices lists those of a customer.');
  return { ok: true, row };
}

/** The payment of an invoice that waits for the customer's approval, where there is one. */
export function approvalPending(world: World, id: number): Row | undefined {
  return world.get(
    `SELECT id, amount_cents FROM invoice_payments WHERE invoice_id = ? AND status = 'awaiting_approval'`,
    id,
  );
}

export const listInvoices = defineTool({
  name: 'list_invoices',
  description: `List the invoices of a customer, newest first, at most ${LISTED_AT_MOST}.`,
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    if (world.get('SELECT id FROM customers WHERE id = ?', args.customer_id) === undefined)
      return failed('not_found', `There is no customer C${args.customer_id}.`);
    const rows = world.all(
      `SELECT id, status, total_cents, issued_at FROM invoices
       WHERE customer_id = (SELECT ?) ORDER BY issued_at DESC, id DESC LIMIT (SELECT ?)`,
      args.customer_id,
      LISTED_AT_MOST,
    );
    return succeed({
      invoices: rows.map((row) => ({
        invoice_id: `I${int(row, 'id')}`,
        status: text(row, 'status'),
        total: formatMoney(int(row, 'total_cents')),
        issued: isoDate(int(row, 'issued_at')),
      })),
    });
  },
});

export const getInvoice = defineTool({
  name: 'get_invoice',
  description: 'Read an invoice: status, total, tax contained in it, what is due, its lines and payments.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  run({ world }, args) {
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const { row } = found;
    const subscription = intOrNull(row, 'subscription_id');
    const status = text(row, 'status');
    const collectable = status === 'open' || status === 'uncollectible';
    const lines = world.all(
      'SELECT description, amount_cents FROM invoice_lines WHERE invoice_id = (SELECT ?) ORDER BY id',
      args.invoice_id,
    );
    const payments = world.all(
      `SELECT method, amount_cents, status, decline_code FROM invoice_payments
       WHERE invoice_id = (SELECT ?) ORDER BY created_at, id`,
      args.invoice_id,
    );
    return succeed({
      invoice_id: `I${args.invoice_id}`,
      customer_id: `C${int(row, 'customer_id')}`,
      subscription_id: subscription === null ? null : `U${subscription}`,
      status,
      total: formatMoney(int(row, 'total_cents')),
      tax: formatMoney(int(row, 'tax_cents')),
      due: formatMoney(collectable ? dueCents(world, args.invoice_id) : 0),
      due_on: isoDate(int(row, 'due_at')),
      lines: lines.map((line) => ({
        description: text(line, 'description'),
        amount: formatMoney(int(line, 'amount_cents')),
      })),
      payments: payments.map((payment) => ({
        method: text(payment, 'method'),
        amount: formatMoney(int(payment, 'amount_cents')),
        status: text(payment, 'status'),
        code: textOrNull(payment, 'decline_code'),
      })),
    });
  },
});

export const getPaymentMethod = defineTool({
  name: 'get_payment_method',
  description:
    'Read which payment method of a customer is on file. Whether it works shows only when it is charged.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    const row = world.get('SELECT kind, label FROM payment_methods WHERE customer_id = ?', args.customer_id);
    if (row === undefined)
      return failed('not_found', `No payment method of customer C${args.customer_id} is on file.`);
    return succeed({
      customer_id: `C${args.customer_id}`,
      kind: text(row, 'kind'),
      label: text(row, 'label'),
    });
  },
});

export const voidInvoice = defineTool({
  name: 'void_invoice',
  description: 'Declare an unpaid invoice invalid. A paid one is credited instead.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: ['invoice.VOID', 'invoice_payment.EXPIRE', 'subscription.RECOVER', 'device.RECOVER'],
  run(context, args) {
    const { world } = context;
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const paid = world.get(
      `SELECT id FROM invoice_payments WHERE invoice_id = ? AND status = 'succeeded'`,
      args.invoice_id,
    );
    const voided = invoiceLifecycle.send(world, args.invoice_id, 'VOID');
    if (!voided.ok)
      return refused(voided, 'Only an unpaid invoice can be voided; credit_invoice credits a paid one.');
    if (paid !== undefined)
      return failed(
        'conflict',
        `A part of invoice I${args.invoice_id} has been paid.`,
        'Credit what is due instead: credit_invoice.',
      );
    const waiting = approvalPending(world, args.invoice_id);
    if (waiting !== undefined) must(invoicePaymentLifecycle.send(world, int(waiting, 'id'), 'EXPIRE'));
    recover(context, args.invoice_id);
    return succeed({ invoice_id: `I${args.invoice_id}`, status: voided.to });
  },
});

export const creditInvoice = defineTool({
  name: 'credit_invoice',
  description:
    'Credit an amount on an invoice: on an unpaid one less is due, on a paid one the money goes back to the original method or to the store credit.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    invoice_id: invoiceId,
    amount: amount.describe('Amount, like "12.50"'),
    to: optionalChoice(['original', 'store_credit']).describe(
      'Where the money of a paid invoice goes; "original" where left out',
    ),
  }),
  events: [...PAID_EVENTS, ...GIVE_BACK_EVENTS],
  run(context, args) {
    const { world } = context;
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'open' && status !== 'paid')
      return failed(
        'conflict',
        `Invoice I${args.invoice_id} is ${status}.`,
        'Only an open or a paid invoice can be credited.',
      );
    const most =
      status === 'open' ? dueCents(world, args.invoice_id) : creditableCents(world, args.invoice_id);
    if (args.amount <= 0) return failed('validation', 'amount: must be more than 0.00.');
    if (args.amount > most)
      return failed(
        'validation',
        `amount: ${formatMoney(args.amount)} is more than can be credited.`,
        `At most ${formatMoney(most)} can be credited on this invoice.`,
      );
    if (status === 'open' && approvalPending(world, args.invoice_id) !== undefined)
      return failed(
        'conflict',
        `A payment of invoice I${args.invoice_id} waits for the approval of the customer.`,
        'Ask the customer to approve it first.',
      );
    const to = status === 'open' ? 'amount_due' : (args.to ?? 'original');
    const note =
      to === 'amount_due'
        ? addCreditNote(context, args.invoice_id, args.amount, to)
        : giveBack(
            context,
            { id: args.invoice_id, customerId: int(found.row, 'customer_id') },
            args.amount,
            to,
          );
    if (to === 'amount_due') settle(context, args.invoice_id);
    const after = findInvoice(world, args.invoice_id);
    if (!after.ok) return after;
    return succeed({
      credit_note_id: `K${note}`,
      amount: formatMoney(args.amount),
      to,
      status: text(after.row, 'status'),
    });
  },
});

export const retryPayment = defineTool({
  name: 'retry_payment',
  description: 'Charge what is due on an open invoice to the payment method on file again.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: COLLECT_EVENTS,
  run(context, args) {
    const { world } = context;
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'open' && status !== 'uncollectible')
      return failed('conflict', `Invoice I${args.invoice_id} is ${status}.`, 'There is nothing to collect.');
    if (approvalPending(world, args.invoice_id) !== undefined)
      return failed(
        'conflict',
        `A payment of invoice I${args.invoice_id} waits for the approval of the customer.`,
        'The customer approves it in the app of the bank.',
      );
    const { payment, code } = collect(context, args.invoice_id);
    return succeed({ invoice_id: `I${args.invoice_id}`, payment, code });
  },
});
