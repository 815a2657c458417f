import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

test('get_invoice prints status, sums, lines and payments', () => {
  expect(JSON.stringify(result(desk.call('get_invoice', { invoice_id: 'i52' })))).toBe(
    '{"invoice_id":"I52","customer_id":"C40","subscription_id":"U12","status":"open","total":"12.00","tax":"2.00",' +
      '"due":"12.00","due_on":"2026-06-15","lines":[{"description":"Hearth","amount":"12.00"}],' +
      '"payments":[{"method":"card","amount":"12.00","status":"declined","code":"card_expired"}]}',
  );
  expect(refusal(desk.call('get_invoice', { invoice_id: 'I999' })).code).toBe('not_found');
});

test('list_invoices and get_payment_method read what is on file', () => {
  expect(result(desk.call('list_invoices', { customer_id: 'C31' }))).toEqual({
    invoices: [
      { invoice_id: 'I54', status: 'draft', total: '15.00', issued: '2026-06-01' },
      { invoice_id: 'I51', status: 'paid', total: '18.00', issued: '2026-06-01' },
    ],
  });
  expect(result(desk.call('get_payment_method', { customer_id: 'C40' }))).toEqual({
    customer_id: 'C40',
    kind: 'card',
    label: 'card ending 1881',
  });
});

describe('collecting', () => {
  test('the next step depends on what is wrong with the card', () => {
    expect(result(desk.call('retry_payment', { invoice_id: 'I52' }))).toEqual({
      invoice_id: 'I52',
      payment: 'declined',
      code: 'card_expired',
    });
    desk.call('update_payment_method', { customer_id: 'C40', last_digits: '1234 5678 9012 7777' });
    expect(result(desk.call('get_payment_method', { customer_id: 'C40' }))).toMatchObject({
      label: 'card ending 7777',
    });
    expect(result(desk.call('retry_payment', { invoice_id: 'I52' }))).toMatchObject({
      payment: 'paid',
      code: null,
    });
    expect(desk.row('subscriptions', 12)).toMatchObject({ status: 'active' });
    expect(desk.row('devices', 27)).toMatchObject({ status: 'working', fault: 'none' });
  });

  test('a bank that wants approval: no second charge, then the customer approves', () => {
    desk.world.run(`UPDATE payment_methods SET health = 'needs_approval' WHERE id = 2`);
    expect(result(desk.call('retry_payment', { invoice_id: 'I52' }))).toMatchObject({
      payment: 'awaiting_approval',
    });
    expectRefusal(desk.call('retry_payment', { invoice_id: 'I52' }), 'conflict', 'app of the bank');
    expect(result(desk.call('approve_in_bank_app', { invoice_id: 'I52' }))).toEqual({ approved: '12.00' });
    expect(desk.row('invoices', 52)).toMatchObject({ status: 'paid' });
    expect(refusal(desk.call('approve_in_bank_app', { invoice_id: 'I52' })).code).toBe('conflict');
  });

  test('an approval that never comes is a declined payment', () => {
    desk.world.run(`UPDATE payment_methods SET health = 'needs_approval' WHERE id = 2`);
    desk.call('retry_payment', { invoice_id: 'I52' });
    expect(result(desk.call('expire_approval', { invoice_id: 'I52' }))).toMatchObject({
      payment: 'declined',
    });
    expect(refusal(desk.call('expire_approval', { invoice_id: 'I52' })).code).toBe('not_found');
  });

  test('the customer pays by transfer, also what was given up', () => {
    expect(result(desk.call('pay_invoice', { invoice_id: 'I53' }))).toEqual({
      invoice_id: 'I53',
      paid: '12.00',
      status: 'paid',
    });
    expect(desk.row('subscriptions', 16)).toMatchObject({ status: 'expired' });
    for (const invoice_id of ['I51', 'I54', 'I53'])
      expect(refusal(desk.call('pay_invoice', { invoice_id })).code).toBe('conflict');
  });

  test('a customer without a method on file is declined', () => {
    desk.world.run('DELETE FROM payment_methods WHERE customer_id = 40');
    expect(result(desk.call('retry_payment', { invoice_id: 'I52' }))).toMatchObject({
      code: 'no_payment_method',
    });
  });
});

describe('void_invoice', () => {
  test('an unpaid one goes, and with it the debt', () => {
    expect(result(desk.call('void_invoice', { invoice_id: 'I52' }))).toEqual({
      invoice_id: 'I52',
      status: 'void',
    });
    expect(desk.row('subscriptions', 12)).toMatchObject({ status: 'active' });
  });

  test('a paid one is credited instead, a part-paid one too', () => {
    expectRefusal(desk.call('void_invoice', { invoice_id: 'I51' }), 'illegal_transition', 'credit_invoice');
    desk.call('spend_store_credit', { invoice_id: 'I52' });
    expectRefusal(desk.call('void_invoice', { invoice_id: 'I52' }), 'conflict', 'credit_invoice');
    expect(desk.row('invoices', 52)).toMatchObject({ status: 'open' });
  });
});

