/** The rows of `schema/billing.ts`. */
import { z } from 'zod';
import {
  CANCEL_REASONS,
  CHANGE_KINDS,
  CREDIT_DESTINATIONS,
  DECLINE_CODES,
  DISPUTE_REASONS,
  EVIDENCE_KINDS,
  INVOICE_PAYMENT_METHODS,
  LINE_KINDS,
  PAYMENT_HEALTH,
  PLAN_PERIODS,
  STORE_CREDIT_KINDS,
} from '../billing-vocabulary.ts';
import { cents, key, text, time } from './cells.ts';

const amountOrNothing = z.int().nonnegative();
const signed = z.int();

export const billingRows = {
  plans: z.strictObject({
    id: key,
    code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
    name: text,
    period: z.enum(PLAN_PERIODS),
    price_cents: cents,
    trial_days: z.int().nonnegative(),
  }),
  payment_methods: z.strictObject({
    id: key,
    customer_id: key,
    kind: z.enum(['card', 'paypal']),
    label: text,
    health: z.enum(PAYMENT_HEALTH),
  }),
  subscriptions: z.strictObject({
    id: key,
    customer_id: key,
    plan_id: key,
    status: z.enum(['trialing', 'active', 'past_due', 'paused', 'cancelling', 'cancelled', 'expired']),
    period_start: time,
    period_end: time,
    trial_end: time.nullable(),
    paused_at: time.nullable(),
    cancel_reason: z.enum(CANCEL_REASONS).nullable(),
    created_at: time,
  }),
  subscription_changes: z.strictObject({
    id: key,
    subscription_id: key,
    kind: z.enum(CHANGE_KINDS),
    from_plan_id: key.nullable(),
    to_plan_id: key.nullable(),
    net_cents: signed,
    created_at: time,
  }),
  invoices: z.strictObject({
    id: key,
    customer_id: key,
    subscription_id: key.nullable(),
    status: z.enum([
      'draft',
      'open',
      'paid',
      'void',
      'uncollectible',
      'disputed',
      'refunded',
      'charged_back',
    ]),
    total_cents: amountOrNothing,
    tax_cents: amountOrNothing,
    issued_at: time,
    due_at: time,
  }),
  invoice_lines: z.strictObject({
    id: key,
    invoice_id: key,
    kind: z.enum(LINE_KINDS),
    description: text,
    amount_cents: signed,
    period_start: time.nullable(),
    period_end: time.nullable(),
  }),
  invoice_payments: z.strictObject({
    id: key,
    invoice_id: key,
    method: z.enum(INVOICE_PAYMENT_METHODS),
    amount_cents: cents,
    status: z.enum(['pending', 'awaiting_approval', 'succeeded', 'declined', 'refunded', 'charged_back']),
    decline_code: z.enum(DECLINE_CODES).nullable(),
    created_at: time,
  }),
  credit_notes: z.strictObject({
    id: key,
    invoice_id: key,
    amount_cents: cents,
    destination: z.enum(CREDIT_DESTINATIONS),
    created_at: time,
  }),
  disputes: z.strictObject({
    id: key,
    customer_id: key,
    order_id: key.nullable(),
    invoice_id: key.nullable(),
    amount_cents: cents,
    reason: z.enum(DISPUTE_REASONS),
    status: z.enum(['opened', 'evidence_submitted', 'won', 'lost', 'accepted', 'withdrawn']),
    opened_at: time,
    respond_by: time,
  }),
  dispute_evidence: z.strictObject({
    id: key,
    dispute_id: key,
    kind: z.enum(EVIDENCE_KINDS),
    created_at: time,
  }),
  store_credit_entries: z.strictObject({
    id: key,
    customer_id: key,
    amount_cents: signed,
    kind: z.enum(STORE_CREDIT_KINDS),
    order_id: key.nullable(),
    invoice_id: key.nullable(),
    created_at: time,
  }),
  gift_codes: z.strictObject({
    id: key,
    code: z.string().regex(/^GIFT[1-9]\d{3}$/),
    amount_cents: cents,
    customer_id: key.nullable(),
    redeemed_at: time.nullable(),
  }),
  email_codes: z.strictObject({
    id: key,
    ticket_id: key,
    customer_id: key,
    sent_at: time,
    confirmed_at: time.nullable(),
  }),
} as const;

export type PlanRow = Readonly<z.output<typeof billingRows.plans>>;
export type PaymentMethodRow = Readonly<z.output<typeof billingRows.payment_methods>>;
export type SubscriptionRow = Readonly<z.output<typeof billingRows.subscriptions>>;
export type SubscriptionChangeRow = Readonly<z.output<typeof billingRows.subscription_changes>>;
export type InvoiceRow = Readonly<z.output<typeof billingRows.invoices>>;
export type InvoiceLineRow = Readonly<z.output<typeof billingRows.invoice_lines>>;
export type InvoicePaymentRow = Readonly<z.output<typeof billingRows.invoice_payments>>;
export type CreditNoteRow = Readonly<z.output<typeof billingRows.credit_notes>>;
export type DisputeRow = Readonly<z.output<typeof billingRows.disputes>>;
export type DisputeEvidenceRow = Readonly<z.output<typeof billingRows.dispute_evidence>>;
export type StoreCreditEntryRow = Readonly<z.output<typeof billingRows.store_credit_entries>>;
export type GiftCodeRow = Readonly<z.output<typeof billingRows.gift_codes>>;
export type EmailCodeRow = Readonly<z.output<typeof billingRows.email_codes>>;
