/** Money given back on an invoice that was paid. */
import { int, type ToolContext, type World } from '@understudy/kernel';
import { invoiceLifecycle, invoicePaymentLifecycle } from '../lifecycles.ts';
import type { CreditNoteRow, StoreCreditEntryRow } from '../rows.ts';
import { must } from './charging.ts';
import { nextId } from './numbering.ts';

export const GIVE_BACK_EVENTS = ['invoice.REFUND', 'invoice_payment.REFUND'] as const;

/** Cents of a paid invoice that have not been given back yet. */
export function creditableCents(world: World, invoiceId: number): number {
  const row = world.get(
    `SELECT i.total_cents - coalesce((SELECT sum(k.amount_cents) FROM credit_notes k WHERE k.invoice_id = i.id), 0) AS cents
     FROM invoices i WHERE i.id = ?`,
    invoiceId,
  );
  return row === undefined ? 0 : int(row, 'cents');
}

/** Writes a credit note and returns its id. */
export function addCreditNote(
  { world, clock }: ToolContext,
  invoiceId: number,
  cents: number,
  destination: CreditNoteRow['destination'],
): number {
  const id = nextId(world, 'credit_notes');
  world.run(
    'INSERT INTO credit_notes (id, invoice_id, amount_cents, destination, created_at) VALUES (?, ?, ?, ?, ?)',
    id,
    invoiceId,
    cents,
    destination,
    clock.now(),
  );
  return id;
}

/** Gives back a part of a paid invoice; with its last cent the invoice is refunded. Returns the id of the credit note. */
export function giveBack(
  context: ToolContext,
  invoice: { readonly id: number; readonly customerId: number },
  cents: number,
  to: 'original' | 'store_credit',
): number {
  const { world } = context;
  const note = addCreditNote(context, invoice.id, cents, to);
  if (to === 'store_credit') {
    addEntry(context, { customerId: invoice.customerId, cents, kind: 'refund', invoiceId: invoice.id });
  }
  if (creditableCents(world, invoice.id) === 0) {
    must(invoiceLifecycle.send(world, invoice.id, 'REFUND'));
    const payments = world.all(
      `SELECT id FROM invoice_payments WHERE invoice_id = (SELECT ?) AND status = 'succeeded' ORDER BY id`,
      invoice.id,
    );
    for (const payment of payments) must(invoicePaymentLifecycle.send(world, int(payment, 'id'), 'REFUND'));
  }
  return note;
}

/** Writes into the ledger of a customer's store credit: above 0 given, below 0 spent. */
export function addEntry(
  { world, clock }: ToolContext,
  entry: {
    readonly customerId: number;
    readonly cents: number;
    readonly kind: StoreCreditEntryRow['kind'];
    readonly orderId?: number;
    readonly invoiceId?: number;
  },
): void {
  world.run(
    `INSERT INTO store_credit_entries (id, customer_id, amount_cents, kind, order_id, invoice_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    nextId(world, 'store_credit_entries'),
    entry.customerId,
    entry.cents,
    entry.kind,
    entry.orderId ?? null,
    entry.invoiceId ?? null,
    clock.now(),
  );
}

/** A customer's store credit: the sum of the ledger. */
export function balanceCents(world: World, customerId: number): number {
  const row = world.get(
    'SELECT coalesce(sum(amount_cents), 0) AS cents FROM store_credit_entries WHERE customer_id = ?',
    customerId,
  );
  return row === undefined ? 0 : int(row, 'cents');
}
