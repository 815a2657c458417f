import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

test('get_subscription reads plan, price, status and period', () => {
  expect(JSON.stringify(result(desk.call('get_subscription', { subscription_id: 'u11' })))).toBe(
    '{"subscription_id":"U11","customer_id":"C31","plan":"home","price":"20.00","billed":"month","status":"active",' +
      '"started":"2026-05-01","period_start":"2026-06-01","period_end":"2026-07-01","trial_end":null,"paused_on":null}',
  );
  expect(result(desk.call('get_subscription', { subscription_id: 13 }))).toMatchObject({
    paused_on: '2026-06-10',
  });
  expect(refusal(desk.call('get_subscription', { subscription_id: 'U99' })).code).toBe('not_found');
});

test('list_subscriptions lists those of a customer, list_plans what is on offer', () => {
  expect(result(desk.call('list_subscriptions', { customer_id: 'C40' }))).toEqual({
    subscriptions: [
      { subscription_id: 'U12', plan: 'basic', status: 'past_due' },
      { subscription_id: 'U15', plan: 'home', status: 'cancelling' },
      { subscription_id: 'U16', plan: 'basic', status: 'expired' },
    ],
  });
  expect(refusal(desk.call('list_subscriptions', { customer_id: 'C99' })).code).toBe('not_found');
  expect(result(desk.call('list_plans'))).toMatchObject({
    plans: [
      { plan: 'basic', price: '10.00', period: 'month' },
      {},
      {},
      { plan: 'home-year', period: 'year' },
    ],
  });
});

