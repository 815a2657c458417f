/** Tools on how and when an order is delivered, and on a parcel that is sent again. */
import {
  DAY,
  dayOf,
  defineTool,
  freeText,
  int,
  isoDate,
  succeed,
  text,
  type Cell,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { day } from '../billing-parameters.ts';
import { shipmentLifecycle } from '../lifecycles.ts';
import { failed, orderNotFound, refused, type Failed } from '../outcomes.ts';
import { orderId } from '../parameters.ts';
import { nextId } from './numbering.ts';
import { logOrderChange } from './order-log.ts';

const order_id = orderId.describe('Order number, 4 digits');
const DAYS_AHEAD = 30;
const DAYS_TO_RESHIP = 4;

/** Why the delivery of an order cannot be arranged any more, or null. */
function notArrangeable(world: World, order: number): Failed | null {
  const row = world.get('SELECT status FROM orders WHERE id = ?', order);
  if (row === undefined) return orderNotFound(order);
  const status = text(row, 'status');
  if (status === 'paid' || status === 'packed') return null;
  return failed(
    'conflict',
    `The delivery of order ${order} cannot be changed: it is ${status}.`,
    'It can be changed only until the parcel is handed to the carrier.',
  );
}

/** What is noted of an order's delivery: asked for twice, it is not noted twice. */
function wished(world: World, order: number, column: 'deliver_on' | 'instructions'): Cell {
  return world.get('SELECT * FROM delivery_preferences WHERE order_id = ?', order)?.[column] ?? null;
}

/** The row of wishes for an order's delivery, made where there is none. */
function preferences(world: World, order: number): number {
  const row = world.get('SELECT id FROM delivery_preferences WHERE order_id = ?', order);
  if (row !== undefined) return int(row, 'id');
  const id = nextId(world, 'delivery_preferences');
  world.run(
    'INSERT INTO delivery_preferences (id, order_id, deliver_on, instructions) VALUES (?, ?, NULL, NULL)',
    id,
    order,
  );
  return id;
}

export const setDeliveryDate = defineTool({
  name: 'set_delivery_date',
  description: `Set the day on which an order that is not shipped yet is to be delivered, 2 to ${DAYS_AHEAD} days ahead.`,
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ order_id, date: day.describe('Day, like "2026-06-20"') }),
  run(context, args) {
    const { world, clock } = context;
    const barred = notArrangeable(world, args.order_id);
    if (barred !== null) return barred;
    const ahead = dayOf(args.date) - dayOf(clock.now());
    if (ahead < 2 || ahead > DAYS_AHEAD)
      return failed(
        'validation',
        `date: ${isoDate(args.date)} is not 2 to ${DAYS_AHEAD} days ahead.`,
        `Between ${isoDate(clock.now() + 2 * DAY)} and ${isoDate(clock.now() + DAYS_AHEAD * DAY)}.`,
      );
    if (wished(world, args.order_id, 'deliver_on') === args.date)
      return failed(
        'conflict',
        `Order ${args.order_id} is to be delivered on ${isoDate(args.date)} already.`,
      );
    world.run(
      'UPDATE delivery_preferences SET deliver_on = ? WHERE id = ?',
      args.date,
      preferences(world, args.order_id),
    );
    // What is promised is what lateness is counted from.
    world.run('UPDATE orders SET promised_at = ? WHERE id = ?', args.date, args.order_id);
    logOrderChange(context, {
      order: args.order_id,
      kind: 'delivery_date',
      product: null,
      cents: 0,
      note: isoDate(args.date),
    });
    return succeed({ order_id: String(args.order_id), deliver_on: isoDate(args.date) });
  },
});

export const setDeliveryInstructions = defineTool({
  name: 'set_delivery_instructions',
  description: 'Note for the carrier where to leave the parcel of an order that is not shipped yet.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ order_id, instructions: freeText(120).describe('Note for the carrier') }),
  run(context, args) {
    const { world } = context;
    const barred = notArrangeable(world, args.order_id);
    if (barred !== null) return barred;
    if (wished(world, args.order_id, 'instructions') === args.instructions)
      return failed('conflict', `Order ${args.order_id} has this note already.`);
    world.run(
      'UPDATE delivery_preferences SET instructions = ? WHERE id = ?',
      args.instructions,
      preferences(world, args.order_id),
    );
    logOrderChange(context, {
      order: args.order_id,
      kind: 'delivery_instructions',
      product: null,
      cents: 0,
      note: args.instructions,
    });
    return succeed({ order_id: String(args.order_id), instructions: args.instructions });
  },
});

export const reshipOrder = defineTool({
  name: 'reship_order',
  description: 'Send the items of an order again whose parcel was lost.',
  effect: 'write',
  seconds: 30,
  parameters: z.strictObject({ order_id }),
  events: ['shipment.RESHIP'],
  run(context, args) {
    const { world, clock } = context;
    const shipment = world.get('SELECT id, tracking FROM shipments WHERE order_id = ?', args.order_id);
    if (shipment === undefined) {
      return world.get('SELECT id FROM orders WHERE id = ?', args.order_id) === undefined
        ? orderNotFound(args.order_id)
        : failed('conflict', `Order ${args.order_id} has not been shipped.`);
    }
    const sent = shipmentLifecycle.send(world, int(shipment, 'id'), 'RESHIP');
    if (!sent.ok) return refused(sent, 'Only a lost parcel is sent again: get_shipment shows its status.');
    const short = world.get(
      `SELECT p.name FROM order_items i JOIN products p ON p.id = i.product_id
       WHERE i.order_id = (SELECT ?) AND p.stock = 0 ORDER BY i.id`,
      args.order_id,
    );
    if (short !== undefined)
      return failed('conflict', `The ${text(short, 'name')} is out of stock.`, 'Offer a refund instead.');
    const tracking = `${text(shipment, 'tracking')}R`;
    world.run(
      'UPDATE shipments SET tracking = ?, shipped_at = NULL WHERE id = ?',
      tracking,
      int(shipment, 'id'),
    );
    world.run(
      `UPDATE products SET stock = stock - 1
       WHERE id IN (SELECT product_id FROM order_items WHERE order_id = ?)`,
      args.order_id,
    );
    const promised = (dayOf(clock.now()) + DAYS_TO_RESHIP) * DAY;
    world.run('UPDATE orders SET promised_at = ? WHERE id = ?', promised, args.order_id);
    logOrderChange(context, {
      order: args.order_id,
      kind: 'reship',
      product: null,
      cents: 0,
      note: tracking,
    });
    return succeed({ order_id: String(args.order_id), tracking, promised: isoDate(promised) });
  },
});
