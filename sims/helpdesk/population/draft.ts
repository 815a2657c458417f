/** A population under construction: one list of rows per table, in foreign-key order. */
import type { Row, Template } from '@understudy/kernel';
import type {
  AddressRow,
  ArticleRow,
  CreditRow,
  CustomerRow,
  ExchangeRow,
  OrderItemRow,
  OrderRow,
  PaymentRow,
  ProductRow,
  RefundRow,
  ReturnRow,
  ShipmentRow,
  TicketCommentRow,
  TicketRow,
} from '../rows.ts';
import { DDL } from '../schema.ts';

export interface Draft {
  readonly customers: CustomerRow[];
  readonly addresses: AddressRow[];
  readonly products: ProductRow[];
  readonly orders: OrderRow[];
  readonly order_items: OrderItemRow[];
  readonly shipments: ShipmentRow[];
  readonly payments: PaymentRow[];
  readonly returns: ReturnRow[];
  readonly refunds: RefundRow[];
  readonly exchanges: ExchangeRow[];
  readonly credits: CreditRow[];
  readonly tickets: TicketRow[];
  readonly ticket_comments: TicketCommentRow[];
  readonly articles: ArticleRow[];
}

export function emptyDraft(): Draft {
  return {
    customers: [],
    addresses: [],
    products: [],
    orders: [],
    order_items: [],
    shipments: [],
    payments: [],
    returns: [],
    refunds: [],
    exchanges: [],
    credits: [],
    tickets: [],
    ticket_comments: [],
    articles: [],
  };
}

export function toTemplate(draft: Draft): Template {
  return {
    ddl: DDL,
    tables: Object.entries<readonly Row[]>({ ...draft }).map(([name, rows]) => ({ name, rows })),
  };
}
