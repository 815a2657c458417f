/** Tools on the catalogue. */
import { defineTool, succeed, int, text, formatMoney, lookup } from '@understudy/kernel';
import { z } from 'zod';
import { failed } from '../outcomes.ts';
import { sku } from '../parameters.ts';

const FOUND_AT_MOST = 5;

export const getProduct = defineTool({
  name: 'get_product',
  description: 'Read a product: name, current price, whether it is final sale, and how many are in stock.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ sku: sku.describe('Sku, like "K7"') }),
  run({ world }, args) {
    const row = world.get(
      'SELECT sku, name, price_cents, final_sale, stock FROM products WHERE sku = ?',
      args.sku,
    );
    if (row === undefined) {
      return failed(
        'not_found',
        `There is no product ${args.sku}.`,
        'search_products finds products by name.',
      );
    }
    return succeed({
      sku: text(row, 'sku'),
      name: text(row, 'name'),
      price: formatMoney(int(row, 'price_cents')),
      final_sale: int(row, 'final_sale') === 1,
      stock: int(row, 'stock'),
    });
  },
});

export const searchProducts = defineTool({
  name: 'search_products',
  description: `Find products whose name contains the query, at most ${FOUND_AT_MOST}.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ query: lookup(60).describe('Part of a product name') }),
  run({ world }, args) {
    const rows = world.all(
      'SELECT sku, name, price_cents FROM products WHERE instr(name, ?) > 0 ORDER BY name LIMIT ?',
      args.query,
      FOUND_AT_MOST,
    );
    return succeed({
      products: rows.map((row) => ({
        sku: text(row, 'sku'),
        name: text(row, 'name'),
        price: formatMoney(int(row, 'price_cents')),
      })),
    });
  },
});
