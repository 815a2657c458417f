/** The shop's part of a population under construction. */
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
} from '../rows.ts';

export interface ShopDraft {
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
  readonly articles: ArticleRow[];
}

export function emptyShopDraft(): ShopDraft {
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
    articles: [],
  };
}
