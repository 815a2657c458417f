/** Tools on orders and their parcels: read them, cancel, change where they go. */
import {
  defineTool,
  succeed,
  dayOf,
  isoDate,
  int,
  intOrNull,
  text,
  formatMoney,
  freeText,
} from '@understudy/kernel';
import { z } from 'zod';
import { orderLifecycle, paymentLifecycle, shipmentLifecycle } from '../lifecycles.ts';
import { failed, orderNotFound, refused } from '../outcomes.ts';
import { orderId, postcode } from '../parameters.ts';
import { nextId } from './numbering.ts';

export const getOrder = defineTool({
  name: 'get_order',
  description:
    'Read an order: status, whole days since delivery (null if not delivered), whole days late, and its items with prices.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ order_id: orderId.describe('Order number, 4 digits') }),
  run({ world, clock }, args) {
    const order = world.get(
      `SELECT o.status, o.promised_at, s.delivered_at
       FROM orders o LEFT JOIN shipments s ON s.order_id = o.id WHERE o.id = (SELECT ?)`,
      args.order_id,
    );
    if (order === undefined) return orderNotFound(args.order_id);
    const items = world.all(
      `SELECT p.sku, p.name, i.price_cents, i.final_sale
       FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = (SELECT ?) ORDER BY i.id`,
      args.order_id,
    );
    const status = text(order, 'status');
    const today = dayOf(clock.now());
    const deliveredAt = intOrNull(order, 'delivered_at');
    const deliveryDay = deliveredAt === null ? null : dayOf(deliveredAt);
    const daysLate = status === 'cancelled' ? 0 : (deliveryDay ?? today) - dayOf(int(order, 'promised_at'));
    return succeed({
      order_id: String(args.order_id),
      status,
      days_since_delivery: deliveryDay === null ? null : today - deliveryDay,
      days_late: Math.max(0, daysLate),
      items: items.map((item) => ({
        name: text(item, 'name'),
        sku: text(item, 'sku'),
        price: formatMoney(int(item, 'price_cents')),
        final_sale: int(item, 'final_sale') === 1,
      })),
    });
  },
});

export const getShipment = defineTool({
  name: 'get_shipment',
  description:
    'Read the shipment of an order: carrier, tracking number, status, promised and actual delivery date.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ order_id: orderId.describe('Order number, 4 digits') }),
  run({ world }, args) {
    const row = world.get(
      `SELECT o.status AS order_status, o.promised_at, s.carrier, s.tracking, s.status, s.delivered_at
       FROM orders o LEFT JOIN shipments s ON s.order_id = o.id WHERE o.id = (SELECT ?)`,
      args.order_id,
    );
    if (row === undefined) return orderNotFound(args.order_id);
    if (row['carrier'] === null) {
      const status = text(row, 'order_status');
      return failed(
        'not_found',
        `Order ${args.order_id} has no shipment.`,
        `The order is ${status}; a shipment exists from packing on.`,
      );
    }
    const deliveredAt = intOrNull(row, 'delivered_at');
    return succeed({
      order_id: String(args.order_id),
      carrier: text(row, 'carrier'),
      tracking: text(row, 'tracking'),
      status: text(row, 'status'),
      promised: isoDate(int(row, 'promised_at')),
      delivered: deliveredAt === null ? null : isoDate(deliveredAt),
    });
  },
});

export const cancelOrder = defineTool({
  name: 'cancel_order',
  description: 'Cancel an order that has not been shipped yet. Its payment is voided.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ order_id: orderId.describe('Order number, 4 digits') }),
  events: ['order.CANCEL', 'payment.VOID', 'shipment.VOID'],
  run({ world }, args) {
    if (world.get('SELECT id FROM orders WHERE id = ?', args.order_id) === undefined) {
      return orderNotFound(args.order_id);
    }
    const cancelled = orderLifecycle.send(world, args.order_id, 'CANCEL');
    if (!cancelled.ok)
      return refused(cancelled, 'An order can be cancelled only while it is paid or packed.');
    const payment = world.get('SELECT id FROM payments WHERE order_id = ?', args.order_id);
    if (payment !== undefined) {
      const voided = paymentLifecycle.send(world, int(payment, 'id'), 'VOID');
      if (!voided.ok) return refused(voided, 'The payment of this order can no longer be voided.');
    }
    const shipment = world.get('SELECT id FROM shipments WHERE order_id = ?', args.order_id);
    if (shipment !== undefined) {
      const voided = shipmentLifecycle.send(world, int(shipment, 'id'), 'VOID');
      if (!voided.ok) return refused(voided, 'The parcel of this order is already on its way.');
    }
    return succeed({ order_id: String(args.order_id), status: cancelled.to });
  },
});

export const changeAddress = defineTool({
  name: 'change_address',
  description: 'Change the delivery address of an order that has not been shipped yet.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    order_id: orderId.describe('Order number, 4 digits'),
    street: freeText(80).describe('Street and house number'),
    city: freeText(60).describe('City'),
    postcode: postcode.describe('Postcode, 5 digits'),
  }),
  run({ world }, args) {
    const order = world.get('SELECT customer_id, status FROM orders WHERE id = ?', args.order_id);
    if (order === undefined) return orderNotFound(args.order_id);
    const status = text(order, 'status');
    if (status !== 'paid' && status !== 'packed') {
      return failed(
        'conflict',
        `The address of order ${args.order_id} cannot be changed: it is ${status}.`,
        'The address can be changed only while the order is paid or packed.',
      );
    }
    const there = world.get(
      `SELECT a.id FROM orders o JOIN addresses a ON a.id = o.address_id
       WHERE o.id = (SELECT ?) AND a.street = (SELECT ?) AND a.city = (SELECT ?) AND a.postcode = (SELECT ?)`,
      args.order_id,
      args.street,
      args.city,
      args.postcode,
    );
    if (there !== undefined)
      return failed('conflict', `Order ${args.order_id} goes to this address already.`);
    // A new row: the customer's other orders may share the old address.
    const id = nextId(world, 'addresses');
    world.run(
      'INSERT INTO addresses (id, customer_id, street, city, postcode, is_default) VALUES (?, ?, ?, ?, ?, 0)',
      id,
      int(order, 'customer_id'),
      args.street,
      args.city,
      args.postcode,
    );
    world.run('UPDATE orders SET address_id = ? WHERE id = ?', id, args.order_id);
    return succeed({
      order_id: String(args.order_id),
      street: args.street,
      city: args.city,
      postcode: args.postcode,
    });
  },
});
