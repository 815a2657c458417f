import { OPENING_TIME } from '@understudy/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

test('find_customer finds by e-mail, whatever its case', () => {
  expect(result(desk.call('find_customer', { email: ' Ana.Berg31@Example.com ' }))).toEqual({
    customer_id: 'C31',
    name: 'Ana Berg',
  });
  expect(refusal(desk.call('find_customer', { email: 'nobody@example.com' })).code).toBe('not_found');
});

test('get_customer reads name, e-mail, tier and the postcode of the default address', () => {
  expect(result(desk.call('get_customer', { customer_id: 'c31' }))).toEqual({
    customer_id: 'C31',
    name: 'Ana Berg',
    email: 'ana.berg31@example.com',
    tier: 'plus',
    postcode: '70193',
  });
  expect(refusal(desk.call('get_customer', { customer_id: 'C99' })).code).toBe('not_found');
});

test('list_orders lists the newest order first', () => {
  expect(result(desk.call('list_orders', { customer_id: 'C31' }))).toEqual({
    orders: ['4823', '4822', '4821'],
  });
  expect(refusal(desk.call('list_orders', { customer_id: 'C99' })).code).toBe('not_found');
});

describe('verify_identity', () => {
  test('proves the customer and ties order and customer to the ticket', () => {
    const proven = desk.call('verify_identity', { order_id: '4821', postcode: '70193' });
    expect(JSON.stringify(result(proven))).toBe('{"verified":true,"name":"Ana Berg"}');
    expect(desk.row('tickets', 1)).toMatchObject({
      verified: 1,
      order_id: 4821,
      customer_id: 31,
      failed_checks: 0,
      updated_at: OPENING_TIME + 5000,
    });
  });

  test('a wrong postcode and a wrong order number look the same, and each counts', () => {
    for (const args of [
      { order_id: '4821', postcode: '70194' },
      { order_id: '9999', postcode: '70193' },
      { order_id: '4821', postcode: '80110' },
    ]) {
      expect(result(desk.call('verify_identity', args))).toEqual({ verified: false });
    }
    expect(desk.row('tickets', 1)).toMatchObject({ verified: 0, order_id: null, failed_checks: 3 });
  });

  test('a malformed postcode is invalid and does not count', () => {
    expect(refusal(desk.call('verify_identity', { order_id: '4821', postcode: '7019' })).code).toBe(
      'validation',
    );
    expect(desk.world.diff()).toEqual([]);
  });

  test('without a ticket there is nobody to verify', () => {
    const args = { order_id: '4821', postcode: '70193' };
    expect(refusal(desk.call('verify_identity', args, {})).code).toBe('not_found');
    expect(refusal(desk.call('verify_identity', args, { ticketId: 77 })).code).toBe('not_found');
  });
});
