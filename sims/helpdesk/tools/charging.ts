/** How an invoice comes to be and how it is paid: what every tool that bills or collects has in common. */
import { int, text, type SimTime, type ToolContext, type Transition, type World } from '@understudy/kernel';
import { invoiceLifecycle, invoicePaymentLifecycle, subscriptionLifecycle } from '../lifecycles.ts';
import { includedTax, type Period } from '../proration.ts';
import type { InvoiceLineRow, InvoicePaymentRow } from '../rows.ts';
import { connect } from './connection.ts';
import { nextId } from './numbering.ts';

const DAYS_TO_PAY = 14 * 86_400_000;

/** Events of `collect` and `receive`, for the tools that call them. */
export const PAID_EVENTS = ['invoice.PAY', 'subscription.RECOVER', 'device.RECOVER'] as const;
export const COLLECT_EVENTS = [
  'invoice_payment.SUCCEED',
  'invoice_payment.DECLINE',
  'invoice_payment.ASK_APPROVAL',
  ...PAID_EVENTS,
] as const;

/** An event that the code before it has made legal. A refusal is a bug, hence an exception. */
export function must(transition: Transition): void {
  if (!transition.ok) throw new Error(transition.error.message);
}

export interface NewLine {
  readonly kind: InvoiceLineRow['kind'];
  readonly description: string;
  readonly cents: number;
  readonly period: Period | null;
}

/** Draws an invoice up and sends it; returns its id. Its lines add up to its total, which must not be negative. */
export function openInvoice(
  { world, clock }: ToolContext,
  invoice: {
    readonly customerId: number;
    readonly subscriptionId: number | null;
    readonly lines: readonly NewLine[];
  },
): number {
  const id = nextId(world, 'invoices');
  const total = invoice.lines.reduce((sum, line) => sum + line.cents, 0);
  const now: SimTime = clock.now();
  world.run(
    `INSERT INTO invoices (id, customer_id, subscription_id, status, total_cents, tax_cents, issued_at, due_at)
     VALUES (?, ?, ?, 'draft', ?, ?, ?, ?)`,
    id,
    invoice.customerId,
    invoice.subscriptionId,
    total,
    includedTax(total),
    now,
    now + DAYS_TO_PAY,
  );
  for (const line of invoice.lines) {
    world.run(
      `INSERT INTO invoice_lines (id, invoice_id, kind, description, amount_cents, period_start, period_end)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      nextId(world, 'invoice_lines'),
      id,
      line.kind,
      line.description,
      line.cents,
      line.period?.start ?? null,
      line.period?.end ?? null,
    );
  }
  must(invoiceLifecycle.send(world, id, 'FINALIZE'));
  return id;
}

/** What is still to be paid on an invoice: its total less what was paid and what was credited. */
export function dueCents(world: World, invoiceId: number): number {
  const row = world.get(
    `SELECT i.total_cents
       - coalesce((SELECT sum(p.amount_cents) FROM invoice_payments p WHERE p.invoice_id = i.id AND p.status = 'succeeded'), 0)
       - coalesce((SELECT sum(k.amount_cents) FROM credit_notes k
                   WHERE k.invoice_id = i.id AND k.destination = 'amount_due'), 0) AS cents
     FROM invoices i WHERE i.id = ?`,
    invoiceId,
  );
  return row === undefined ? 0 : int(row, 'cents');
}

/** How an attempt to collect ended. */
export interface Collected {
  readonly payment: 'paid' | 'declined' | 'awaiting_approval';
  readonly code: string | null;
}

/** Charges what is due on an open invoice to the payment method on file. Whether that works only the bank knows. */
export function collect(context: ToolContext, invoiceId: number): Collected {
  const { world } = context;
  const due = dueCents(world, invoiceId);
  if (due === 0) {
    settle(context, invoiceId);
    return { payment: 'paid', code: null };
  }
  const method = world.get(
    `SELECT m.kind, m.health FROM invoices i JOIN payment_methods m ON m.customer_id = i.customer_id
     WHERE i.id = (SELECT ?)`,
    invoiceId,
  );
  const kind = method === undefined || text(method, 'kind') === 'card' ? 'card' : 'paypal';
  const id = addPayment(context, invoiceId, kind, due);
  const health = method === undefined ? 'missing' : text(method, 'health');
  if (health === 'needs_approval') {
    must(invoicePaymentLifecycle.send(world, id, 'ASK_APPROVAL'));
    return { payment: 'awaiting_approval', code: null };
  }
  if (health === 'good') {
    must(invoicePaymentLifecycle.send(world, id, 'SUCCEED'));
    settle(context, invoiceId);
    return { payment: 'paid', code: null };
  }
  must(invoicePaymentLifecycle.send(world, id, 'DECLINE'));
  const code =
    health === 'expired'
      ? 'card_expired'
      : health === 'no_funds'
        ? 'insufficient_funds'
        : 'no_payment_method';
  world.run('UPDATE invoice_payments SET decline_code = ? WHERE id = ?', code, id);
  return { payment: 'declined', code };
}

/** Books money that has arrived by another way, and what follows from it. */
export function receive(
  context: ToolContext,
  invoiceId: number,
  method: InvoicePaymentRow['method'],
  cents: number,
): void {
  must(invoicePaymentLifecycle.send(context.world, addPayment(context, invoiceId, method, cents), 'SUCCEED'));
  settle(context, invoiceId);
}

function addPayment(
  { world, clock }: ToolContext,
  invoiceId: number,
  method: InvoicePaymentRow['method'],
  cents: number,
): number {
  const id = nextId(world, 'invoice_payments');
  world.run(
    `INSERT INTO invoice_payments (id, invoice_id, method, amount_cents, status, decline_code, created_at)
     VALUES (?, ?, ?, ?, 'pending', NULL, ?)`,
    id,
    invoiceId,
    method,
    cents,
    clock.now(),
  );
  return id;
}

/** Marks an invoice as paid once nothing is due on it. */
export function settle(context: ToolContext, invoiceId: number): void {
  if (dueCents(context.world, invoiceId) > 0) return;
  must(invoiceLifecycle.send(context.world, invoiceId, 'PAY'));
  recover(context, invoiceId);
}

/** The subscription of an invoice is no longer past due when none of its invoices is open any more. */
export function recover(context: ToolContext, invoiceId: number): void {
  const row = context.world.get(
    `SELECT s.id FROM invoices i JOIN subscriptions s ON s.id = i.subscription_id
     WHERE i.id = (SELECT ?) AND s.status = 'past_due'
       AND NOT EXISTS (SELECT 1 FROM invoices o WHERE o.subscription_id = s.id AND o.status = 'open')`,
    invoiceId,
  );
  if (row === undefined) return;
  must(subscriptionLifecycle.send(context.world, int(row, 'id'), 'RECOVER'));
  connect(context, int(row, 'id'));
}
