import { DAY } from '@understudy/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, DORA, LENA, MARCO, OLGA, openSession, SAM, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

const approvals = (quote: number) =>
  s.crm.world.all(
    'SELECT round, step, approver_id, decision FROM quote_approvals WHERE quote_id = ? ORDER BY id',
    quote,
  );

describe('create_quote', () => {
  test('copies the items and prices them less the discount', () => {
    expect(
      s.ok('create_quote', { opportunity_id: 'O4', discount_percent: '15%', valid_days: 10 }, ANA),
    ).toEqual({
      quote_id: 'Q9',
      status: 'draft',
      subtotal: '1800.00',
      discount_percent: 15,
      total: '1530.00',
      expires: '2026-06-25',
    });
    expect(s.row('quotes', 9)).toMatchObject({
      name: 'Nordwind deal 4 quote 9',
      owner_id: 4,
      total_cents: 153_000,
    });
    expect(
      s.crm.world.all('SELECT product_id, quantity FROM quote_items WHERE quote_id = 9 ORDER BY id'),
    ).toEqual([
      { product_id: 1, quantity: 1 },
      { product_id: 2, quantity: 2 },
    ]);
  });

  test('needs an open opportunity with items', () => {
    s.no('create_quote', { opportunity_id: 'O5' }, 'conflict', 'add_opportunity_item');
    s.no('create_quote', { opportunity_id: 'O6' }, 'conflict', 'closed_won');
    s.no('create_quote', { opportunity_id: 'O4', discount_percent: 101 }, 'validation', '0 to 100');
    s.no('create_quote', { opportunity_id: 'O4' }, 'not_found', 'O4', LENA);
  });
});

test('only a draft gets another discount, and revising makes a draft', () => {
  expect(s.ok('set_quote_discount', { quote_id: 'Q1', discount_percent: 33 })).toMatchObject({
    total: '1206.00',
  });
  s.no('set_quote_discount', { quote_id: 'Q2', discount_percent: 5 }, 'conflict', 'recall_quote');
  s.no('set_quote_discount', { quote_id: 'Q3', discount_percent: 5 }, 'conflict', 'revise_quote');
  for (const quote_id of ['Q3', 'Q4', 'Q5']) {
    expect(s.ok('revise_quote', { quote_id })).toEqual({ quote_id, status: 'draft' });
  }
  expect(s.row('quotes', 5)).toMatchObject({ presented_at: null });
  s.no('revise_quote', { quote_id: 'Q6' }, 'illegal_transition', 'final');
});

describe('the approval chain', () => {
  test('is empty for a small discount: the quote is approved at once', () => {
    s.ok('set_quote_discount', { quote_id: 'Q1', discount_percent: 10 });
    expect(s.ok('submit_quote_for_approval', { quote_id: 'Q1' }, ANA)).toEqual({
      quote_id: 'Q1',
      status: 'approved',
      approvers: [],
    });
    expect(approvals(1)).toEqual([]);
  });

  test.each([
    [11, 0, ['U2']],
    [21, 0, ['U2', 'U1']],
    [36, 0, ['U2', 'U1', 'U9']],
    [0, 6_000_000, ['U1']],
  ])('a discount of %i and a total of %i cents need %j', (discount, total, approvers) => {
    s.ok('set_quote_discount', { quote_id: 'Q1', discount_percent: discount });
    if (total > 0) s.crm.world.run('UPDATE quotes SET total_cents = ? WHERE id = 1', total);
    expect(s.ok('submit_quote_for_approval', { quote_id: 'Q1', comment: 'Please' }, ANA)).toEqual({
      quote_id: 'Q1',
      status: 'in_review',
      approvers,
    });
    expect(s.row('notes', 2)).toMatchObject({
      record_type: 'quote',
      record_id: 1,
      author_id: 4,
      body: 'Please',
    });
  });

  test('each approves in turn, and the last step approves the quote', () => {
    expect(s.ok('list_pending_approvals', {}, DORA)).toMatchObject({ total: 0 });
    expect(s.ok('list_pending_approvals', {}, MARCO)).toMatchObject({
      total: 1,
      approvals: [{ quote_id: 'Q2', discount_percent: 25, step: 1 }],
    });
    s.no('approve_quote', { quote_id: 'Q2' }, 'forbidden', 'comes before yours', DORA);
    expect(s.ok('approve_quote', { quote_id: 'Q2', comment: 'Fine' }, MARCO)).toMatchObject({
      status: 'in_review',
    });
    s.no('approve_quote', { quote_id: 'Q2' }, 'forbidden', 'U1', MARCO);
    expect(s.ok('list_pending_approvals', {}, DORA)).toMatchObject({ total: 1, approvals: [{ step: 2 }] });
    expect(s.ok('approve_quote', { quote_id: 'Q2' }, DORA)).toEqual({
      quote_id: 'Q2',
      status: 'approved',
      step: 2,
    });
    expect(approvals(2).map((row) => row['decision'])).toEqual(['approved', 'approved']);
    expect(s.history('quote', 2, 'status')).toEqual(['approved']);
  });

  test('nobody else approves: not the owner, not operations, not a stranger, nobody unknown', () => {
    s.no('approve_quote', { quote_id: 'Q2' }, 'forbidden', 'not an approver', ANA);
    s.no('approve_quote', { quote_id: 'Q2' }, 'forbidden', 'not an approver', OLGA);
    s.no('approve_quote', { quote_id: 'Q2' }, 'not_found', 'Q2', SAM);
    s.no('approve_quote', { quote_id: 'Q2' }, 'forbidden', 'signed in');
    s.no('approve_quote', { quote_id: 'Q2' }, 'forbidden', 'not active', 10);
    s.no('approve_quote', { quote_id: 'Q1' }, 'illegal_transition', 'submit_quote_for_approval', MARCO);
  });

  test('a manager does not approve a quote of their own: the step goes up the line', () => {
    s.crm.world.run('UPDATE quotes SET owner_id = 2 WHERE id = 1');
    s.crm.world.run(`UPDATE users SET role = 'manager' WHERE id = 1`);
    expect(s.ok('submit_quote_for_approval', { quote_id: 'Q1' })).toMatchObject({ approvers: ['U1'] });
  });

  test('a rejection needs a reason and ends the chain', () => {
    s.no('reject_quote', { quote_id: 'Q2' }, 'validation', 'comment', MARCO);
    expect(s.ok('reject_quote', { quote_id: 'Q2', comment: 'Too much' }, MARCO)).toMatchObject({
      status: 'rejected',
    });
    expect(approvals(2).map((row) => row['decision'])).toEqual(['rejected', 'recalled']);
    s.no('approve_quote', { quote_id: 'Q2' }, 'illegal_transition', 'rejected', DORA);
  });

  test('a recall makes a draft, and the next submission is another round', () => {
    expect(s.ok('recall_quote', { quote_id: 'Q2' }, ANA)).toEqual({ quote_id: 'Q2', status: 'draft' });
    s.ok('set_quote_discount', { quote_id: 'Q2', discount_percent: 12 }, ANA);
    s.ok('submit_quote_for_approval', { quote_id: 'Q2' }, ANA);
    expect(approvals(2).at(-1)).toEqual({ round: 2, step: 1, approver_id: 2, decision: 'pending' });
    expect(s.ok('get_quote', { quote_id: 'Q2' }, ANA)).toMatchObject({
      status: 'in_review',
      approvals: [{ step: 1, approver: 'U2', name: 'Marco Rossi', decision: 'pending' }],
    });
    s.no('recall_quote', { quote_id: 'Q1' }, 'illegal_transition', 'in review');
    s.no('submit_quote_for_approval', { quote_id: 'Q2' }, 'illegal_transition', 'revise_quote');
  });

  test('a rule without anybody of its role, and a draft past its date, cannot be submitted', () => {
    s.crm.world.run(`UPDATE users SET active = 0 WHERE role = 'manager'`);
    s.no('submit_quote_for_approval', { quote_id: 'Q1' }, 'conflict', 'manager');
    s.crm.world.run('UPDATE quotes SET expires_at = 0 WHERE id = 1');
    s.no('submit_quote_for_approval', { quote_id: 'Q1' }, 'conflict', 'create_quote');
  });
});