describe('credit_invoice', () => {
  test('on an open one less is due, and nothing due is paid', () => {
    expect(result(desk.call('credit_invoice', { invoice_id: 'I52', amount: '2.00' }))).toEqual({
      credit_note_id: 'K1',
      amount: '2.00',
      to: 'amount_due',
      status: 'open',
    });
    expect(result(desk.call('get_invoice', { invoice_id: 'I52' }))).toMatchObject({ due: '10.00' });
    expect(result(desk.call('credit_invoice', { invoice_id: 'I52', amount: 10 }))).toMatchObject({
      status: 'paid',
    });
  });

  test('on a paid one the money goes back; with the last cent it is refunded', () => {
    expect(
      result(desk.call('credit_invoice', { invoice_id: 'I51', amount: '8.00', to: 'store credit' })),
    ).toMatchObject({ to: 'store_credit', status: 'paid' });
    expect(result(desk.call('get_store_credit', { customer_id: 'C31' }))).toMatchObject({ balance: '8.00' });
    expectRefusal(desk.call('credit_invoice', { invoice_id: 'I51', amount: '10.01' }), 'validation', '10.00');
    expect(result(desk.call('credit_invoice', { invoice_id: 'I51', amount: '10.00' }))).toMatchObject({
      to: 'original',
      status: 'refunded',
    });
    expect(desk.row('invoice_payments', 1)).toMatchObject({ status: 'refunded' });
  });

  test('nothing, and invoices in another state, are refused', () => {
    expect(refusal(desk.call('credit_invoice', { invoice_id: 'I51', amount: 0 })).code).toBe('validation');
    for (const invoice_id of ['I53', 'I54', 'I55'])
      expect(refusal(desk.call('credit_invoice', { invoice_id, amount: 1 })).code).toBe('conflict');
  });
});

test('a draft is sent by the billing run', () => {
  expect(result(desk.call('finalize_invoice', { invoice_id: 'I54' }))).toEqual({
    invoice_id: 'I54',
    status: 'open',
  });
  expect(refusal(desk.call('finalize_invoice', { invoice_id: 'I51' })).code).toBe('illegal_transition');
});

describe('store credit', () => {
  test('is the sum of its ledger', () => {
    expect(result(desk.call('get_store_credit', { customer_id: 'C40' }))).toEqual({
      customer_id: 'C40',
      balance: '5.00',
      entries: [{ amount: '5.00', kind: 'granted', on: '2026-05-01' }],
    });
    expect(result(desk.call('grant_store_credit', { customer_id: 'C40', amount: '7.50' }))).toEqual({
      customer_id: 'C40',
      granted: '7.50',
      balance: '12.50',
    });
    expectRefusal(
      desk.call('grant_store_credit', { customer_id: 'C40', amount: '100.01' }),
      'validation',
      '100.00',
    );
    expect(refusal(desk.call('grant_store_credit', { customer_id: 'C40', amount: 0 })).code).toBe(
      'validation',
    );
  });

  test('pays an invoice as far as it goes', () => {
    expect(result(desk.call('spend_store_credit', { invoice_id: 'I52' }))).toEqual({
      invoice_id: 'I52',
      spent: '5.00',
      status: 'open',
      balance: '0.00',
    });
    expectRefusal(desk.call('spend_store_credit', { invoice_id: 'I52' }), 'conflict', 'balance');
    expect(result(desk.call('pay_invoice', { invoice_id: 'I52' }))).toMatchObject({ paid: '7.00' });
    expect(refusal(desk.call('spend_store_credit', { invoice_id: 'I52' })).code).toBe('conflict');
  });

  test('a gift code works once', () => {
    expect(result(desk.call('redeem_gift_code', { customer_id: 'C31', code: 'gift-4821' }))).toEqual({
      amount: '25.00',
      balance: '25.00',
    });
    for (const code of ['GIFT4821', 'GIFT4822'])
      expect(refusal(desk.call('redeem_gift_code', { customer_id: 'C40', code })).code).toBe('conflict');
    expect(refusal(desk.call('redeem_gift_code', { customer_id: 'C40', code: 'GIFT9999' })).code).toBe(
      'not_found',
    );
  });

  test('a refund as store credit is a refund: it cannot be had twice', () => {
    const kettle = { order_id: '4821', sku: 'K7' };
    desk.call('refund_partial', { ...kettle, amount: '9.90' });
    expect(result(desk.call('refund_to_store_credit', kettle))).toEqual({
      refund_id: 'F2',
      amount: '40.00',
      balance: '40.00',
    });
    expect(refusal(desk.call('refund_item', kettle)).code).toBe('conflict');
    expect(refusal(desk.call('refund_to_store_credit', { order_id: '4823' })).code).toBe('forbidden');
  });
});

