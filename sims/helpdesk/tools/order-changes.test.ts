import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

describe('editing an order that is not packed', () => {
  test('an item is added at its price, and the reserved payment follows', () => {
    expect(result(desk.call('add_order_item', { order_id: '4823', sku: 'k7' }))).toEqual({
      order_id: '4823',
      difference: '54.90',
      total: '63.40',
    });
    expect(desk.row('payments', 3)).toMatchObject({ amount_cents: 6340, status: 'authorized' });
    expect(desk.row('products', 1)).toMatchObject({ stock: 4 });
  });

  test('and taken off again: everything but the record is as it was', () => {
    desk.call('add_order_item', { order_id: '4823', sku: 'K7' });
    expect(result(desk.call('remove_order_item', { order_id: '4823', sku: 'K7' }))).toMatchObject({
      difference: '-54.90',
      total: '8.50',
    });
    expect(result(desk.call('list_order_changes', { order_id: '4823' }))).toMatchObject({
      changes: [
        { change: 'add_item', sku: 'K7', difference: '54.90' },
        { change: 'remove_item', sku: 'K7', difference: '-54.90' },
      ],
      deliver_on: null,
    });
    expect(desk.row('products', 1)).toMatchObject({ stock: 5 });
  });

  test.each([
    ['add_order_item', '4823', 'M23', 'conflict', ''],
    ['add_order_item', '4823', 'T5', 'conflict', 'another product'],
    ['add_order_item', '4823', 'Z9', 'not_found', 'search_products'],
    ['add_order_item', '4824', 'K7', 'conflict', 'until the order is packed'],
    ['add_order_item', '9999', 'K7', 'not_found', ''],
    ['remove_order_item', '4823', 'M23', 'conflict', 'cancel_order'],
    ['remove_order_item', '4823', 'K7', 'not_found', 'get_order'],
    ['remove_order_item', '4821', 'K7', 'conflict', 'until the order is packed'],
  ])('%s on order %s of %s is refused', (tool, order_id, sku, code, hint) => {
    expectRefusal(desk.call(tool, { order_id, sku }), code, hint);
    expect(desk.world.diff()).toEqual([]);
  });

  test('a variant costs its difference, there and back', () => {
    expect(result(desk.call('list_variants', { sku: 'M23' }))).toMatchObject({
      variants: [
        { variant: 'small', extra: '0.00' },
        { variant: 'large', extra: '2.00', stock: 3 },
        { stock: 0 },
      ],
    });
    expect(result(desk.call('change_item_variant', { order_id: '4823', variant: 'Large' }))).toMatchObject({
      difference: '2.00',
      total: '10.50',
    });
    expect(refusal(desk.call('change_item_variant', { order_id: '4823', variant: 'large' })).code).toBe(
      'conflict',
    );
    expect(result(desk.call('change_item_variant', { order_id: '4823', variant: 'small' }))).toMatchObject({
      difference: '-2.00',
      total: '8.50',
    });
    expectRefusal(
      desk.call('change_item_variant', { order_id: '4823', variant: 'giant' }),
      'conflict',
      'variant',
    );
    expectRefusal(
      desk.call('change_item_variant', { order_id: '4823', variant: 'pink' }),
      'not_found',
      'list_variants',
    );
  });
});

describe('delivery', () => {
  test('a day is set and promised, a note is kept', () => {
    expect(result(desk.call('set_delivery_date', { order_id: '4824', date: '2026-06-20' }))).toEqual({
      order_id: '4824',
      deliver_on: '2026-06-20',
    });
    desk.call('set_delivery_instructions', { order_id: '4824', instructions: 'ring twice' });
    expect(result(desk.call('list_order_changes', { order_id: '4824' }))).toMatchObject({
      deliver_on: '2026-06-20',
      instructions: 'ring twice',
    });
    expect(desk.row('orders', 4824)).toMatchObject({ promised_at: Date.UTC(2026, 5, 20) });
  });

  test('the same wish twice is a conflict: who never got the reply may ask again', () => {
    const day = { order_id: '4824', date: '2026-06-20' };
    const note = { order_id: '4824', instructions: 'ring twice' };
    desk.call('set_delivery_date', day);
    desk.call('set_delivery_instructions', note);
    const before = desk.world.hash();
    expect(refusal(desk.call('set_delivery_date', day)).code).toBe('conflict');
    expect(refusal(desk.call('set_delivery_instructions', note)).code).toBe('conflict');
    expect(desk.world.hash()).toBe(before);
  });

  test('days that are too near, too far or none, and parcels that are gone, are refused', () => {
    for (const date of ['2026-06-16', '2026-07-16', '2026-02-30', 'tomorrow'])
      expect(refusal(desk.call('set_delivery_date', { order_id: '4824', date })).code, date).toBe(
        'validation',
      );
    expect(refusal(desk.call('set_delivery_date', { order_id: '4822', date: '2026-06-20' })).code).toBe(
      'conflict',
    );
  });

  test('a lost parcel is sent again, under way it is not', () => {
    expectRefusal(desk.call('reship_order', { order_id: '4822' }), 'illegal_transition', 'lost');
    expect(result(desk.call('lose_shipment', { order_id: '4822' }))).toMatchObject({ shipment: 'lost' });
    expect(result(desk.call('reship_order', { order_id: '4822' }))).toEqual({
      order_id: '4822',
      tracking: 'TR4822R',
      promised: '2026-06-19',
    });
    expect(result(desk.call('ship_order', { order_id: '4822' }))).toMatchObject({ status: 'shipped' });
    expect(result(desk.call('deliver_order', { order_id: '4822' }))).toMatchObject({ status: 'delivered' });
    expect(result(desk.call('get_order', { order_id: '4822' }))).toMatchObject({
      days_since_delivery: 0,
      days_late: 0,
    });
  });

  test('what is out of stock cannot be sent again', () => {
    desk.call('lose_shipment', { order_id: '4822' });
    desk.world.run('UPDATE products SET stock = 0 WHERE id = 1');
    expectRefusal(desk.call('reship_order', { order_id: '4822' }), 'conflict', 'refund');
    expect(desk.row('shipments', 2)).toMatchObject({ status: 'lost' });
    expect(result(desk.call('find_shipment', { order_id: '4822' }))).toMatchObject({
      shipment: 'in_transit',
    });
  });
});