describe('with the customer', () => {
  const timers = () =>
    s.crm
      .clock()
      .state()
      .timers.map(({ id, due }) => ({ id, due }));

  test('presenting sets the timer of the expiry, an answer takes it away', () => {
    expect(s.ok('present_quote', { quote_id: 'Q3' }, ANA)).toEqual({
      quote_id: 'Q3',
      status: 'presented',
      contact_id: 'CT1',
      expires: '2026-07-05',
    });
    expect(timers()).toEqual([{ id: 'crm_quote_expiry:3', due: Date.UTC(2026, 6, 6) }]);
    expect(s.ok('deny_quote', { quote_id: 'Q3' }, ANA)).toEqual({ quote_id: 'Q3', status: 'denied' });
    expect(s.row('quotes', 3)).toMatchObject({ decided_at: s.crm.clock().now() });
    expect(timers()).toEqual([]);
  });

  test('accepting makes the total the amount, once for an opportunity', () => {
    s.no('accept_quote', { quote_id: 'Q5' }, 'conflict', 'Q6');
    s.crm.world.run(`UPDATE quotes SET status = 'denied' WHERE id = 6`);
    s.crm.world.run('UPDATE quotes SET total_cents = 150000 WHERE id = 5');
    expect(s.ok('accept_quote', { quote_id: 'Q5' }, ANA)).toMatchObject({
      status: 'accepted',
      total: '1500.00',
    });
    expect(s.row('opportunities', 4)).toMatchObject({ amount_cents: 150_000 });
  });

  test('refusals', () => {
    s.no('present_quote', { quote_id: 'Q1' }, 'illegal_transition', 'submit_quote_for_approval');
    s.no('accept_quote', { quote_id: 'Q3' }, 'illegal_transition', 'present_quote');
    s.no('deny_quote', { quote_id: 'Q6' }, 'illegal_transition', 'presented');
    s.crm.world.run('UPDATE quotes SET expires_at = 0 WHERE id IN (3, 5)');
    s.no('present_quote', { quote_id: 'Q3' }, 'conflict', 'valid until');
    s.no('accept_quote', { quote_id: 'Q5' }, 'conflict', 'valid until');
    s.crm.reset();
    s.crm.world.run('UPDATE opportunities SET contact_id = NULL WHERE id = 4');
    s.no('present_quote', { quote_id: 'Q3' }, 'conflict', 'no contact');
    s.crm.world.run(`UPDATE opportunities SET stage = 'closed_lost' WHERE id = 4`);
    s.no('present_quote', { quote_id: 'Q3' }, 'conflict', 'closed_lost');
  });

  test('the clock lets a quote expire after its last day, and not before', () => {
    s.no('expire_quote', { quote_id: 'Q5' }, 'conflict', '2026-07-05', 0, 'system');
    s.crm.clock().advance(21 * DAY);
    expect(s.ok('expire_quote', { quote_id: 'Q5' }, 0, 'system')).toMatchObject({ status: 'expired' });
    s.no('expire_quote', { quote_id: 'Q6' }, 'illegal_transition', 'final', 0, 'system');
  });
});
