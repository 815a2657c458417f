import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, LENA, openSession, SAM, TOM, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

test('score_lead adds up points and saves score and rating', () => {
  expect(s.ok('score_lead', { lead_id: 'l2' })).toMatchObject({
    score: 60,
    rating: 'warm',
    points: { company_size: 10, seniority: 8, source: 10, budget: 15, timeline: 12, reachable: 5 },
  });
  s.crm.world.run(`UPDATE leads SET title = 'CEO', employees = 1500, source = 'referral' WHERE id = 2`);
  expect(s.ok('score_lead', { lead_id: 'L2' })).toMatchObject({ score: 97, rating: 'hot' });
  expect(s.row('leads', 2)).toMatchObject({ score: 97, rating: 'hot' });
  s.no('score_lead', { lead_id: 'L6' }, 'conflict', 'converted');
});

describe('the way of a lead', () => {
  test('a new lead with an owner is worked, qualified and dated', () => {
    expect(s.ok('start_working_lead', { lead_id: 'L8' }, TOM)).toEqual({ lead_id: 'L8', status: 'working' });
    expect(s.ok('qualify_lead', { lead_id: 'L8', budget: '30k', timeline: 'This month' }, TOM)).toMatchObject(
      {
        status: 'qualified',
        budget: '30000.00',
        timeline: 'this_month',
      },
    );
    expect(s.row('leads', 8)).toMatchObject({
      status: 'qualified',
      budget_cents: 3_000_000,
      timeline: 'this_month',
      authority: 'decision_maker',
      updated_at: s.crm.clock().now(),
    });
    expect(s.history('lead', 8, 'status')).toEqual(['working', 'qualified']);
  });

  test('a lead in a queue must get an owner first', () => {
    s.no('start_working_lead', { lead_id: 'L1' }, 'conflict', 'assign_lead');
  });

  test('qualification says what is missing, and takes it from the record where it is there', () => {
    s.crm.world.run('UPDATE leads SET budget_cents = NULL, need = NULL, authority = NULL WHERE id = 2');
    s.no('qualify_lead', { lead_id: 'L2' }, 'validation', 'budget, authority, need');
    s.no('qualify_lead', { lead_id: 'L2', budget: '5000', need: 'x' }, 'validation', 'authority');
    s.no(
      'qualify_lead',
      { lead_id: 'L2', budget: 0, need: 'x', authority: 'user' },
      'validation',
      'no_budget',
    );
    s.no(
      'qualify_lead',
      { lead_id: 'L2', budget: 1, need: 'x', authority: 'user', timeline: 'no_date' },
      'validation',
      'nurture_lead',
    );
    s.ok('qualify_lead', { lead_id: 'L2', budget: '5,000', need: 'Tracking', authority: 'Decision maker' });
    expect(s.row('leads', 2)).toMatchObject({ budget_cents: 500_000, need: 'Tracking' });
  });

  test('nurturing may have a day, which lies ahead, and ends when the lead is taken up', () => {
    s.no('nurture_lead', { lead_id: 'L2', until: '2026-06-15' }, 'validation', 'after today');
    expect(s.ok('nurture_lead', { lead_id: 'L2', until: '2026-09-01' })).toMatchObject({
      status: 'nurturing',
    });
    expect(s.row('leads', 2)).toMatchObject({ nurture_until: Date.UTC(2026, 8, 1) });
    s.ok('start_working_lead', { lead_id: 'L2' });
    expect(s.row('leads', 2)).toMatchObject({ status: 'working', nurture_until: null });
  });

  test('a disqualified lead has a reason, and loses it when it is reopened', () => {
    expect(s.ok('disqualify_lead', { lead_id: 'L2', reason: 'No need' })).toMatchObject({
      status: 'disqualified',
    });
    expect(s.row('leads', 2)).toMatchObject({ disqualify_reason: 'no_need' });
    expect(s.ok('reopen_lead', { lead_id: 'L2' })).toMatchObject({ status: 'working' });
    expect(s.row('leads', 2)).toMatchObject({ disqualify_reason: null });
    s.no('disqualify_lead', { lead_id: 'L2', reason: 'boring' }, 'validation', 'no_budget');
  });
});

test.each([
  ['start_working_lead', {}, 'L5', 'reopen_lead'],
  ['qualify_lead', {}, 'L3', 'start_working_lead'],
  ['nurture_lead', {}, 'L8', 'working or qualified'],
  ['disqualify_lead', { reason: 'spam' }, 'L6', 'final'],
  ['reopen_lead', {}, 'L2', 'disqualified'],
  ['convert_lead', {}, 'L2', 'qualify_lead'],
])('%s(%o) is illegal for %s', (name, more, lead_id, words) => {
  s.no(name, { lead_id, ...more }, 'illegal_transition', words);
});

describe('assign_lead', () => {
  test('gives the lead to a user and takes it out of its queue', () => {
    expect(s.ok('assign_lead', { lead_id: 'L1', user_id: 'U5' })).toEqual({ lead_id: 'L1', owner: 'U5' });
    expect(s.row('leads', 1)).toMatchObject({ owner_id: 5, queue_id: null });
    expect(s.history('lead', 1, 'owner_id')).toEqual(['U5']);
    expect(s.history('lead', 1, 'queue_id')).toEqual([null]);
  });

  test('refuses who left, who is not there, and converted leads', () => {
    s.no('assign_lead', { lead_id: 'L1', user_id: 'U10' }, 'conflict', 'active');
    s.no('assign_lead', { lead_id: 'L1', user_id: 'U99' }, 'not_found', 'user U99');
    s.no('assign_lead', { lead_id: 'L99', user_id: 'U5' }, 'not_found', 'lead L99');
    s.no('assign_lead', { lead_id: 'L6', user_id: 'U5' }, 'conflict', 'converted');
  });
});

describe('route_lead', () => {
  test('gives it to the least loaded active rep of the team that the rules name', () => {
    expect(s.ok('route_lead', { lead_id: 'L1' })).toEqual({
      lead_id: 'L1',
      region: 'north',
      segment: 'smb',
      owner: 'U5',
      queue: null,
    });
    expect(s.row('leads', 1)).toMatchObject({ owner_id: 5, queue_id: null });
  });

  test('goes by segment as well, and falls through to a queue', () => {
    s.crm.world.run(`UPDATE leads SET country = 'GB', employees = 50 WHERE id = 1`);
    expect(s.ok('route_lead', { lead_id: 'L1' })).toMatchObject({ region: 'west', owner: 'U6' });
    s.crm.world.run(`UPDATE leads SET employees = 5000 WHERE id = 1`);
    expect(s.ok('route_lead', { lead_id: 'L1' })).toMatchObject({
      segment: 'enterprise',
      queue: 'QU1',
      owner: null,
    });
  });

  test('passes over a rule whose team has nobody active, and refuses where no rule fits', () => {
    s.crm.world.run('UPDATE users SET active = 0 WHERE team_id = 1');
    expect(s.ok('route_lead', { lead_id: 'L2' })).toMatchObject({ queue: 'QU1' });
    s.crm.world.run('UPDATE assignment_rules SET active = 0 WHERE true');
    s.no('route_lead', { lead_id: 'L2' }, 'conflict', 'assign_lead');
  });
});

test('who may not read a lead does not learn that it exists', () => {
  s.no('start_working_lead', { lead_id: 'L8' }, 'not_found', 'L8', LENA);
  s.no('disqualify_lead', { lead_id: 'L2', reason: 'spam' }, 'not_found', 'L2', SAM);
  expect(s.ok('score_lead', { lead_id: 'L2' }, ANA)).toMatchObject({ lead_id: 'L2' });
});
