/** One line of an order, found by order number and sku, with what already happened to it. */
import { int, text } from '@understudy/kernel';
import type { Row, World } from '@understudy/kernel';
import { failed, orderNotFound, type Failed } from '../outcomes.ts';

export interface OrderItem {
  readonly id: number;
  readonly sku: string;
  readonly productId: number;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
  readonly orderStatus: string;
}

/**
 * The item of an order with this sku, or without a sku the only one there is. `not_found` names what is missing, `validation`
 * the items to choose from.
 */
export function findItem(
  world: World,
  orderId: number,
  sku: string | null | undefined,
): { readonly ok: true; readonly item: OrderItem } | Failed {
  const items = world.all(
    `SELECT i.id, p.sku, p.name, i.product_id, i.price_cents, p.stock, o.status
     FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id
     WHERE o.id = (SELECT ?) ORDER BY i.id`,
    orderId,
  );
  if (items.length === 0) return orderNotFound(orderId);
  const named = sku === null || sku === undefined || sku === '' ? null : sku;
  const [only] = items;
  const row =
    named === null ? (items.length === 1 ? only : undefined) : items.find((one) => one['sku'] === named);
  if (row !== undefined) return { ok: true, item: orderItem(row) };
  if (named !== null) {
    return failed(
      'not_found',
      `Order ${orderId} has no item ${named}.`,
      'get_order lists the items of an order.',
    );
  }
  const choices = items.map((one) => `${text(one, 'sku')} (${text(one, 'name')})`).join(', ');
  return failed(
    'validation',
    `sku: order ${orderId} has several items: ${choices}.`,
    'Say which one by its sku.',
  );
}

function orderItem(row: Row): OrderItem {
  return {
    id: int(row, 'id'),
    sku: text(row, 'sku'),
    productId: int(row, 'product_id'),
    name: text(row, 'name'),
    priceCents: int(row, 'price_cents'),
    stock: int(row, 'stock'),
    orderStatus: text(row, 'status'),
  };
}

/** Cents already paid back for an item. */
export function refundedCents(world: World, itemId: number): number {
  const row = world.get(
    `SELECT coalesce(sum(amount_cents), 0) AS cents FROM refunds WHERE order_item_id = ? AND status = 'paid'`,
    itemId,
  );
  return row === undefined ? 0 : int(row, 'cents');
}

export function isExchanged(world: World, itemId: number): boolean {
  return world.get('SELECT id FROM exchanges WHERE order_item_id = ?', itemId) !== undefined;
}

/** True while a return of the item is under way or done; a refused one does not count. */
export function isReturned(world: World, itemId: number): boolean {
  return (
    world.get(`SELECT id FROM returns WHERE order_item_id = ? AND status <> 'refused'`, itemId) !== undefined
  );
}
