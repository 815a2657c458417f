/** What warehouse, carrier and payment provider do. Tools of the system: no agent is offered them. */
import { defineTool, formatMoney, int, publicId, succeed, text, type World } from '@understudy/kernel';
import { z } from 'zod';
import {
  exchangeLifecycle,
  orderLifecycle,
  paymentLifecycle,
  refundLifecycle,
  returnLifecycle,
  shipmentLifecycle,
} from '../lifecycles.ts';
import { failed, orderNotFound, refused, type Failed } from '../outcomes.ts';
import { orderId } from '../parameters.ts';
import { CARRIERS } from '../vocabulary.ts';
import { must } from './charging.ts';
import { refundedCents } from './items.ts';
import { nextId } from './numbering.ts';

const byOrder = z.strictObject({ order_id: orderId.describe('Order number, 4 digits') });
const byReturn = z.strictObject({ return_id: publicId('R', 'return').describe('Return id, like "R12"') });
const byExchange = z.strictObject({
  exchange_id: publicId('X', 'exchange').describe('Exchange id, like "X3"'),
});

export const packOrder = defineTool({
  name: 'pack_order',
  description: 'The warehouse packs an order and prints its label.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byOrder,
  events: ['order.PACK'],
  run({ world }, args) {
    if (world.get('SELECT id FROM orders WHERE id = ?', args.order_id) === undefined)
      return orderNotFound(args.order_id);
    const packed = orderLifecycle.send(world, args.order_id, 'PACK');
    if (!packed.ok) return refused(packed, 'Only a paid order is packed.');
    const id = nextId(world, 'shipments');
    if (world.get('SELECT id FROM shipments WHERE order_id = ?', args.order_id) === undefined) {
      world.run(
        `INSERT INTO shipments (id, order_id, carrier, tracking, status, shipped_at, delivered_at)
         VALUES (?, ?, ?, ?, 'label_created', NULL, NULL)`,
        id,
        args.order_id,
        CARRIERS[id % CARRIERS.length] ?? CARRIERS[0],
        `TR${args.order_id}${100 + (id % 900)}`,
      );
    }
    return succeed({ order_id: String(args.order_id), status: packed.to });
  },
});

/** The parcel of an order, or why there is none. */
function parcel(world: World, order: number): { readonly ok: true; readonly id: number } | Failed {
  const row = world.get('SELECT id FROM shipments WHERE order_id = ?', order);
  if (row !== undefined) return { ok: true, id: int(row, 'id') };
  return world.get('SELECT id FROM orders WHERE id = ?', order) === undefined
    ? orderNotFound(order)
    : failed('conflict', `Order ${order} has no parcel.`);
}

export const shipOrder = defineTool({
  name: 'ship_order',
  description:
    'The carrier picks up the parcel of a packed order and its payment is captured; or a parcel that is sent again.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byOrder,
  events: ['order.SHIP', 'shipment.PICK_UP', 'payment.CAPTURE'],
  run({ world, clock }, args) {
    const found = parcel(world, args.order_id);
    if (!found.ok) return found;
    const picked = shipmentLifecycle.send(world, found.id, 'PICK_UP');
    if (!picked.ok) return refused(picked, 'Only a parcel with a fresh label is picked up.');
    world.run('UPDATE shipments SET shipped_at = ? WHERE id = ?', clock.now(), found.id);
    const order = world.get('SELECT status FROM orders WHERE id = ?', args.order_id);
    if (order !== undefined && text(order, 'status') === 'shipped')
      return succeed({ order_id: String(args.order_id), status: 'shipped' });
    const shipped = orderLifecycle.send(world, args.order_id, 'SHIP');
    if (!shipped.ok) return refused(shipped, 'Only a packed order is shipped.');
    const payment = world.get('SELECT id FROM payments WHERE order_id = ?', args.order_id);
    if (payment !== undefined) {
      const captured = paymentLifecycle.send(world, int(payment, 'id'), 'CAPTURE');
      if (!captured.ok) return refused(captured, 'The payment of this order is not reserved.');
    }
    return succeed({ order_id: String(args.order_id), status: shipped.to });
  },
});

export const deliverOrder = defineTool({
  name: 'deliver_order',
  description: 'The carrier hands the parcel of an order to the customer.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byOrder,
  events: ['order.DELIVER', 'shipment.DELIVER'],
  run({ world, clock }, args) {
    const found = parcel(world, args.order_id);
    if (!found.ok) return found;
    const handed = shipmentLifecycle.send(world, found.id, 'DELIVER');
    if (!handed.ok) return refused(handed, 'Only a parcel under way is delivered.');
    const delivered = orderLifecycle.send(world, args.order_id, 'DELIVER');
    if (!delivered.ok) return refused(delivered, 'Only a shipped order is delivered.');
    world.run('UPDATE shipments SET delivered_at = ? WHERE id = ?', clock.now(), found.id);
    return succeed({ order_id: String(args.order_id), status: delivered.to });
  },
});

