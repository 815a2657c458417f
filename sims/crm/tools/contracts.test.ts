import { DAY } from '@understudy/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lastDay } from './contracts.ts';
import { ANA, DORA, LENA, MARCO, openSession, TOM, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

test.each([
  ['2026-07-01', 12, '2027-06-30'],
  ['2026-01-31', 1, '2026-02-27'],
  ['2026-02-15', 24, '2028-02-14'],
])('a term from %s over %i months ends on %s', (start, months, end) => {
  expect(lastDay(day(start), months)).toBe(day(end));
});

describe('create_contract', () => {
  test('comes out of an accepted quote', () => {
    expect(
      s.ok('create_contract', { quote_id: 'Q6', starts_on: '2026-07-01', auto_renew: 'yes' }, ANA),
    ).toEqual({
      contract_id: 'K10',
      status: 'draft',
      starts: '2026-07-01',
      ends: '2027-06-30',
      value: '1800.00',
    });
    expect(s.row('contracts', 10)).toMatchObject({
      account_id: 1,
      opportunity_id: 4,
      quote_id: 6,
      owner_id: 4,
      term_months: 12,
      auto_renew: 1,
      notice_days: 30,
    });
    s.no('create_contract', { quote_id: 'Q6' }, 'conflict', 'K10');
  });

  test('refusals', () => {
    s.no('create_contract', { quote_id: 'Q5' }, 'conflict', 'presented');
    s.no('create_contract', { quote_id: 'Q6', starts_on: '2026-06-01' }, 'validation', 'past');
    s.no('create_contract', { quote_id: 'Q6', term_months: 0 }, 'validation', '1 to 120');
  });
});

describe('approval', () => {
  test('a manager who does not own it approves; activation sets the timer of its end', () => {
    s.ok('submit_contract', { contract_id: 'K1' }, ANA);
    expect(s.ok('approve_contract', { contract_id: 'K1' }, MARCO)).toEqual({
      contract_id: 'K1',
      status: 'approved',
    });
    expect(s.ok('activate_contract', { contract_id: 'K1' }, ANA)).toMatchObject({ status: 'activated' });
    expect(s.row('contracts', 1)).toMatchObject({ activated_at: s.crm.clock().now() });
    expect(s.crm.clock().state().timers).toEqual([
      { id: 'crm_contract_end:1', due: Date.UTC(2026, 6, 1), event: 'crm_contract_end', subject: '1' },
    ]);
    expect(s.history('contract', 1, 'status')).toEqual(['in_approval', 'approved', 'activated']);
  });

  test('a rep, the owner and a stranger do not decide', () => {
    s.no('approve_contract', { contract_id: 'K2' }, 'forbidden', 'rep', ANA);
    s.no('approve_contract', { contract_id: 'K2' }, 'forbidden', 'signed in');
    s.no('approve_contract', { contract_id: 'K2' }, 'not_found', 'K2', LENA);
    s.no('reject_contract', { contract_id: 'K2', reason: 'x' }, 'forbidden', 'not change', TOM);
    s.crm.world.run('UPDATE contracts SET owner_id = 2 WHERE id = 2');
    s.no('approve_contract', { contract_id: 'K2' }, 'forbidden', 'their own', MARCO);
    s.ok('approve_contract', { contract_id: 'K2' }, DORA);
  });

  test('a rejection becomes a note, a recall a draft', () => {
    s.ok('reject_contract', { contract_id: 'K2', reason: 'Wrong term' }, MARCO);
    expect(s.row('contracts', 2)).toMatchObject({ status: 'draft' });
    expect(s.row('notes', 2)).toMatchObject({ record_type: 'contract', record_id: 2, body: 'Wrong term' });
    s.ok('submit_contract', { contract_id: 'K2' });
    expect(s.ok('recall_contract', { contract_id: 'K2' })).toMatchObject({ status: 'draft' });
  });

  test.each([
    ['submit_contract', 'K3', 'draft'],
    ['approve_contract', 'K1', 'submit_contract'],
    ['recall_contract', 'K1', 'in approval'],
    ['activate_contract', 'K1', 'approved'],
    ['cancel_contract', 'K4', 'terminate_contract'],
    ['give_contract_notice', 'K5', 'activated'],
    ['withdraw_contract_notice', 'K4', 'No notice'],
    ['renew_contract', 'K5', 'withdraw_contract_notice'],
  ])('%s is illegal for %s', (name, contract_id, words) => {
    s.no(name, { contract_id }, 'illegal_transition', words, MARCO);
  });

  test('activation waits for the first day and for a won opportunity', () => {
    s.crm.world.run('UPDATE contracts SET starts_at = ? WHERE id = 3', day('2026-07-01'));
    s.no('activate_contract', { contract_id: 'K3' }, 'conflict', '2026-07-01');
    s.crm.world.run('UPDATE contracts SET starts_at = 0, ends_at = 0 WHERE id = 3');
    s.no('activate_contract', { contract_id: 'K3' }, 'conflict', 'cancel_contract');
    s.crm.world.run('UPDATE contracts SET opportunity_id = 5, ends_at = ? WHERE id = 3', day('2027-06-30'));
    s.no('activate_contract', { contract_id: 'K3' }, 'conflict', 'close_opportunity_won');
    s.ok('cancel_contract', { contract_id: 'K3' });
    expect(s.row('contracts', 3)).toMatchObject({ status: 'cancelled' });
  });
});

describe('the end', () => {
  test('notice comes in time, or too late for a contract that renews by itself', () => {
    s.no('give_contract_notice', { contract_id: 'K4' }, 'conflict', '2026-05-31');
    s.crm.world.run('UPDATE contracts SET notice_days = 10 WHERE id = 4');
    expect(s.ok('give_contract_notice', { contract_id: 'K4' })).toMatchObject({
      status: 'in_notice',
      ends: '2026-06-30',
    });
    expect(s.ok('withdraw_contract_notice', { contract_id: 'K4' })).toMatchObject({ status: 'activated' });
  });

  test('a renewal follows with an uplift, for the length of its term', () => {
    expect(s.ok('renew_contract', { contract_id: 'K4', uplift_percent: 5, term_months: 24 }, ANA)).toEqual({
      contract_id: 'K4',
      status: 'renewed',
      new_contract_id: 'K10',
      starts: '2026-07-01',
      ends: '2028-06-30',
      value: '30240.00',
    });
    expect(s.row('contracts', 10)).toMatchObject({ status: 'draft', renewal_of_id: 4, auto_renew: 1 });
    expect(s.ok('get_contract', { contract_id: 'K4' }, ANA)).toMatchObject({
      renewed_by: 'K10',
      days_left: 15,
    });
    s.crm.reset();
    s.crm.world.run('UPDATE contracts SET ends_at = ? WHERE id = 4', day('2027-06-30'));
    s.no('renew_contract', { contract_id: 'K4' }, 'conflict', '380 days');
  });

  test('termination has a reason; a customer who gives notice is another thing', () => {
    s.no(
      'terminate_contract',
      { contract_id: 'K4', reason: 'customer_notice' },
      'conflict',
      'give_contract_notice',
    );
    s.ok('terminate_contract', { contract_id: 'K5', reason: 'customer_notice' });
    s.ok('terminate_contract', { contract_id: 'K4', reason: 'Non-payment' });
    expect(s.row('contracts', 4)).toMatchObject({
      status: 'terminated',
      termination_reason: 'non_payment',
      terminated_at: s.crm.clock().now(),
    });
    s.no(
      'terminate_contract',
      { contract_id: 'K1', reason: 'breach' },
      'illegal_transition',
      'cancel_contract',
    );
  });

  test('list_expiring_contracts lists those in force that the user may read, soonest first', () => {
    expect(s.ok('list_expiring_contracts', { within_days: 30 }, ANA)).toMatchObject({
      total: 2,
      total_value: '28800.00',
      contracts: [
        { contract_id: 'K4', account: 'Nordwind Logistics', notice_until: '2026-05-31', auto_renew: true },
        { contract_id: 'K5' },
      ],
    });
    expect(s.ok('list_expiring_contracts', { within_days: 10 }, ANA)).toMatchObject({ total: 0 });
    expect(s.ok('list_expiring_contracts', {}, LENA)).toMatchObject({ total: 0 });
  });

  test('the clock lets contracts expire or renew, not before their last day has passed', () => {
    s.no('expire_contract', { contract_id: 'K5' }, 'conflict', '2026-06-30', 0, 'system');
    s.no('auto_renew_contract', { contract_id: 'K4' }, 'conflict', '2026-06-30', 0, 'system');
    s.crm.clock().advance(16 * DAY);
    s.ok('expire_contract', { contract_id: 'K5' }, 0, 'system');
    expect(s.row('contracts', 5)).toMatchObject({ status: 'expired' });
    expect(s.ok('auto_renew_contract', { contract_id: 'K4' }, 0, 'system')).toMatchObject({
      new_contract_id: 'K10',
    });
    expect(s.row('contracts', 10)).toMatchObject({
      status: 'activated',
      value_cents: 1_440_000,
      starts_at: day('2026-07-01'),
      activated_at: s.crm.clock().now(),
    });
    s.crm.reset();
    s.crm.world.run('UPDATE contracts SET auto_renew = 0 WHERE id = 4');
    s.no('auto_renew_contract', { contract_id: 'K4' }, 'conflict', 'by itself', 0, 'system');
  });
});
