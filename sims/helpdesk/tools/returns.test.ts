import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

const kettle = { order_id: '4821', sku: 'K7' };

describe('create_return', () => {
  test('makes an approved return, which list_returns shows', () => {
    expect(JSON.stringify(result(desk.call('create_return', kettle)))).toBe(
      '{"return_id":"R12","status":"approved"}',
    );
    expect(desk.row('returns', 12)).toMatchObject({ order_item_id: 1, status: 'approved' });
    expect(result(desk.call('list_returns', { order_id: '4821' }))).toEqual({
      returns: [{ return_id: 'R12', sku: 'K7', status: 'approved' }],
    });
  });

  test('the desk knows no return window and no final sale: those are policy', () => {
    expect(desk.call('create_return', { order_id: '4821', sku: 'M23' }).ok).toBe(true);
  });

  test.each(['4822', '4823', '4825'])('order %s is not delivered: conflict', (order_id) => {
    const sku = order_id === '4823' ? 'M23' : 'K7';
    expect(refusal(desk.call('create_return', { order_id, sku })).code).toBe('conflict');
  });

  test.each(['create_return', 'exchange_item', 'refund_item'])('after %s it is a conflict', (first) => {
    expect(desk.call(first, kettle).ok).toBe(true);
    expect(refusal(desk.call('create_return', kettle)).code).toBe('conflict');
  });

  test('after a refused return a new one can be made', () => {
    desk.call('refuse_return', { return_id: 'R11', reason: 'not_covered' });
    expect(desk.call('create_return', { order_id: '4827', sku: 'K7' }).ok).toBe(true);
  });

  test('unknown order and unknown item are not found', () => {
    expect(refusal(desk.call('create_return', { order_id: '9999', sku: 'K7' })).code).toBe('not_found');
    expect(refusal(desk.call('create_return', { order_id: '4821', sku: 'A1' })).code).toBe('not_found');
    expect(refusal(desk.call('list_returns', { order_id: '9999' })).code).toBe('not_found');
  });
});

describe('approve_return and refuse_return', () => {
  test('approve a requested return, once', () => {
    expect(result(desk.call('approve_return', { return_id: 'r11' }))).toEqual({
      return_id: 'R11',
      status: 'approved',
    });
    expect(refusal(desk.call('approve_return', { return_id: 'R11' }))).toEqual({
      code: 'illegal_transition',
      hint: 'Only a requested return can be approved.',
    });
    expect(refusal(desk.call('refuse_return', { return_id: 'R11', reason: 'final_sale' })).code).toBe(
      'illegal_transition',
    );
  });

  test('refuse a requested return with its reason', () => {
    expect(result(desk.call('refuse_return', { return_id: 11, reason: 'Final sale' }))).toEqual({
      return_id: 'R11',
      status: 'refused',
    });
    expect(desk.row('returns', 11)).toMatchObject({ status: 'refused', reason: 'final_sale' });
  });

  test('an unknown return is not found, an unknown reason is invalid', () => {
    expect(refusal(desk.call('approve_return', { return_id: 'R99' })).code).toBe('not_found');
    expect(refusal(desk.call('refuse_return', { return_id: 'R99', reason: 'final_sale' })).code).toBe(
      'not_found',
    );
    expect(refusal(desk.call('refuse_return', { return_id: 'R11', reason: 'no' })).code).toBe('validation');
  });
});

describe('exchange_item', () => {
  test('sends the right item and takes one from stock', () => {
    expect(result(desk.call('exchange_item', kettle))).toEqual({ exchange_id: 'X1', status: 'sent' });
    expect(desk.row('exchanges', 1)).toMatchObject({ order_item_id: 1, status: 'sent' });
    expect(desk.row('products', 1)).toMatchObject({ stock: 4 });
  });

  test('out of stock, already exchanged or not delivered is a conflict', () => {
    expect(refusal(desk.call('exchange_item', { order_id: '4826', sku: 'T5' })).hint).toContain('refund');
    desk.call('exchange_item', kettle);
    expect(refusal(desk.call('exchange_item', kettle)).code).toBe('conflict');
    expect(refusal(desk.call('exchange_item', { order_id: '4822', sku: 'K7' })).code).toBe('conflict');
  });

  test('unknown order and unknown item are not found', () => {
    expect(refusal(desk.call('exchange_item', { order_id: '9999', sku: 'K7' })).code).toBe('not_found');
    expect(refusal(desk.call('exchange_item', { order_id: '4821', sku: 'T5' })).code).toBe('not_found');
  });
});