export const loseShipment = defineTool({
  name: 'lose_shipment',
  description: 'The carrier loses the parcel of an order.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byOrder,
  events: ['shipment.LOSE'],
  run({ world }, args) {
    const found = parcel(world, args.order_id);
    if (!found.ok) return found;
    const lost = shipmentLifecycle.send(world, found.id, 'LOSE');
    return lost.ok ? succeed({ order_id: String(args.order_id), shipment: lost.to }) : lost;
  },
});

export const findShipment = defineTool({
  name: 'find_shipment',
  description: 'The carrier finds a lost parcel; it is under way again.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byOrder,
  events: ['shipment.FIND'],
  run({ world }, args) {
    const parcelOf = parcel(world, args.order_id);
    if (!parcelOf.ok) return parcelOf;
    const found = shipmentLifecycle.send(world, parcelOf.id, 'FIND');
    return found.ok ? succeed({ order_id: String(args.order_id), shipment: found.to }) : found;
  },
});

export const receiveReturn = defineTool({
  name: 'receive_return',
  description: 'The warehouse receives the item of an approved return.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byReturn,
  events: ['return.RECEIVE'],
  run({ world }, args) {
    const received = returnLifecycle.send(world, args.return_id, 'RECEIVE');
    return received.ok ? succeed({ return_id: `R${args.return_id}`, status: received.to }) : received;
  },
});

export const closeReturn = defineTool({
  name: 'close_return',
  description:
    'The warehouse has checked a returned item: it goes back into stock, and what is left of its price is refunded.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byReturn,
  events: ['return.CLOSE', 'refund.PAY'],
  run({ world, clock }, args) {
    const closed = returnLifecycle.send(world, args.return_id, 'CLOSE');
    if (!closed.ok) return closed;
    const item = world.get(
      `SELECT i.id, i.product_id, i.price_cents FROM returns r JOIN order_items i ON i.id = r.order_item_id
       WHERE r.id = (SELECT ?)`,
      args.return_id,
    );
    if (item === undefined) return failed('not_found', `There is no return R${args.return_id}.`);
    const cents = int(item, 'price_cents') - refundedCents(world, int(item, 'id'));
    if (cents > 0) {
      const id = nextId(world, 'refunds');
      world.run(
        `INSERT INTO refunds (id, order_item_id, amount_cents, status, created_at) VALUES (?, ?, ?, 'requested', ?)`,
        id,
        int(item, 'id'),
        cents,
        clock.now(),
      );
      must(refundLifecycle.send(world, id, 'PAY'));
    }
    world.run('UPDATE products SET stock = stock + 1 WHERE id = ?', int(item, 'product_id'));
    return succeed({
      return_id: `R${args.return_id}`,
      status: closed.to,
      refunded: formatMoney(Math.max(0, cents)),
    });
  },
});

export const sendExchange = defineTool({
  name: 'send_exchange',
  description: 'The warehouse sends the replacement of a requested exchange.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byExchange,
  events: ['exchange.SEND'],
  run({ world }, args) {
    const product = world.get(
      `SELECT p.id, p.stock FROM exchanges x JOIN order_items i ON i.id = x.order_item_id
       JOIN products p ON p.id = i.product_id WHERE x.id = (SELECT ?)`,
      args.exchange_id,
    );
    const sent = exchangeLifecycle.send(world, args.exchange_id, 'SEND');
    if (!sent.ok) return sent;
    if (product === undefined || int(product, 'stock') === 0)
      return failed('conflict', 'The replacement is out of stock.');
    world.run('UPDATE products SET stock = stock - 1 WHERE id = ?', int(product, 'id'));
    return succeed({ exchange_id: `X${args.exchange_id}`, status: sent.to });
  },
});

export const deliverExchange = defineTool({
  name: 'deliver_exchange',
  description: 'The carrier delivers the replacement of an exchange.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: byExchange,
  events: ['exchange.DELIVER'],
  run({ world }, args) {
    const delivered = exchangeLifecycle.send(world, args.exchange_id, 'DELIVER');
    return delivered.ok ? succeed({ exchange_id: `X${args.exchange_id}`, status: delivered.to }) : delivered;
  },
});
