import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

const kettle = { order_id: '4821', sku: 'K7' };

describe('refund_item', () => {
  test('pays the price the item was sold for', () => {
    expect(JSON.stringify(result(desk.call('refund_item', { order_id: 4821, sku: 'k7' })))).toBe(
      '{"refund_id":"F1","amount":"49.90"}',
    );
    expect(desk.row('refunds', 1)).toMatchObject({ order_item_id: 1, amount_cents: 4990, status: 'paid' });
    expect(desk.world.diff()).toHaveLength(1);
  });

  test('numbers go up, also for an item of a shipped order', () => {
    desk.call('refund_item', kettle);
    expect(result(desk.call('refund_item', { order_id: '4822', sku: 'K7' }))).toMatchObject({
      refund_id: 'F2',
    });
  });

  test('needs no sku where the order has one item, and says which there are where it has several', () => {
    expect(result(desk.call('refund_item', { order_id: '4822' }))).toMatchObject({ refund_id: 'F1' });
    expectRefusal(desk.call('refund_item', { order_id: '4821', sku: '' }), 'validation', 'sku');
  });

  test('twice is a conflict', () => {
    desk.call('refund_item', kettle);
    expect(refusal(desk.call('refund_item', kettle)).code).toBe('conflict');
    expect(refusal(desk.call('refund_partial', { ...kettle, amount: '1.00' })).code).toBe('conflict');
  });

  test('after a part it is a conflict that names what is left', () => {
    desk.call('refund_partial', { ...kettle, amount: '9.90' });
    expectRefusal(desk.call('refund_item', kettle), 'conflict', '40.00');
  });

  test('an exchanged item cannot be refunded as well', () => {
    desk.call('exchange_item', kettle);
    expect(refusal(desk.call('refund_item', kettle)).code).toBe('conflict');
  });

  test.each([
    ['4823', 'M23', 'cancel_order'],
    ['4824', 'T5', 'cancel_order'],
    ['4825', 'K7', 'nothing to refund'],
  ])('order %s was never handed over: forbidden', (order_id, sku, hint) => {
    expectRefusal(desk.call('refund_item', { order_id, sku }), 'forbidden', hint);
  });

  test('an unknown order and an item of another order are not found', () => {
    expect(refusal(desk.call('refund_item', { order_id: '9999', sku: 'K7' })).code).toBe('not_found');
    expectRefusal(desk.call('refund_item', { order_id: '4821', sku: 'T5' }), 'not_found', 'get_order');
  });
});

describe('refund_partial', () => {
  test('pays the amount, up to the price over all parts', () => {
    expect(result(desk.call('refund_partial', { ...kettle, amount: 20 }))).toEqual({
      refund_id: 'F1',
      amount: '20.00',
    });
    expectRefusal(desk.call('refund_partial', { ...kettle, amount: '29.91' }), 'validation', '29.90');
    expect(result(desk.call('refund_partial', { ...kettle, amount: '29.90' }))).toMatchObject({
      amount: '29.90',
    });
    expect(refusal(desk.call('refund_partial', { ...kettle, amount: '0.01' })).code).toBe('conflict');
  });

  test.each(['0', '-5', '50.00', 'ten', 1e9])('the amount %s is invalid', (amount) => {
    expect(refusal(desk.call('refund_partial', { ...kettle, amount })).code).toBe('validation');
  });

  test('is forbidden and not found like a full refund', () => {
    expect(refusal(desk.call('refund_partial', { order_id: '4823', sku: 'M23', amount: 1 })).code).toBe(
      'forbidden',
    );
    expect(refusal(desk.call('refund_partial', { order_id: '9999', sku: 'M23', amount: 1 })).code).toBe(
      'not_found',
    );
  });
});

test('list_refunds lists what was paid and given for an order', () => {
  expect(result(desk.call('list_refunds', { order_id: '4821' }))).toEqual({ refunds: [], credits: [] });
  desk.call('refund_item', kettle);
  desk.call('issue_credit', { order_id: '4821', amount: '5.00' });
  expect(result(desk.call('list_refunds', { order_id: '4821' }))).toEqual({
    refunds: [{ refund_id: 'F1', sku: 'K7', amount: '49.90', status: 'paid' }],
    credits: [{ credit_id: 'S1', amount: '5.00' }],
  });
  expect(refusal(desk.call('list_refunds', { order_id: '9999' })).code).toBe('not_found');
});

describe('issue_credit', () => {
  test('gives a credit', () => {
    const given = desk.call('issue_credit', { order_id: '4822', amount: '5' });
    expect(JSON.stringify(result(given))).toBe('{"credit_id":"S1","amount":"5.00"}');
    expect(desk.row('credits', 1)).toMatchObject({ order_id: 4822, amount_cents: 500 });
  });

  test('50.00 is the cap, for all credits of an order together', () => {
    expect(refusal(desk.call('issue_credit', { order_id: '4822', amount: '50.01' })).code).toBe('validation');
    desk.call('issue_credit', { order_id: '4822', amount: '45.00' });
    expectRefusal(
      desk.call('issue_credit', { order_id: '4822', amount: '10.00' }),
      'validation',
      '5.00 is left',
    );
    expect(desk.call('issue_credit', { order_id: '4821', amount: '10.00' }).ok).toBe(true);
  });

  test('nothing is no credit, and an unknown order gets none', () => {
    expect(refusal(desk.call('issue_credit', { order_id: '4822', amount: '0.00' })).code).toBe('validation');
    expect(refusal(desk.call('issue_credit', { order_id: '9999', amount: '5.00' })).code).toBe('not_found');
  });
});
