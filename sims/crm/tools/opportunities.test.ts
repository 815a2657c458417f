import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, LENA, openSession, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

describe('create_opportunity', () => {
  const fresh = { account_id: 'A1', name: 'Fleet rollout', close_date: '2026-09-30' };

  test('opens it in prospecting, owned by who acts', () => {
    expect(s.ok('create_opportunity', { ...fresh, amount: '12,500', contact_id: 'CT1' }, ANA)).toEqual({
      opportunity_id: 'O9',
      stage: 'prospecting',
    });
    expect(s.row('opportunities', 9)).toMatchObject({
      account_id: 1,
      owner_id: 4,
      price_book_id: 1,
      amount_cents: 1_250_000,
      probability: 10,
      forecast_category: 'pipeline',
      kind: 'new_business',
    });
  });

  test('refusals', () => {
    s.no('create_opportunity', fresh, 'forbidden', 'signed in');
    s.no('create_opportunity', { ...fresh, account_id: 'A2' }, 'not_found', 'A2', ANA);
    s.no('create_opportunity', { ...fresh, close_date: '2026-06-14' }, 'validation', 'past', ANA);
    s.no('create_opportunity', { ...fresh, contact_id: 'CT2' }, 'not_found', 'CT2', ANA);
    s.no('create_opportunity', { ...fresh, account_id: 'A3', contact_id: 'CT1' }, 'validation', 'A3', ANA);
    s.no('create_opportunity', { ...fresh, name: 'nordwind DEAL 5' }, 'conflict', 'O5', ANA);
  });
});

test('get_opportunity shows items and quotes, to who may read it', () => {
  expect(s.ok('get_opportunity', { opportunity_id: 'o 4' }, ANA)).toMatchObject({
    opportunity_id: 'O4',
    stage: 'proposal',
    amount: '1800.00',
    items: [
      { code: 'RP-10', quantity: 1, unit_price: '1200.00', total: '1200.00' },
      { code: 'RI-20', quantity: 2, total: '600.00' },
    ],
  });
  s.no('get_opportunity', { opportunity_id: 'O4' }, 'not_found', 'O4', LENA);
});

describe('set_opportunity_stage', () => {
  const move = (stage: string, more = {}) => ({ opportunity_id: 'O1', stage, ...more });

  test('goes forward and sets probability and forecast category', () => {
    s.ok('set_opportunity_stage', move('Qualification', { next_step: 'Demo' }), ANA);
    s.ok('set_opportunity_stage', move('needs analysis'), ANA);
    expect(s.ok('set_opportunity_stage', move('proposal'), ANA)).toEqual({
      opportunity_id: 'O1',
      stage: 'proposal',
      probability: 60,
    });
    s.ok('set_opportunity_stage', move('negotiation'), ANA);
    expect(s.row('opportunities', 1)).toMatchObject({
      stage: 'negotiation',
      probability: 80,
      forecast_category: 'commit',
      next_step: 'Demo',
    });
    expect(s.history('opportunity', 1, 'stage')).toEqual([
      'qualification',
      'needs_analysis',
      'proposal',
      'negotiation',
    ]);
  });

  test('asks for what a stage needs, and takes it along', () => {
    s.no('set_opportunity_stage', move('qualification'), 'validation', 'next_step');
    s.crm.world.run('UPDATE opportunities SET contact_id = NULL, amount_cents = NULL WHERE id = 3');
    const third = { opportunity_id: 'O3', stage: 'proposal' };
    s.no('set_opportunity_stage', third, 'validation', 'contact_id, amount');
    s.ok('set_opportunity_stage', { ...third, contact_id: 'CT1', amount: '9000' });
    expect(s.row('opportunities', 3)).toMatchObject({ contact_id: 1, amount_cents: 900_000 });
  });

  test('goes to neighbours only, and not from a closed stage', () => {
    s.no('set_opportunity_stage', move('negotiation', { next_step: 'x' }), 'illegal_transition', 'QUALIFY');
    s.no('set_opportunity_stage', { opportunity_id: 'O6', stage: 'proposal' }, 'illegal_transition', 'final');
    expect(s.ok('set_opportunity_stage', { opportunity_id: 'O5', stage: 'proposal' })).toMatchObject({
      stage: 'proposal',
    });
  });

  test('an amount that is the sum of items is not set by hand; contacts are of the account', () => {
    s.no(
      'set_opportunity_stage',
      { opportunity_id: 'O4', stage: 'negotiation', amount: 5 },
      'conflict',
      'items',
    );
    s.no(
      'set_opportunity_stage',
      { opportunity_id: 'O4', stage: 'negotiation', contact_id: 'CT2' },
      'validation',
      'account A1',
    );
    s.no('set_opportunity_stage', move('closed_won'), 'validation', 'qualification');
  });
});

