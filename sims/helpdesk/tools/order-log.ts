/** The record of what was changed on an order, and the tool that reads it. */
import {
  defineTool,
  formatMoney,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  textOrNull,
} from '@understudy/kernel';
import type { ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { orderNotFound } from '../outcomes.ts';
import { orderId } from '../parameters.ts';
import type { OrderChangeRow } from '../rows.ts';
import { nextId } from './numbering.ts';

export function logOrderChange(
  { world, clock }: ToolContext,
  change: {
    readonly order: number;
    readonly kind: OrderChangeRow['kind'];
    readonly product: number | null;
    readonly cents: number;
    readonly note: string | null;
  },
): void {
  world.run(
    `INSERT INTO order_changes (id, order_id, kind, product_id, difference_cents, note, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    nextId(world, 'order_changes'),
    change.order,
    change.kind,
    change.product,
    change.cents,
    change.note,
    clock.now(),
  );
}

export const listOrderChanges = defineTool({
  name: 'list_order_changes',
  description: 'List what was changed on an order after it was placed, and the wishes for its delivery.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ order_id: orderId.describe('Order number, 4 digits') }),
  run({ world }, args) {
    if (world.get('SELECT id FROM orders WHERE id = ?', args.order_id) === undefined)
      return orderNotFound(args.order_id);
    const rows = world.all(
      `SELECT c.kind, c.difference_cents, c.note, p.sku FROM order_changes c LEFT JOIN products p ON p.id = c.product_id
       WHERE c.order_id = (SELECT ?) ORDER BY c.created_at, c.id`,
      args.order_id,
    );
    const wish = world.get(
      'SELECT deliver_on, instructions FROM delivery_preferences WHERE order_id = ?',
      args.order_id,
    );
    const on = wish === undefined ? null : intOrNull(wish, 'deliver_on');
    return succeed({
      order_id: String(args.order_id),
      changes: rows.map((row) => ({
        change: text(row, 'kind'),
        sku: textOrNull(row, 'sku'),
        difference: formatMoney(int(row, 'difference_cents')),
        note: textOrNull(row, 'note'),
      })),
      deliver_on: on === null ? null : isoDate(on),
      instructions: wish === undefined ? null : textOrNull(wish, 'instructions'),
    });
  },
});