describe('warehouse and carrier', () => {
  test('an order goes from paid to delivered, and its payment is captured on the way', () => {
    for (const tool of ['pack_order', 'ship_order', 'deliver_order'])
      expect(desk.call(tool, { order_id: '4823' }).ok, tool).toBe(true);
    expect(desk.row('orders', 4823)).toMatchObject({ status: 'delivered' });
    expect(desk.row('payments', 3)).toMatchObject({ status: 'captured' });
    expect(result(desk.call('get_shipment', { order_id: '4823' }))).toMatchObject({
      status: 'delivered',
      delivered: '2026-06-15',
    });
    expect(refusal(desk.call('pack_order', { order_id: '4823' })).code).toBe('illegal_transition');
  });

  test('a return comes in and is refunded once', () => {
    desk.call('create_return', { order_id: '4821', sku: 'K7' });
    desk.call('refund_partial', { order_id: '4821', sku: 'K7', amount: '9.90' });
    expect(result(desk.call('receive_return', { return_id: 'R12' }))).toMatchObject({ status: 'received' });
    expect(result(desk.call('close_return', { return_id: 'R12' }))).toEqual({
      return_id: 'R12',
      status: 'closed',
      refunded: '40.00',
    });
    expect(refusal(desk.call('close_return', { return_id: 'R12' })).code).toBe('illegal_transition');
    expect(refusal(desk.call('receive_return', { return_id: 'R99' })).code).toBe('not_found');
  });

  test('an exchange is delivered; one that was only asked for is sent first', () => {
    desk.call('exchange_item', { order_id: '4821', sku: 'K7' });
    expect(result(desk.call('deliver_exchange', { exchange_id: 'X1' }))).toMatchObject({
      status: 'delivered',
    });
    desk.world.run(
      `INSERT INTO exchanges (id, order_item_id, status, created_at) VALUES (2, 2, 'requested', 0)`,
    );
    expect(result(desk.call('send_exchange', { exchange_id: 'X2' }))).toMatchObject({ status: 'sent' });
  });
});

describe('what the customer asks for in the shop', () => {
  const kettle = { order_id: '4821', sku: 'K7' };

  test('a refund is approved or refused by the desk', () => {
    expect(result(desk.call('request_refund', kettle))).toEqual({
      refund_id: 'F1',
      amount: '49.90',
      status: 'requested',
    });
    expect(refusal(desk.call('request_refund', kettle)).code).toBe('conflict');
    expect(result(desk.call('approve_refund', { refund_id: 'F1' }))).toMatchObject({ status: 'paid' });
    expect(refusal(desk.call('refuse_refund', { refund_id: 'F1' })).code).toBe('illegal_transition');
  });

  test('one that was paid by another way meanwhile cannot be approved any more', () => {
    desk.call('request_refund', kettle);
    desk.call('refund_item', kettle);
    expect(refusal(desk.call('approve_refund', { refund_id: 'F1' })).code).toBe('conflict');
    expect(result(desk.call('refuse_refund', { refund_id: 'F1' }))).toEqual({
      refund_id: 'F1',
      status: 'refused',
    });
  });

  test('a return is asked for and approved', () => {
    expect(result(desk.call('request_return', kettle))).toEqual({ return_id: 'R12', status: 'requested' });
    expect(result(desk.call('approve_return', { return_id: 'R12' }))).toMatchObject({ status: 'approved' });
  });
});