describe('line items', () => {
  test('are priced by the price book, and the amount is their sum', () => {
    expect(
      s.ok('add_opportunity_item', { opportunity_id: 'O4', product_code: 'on 30', quantity: '2' }, ANA),
    ).toEqual({ opportunity_id: 'O4', code: 'ON-30', quantity: 2, total: '5000.00', amount: '6800.00' });
    expect(s.row('opportunities', 4)).toMatchObject({ amount_cents: 680_000 });
    expect(
      s.ok('remove_opportunity_item', { opportunity_id: 'O4', product_code: 'RP-10' }, ANA),
    ).toMatchObject({
      amount: '5600.00',
    });
    expect(s.history('opportunity', 4, 'amount_cents')).toEqual(['680000', '560000']);
  });

  test('without items the amount is empty', () => {
    s.ok('remove_opportunity_item', { opportunity_id: 'O4', product_code: 'RP-10' });
    expect(s.ok('remove_opportunity_item', { opportunity_id: 'O4', product_code: 'RI-20' })).toMatchObject({
      amount: null,
    });
  });

  test('refusals', () => {
    const item = { opportunity_id: 'O4', product_code: 'RC-40', quantity: 1 };
    s.no('add_opportunity_item', item, 'conflict', 'list_price_book');
    s.no('add_opportunity_item', { ...item, product_code: 'XX-1' }, 'not_found', 'XX-1');
    s.no('add_opportunity_item', { ...item, product_code: 'RI-20' }, 'conflict', '2 of it');
    s.no('add_opportunity_item', { ...item, product_code: 'ON-30', quantity: 0 }, 'validation', '1 to 9999');
    s.no('add_opportunity_item', { ...item, opportunity_id: 'O6' }, 'conflict', 'closed_won');
    s.no('remove_opportunity_item', { opportunity_id: 'O4', product_code: 'ON-30' }, 'not_found', 'ON-30');
    s.no(
      'remove_opportunity_item',
      { opportunity_id: 'O7', product_code: 'ON-30' },
      'conflict',
      'closed_lost',
    );
  });

  test('list_price_book lists what is sold', () => {
    expect(s.ok('list_price_book', { opportunity_id: 'O4' })).toMatchObject({
      products: [{ code: 'ON-30' }, { code: 'RI-20' }, { code: 'RP-10', unit_price: '1200.00' }],
    });
    expect(s.ok('list_price_book', { opportunity_id: 'O4', query: 'Insight' })).toMatchObject({
      products: [{ code: 'RI-20' }],
    });
  });
});

describe('closing', () => {
  test('the accepted quote gives the amount', () => {
    s.crm.world.run('UPDATE quotes SET total_cents = 170000 WHERE id = 6');
    expect(s.ok('close_opportunity_won', { opportunity_id: 'O4' }, ANA)).toEqual({
      opportunity_id: 'O4',
      stage: 'closed_won',
      amount: '1700.00',
    });
    expect(s.row('opportunities', 4)).toMatchObject({
      probability: 100,
      forecast_category: 'closed',
      closed_at: s.crm.clock().now(),
      next_step: null,
    });
  });

  test('without a quote the amount counts, and a prospect becomes a customer', () => {
    s.crm.world.run('UPDATE opportunities SET account_id = 3 WHERE id = 5');
    s.ok('close_opportunity_won', { opportunity_id: 'O5' });
    expect(s.row('accounts', 3)).toMatchObject({ kind: 'customer' });
    s.crm.world.run('UPDATE opportunities SET amount_cents = NULL WHERE id = 8');
    s.no('close_opportunity_won', { opportunity_id: 'O8' }, 'validation', 'accepted quote or an amount');
    s.no('close_opportunity_won', { opportunity_id: 'O1' }, 'illegal_transition', 'proposal or negotiation');
  });

  test('a loss has a reason, and a competitor where one won', () => {
    s.no(
      'close_opportunity_lost',
      { opportunity_id: 'O5', reason: 'competitor' },
      'validation',
      'competitor',
    );
    s.ok('close_opportunity_lost', { opportunity_id: 'O5', reason: 'competitor', competitor: 'Vantapoint' });
    expect(s.row('opportunities', 5)).toMatchObject({
      stage: 'closed_lost',
      loss_reason: 'competitor',
      competitor: 'Vantapoint',
      forecast_category: 'omitted',
    });
    s.no('close_opportunity_lost', { opportunity_id: 'O6', reason: 'price' }, 'illegal_transition', 'final');
  });

  test('a lost one is reopened with a new date', () => {
    const again = { opportunity_id: 'O7', close_date: '2026-10-31', next_step: 'New offer' };
    s.no('reopen_opportunity', { ...again, close_date: '2026-01-01' }, 'validation', 'past');
    s.no('reopen_opportunity', { ...again, opportunity_id: 'O6' }, 'illegal_transition', 'lost');
    expect(s.ok('reopen_opportunity', again)).toEqual({ opportunity_id: 'O7', stage: 'qualification' });
    expect(s.row('opportunities', 7)).toMatchObject({ loss_reason: null, competitor: null, closed_at: null });
  });
});
