/** Tools that edit what an order contains, before it is packed. The payment is only reserved by then and follows the new total. */
import { defineTool, formatMoney, int, lookup, succeed, text, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { failed, orderNotFound, type Failed } from '../outcomes.ts';
import { optionalSku, orderId, sku } from '../parameters.ts';
import { findItem } from './items.ts';
import { nextId } from './numbering.ts';
import { logOrderChange } from './order-log.ts';

const order_id = orderId.describe('Order number, 4 digits');

/** Why the items of an order cannot be edited, or null. */
function notEditable({ world }: ToolContext, order: number): Failed | null {
  const row = world.get(
    `SELECT o.status, p.status AS payment FROM orders o LEFT JOIN payments p ON p.order_id = o.id WHERE o.id = (SELECT ?)`,
    order,
  );
  if (row === undefined) return orderNotFound(order);
  const status = text(row, 'status');
  if (status !== 'paid')
    return failed(
      'conflict',
      `The items of order ${order} cannot be changed: it is ${status}.`,
      'Items can be changed only until the order is packed.',
    );
  if (row['payment'] !== null && text(row, 'payment') !== 'authorized')
    return failed('conflict', `The payment of order ${order} can no longer be changed.`);
  return null;
}

/** Reserves the new total and answers with it; a difference above 0 is charged, one below 0 is not charged after all. */
function finish({ world }: ToolContext, order: number, differenceCents: number) {
  const row = world.get('SELECT sum(price_cents) AS cents FROM order_items WHERE order_id = ?', order);
  const total = row === undefined ? 0 : int(row, 'cents');
  world.run('UPDATE payments SET amount_cents = ? WHERE order_id = ?', total, order);
  return succeed({
    order_id: String(order),
    difference: formatMoney(differenceCents),
    total: formatMoney(total),
  });
}

export const listVariants = defineTool({
  name: 'list_variants',
  description: 'List the variants of a product with what they cost on top and how many are in stock.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ sku: sku.describe('Sku, like "K7"') }),
  run({ world }, args) {
    const product = world.get('SELECT id FROM products WHERE sku = ?', args.sku);
    if (product === undefined)
      return failed(
        'not_found',
        `There is no product ${args.sku}.`,
        'search_products finds products by name.',
      );
    const rows = world.all(
      'SELECT label, extra_cents, stock FROM product_variants WHERE product_id = (SELECT ?) ORDER BY id',
      int(product, 'id'),
    );
    return succeed({
      sku: args.sku,
      variants: rows.map((row) => ({
        variant: text(row, 'label'),
        extra: formatMoney(int(row, 'extra_cents')),
        stock: int(row, 'stock'),
      })),
    });
  },
});

export const addOrderItem = defineTool({
  name: 'add_order_item',
  description: 'Add a product to an order that is not packed yet, at its current price.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({ order_id, sku: sku.describe('Sku of the product, like "K7"') }),
  run(context, args) {
    const { world } = context;
    const barred = notEditable(context, args.order_id);
    if (barred !== null) return barred;
    const product = world.get(
      'SELECT id, name, price_cents, final_sale, stock FROM products WHERE sku = ?',
      args.sku,
    );
    if (product === undefined)
      return failed(
        'not_found',
        `There is no product ${args.sku}.`,
        'search_products finds products by name.',
      );
    const id = int(product, 'id');
    if (
      world.get('SELECT id FROM order_items WHERE order_id = ? AND product_id = ?', args.order_id, id) !==
      undefined
    )
      return failed('conflict', `Order ${args.order_id} contains ${args.sku} already.`);
    if (int(product, 'stock') === 0)
      return failed('conflict', `The ${text(product, 'name')} is out of stock.`, 'Offer another product.');
    const cents = int(product, 'price_cents');
    world.run(
      'INSERT INTO order_items (id, order_id, product_id, price_cents, final_sale) VALUES (?, ?, ?, ?, ?)',
      nextId(world, 'order_items'),
      args.order_id,
      id,
      cents,
      int(product, 'final_sale'),
    );
    world.run('UPDATE products SET stock = stock - 1 WHERE id = ?', id);
    logOrderChange(context, { order: args.order_id, kind: 'add_item', product: id, cents, note: null });
    return finish(context, args.order_id, cents);
  },
});

export const removeOrderItem = defineTool({
  name: 'remove_order_item',
  description: 'Take an item off an order that is not packed yet.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({ order_id, sku: sku.describe('Sku of the item, like "K7"') }),
  run(context, args) {
    const { world } = context;
    const barred = notEditable(context, args.order_id);
    if (barred !== null) return barred;
    const found = findItem(world, args.order_id, args.sku);
    if (!found.ok) return found;
    const { id, productId, priceCents } = found.item;
    const count = world.get('SELECT count(*) AS n FROM order_items WHERE order_id = ?', args.order_id);
    if (count !== undefined && int(count, 'n') === 1)
      return failed(
        'conflict',
        `${args.sku} is the only item of order ${args.order_id}.`,
        'Cancel the order instead: cancel_order.',
      );
    if (world.get('SELECT id FROM refunds WHERE order_item_id = ?', id) !== undefined)
      return failed('conflict', `A refund of ${args.sku} has been asked for.`);
    world.run('DELETE FROM order_item_variants WHERE order_item_id = ?', id);
    world.run('DELETE FROM order_items WHERE id = ?', id);
    world.run('UPDATE products SET stock = stock + 1 WHERE id = ?', productId);
    logOrderChange(context, {
      order: args.order_id,
      kind: 'remove_item',
      product: productId,
      cents: -priceCents,
      note: null,
    });
    return finish(context, args.order_id, -priceCents);
  },
});

export const changeItemVariant = defineTool({
  name: 'change_item_variant',
  description: 'Change the variant (colour or size) of an item of an order that is not packed yet.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    order_id,
    sku: optionalSku.describe('Sku of the item, like "K7"; not needed where the order has one item'),
    variant: lookup(30).describe('The new variant, from list_variants'),
  }),
  run(context, args) {
    const { world } = context;
    const barred = notEditable(context, args.order_id);
    if (barred !== null) return barred;
    const found = findItem(world, args.order_id, args.sku);
    if (!found.ok) return found;
    const { item } = found;
    const wanted = world.get(
      'SELECT id, extra_cents, stock FROM product_variants WHERE product_id = ? AND label = ?',
      item.productId,
      args.variant,
    );
    if (wanted === undefined)
      return failed('not_found', `${item.sku} has no variant ${args.variant}.`, 'list_variants lists them.');
    const chosen = world.get(
      `SELECT c.id, c.variant_id, v.extra_cents FROM order_item_variants c
       JOIN product_variants v ON v.id = c.variant_id WHERE c.order_item_id = (SELECT ?)`,
      item.id,
    );
    if (chosen !== undefined && int(chosen, 'variant_id') === int(wanted, 'id'))
      return failed('conflict', `Item ${item.sku} of order ${args.order_id} is ${args.variant} already.`);
    if (int(wanted, 'stock') === 0)
      return failed('conflict', `${args.variant} is out of stock.`, 'Offer another variant.');
    if (chosen === undefined) {
      world.run(
        'INSERT INTO order_item_variants (id, order_item_id, variant_id) VALUES (?, ?, ?)',
        nextId(world, 'order_item_variants'),
        item.id,
        int(wanted, 'id'),
      );
    } else {
      world.run(
        'UPDATE order_item_variants SET variant_id = ? WHERE id = ?',
        int(wanted, 'id'),
        int(chosen, 'id'),
      );
      world.run('UPDATE product_variants SET stock = stock + 1 WHERE id = ?', int(chosen, 'variant_id'));
    }
    world.run('UPDATE product_variants SET stock = stock - 1 WHERE id = ?', int(wanted, 'id'));
    const cents = int(wanted, 'extra_cents') - (chosen === undefined ? 0 : int(chosen, 'extra_cents'));
    world.run('UPDATE order_items SET price_cents = price_cents + ? WHERE id = ?', cents, item.id);
    logOrderChange(context, {
      order: args.order_id,
      kind: 'change_variant',
      product: item.productId,
      cents,
      note: args.variant,
    });
    return finish(context, args.order_id, cents);
  },
});
