/** What the billing run and the customer's bank do by themselves. Tools of the system: no agent is offered them. */
import { DAY, defineTool, int, isoDate, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { disputeId, invoiceId, subscriptionId } from '../billing-parameters.ts';
import {
  disputeLifecycle,
  invoiceLifecycle,
  invoicePaymentLifecycle,
  subscriptionLifecycle,
} from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { periodEnd } from '../proration.ts';
import { collect, COLLECT_EVENTS, must, openInvoice } from './charging.ts';
import { cutOff } from './connection.ts';
import { concludePayment, findDispute, isConvincing } from './disputes.ts';
import { approvalPending, findInvoice } from './invoices.ts';
import { findSubscription } from './subscriptions.ts';

export const billSubscription = defineTool({
  name: 'bill_subscription',
  description: 'Close the period of a subscription and bill the next one; a cancelled one ends instead.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ subscription_id: subscriptionId }),
  events: [
    'subscription.RENEW',
    'subscription.ACTIVATE',
    'subscription.MISS_PAYMENT',
    'subscription.END',
    'invoice.FINALIZE',
    'device.BREAK',
    ...COLLECT_EVENTS,
  ],
  run(context, args) {
    const { world } = context;
    const found = findSubscription(world, args.subscription_id);
    if (!found.ok) return found;
    const one = found.subscription;
    if (one.status === 'cancelling') {
      must(subscriptionLifecycle.send(world, one.id, 'END'));
      cutOff(context, one.id);
      return succeed({ subscription_id: `U${one.id}`, status: 'cancelled', payment: 'none' });
    }
    const onTrial = one.status === 'trialing';
    const renewed = subscriptionLifecycle.send(world, one.id, onTrial ? 'ACTIVATE' : 'RENEW');
    if (!renewed.ok) return refused(renewed, 'Only a running subscription is billed.');
    const start = one.period.end;
    const period = { start, end: periodEnd(start, one.billedBy) };
    world.run(
      'UPDATE subscriptions SET period_start = ?, period_end = ? WHERE id = ?',
      start,
      period.end,
      one.id,
    );
    const invoice = openInvoice(context, {
      customerId: one.customerId,
      subscriptionId: one.id,
      lines: [{ kind: 'plan', description: one.planName, cents: one.priceCents, period }],
    });
    const { payment } = collect(context, invoice);
    if (payment !== 'paid') {
      must(subscriptionLifecycle.send(world, one.id, 'MISS_PAYMENT'));
      cutOff(context, one.id);
    }
    const status = payment === 'paid' ? renewed.to : 'past_due';
    return succeed({ subscription_id: `U${one.id}`, status, payment, period_end: isoDate(period.end) });
  },
});

export const lapseSubscription = defineTool({
  name: 'lapse_subscription',
  description:
    'End a subscription for want of payment: unpaid invoices are written off. A trial ends without an invoice.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ subscription_id: subscriptionId }),
  events: ['subscription.LAPSE', 'subscription.EXPIRE', 'invoice.WRITE_OFF', 'device.BREAK'],
  run(context, args) {
    const { world } = context;
    const found = findSubscription(world, args.subscription_id);
    if (!found.ok) return found;
    const { id, status } = found.subscription;
    const ended = subscriptionLifecycle.send(world, id, status === 'trialing' ? 'EXPIRE' : 'LAPSE');
    if (!ended.ok) return refused(ended, 'Only a trialing or past due subscription lapses.');
    const invoices = world.all(
      `SELECT id FROM invoices WHERE subscription_id = (SELECT ?) AND status = 'open' ORDER BY id`,
      id,
    );
    for (const invoice of invoices) must(invoiceLifecycle.send(world, int(invoice, 'id'), 'WRITE_OFF'));
    cutOff(context, id);
    return succeed({ subscription_id: `U${id}`, status: ended.to, written_off: invoices.length });
  },
});

export const finalizeInvoice = defineTool({
  name: 'finalize_invoice',
  description: 'Send a draft invoice to the customer.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: ['invoice.FINALIZE'],
  run({ world, clock }, args) {
    const found = findInvoice(world, args.invoice_id);
    if (!found.ok) return found;
    const sent = invoiceLifecycle.send(world, args.invoice_id, 'FINALIZE');
    if (!sent.ok) return refused(sent, 'Only a draft is sent.');
    world.run(
      'UPDATE invoices SET issued_at = ?, due_at = ? WHERE id = ?',
      clock.now(),
      clock.now() + 14 * DAY,
      args.invoice_id,
    );
    return succeed({ invoice_id: `I${args.invoice_id}`, status: sent.to });
  },
});

export const expireApproval = defineTool({
  name: 'expire_approval',
  description: 'A payment that the customer did not approve in time is declined.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ invoice_id: invoiceId }),
  events: ['invoice_payment.EXPIRE'],
  run({ world }, args) {
    const waiting = approvalPending(world, args.invoice_id);
    if (waiting === undefined)
      return failed('not_found', `No payment of invoice I${args.invoice_id} waits for approval.`);
    must(invoicePaymentLifecycle.send(world, int(waiting, 'id'), 'EXPIRE'));
    world.run(
      `UPDATE invoice_payments SET decline_code = 'approval_expired' WHERE id = ?`,
      int(waiting, 'id'),
    );
    return succeed({ invoice_id: `I${args.invoice_id}`, payment: 'declined' });
  },
});

export const decideDispute = defineTool({
  name: 'decide_dispute',
  description: 'The bank decides a dispute by the evidence sent; one that nobody answered is lost.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ dispute_id: disputeId }),
  events: [
    'dispute.WIN',
    'dispute.LOSE',
    'dispute.EXPIRE',
    'invoice.WIN',
    'invoice.LOSE',
    'invoice_payment.REVERSE',
    'payment.REVERSE',
  ],
  run({ world }, args) {
    const found = findDispute(world, args.dispute_id);
    if (!found.ok) return found;
    const answered = text(found.row, 'status') !== 'opened';
    const won = answered && isConvincing(world, found.row);
    const event = !answered ? 'EXPIRE' : won ? 'WIN' : 'LOSE';
    const decided = disputeLifecycle.send(world, args.dispute_id, event);
    if (!decided.ok) return refused(decided, 'It has been decided already.');
    concludePayment(world, found.row, won);
    return succeed({ dispute_id: `D${args.dispute_id}`, status: decided.to });
  },
});
