/** Invoices with their lines and payments, and what came after some of them: disputes, credit notes, store credit, gift codes. */
import { DAY, OPENING_TIME } from '@understudy/kernel';
import type { Rng, SimTime, Split } from '@understudy/kernel';
import { numbersOf } from '@understudy/people';
import { CONVINCING, DISPUTE_REASONS } from '../billing-vocabulary.ts';
import { includedTax, type Period } from '../proration.ts';
import type { DisputeRow, InvoiceLineRow, InvoicePaymentRow, InvoiceRow, PaymentMethodRow } from '../rows.ts';
import type { Draft } from './draft.ts';
import { numberSource } from './number-source.ts';

const HOUR = 3_600_000;

export interface DraftedInvoice {
  readonly id: number;
  readonly customerId: number;
  readonly subscriptionId: number | null;
  readonly issuedAt: SimTime;
  readonly method: PaymentMethodRow | null;
  readonly ending: 'open' | 'uncollectible' | 'paid';
  readonly lines: readonly {
    readonly kind: InvoiceLineRow['kind'];
    readonly description: string;
    readonly cents: number;
    readonly period: Period | null;
  }[];
}

/** Adds an invoice whose lines add up to its total. A paid one has a payment of that total, an unpaid one an attempt that failed. */
export function addInvoice(draft: Draft, rng: Rng, invoice: DraftedInvoice): void {
  const total = invoice.lines.reduce((sum, line) => sum + line.cents, 0);
  draft.invoices.push({
    id: invoice.id,
    customer_id: invoice.customerId,
    subscription_id: invoice.subscriptionId,
    status: invoice.ending,
    total_cents: total,
    tax_cents: includedTax(total),
    issued_at: invoice.issuedAt,
    due_at: invoice.issuedAt + 14 * DAY,
  });
  for (const line of invoice.lines) {
    draft.invoice_lines.push({
      id: draft.invoice_lines.length + 1,
      invoice_id: invoice.id,
      kind: line.kind,
      description: line.description,
      amount_cents: line.cents,
      period_start: line.period?.start ?? null,
      period_end: line.period?.end ?? null,
    });
  }
  const at = invoice.issuedAt + rng.int(1, 8) * HOUR;
  const pay = (status: InvoicePaymentRow['status'], code: InvoicePaymentRow['decline_code'], hours = 0) => {
    draft.invoice_payments.push({
      id: draft.invoice_payments.length + 1,
      invoice_id: invoice.id,
      method: invoice.method?.kind ?? 'bank_transfer',
      amount_cents: total,
      status,
      decline_code: code,
      created_at: at + hours * HOUR,
    });
  };
  if (invoice.ending === 'paid') {
    if (rng.chance(0.06)) pay('declined', 'insufficient_funds', -1);
    pay('succeeded', null);
  } else if (invoice.method?.health === 'needs_approval') pay('awaiting_approval', null);
  else if (invoice.method !== null) {
    pay('declined', invoice.method.health === 'expired' ? 'card_expired' : 'insufficient_funds');
  }
}

/** Disputes and credit notes for about one in six of the paid invoices. Those of running periods are left alone: their subscriptions count as paid. */
export function addInvoiceAftermath(draft: Draft, rng: Rng, split: Split): void {
  const disputeId = numberSource(split, rng.fork('disputes'));
  const current = new Set(draft.subscriptions.map((one) => `${one.id}/${one.period_start}`));
  const payments = new Map(
    draft.invoice_payments.filter((one) => one.status === 'succeeded').map((one) => [one.invoice_id, one]),
  );
  draft.invoices.forEach((invoice, index) => {
    const payment = payments.get(invoice.id);
    const older = !current.has(`${String(invoice.subscription_id)}/${invoice.issued_at}`);
    if (invoice.status !== 'paid' || payment === undefined || !older) return;
    const dice = rng.next();
    if (dice < 0.09) dispute(draft, rng, { invoice, index, payment, id: disputeId() });
    else if (dice < 0.17) credit(draft, rng, invoice);
  });
  wonOrderDisputes(draft, rng, disputeId);
}

