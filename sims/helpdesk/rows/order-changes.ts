/** The rows of `schema/order-changes.ts`. */
import { z } from 'zod';
import { ARTICLE_TOPICS, ORDER_CHANGE_KINDS } from '../billing-vocabulary.ts';
import { key, text, time } from './cells.ts';

export const orderChangeRows = {
  product_variants: z.strictObject({
    id: key,
    product_id: key,
    label: text,
    extra_cents: z.int().nonnegative(),
    stock: z.int().nonnegative(),
  }),
  order_item_variants: z.strictObject({ id: key, order_item_id: key, variant_id: key }),
  order_changes: z.strictObject({
    id: key,
    order_id: key,
    kind: z.enum(ORDER_CHANGE_KINDS),
    product_id: key.nullable(),
    difference_cents: z.int(),
    note: text.nullable(),
    created_at: time,
  }),
  delivery_preferences: z.strictObject({
    id: key,
    order_id: key,
    deliver_on: time.nullable(),
    instructions: text.nullable(),
  }),
  article_topics: z.strictObject({
    id: key,
    article_id: key,
    topic: z.enum(ARTICLE_TOPICS),
    keywords: text,
  }),
} as const;

export type ProductVariantRow = Readonly<z.output<typeof orderChangeRows.product_variants>>;
export type OrderItemVariantRow = Readonly<z.output<typeof orderChangeRows.order_item_variants>>;
export type OrderChangeRow = Readonly<z.output<typeof orderChangeRows.order_changes>>;
export type DeliveryPreferenceRow = Readonly<z.output<typeof orderChangeRows.delivery_preferences>>;
export type ArticleTopicRow = Readonly<z.output<typeof orderChangeRows.article_topics>>;
