/** The rows of every table, as zod schemas and as types. Their keys are the columns of `schema.ts`, in the same order (tested). */
import { z } from 'zod';
import {
  AUTHORS,
  CHANNELS,
  ESCALATION_REASONS,
  PAYMENT_METHODS,
  PRIORITIES,
  REFUSAL_REASONS,
  RESOLUTIONS,
  TEAMS,
  TIERS,
} from './vocabulary.ts';

const key = z.int().positive();
const time = z.int();
const cents = z.int().positive();
const flag = z.union([z.literal(0), z.literal(1)]);
const text = z.string().min(1);

export const rowSchemas = {
  customers: z.strictObject({ id: key, name: text, email: text, tier: z.enum(TIERS), created_at: time }),
  addresses: z.strictObject({
    id: key,
    customer_id: key,
    street: text,
    city: text,
    postcode: z.string().regex(/^\d{5}$/),
    is_default: flag,
  }),
  products: z.strictObject({
    id: key,
    sku: z.string().regex(/^[A-Z][1-9]\d?$/),
    name: text,
    price_cents: cents,
    final_sale: flag,
    stock: z.int().nonnegative(),
  }),
  orders: z.strictObject({
    id: z.int().min(1000).max(9999),
    customer_id: key,
    address_id: key,
    status: z.enum(['paid', 'packed', 'shipped', 'delivered', 'cancelled']),
    placed_at: time,
    promised_at: time,
  }),
  order_items: z.strictObject({
    id: key,
    order_id: key,
    product_id: key,
    price_cents: cents,
    final_sale: flag,
  }),
  shipments: z.strictObject({
    id: key,
    order_id: key,
    carrier: text,
    tracking: text,
    status: z.enum(['label_created', 'in_transit', 'delivered', 'lost', 'voided']),
    shipped_at: time.nullable(),
    delivered_at: time.nullable(),
  }),
  payments: z.strictObject({
    id: key,
    order_id: key,
    method: z.enum(PAYMENT_METHODS),
    amount_cents: cents,
    status: z.enum(['authorized', 'captured', 'voided']),
  }),
  returns: z.strictObject({
    id: key,
    order_item_id: key,
    status: z.enum(['requested', 'approved', 'received', 'refused', 'closed']),
    reason: z.enum(REFUSAL_REASONS).nullable(),
    created_at: time,
  }),
  refunds: z.strictObject({
    id: key,
    order_item_id: key,
    amount_cents: cents,
    status: z.enum(['requested', 'paid', 'refused']),
    created_at: time,
  }),
  exchanges: z.strictObject({
    id: key,
    order_item_id: key,
    status: z.enum(['requested', 'sent', 'delivered']),
    created_at: time,
  }),
  credits: z.strictObject({ id: key, order_id: key, amount_cents: cents, created_at: time }),
  tickets: z.strictObject({
    id: key,
    customer_id: key.nullable(),
    order_id: key.nullable(),
    verified: flag,
    failed_checks: z.int().nonnegative(),
    subject: text,
    body: text,
    channel: z.enum(CHANNELS),
    status: z.enum(['open', 'pending', 'solved', 'closed', 'escalated', 'transferred']),
    priority: z.enum(PRIORITIES),
    team: z.enum(TEAMS),
    resolution: z.enum(RESOLUTIONS).nullable(),
    reason: z.enum([...REFUSAL_REASONS, ...ESCALATION_REASONS]).nullable(),
    created_at: time,
    updated_at: time,
  }),
  ticket_comments: z.strictObject({
    id: key,
    ticket_id: key,
    author: z.enum(AUTHORS),
    body: text,
    created_at: time,
  }),
  articles: z.strictObject({ id: key, slug: text, title: text, body: text }),
} as const;

export type TableName = keyof typeof rowSchemas;

export type CustomerRow = Readonly<z.output<typeof rowSchemas.customers>>;
export type AddressRow = Readonly<z.output<typeof rowSchemas.addresses>>;
export type ProductRow = Readonly<z.output<typeof rowSchemas.products>>;
export type OrderRow = Readonly<z.output<typeof rowSchemas.orders>>;
export type OrderItemRow = Readonly<z.output<typeof rowSchemas.order_items>>;
export type ShipmentRow = Readonly<z.output<typeof rowSchemas.shipments>>;
export type PaymentRow = Readonly<z.output<typeof rowSchemas.payments>>;
export type ReturnRow = Readonly<z.output<typeof rowSchemas.returns>>;
export type RefundRow = Readonly<z.output<typeof rowSchemas.refunds>>;
export type ExchangeRow = Readonly<z.output<typeof rowSchemas.exchanges>>;
export type CreditRow = Readonly<z.output<typeof rowSchemas.credits>>;
export type TicketRow = Readonly<z.output<typeof rowSchemas.tickets>>;
export type TicketCommentRow = Readonly<z.output<typeof rowSchemas.ticket_comments>>;
export type ArticleRow = Readonly<z.output<typeof rowSchemas.articles>>;
