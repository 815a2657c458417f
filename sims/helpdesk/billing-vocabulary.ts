/** The closed word lists of billing, devices and order edits: what a column or a tool argument may say. */

export const PLAN_PERIODS = ['month', 'year'] as const;
/** Whether the payment on file works. The desk cannot see it; it learns by charging. */
export const PAYMENT_HEALTH = ['good', 'expired', 'no_funds', 'needs_approval'] as const;
export const DECLINE_CODES = [
  'card_expired',
  'insufficient_funds',
  'approval_expired',
  'no_payment_method',
] as const;
/** How money reaches an invoice: what is on file, or what customer and desk do by hand. */
export const INVOICE_PAYMENT_METHODS = ['card', 'paypal', 'bank_transfer', 'store_credit'] as const;
export const LINE_KINDS = ['plan', 'proration_credit', 'proration_charge', 'repair'] as const;
/** Where the money of a credit note goes: off what is still due, back the way it came, or to the store credit. */
export const CREDIT_DESTINATIONS = ['amount_due', 'original', 'store_credit'] as const;
export const CHANGE_KINDS = ['start', 'plan', 'pause', 'resume', 'cancel', 'reactivate'] as const;
export const CANCEL_REASONS = [
  'too_expensive',
  'not_used',
  'moving',
  'bad_service',
  'competitor',
  'other',
] as const;

export const DISPUTE_REASONS = [
  'not_received',
  'not_as_described',
  'duplicate',
  'fraudulent',
  'cancelled',
] as const;
export const EVIDENCE_KINDS = [
  'delivery_proof',
  'product_description',
  'two_invoices',
  'identity_proof',
  'usage_log',
] as const;
/** The evidence a bank accepts for each reason. */
export const CONVINCING = {
  not_received: 'delivery_proof',
  not_as_described: 'product_description',
  duplicate: 'two_invoices',
  fraudulent: 'identity_proof',
  cancelled: 'usage_log',
} as const satisfies Record<(typeof DISPUTE_REASONS)[number], (typeof EVIDENCE_KINDS)[number]>;

export const STORE_CREDIT_KINDS = ['granted', 'refund', 'proration', 'gift_code', 'spent'] as const;

/** What is wrong with a device. Hidden from the agent: it shows in lights, codes and diagnostics only. */
export const FAULTS = ['none', 'frozen', 'cable', 'firmware', 'hardware', 'account', 'outage'] as const;
export const DEVICE_EVENT_KINDS = [
  'registered',
  'online',
  'error',
  'restart',
  'firmware_update',
  'diagnostic',
  'repair_booked',
  'repaired',
  'replaced',
] as const;
export const WARRANTY_KINDS = ['standard', 'extended'] as const;

export const ORDER_CHANGE_KINDS = [
  'add_item',
  'remove_item',
  'change_variant',
  'delivery_date',
  'delivery_instructions',
  'reship',
] as const;
export const ARTICLE_TOPICS = [
  'identity',
  'orders',
  'delivery',
  'returns',
  'payments',
  'subscriptions',
  'invoices',
  'devices',
  'desk',
] as const;

export type PaymentHealth = (typeof PAYMENT_HEALTH)[number];
export type Fault = (typeof FAULTS)[number];
export type ArticleTopic = (typeof ARTICLE_TOPICS)[number];
