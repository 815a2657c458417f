/** One line of an order, found by order number and sku, with what already happened to it. */
import type { World } from '@understudy/kernel';
import { int, text } from '../cells.ts';
import { failed, orderNotFound, type Failed } from '../outcomes.ts';

export interface OrderItem {
  readonly id: number;
  readonly productId: number;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
  readonly orderStatus: string;
}

/** `not_found` names what is missing: the order, or the sku in it. */
export function findItem(
  world: World,
  orderId: number,
  sku: string,
): { readonly ok: true; readonly item: OrderItem } | Failed {
  const row = world.get(
    `SELECT i.id, i.product_id, p.name, i.price_cents, p.stock, o.status
     FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id
     WHERE o.id = (SELECT ?) AND p.sku = (SELECT ?)`,
    orderId,
    sku,
  );
  if (row !== undefined) {
    return {
      ok: true,
      item: {
        id: int(row, 'id'),
        productId: int(row, 'product_id'),
        name: text(row, 'name'),
        priceCents: int(row, 'price_cents'),
        stock: int(row, 'stock'),
        orderStatus: text(row, 'status'),
      },
    };
  }
  if (world.get('SELECT id FROM orders WHERE id = ?', orderId) === undefined) return orderNotFound(orderId);
  return failed(
    'not_found',
    `Order ${orderId} has no item ${sku}.`,
    'get_order lists the items of an order.',
  );
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
