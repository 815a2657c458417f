/** Line items of an opportunity, priced by its price book. Its amount is their sum. */
import {
  defineTool,
  formatMoney,
  int,
  lookup,
  reshape,
  succeed,
  text,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { openOnly, opportunityId } from './opportunities.ts';
import { failed, type Failed } from './outcomes.ts';
import { optional, whole } from './parameters.ts';
import { locate } from './records.ts';
import { insert, update } from './writing.ts';

/** `"rp 10"`, `"RP-10"` → `"RP-10"`. */
const productCode = z
  .preprocess(
    reshape((code) => code.toUpperCase().replace(/[\s_]+/g, '-')),
    z.string().min(2).max(16),
  )
  .nonoptional()
  .describe('Product code, like "RP-10"');
/** How many products one answer lists. */
const LISTED = 15;

export const listPriceBook = defineTool({
  name: 'list_price_book',
  description: `Prices in force for an opportunity, at most ${LISTED} products.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({
    opportunity_id: opportunityId,
    query: optional(lookup(40)).describe('Part of a product name or code'),
  }),
  run(context, args) {
    const found = locate(context, 'opportunity', args.opportunity_id, 'read');
    if (!found.ok) return found;
    const rows = context.world.all(
      `SELECT p.code, p.name, p.family, p.billing, e.unit_price_cents FROM price_book_entries e
       JOIN crm_products p ON p.id = e.product_id
       WHERE e.price_book_id = (SELECT ?) AND e.active = 1 AND p.active = 1
         AND (instr(lower(p.name), ?) > 0 OR instr(lower(p.code), ?) > 0) ORDER BY p.code LIMIT ?`,
      int(found.row, 'price_book_id'),
      args.query ?? '',
      args.query ?? '',
      LISTED,
    );
    return succeed({
      products: rows.map((row) => ({
        code: text(row, 'code'),
        name: text(row, 'name'),
        family: text(row, 'family'),
        billing: text(row, 'billing'),
        unit_price: formatMoney(int(row, 'unit_price_cents')),
      })),
    });
  },
});

/** The open opportunity and the product by its code. */
function locateItem(
  context: ToolContext,
  id: number,
  code: string,
): { readonly ok: true; readonly opportunity: Row; readonly product: Row } | Failed {
  const found = locate(context, 'opportunity', id);
  if (!found.ok) return found;
  const open = openOnly(found.row);
  if (!open.ok) return open;
  const product = context.world.get('SELECT * FROM crm_products WHERE code = ?', code);
  if (product === undefined) {
    return failed('not_found', `There is no product ${code}.`, 'list_price_book lists the codes.');
  }
  return { ok: true, opportunity: found.row, product };
}

/** Writes the sum of the items as the amount and returns it, in cents. Without items the amount is empty. */
function recompute(context: ToolContext, opportunity: Row): number | null {
  const sum = context.world.get(
    'SELECT sum(total_cents) AS total FROM opportunity_items WHERE opportunity_id = ?',
    int(opportunity, 'id'),
  );
  const total = sum?.['total'];
  const amount = typeof total === 'number' ? total : null;
  update(context, 'opportunity', opportunity, { amount_cents: amount });
  return amount;
}

export const addOpportunityItem = defineTool({
  name: 'add_opportunity_item',
  description:
    'Add a product to an open opportunity at its list price; the amount becomes the sum of the items.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    opportunity_id: opportunityId,
    product_code: productCode,
    quantity: whole(1, 9999).describe('How many'),
  }),
  run(context, args) {
    const found = locateItem(context, args.opportunity_id, args.product_code);
    if (!found.ok) return found;
    const { opportunity, product } = found;
    const productId = int(product, 'id');
    const entry = context.world.get(
      'SELECT unit_price_cents, active FROM price_book_entries WHERE price_book_id = ? AND product_id = ?',
      int(opportunity, 'price_book_id'),
      productId,
    );
    if (int(product, 'active') === 0 || entry === undefined || int(entry, 'active') === 0) {
      return failed(
        'conflict',
        `${text(product, 'name')} (${args.product_code}) is not sold in the price book of this opportunity.`,
        'list_price_book lists what is.',
      );
    }
    const listed = context.world.get(
      'SELECT quantity FROM opportunity_items WHERE opportunity_id = ? AND product_id = ?',
      args.opportunity_id,
      productId,
    );
    if (listed !== undefined) {
      return failed(
        'conflict',
        `${args.product_code} is on the opportunity already, ${int(listed, 'quantity')} of it.`,
        'For another quantity, remove_opportunity_item and add it again.',
      );
    }
    const price = int(entry, 'unit_price_cents');
    const total = price * args.quantity;
    insert(context.world, 'opportunity_items', {
      opportunity_id: args.opportunity_id,
      product_id: productId,
      quantity: args.quantity,
      unit_price_cents: price,
      total_cents: total,
    });
    const amount = recompute(context, opportunity);
    return succeed({
      opportunity_id: showId('opportunity', args.opportunity_id),
      code: args.product_code,
      quantity: args.quantity,
      total: formatMoney(total),
      amount: formatMoney(amount ?? 0),
    });
  },
});

export const removeOpportunityItem = defineTool({
  name: 'remove_opportunity_item',
  description: 'Remove a product from an open opportunity; the amount becomes the sum of what is left.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ opportunity_id: opportunityId, product_code: productCode }),
  run(context, args) {
    const found = locateItem(context, args.opportunity_id, args.product_code);
    if (!found.ok) return found;
    const removed = context.world.run(
      'DELETE FROM opportunity_items WHERE opportunity_id = ? AND product_id = ?',
      args.opportunity_id,
      int(found.product, 'id'),
    );
    if (removed === 0) {
      return failed(
        'not_found',
        `${args.product_code} is not on opportunity ${showId('opportunity', args.opportunity_id)}.`,
        'get_opportunity lists its items.',
      );
    }
    const amount = recompute(context, found.opportunity);
    return succeed({
      opportunity_id: showId('opportunity', args.opportunity_id),
      removed: args.product_code,
      amount: amount === null ? null : formatMoney(amount),
    });
  },
});