describe('disputes', () => {
  const evidence = (kind: string) => desk.call('respond_to_dispute', { dispute_id: 'D3', evidence: kind });

  test('get_dispute and list_disputes read them', () => {
    expect(result(desk.call('get_dispute', { dispute_id: 'D3' }))).toEqual({
      dispute_id: 'D3',
      customer_id: 'C40',
      order_id: null,
      invoice_id: 'I55',
      amount: '18.00',
      reason: 'cancelled',
      status: 'opened',
      respond_by: '2026-06-25',
      evidence: [],
    });
    expect(result(desk.call('list_disputes', { customer_id: 'C40' }))).toMatchObject({
      disputes: [{ dispute_id: 'D3' }],
    });
  });

  test('the evidence that fits the reason wins, another loses', () => {
    expect(result(evidence('usage log'))).toMatchObject({
      status: 'evidence_submitted',
      evidence: ['usage_log'],
    });
    expect(refusal(evidence('usage_log')).code).toBe('conflict');
    expect(result(desk.call('decide_dispute', { dispute_id: 'D3' }))).toMatchObject({ status: 'won' });
    expect(desk.row('invoices', 55)).toMatchObject({ status: 'paid' });
    expect(desk.row('invoice_payments', 4)).toMatchObject({ status: 'succeeded' });
    desk.reset();
    evidence('delivery_proof');
    expect(result(desk.call('decide_dispute', { dispute_id: 'D3' }))).toMatchObject({ status: 'lost' });
    expect(desk.row('invoices', 55)).toMatchObject({ status: 'charged_back' });
    expect(refusal(evidence('usage_log')).code).toBe('illegal_transition');
  });

  test('unanswered it is lost, too late it cannot be answered', () => {
    desk.wait(11 * 86_400_000);
    expect(refusal(evidence('usage_log')).code).toBe('conflict');
    expect(result(desk.call('decide_dispute', { dispute_id: 'D3' }))).toMatchObject({ status: 'lost' });
  });

  test('accepted: the customer keeps the money', () => {
    expect(result(desk.call('accept_dispute', { dispute_id: 'D3' }))).toEqual({
      dispute_id: 'D3',
      status: 'accepted',
    });
    expect(desk.row('invoices', 55)).toMatchObject({ status: 'charged_back' });
    expect(refusal(desk.call('accept_dispute', { dispute_id: 'D3' })).code).toBe('illegal_transition');
  });

  test('the customer disputes an invoice and withdraws', () => {
    expect(result(desk.call('dispute_invoice', { invoice_id: 'I51', reason: 'duplicate' }))).toEqual({
      dispute_id: 'D4',
      amount: '18.00',
    });
    expect(desk.row('invoices', 51)).toMatchObject({ status: 'disputed' });
    expect(result(desk.call('withdraw_dispute', { dispute_id: 'D4' }))).toMatchObject({
      status: 'withdrawn',
    });
    expect(desk.row('invoices', 51)).toMatchObject({ status: 'paid' });
    expect(refusal(desk.call('dispute_invoice', { invoice_id: 'I52', reason: 'duplicate' })).code).toBe(
      'conflict',
    );
  });

  test('no proof of delivery wins for an order that never arrived', () => {
    for (const [order_id, status] of [
      ['4821', 'won'],
      ['4822', 'lost'],
    ]) {
      desk.reset();
      desk.call('dispute_order', { order_id, reason: 'not_received' });
      desk.call('respond_to_dispute', { dispute_id: 'D4', evidence: 'delivery_proof' });
      expect(result(desk.call('decide_dispute', { dispute_id: 'D4' })), order_id).toMatchObject({ status });
      const payment = desk.row('payments', order_id === '4821' ? 1 : 2);
      expect(payment).toMatchObject({ status: status === 'won' ? 'captured' : 'charged_back' });
    }
    expect(refusal(desk.call('dispute_order', { order_id: '4823', reason: 'not_received' })).code).toBe(
      'illegal_transition',
    );
  });
});

test('identity by e-mail: the address is masked, and confirming it verifies the ticket', () => {
  expect(refusal(desk.call('confirm_email_code', { customer_id: 'C31' })).code).toBe('not_found');
  expect(result(desk.call('send_email_code', { customer_id: 'C31' }))).toEqual({
    sent_to: 'a***@example.com',
  });
  expect(refusal(desk.call('confirm_email_code', { customer_id: 'C40' })).code).toBe('not_found');
  expect(result(desk.call('confirm_email_code', { customer_id: 'C31' }))).toEqual({ confirmed: true });
  expect(desk.row('tickets', 1)).toMatchObject({ verified: 1, customer_id: 31 });
  expect(refusal(desk.call('send_email_code', { customer_id: 'C31' }, {})).code).toBe('not_found');
});
