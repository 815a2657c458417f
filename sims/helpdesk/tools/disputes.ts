/** Tools on disputes: the customer's bank took a payment back, and the shop answers. */
import {
  choice,
  defineTool,
  formatMoney,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  type Row,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { customerId, disputeId } from '../billing-parameters.ts';
import { CONVINCING, DISPUTE_REASONS, EVIDENCE_KINDS } from '../billing-vocabulary.ts';
import {
  disputeLifecycle,
  invoiceLifecycle,
  invoicePaymentLifecycle,
  paymentLifecycle,
} from '../lifecycles.ts';
import { failed, refused, type Failed } from '../outcomes.ts';
import { must } from './charging.ts';
import { nextId } from './numbering.ts';

/** A dispute's row, or `not_found`. */
export function findDispute(world: World, id: number): { readonly ok: true; readonly row: Row } | Failed {
  const row = world.get('SELECT * FROM disputes WHERE id = ?', id);
  if (row === undefined)
    return failed('not_found', `There is no dispute D${id}.`, 'list_disputes lists those of a customer.');
  return { ok: true, row };
}

const evidenceOf = (world: World, id: number): readonly string[] =>
  world
    .all('SELECT kind FROM dispute_evidence WHERE dispute_id = (SELECT ?) ORDER BY id', id)
    .map((row) => text(row, 'kind'));

/** The money comes back to the shop, or stays with the customer: what a dispute's end means for the payment it is about. */
export function concludePayment(world: World, dispute: Row, shopKeepsIt: boolean): void {
  const invoice = intOrNull(dispute, 'invoice_id');
  if (invoice !== null) must(invoiceLifecycle.send(world, invoice, shopKeepsIt ? 'WIN' : 'LOSE'));
  if (!shopKeepsIt) return;
  if (invoice === null) {
    const payment = world.get(
      `SELECT id FROM payments WHERE order_id = ? AND status = 'charged_back'`,
      int(dispute, 'order_id'),
    );
    if (payment !== undefined) must(paymentLifecycle.send(world, int(payment, 'id'), 'REVERSE'));
    return;
  }
  const charges = world.all(
    `SELECT id FROM invoice_payments WHERE invoice_id = (SELECT ?) AND status = 'charged_back' ORDER BY id`,
    invoice,
  );
  for (const charge of charges) must(invoicePaymentLifecycle.send(world, int(charge, 'id'), 'REVERSE'));
}

/** What the bank does with the evidence: one convincing piece wins, but no proof of delivery convinces without a delivery. */
export function isConvincing(world: World, dispute: Row): boolean {
  const reason = DISPUTE_REASONS.find((one) => one === text(dispute, 'reason'));
  if (reason === undefined) return false;
  if (!evidenceOf(world, int(dispute, 'id')).includes(CONVINCING[reason])) return false;
  const order = intOrNull(dispute, 'order_id');
  if (reason !== 'not_received' || order === null) return true;
  return world.get(`SELECT id FROM orders WHERE id = ? AND status = 'delivered'`, order) !== undefined;
}

export const listDisputes = defineTool({
  name: 'list_disputes',
  description: 'List the payment disputes of a customer.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    if (world.get('SELECT id FROM customers WHERE id = ?', args.customer_id) === undefined)
      return failed('not_found', `There is no customer C${args.customer_id}.`);
    const rows = world.all(
      'SELECT id, status, amount_cents FROM disputes WHERE customer_id = (SELECT ?) ORDER BY id',
      args.customer_id,
    );
    return succeed({
      disputes: rows.map((row) => ({
        dispute_id: `D${int(row, 'id')}`,
        status: text(row, 'status'),
        amount: formatMoney(int(row, 'amount_cents')),
      })),
    });
  },
});

export const getDispute = defineTool({
  name: 'get_dispute',
  description:
    'Read a payment dispute: what it is about, its reason, status, evidence sent, and the last day to respond.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ dispute_id: disputeId }),
  run({ world }, args) {
    const found = findDispute(world, args.dispute_id);
    if (!found.ok) return found;
    const { row } = found;
    const order = intOrNull(row, 'order_id');
    const invoice = intOrNull(row, 'invoice_id');
    return succeed({
      dispute_id: `D${args.dispute_id}`,
      customer_id: `C${int(row, 'customer_id')}`,
      order_id: order === null ? null : String(order),
      invoice_id: invoice === null ? null : `I${invoice}`,
      amount: formatMoney(int(row, 'amount_cents')),
      reason: text(row, 'reason'),
      status: text(row, 'status'),
      respond_by: isoDate(int(row, 'respond_by')),
      evidence: [...evidenceOf(world, args.dispute_id)],
    });
  },
});

export const respondToDispute = defineTool({
  name: 'respond_to_dispute',
  description: 'Send a piece of evidence against a payment dispute to the bank.',
  effect: 'write',
  seconds: 30,
  parameters: z.strictObject({
    dispute_id: disputeId,
    evidence: choice(EVIDENCE_KINDS).describe('What is sent'),
  }),
  events: ['dispute.SUBMIT'],
  run(context: ToolContext, args) {
    const { world, clock } = context;
    const found = findDispute(world, args.dispute_id);
    if (!found.ok) return found;
    if (clock.now() > int(found.row, 'respond_by'))
      return failed('conflict', `The time to respond to dispute D${args.dispute_id} is over.`);
    if (evidenceOf(world, args.dispute_id).includes(args.evidence))
      return failed('conflict', `${args.evidence} has been sent already.`);
    const sent = disputeLifecycle.send(world, args.dispute_id, 'SUBMIT');
    if (!sent.ok) return refused(sent, 'Evidence can be sent only until the bank has decided.');
    world.run(
      'INSERT INTO dispute_evidence (id, dispute_id, kind, created_at) VALUES (?, ?, ?, ?)',
      nextId(world, 'dispute_evidence'),
      args.dispute_id,
      args.evidence,
      clock.now(),
    );
    return succeed({
      dispute_id: `D${args.dispute_id}`,
      status: sent.to,
      evidence: [...evidenceOf(world, args.dispute_id)],
    });
  },
});

export const acceptDispute = defineTool({
  name: 'accept_dispute',
  description: 'Accept a payment dispute: the customer keeps the money. Final.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ dispute_id: disputeId }),
  events: ['dispute.ACCEPT', 'invoice.LOSE'],
  run({ world }, args) {
    const found = findDispute(world, args.dispute_id);
    if (!found.ok) return found;
    const accepted = disputeLifecycle.send(world, args.dispute_id, 'ACCEPT');
    if (!accepted.ok) return refused(accepted, 'Only a dispute that nobody has answered can be accepted.');
    concludePayment(world, found.row, false);
    return succeed({ dispute_id: `D${args.dispute_id}`, status: accepted.to });
  },
});
