/** The rows of every table, as zod schemas and as types. Their keys are the columns of `schema/`, in the same order (tested). */
import type { z } from 'zod';
import { billingRows } from './rows/billing.ts';
import { deviceRows } from './rows/devices.ts';
import { orderChangeRows } from './rows/order-changes.ts';
import { orderRows } from './rows/orders.ts';
import { ticketRows } from './rows/tickets.ts';

export const rowSchemas = {
  ...orderRows,
  ...ticketRows,
  ...billingRows,
  ...deviceRows,
  ...orderChangeRows,
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
export type ArticleRow = Readonly<z.output<typeof rowSchemas.articles>>;

export * from './rows/tickets.ts';

export type * from './rows/billing.ts';
export type * from './rows/devices.ts';
export type * from './rows/order-changes.ts';
