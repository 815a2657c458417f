/** The rows of `schema/orders.ts`. */
import { z } from 'zod';
import { PAYMENT_METHODS, REFUSAL_REASONS, TIERS } from '../vocabulary.ts';
import { cents, flag, key, text, time } from './cells.ts';

export const orderRows = {
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
    status: z.enum(['authorized', 'captured', 'charged_back', 'voided']),
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
  articles: z.strictObject({ id: key, slug: text, title: text, body: text }),
} as const;