function dispute(
  draft: Draft,
  rng: Rng,
  about: {
    readonly invoice: InvoiceRow;
    readonly index: number;
    readonly payment: InvoicePaymentRow;
    readonly id: number;
  },
): void {
  const { invoice, index, payment, id } = about;
  if (payment.method === 'bank_transfer') return;
  const status = rng.pick(['opened', 'opened', 'evidence_submitted', 'won', 'lost', 'accepted'] as const);
  const recent = status === 'opened' || status === 'evidence_submitted';
  const openedAt = recent
    ? Math.max(payment.created_at + HOUR, OPENING_TIME - rng.int(1, 5) * DAY)
    : payment.created_at + rng.int(2, 6) * HOUR;
  const reason = rng.pick(DISPUTE_REASONS.filter((one) => one !== 'not_received'));
  draft.disputes.push({
    id,
    customer_id: invoice.customer_id,
    order_id: null,
    invoice_id: invoice.id,
    amount_cents: payment.amount_cents,
    reason,
    status,
    opened_at: openedAt,
    respond_by: openedAt + 10 * DAY,
  });
  if (status === 'won' || status === 'evidence_submitted') prove(draft, id, reason, openedAt + HOUR);
  if (status === 'won') return;
  const after = recent ? 'disputed' : 'charged_back';
  draft.invoices[index] = { ...invoice, status: after };
  draft.invoice_payments[payment.id - 1] = { ...payment, status: 'charged_back' };
}

function prove(draft: Draft, disputeId: number, reason: DisputeRow['reason'], at: SimTime): void {
  draft.dispute_evidence.push({
    id: draft.dispute_evidence.length + 1,
    dispute_id: disputeId,
    kind: CONVINCING[reason],
    created_at: Math.min(OPENING_TIME, at),
  });
}

/** Disputes over orders that the shop won with a proof of delivery: their payments stand. */
function wonOrderDisputes(draft: Draft, rng: Rng, disputeId: () => number): void {
  const delivered = draft.orders.filter((order) => order.status === 'delivered');
  const payments = new Map(draft.payments.map((payment) => [payment.order_id, payment]));
  for (const order of rng.shuffle(delivered).slice(0, Math.ceil(delivered.length / 50))) {
    const payment = payments.get(order.id);
    if (payment === undefined) continue;
    const id = disputeId();
    draft.disputes.push({
      id,
      customer_id: order.customer_id,
      order_id: order.id,
      invoice_id: null,
      amount_cents: payment.amount_cents,
      reason: 'not_received',
      status: 'won',
      opened_at: order.promised_at + HOUR,
      respond_by: order.promised_at + HOUR + 10 * DAY,
    });
    prove(draft, id, 'not_received', order.promised_at + 2 * HOUR);
  }
}

/** A fifth of the invoice went back, to the store credit or the way it came. */
function credit(draft: Draft, rng: Rng, invoice: InvoiceRow): void {
  const cents = Math.floor(invoice.total_cents / 5);
  if (cents === 0) return;
  const destination = rng.pick(['original', 'store_credit'] as const);
  const at = Math.min(OPENING_TIME, invoice.issued_at + 2 * DAY);
  draft.credit_notes.push({
    id: draft.credit_notes.length + 1,
    invoice_id: invoice.id,
    amount_cents: cents,
    destination,
    created_at: at,
  });
  if (destination === 'store_credit') addEntry(draft, invoice.customer_id, cents, 'refund', invoice.id, at);
}

function addEntry(
  draft: Draft,
  customerId: number,
  cents: number,
  kind: 'granted' | 'refund' | 'gift_code' | 'spent',
  invoiceId: number | null,
  at: SimTime,
): void {
  draft.store_credit_entries.push({
    id: draft.store_credit_entries.length + 1,
    customer_id: customerId,
    amount_cents: cents,
    kind,
    order_id: null,
    invoice_id: invoiceId,
    created_at: at,
  });
}

/** Goodwill for one customer in five, and gift codes, half of them redeemed. */
export function addStoreCredit(draft: Draft, rng: Rng, split: Split): void {
  for (const customer of draft.customers) {
    if (!rng.chance(0.2)) continue;
    addEntry(draft, customer.id, rng.int(2, 10) * 250, 'granted', null, OPENING_TIME - rng.int(3, 90) * DAY);
  }
  const codes = rng
    .shuffle(numbersOf(split, 1000, 9999))
    .slice(0, Math.max(4, Math.round(draft.customers.length / 10)));
  codes.forEach((number, index) => {
    const cents = rng.pick([1000, 1500, 2500, 5000] as const);
    const owner = index % 2 === 0 ? null : rng.pick(draft.customers).id;
    const at = OPENING_TIME - rng.int(5, 120) * DAY;
    draft.gift_codes.push({
      id: index + 1,
      code: `GIFT${number}`,
      amount_cents: cents,
      customer_id: owner,
      redeemed_at: owner === null ? null : at,
    });
    if (owner !== null) addEntry(draft, owner, cents, 'gift_code', null, at);
  });
}
