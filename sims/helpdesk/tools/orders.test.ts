import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

describe('get_order', () => {
  test('prints a delivered order compactly, keys in the documented order, at the price it was sold for', () => {
    expect(JSON.stringify(result(desk.call('get_order', { order_id: '#4821' })))).toBe(
      '{"order_id":"4821","status":"delivered","days_since_delivery":12,"days_late":0,"items":[' +
        '{"name":"kettle","sku":"K7","price":"49.90","final_sale":false},' +
        '{"name":"blue mug","sku":"M23","price":"8.50","final_sale":true}]}',
    );
  });

  test.each([
    ['4822', 'shipped', null, 5],
    ['4823', 'paid', null, 0],
    ['4825', 'cancelled', null, 0],
    ['4826', 'delivered', 10, 15],
  ])('order %s is %s: delivered %s days ago, %i days late', (order_id, status, since, late) => {
    expect(result(desk.call('get_order', { order_id }))).toMatchObject({
      status,
      days_since_delivery: since,
      days_late: late,
    });
  });

  test('an unknown order is not found, an odd number is no order number', () => {
    expect(refusal(desk.call('get_order', { order_id: '9999' })).code).toBe('not_found');
    expect(refusal(desk.call('get_order', { order_id: '48' })).code).toBe('validation');
    expect(refusal(desk.call('get_order', {})).code).toBe('validation');
  });
});

describe('get_shipment', () => {
  test('reads carrier, tracking, status and dates', () => {
    expect(result(desk.call('get_shipment', { order_id: 4821 }))).toEqual({
      order_id: '4821',
      carrier: 'Northline',
      tracking: 'TR4821',
      status: 'delivered',
      promised: '2026-06-04',
      delivered: '2026-06-03',
    });
    expect(result(desk.call('get_shipment', { order_id: 4822 }))).toMatchObject({ delivered: null });
  });

  test('an unpacked order has no shipment, and an unknown one does not exist', () => {
    expectRefusal(desk.call('get_shipment', { order_id: '4823' }), 'not_found', 'paid');
    expect(refusal(desk.call('get_shipment', { order_id: '9999' })).code).toBe('not_found');
  });
});

describe('cancel_order', () => {
  test.each(['4823', '4824'])('cancels order %s and voids its payment and parcel label', (order_id) => {
    expect(result(desk.call('cancel_order', { order_id }))).toEqual({ order_id, status: 'cancelled' });
    expect(desk.row('orders', Number(order_id))).toMatchObject({ status: 'cancelled' });
    expect(desk.row('payments', order_id === '4823' ? 3 : 4)).toMatchObject({ status: 'voided' });
    if (order_id === '4824') expect(desk.row('shipments', 3)).toMatchObject({ status: 'voided' });
  });

  test.each(['4821', '4822', '4825'])(
    'order %s is past that: illegal_transition, nothing written',
    (order_id) => {
      const refused = refusal(desk.call('cancel_order', { order_id }));
      expect(refused).toEqual({
        code: 'illegal_transition',
        hint: 'An order can be cancelled only while it is paid or packed.',
      });
      expect(desk.world.diff()).toEqual([]);
    },
  );

  test('a payment that was already captured stops the whole cancellation', () => {
    desk.world.run(`UPDATE payments SET status = 'captured' WHERE order_id = 4823`);
    const before = desk.world.hash();
    expect(refusal(desk.call('cancel_order', { order_id: '4823' })).code).toBe('illegal_transition');
    expect(desk.world.hash()).toBe(before);
  });

  test('a parcel that is already under way stops the whole cancellation', () => {
    desk.world.run(`UPDATE shipments SET status = 'in_transit' WHERE order_id = 4824`);
    const before = desk.world.hash();
    expect(refusal(desk.call('cancel_order', { order_id: '4824' })).code).toBe('illegal_transition');
    expect(desk.world.hash()).toBe(before);
  });

  test('an unknown order is not found', () => {
    expect(refusal(desk.call('cancel_order', { order_id: '9999' })).code).toBe('not_found');
  });
});

describe('change_address', () => {
  const home = { street: ' Oak Road 5 ', city: 'Marwick', postcode: '61 200' };

  test('gives the order an address of its own and leaves the old one to the other orders', () => {
    expect(result(desk.call('change_address', { order_id: '4823', ...home }))).toEqual({
      order_id: '4823',
      street: 'Oak Road 5',
      city: 'Marwick',
      postcode: '61200',
    });
    expect(desk.row('orders', 4823)).toMatchObject({ address_id: 3 });
    expect(desk.row('addresses', 3)).toMatchObject({ customer_id: 31, postcode: '61200', is_default: 0 });
    expect(desk.world.diff().map((change) => change.table)).toEqual(['addresses', 'orders']);
  });

  test('the address it has already is a conflict, and no second row', () => {
    desk.call('change_address', { order_id: '4823', ...home });
    const before = desk.world.hash();
    expect(refusal(desk.call('change_address', { order_id: '4823', ...home })).code).toBe('conflict');
    expect(desk.world.hash()).toBe(before);
  });

  test('errors: shipped is a conflict, unknown is not found, no street is invalid', () => {
    expect(refusal(desk.call('change_address', { order_id: '4822', ...home })).code).toBe('conflict');
    expect(refusal(desk.call('change_address', { order_id: '9999', ...home })).code).toBe('not_found');
    expect(refusal(desk.call('change_address', { order_id: '4823', ...home, street: ' ' })).code).toBe(
      'validation',
    );
  });
});