describe('change of plan', () => {
  const up = { subscription_id: 'U11', plan: 'Pro' };

  test('the preview counts 16 of 30 days and changes nothing', () => {
    expect(result(desk.call('preview_plan_change', up))).toEqual({
      subscription_id: 'U11',
      from: 'home',
      to: 'pro',
      days_left: 16,
      days_in_period: 30,
      credit: '10.67',
      charge: '18.67',
      net: '8.00',
    });
    expect(desk.world.diff()).toEqual([]);
  });

  test('up: invoiced in two lines and paid at once', () => {
    expect(result(desk.call('change_plan', up))).toEqual({
      subscription_id: 'U11',
      plan: 'pro',
      net: '8.00',
      invoice_id: 'I56',
      payment: 'paid',
    });
    expect(result(desk.call('get_invoice', { invoice_id: 'I56' }))).toMatchObject({
      status: 'paid',
      total: '8.00',
      due: '0.00',
      lines: [{ amount: '-10.67' }, { amount: '18.67' }],
      payments: [{ method: 'card', amount: '8.00', status: 'succeeded' }],
    });
  });

  test('down: the net goes to the store credit', () => {
    expect(result(desk.call('change_plan', { subscription_id: 'U11', plan: 'basic' }))).toMatchObject({
      net: '-5.34',
      invoice_id: null,
      payment: 'store_credit',
    });
    expect(result(desk.call('get_store_credit', { customer_id: 'C31' }))).toMatchObject({ balance: '5.34' });
  });

  test('up and down on the same day: what was charged is what was credited', () => {
    desk.call('change_plan', up);
    desk.call('change_plan', { subscription_id: 'U11', plan: 'home' });
    const nets = desk.world.all('SELECT net_cents FROM subscription_changes ORDER BY id');
    expect(nets.map((row) => row['net_cents'])).toEqual([800, -800]);
    expect(result(desk.call('get_store_credit', { customer_id: 'C31' }))).toMatchObject({ balance: '8.00' });
  });

  test('any way round that ends where it began nets to nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('basic', 'home', 'pro'), { maxLength: 6 }), (plans) => {
        desk.reset();
        for (const plan of [...plans, 'home']) desk.call('change_plan', { subscription_id: 'U11', plan });
        const net = desk.world.get('SELECT coalesce(sum(net_cents), 0) AS cents FROM subscription_changes');
        expect(net?.['cents']).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test('on trial it is free', () => {
    expect(result(desk.call('change_plan', { subscription_id: 'U14', plan: 'pro' }))).toMatchObject({
      net: '0.00',
      payment: 'none',
    });
  });

  test('a card that fails leaves the invoice open', () => {
    desk.world.run(`UPDATE payment_methods SET health = 'no_funds' WHERE id = 1`);
    expect(result(desk.call('change_plan', up))).toMatchObject({ payment: 'declined' });
    expect(desk.row('invoices', 56)).toMatchObject({ status: 'open', total_cents: 800 });
  });

  test.each([
    ['U12', 'home', 'conflict', 'open invoice'],
    ['U13', 'home', 'conflict', 'active or trialing'],
    ['U11', 'home', 'conflict', ''],
    ['U11', 'home-year', 'conflict', 'same billing period'],
    ['U11', 'gold', 'not_found', 'list_plans'],
    ['U99', 'pro', 'not_found', 'list_subscriptions'],
  ])('%s to %s is refused', (subscription_id, plan, code, hint) => {
    expectRefusal(desk.call('change_plan', { subscription_id, plan }), code, hint);
    expect(desk.world.diff()).toEqual([]);
  });
});

describe('pause and resume', () => {
  test('a pause cuts the devices off, and the days come back', () => {
    expect(result(desk.call('pause_subscription', { subscription_id: 'U11' }))).toEqual({
      subscription_id: 'U11',
      status: 'paused',
    });
    expect(desk.row('devices', 21)).toMatchObject({ status: 'faulty', fault: 'account' });
    desk.wait(10 * 86_400_000);
    expect(result(desk.call('resume_subscription', { subscription_id: 'U11' }))).toEqual({
      subscription_id: 'U11',
      status: 'active',
      period_end: '2026-07-11',
    });
    expect(desk.row('devices', 21)).toMatchObject({ status: 'working', fault: 'none' });
    expect(desk.row('devices', 22)).toMatchObject({ status: 'faulty', fault: 'frozen' });
  });

  test('only an active one is paused, only a paused one resumed', () => {
    expectRefusal(
      desk.call('pause_subscription', { subscription_id: 'U12' }),
      'illegal_transition',
      'active',
    );
    expectRefusal(
      desk.call('resume_subscription', { subscription_id: 'U11' }),
      'illegal_transition',
      'paused',
    );
  });
});

describe('cancel_subscription', () => {
  test('at the end of the period it runs on', () => {
    expect(
      result(
        desk.call('cancel_subscription', { subscription_id: 'U11', when: 'period end', reason: 'moving' }),
      ),
    ).toEqual({ subscription_id: 'U11', status: 'cancelling', ends: '2026-07-01', refunded: '0.00' });
    expect(desk.row('devices', 21)).toMatchObject({ status: 'working' });
  });

  test('now, with the unused days refunded, as far as they were paid', () => {
    const args = { subscription_id: 'U11', when: 'now', reason: 'too_expensive', refund: 'original' };
    expect(result(desk.call('cancel_subscription', args))).toEqual({
      subscription_id: 'U11',
      status: 'cancelled',
      ends: '2026-06-15',
      refunded: '10.67',
    });
    expect(desk.row('credit_notes', 1)).toMatchObject({
      invoice_id: 51,
      amount_cents: 1067,
      destination: 'original',
    });
    expect(desk.row('devices', 21)).toMatchObject({ fault: 'account' });
  });

  test('now, without a refund or of what nobody paid for, no money moves', () => {
    const args = { when: 'now', reason: 'other' };
    expect(result(desk.call('cancel_subscription', { subscription_id: 'U11', ...args }))).toMatchObject({
      refunded: '0.00',
    });
    for (const subscription_id of ['U12', 'U14'])
      expect(
        result(desk.call('cancel_subscription', { subscription_id, ...args, refund: 'store_credit' })),
      ).toMatchObject({ status: 'cancelled', refunded: '0.00' });
  });

  test('what has ended cannot be cancelled, and a reason is needed', () => {
    const args = { when: 'now', reason: 'other' };
    expectRefusal(
      desk.call('cancel_subscription', { subscription_id: 'U17', ...args }),
      'illegal_transition',
      'ended',
    );
    expect(refusal(desk.call('cancel_subscription', { subscription_id: 'U11', when: 'now' })).code).toBe(
      'validation',
    );
  });
});

describe('reactivate_subscription', () => {
  test('takes a cancellation back at no cost', () => {
    expect(result(desk.call('reactivate_subscription', { subscription_id: 'U15' }))).toMatchObject({
      status: 'active',
      payment: 'none',
    });
  });

  test('a trial goes on as a trial', () => {
    desk.call('cancel_subscription', { subscription_id: 'U14', when: 'period_end', reason: 'other' });
    expect(result(desk.call('reactivate_subscription', { subscription_id: 'U14' }))).toMatchObject({
      status: 'trialing',
    });
  });

  test('wins an expired one back for the price of a new period', () => {
    desk.call('update_payment_method', { customer_id: 'C40', last_digits: '7777' });
    expect(result(desk.call('reactivate_subscription', { subscription_id: 'U16' }))).toEqual({
      subscription_id: 'U16',
      status: 'active',
      period_end: '2026-07-15',
      payment: 'paid',
    });
  });

  test('without the money it is past due', () => {
    expect(result(desk.call('reactivate_subscription', { subscription_id: 'U16' }))).toMatchObject({
      status: 'past_due',
      payment: 'declined',
    });
  });

  test('what is over is over', () => {
    expect(refusal(desk.call('reactivate_subscription', { subscription_id: 'U17' })).code).toBe(
      'illegal_transition',
    );
  });
});

describe('the billing run', () => {
  test('renews, with periods that join', () => {
    expect(result(desk.call('bill_subscription', { subscription_id: 'U11' }))).toEqual({
      subscription_id: 'U11',
      status: 'active',
      payment: 'paid',
      period_end: '2026-08-01',
    });
    expect(desk.row('subscriptions', 11)).toMatchObject({ period_start: Date.UTC(2026, 6, 1) });
  });

  test('a payment that fails makes it past due and blocks its devices; paying mends both', () => {
    desk.world.run(`UPDATE payment_methods SET health = 'needs_approval' WHERE id = 1`);
    expect(result(desk.call('bill_subscription', { subscription_id: 'U11' }))).toMatchObject({
      status: 'past_due',
      payment: 'awaiting_approval',
    });
    expect(desk.row('devices', 21)).toMatchObject({ fault: 'account' });
    expect(result(desk.call('approve_in_bank_app', { invoice_id: 'I56' }))).toEqual({ approved: '20.00' });
    expect(desk.row('subscriptions', 11)).toMatchObject({ status: 'active' });
    expect(desk.row('devices', 21)).toMatchObject({ status: 'working' });
  });

  test('ends trials and cancelled subscriptions', () => {
    expect(result(desk.call('bill_subscription', { subscription_id: 'U14' }))).toMatchObject({
      status: 'active',
    });
    expect(result(desk.call('bill_subscription', { subscription_id: 'U15' }))).toMatchObject({
      status: 'cancelled',
    });
    expect(refusal(desk.call('bill_subscription', { subscription_id: 'U13' })).code).toBe(
      'illegal_transition',
    );
  });

  test('gives up in the end: expired, and the invoice written off', () => {
    expect(result(desk.call('lapse_subscription', { subscription_id: 'U12' }))).toEqual({
      subscription_id: 'U12',
      status: 'expired',
      written_off: 1,
    });
    expect(desk.row('invoices', 52)).toMatchObject({ status: 'uncollectible' });
  });
});
