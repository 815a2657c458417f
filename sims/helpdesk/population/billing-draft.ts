/** The part of billing, devices and order edits of a population under construction, in foreign-key order. */
import type {
  ArticleTopicRow,
  CreditNoteRow,
  DeliveryPreferenceRow,
  DeviceEventRow,
  DeviceModelRow,
  DeviceRow,
  DisputeEvidenceRow,
  DisputeRow,
  EmailCodeRow,
  ErrorCodeRow,
  GiftCodeRow,
  InvoiceLineRow,
  InvoicePaymentRow,
  InvoiceRow,
  OrderChangeRow,
  OrderItemVariantRow,
  OutageRow,
  PaymentMethodRow,
  PlanRow,
  ProductVariantRow,
  RepairRow,
  StoreCreditEntryRow,
  SubscriptionChangeRow,
  SubscriptionRow,
  WarrantyRow,
} from '../rows.ts';

export interface BillingDraft {
  readonly plans: PlanRow[];
  readonly payment_methods: PaymentMethodRow[];
  readonly subscriptions: SubscriptionRow[];
  readonly subscription_changes: SubscriptionChangeRow[];
  readonly invoices: InvoiceRow[];
  readonly invoice_lines: InvoiceLineRow[];
  readonly invoice_payments: InvoicePaymentRow[];
  readonly credit_notes: CreditNoteRow[];
  readonly disputes: DisputeRow[];
  readonly dispute_evidence: DisputeEvidenceRow[];
  readonly store_credit_entries: StoreCreditEntryRow[];
  readonly gift_codes: GiftCodeRow[];
  readonly email_codes: EmailCodeRow[];
  readonly device_models: DeviceModelRow[];
  readonly devices: DeviceRow[];
  readonly device_events: DeviceEventRow[];
  readonly warranties: WarrantyRow[];
  readonly repairs: RepairRow[];
  readonly error_codes: ErrorCodeRow[];
  readonly outages: OutageRow[];
  readonly product_variants: ProductVariantRow[];
  readonly order_item_variants: OrderItemVariantRow[];
  readonly order_changes: OrderChangeRow[];
  readonly delivery_preferences: DeliveryPreferenceRow[];
  readonly article_topics: ArticleTopicRow[];
}

export function emptyBillingDraft(): BillingDraft {
  return {
    plans: [],
    payment_methods: [],
    subscriptions: [],
    subscription_changes: [],
    invoices: [],
    invoice_lines: [],
    invoice_payments: [],
    credit_notes: [],
    disputes: [],
    dispute_evidence: [],
    store_credit_entries: [],
    gift_codes: [],
    email_codes: [],
    device_models: [],
    devices: [],
    device_events: [],
    warranties: [],
    repairs: [],
    error_codes: [],
    outages: [],
    product_variants: [],
    order_item_variants: [],
    order_changes: [],
    delivery_preferences: [],
    article_topics: [],
  };
}
