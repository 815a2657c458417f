import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, DORA, LENA, MARCO, OLGA, openSession, SAM, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

describe('get_forecast', () => {
  test('sums a user and everybody below by category', () => {
    expect(s.ok('get_forecast', {}, MARCO)).toMatchObject({
      quarter: '2026-Q2',
      total: { closed: '60000.00', commit: '58000.00', best_case: '1800.00', pipeline: '40000.00' },
      owners: [
        { user_id: 'U4', commit: '50000.00', submitted: { commit: '110000.00', best_case: '111800.00' } },
        { user_id: 'U5', commit: '8000.00', submitted: null },
      ],
    });
    expect(s.ok('get_forecast', {}, DORA)).toMatchObject({ total: { pipeline: '60000.00' } });
    expect(s.ok('get_forecast', { team_id: 'TM2', quarter: 'Q2 2026' }, OLGA)).toMatchObject({
      total: { pipeline: '20000.00' },
    });
    expect(s.ok('get_forecast', { quarter: '2026-Q3' }, MARCO)).toMatchObject({
      total: { commit: '0.00' },
      owners: [],
    });
  });

  test('a rep sees own figures only', () => {
    expect(s.ok('get_forecast', {}, ANA)).toMatchObject({ owners: [{ user_id: 'U4' }] });
    s.no('get_forecast', { user_id: 'U5' }, 'forbidden', 'U5', ANA);
    s.no('get_team_quota', { team_id: 'TM1' }, 'forbidden', 'figures', LENA);
    s.no('get_forecast', { user_id: 'U4', team_id: 'TM1' }, 'validation', 'not both', MARCO);
    s.no('get_forecast', { user_id: 'U99' }, 'not_found', 'U99', MARCO);
    s.no('get_forecast', { team_id: 'TM9' }, 'not_found', 'team', MARCO);
    s.no('get_forecast', {}, 'validation', 'user_id or team_id');
  });
});

test('submit_forecast adds to what was submitted; the latest counts', () => {
  s.no('submit_forecast', { commit: 50_000, best_case: 40_000 }, 'validation', '50000.00', ANA);
  s.no('submit_forecast', { commit: 1, best_case: 2, quarter: '2026-Q1' }, 'conflict', 'over', ANA);
  s.no('submit_forecast', { commit: 1, best_case: 2 }, 'forbidden', 'signed in');
  expect(s.ok('submit_forecast', { commit: '50k', best_case: '60k', comment: 'O5 slipped' }, ANA)).toEqual({
    quarter: '2026-Q2',
    commit: '50000.00',
    best_case: '60000.00',
  });
  expect(s.ok('get_forecast', {}, ANA)).toMatchObject({
    owners: [{ submitted: { commit: '50000.00', best_case: '60000.00', comment: 'O5 slipped' } }],
  });
});

test('get_team_quota compares what is closed with the quota of the active', () => {
  expect(s.ok('get_team_quota', {}, MARCO)).toEqual({
    quarter: '2026-Q2',
    quota: '200000.00',
    closed: '60000.00',
    attainment_percent: 30,
    gap: '140000.00',
    commit: '58000.00',
  });
  expect(s.ok('get_team_quota', { user_id: 'U8' }, SAM)).toMatchObject({
    quota: '0.00',
    attainment_percent: null,
  });
});

describe('run_report', () => {
  const report = (name: string, more = {}, user = DORA) =>
    s.ok('run_report', { report: name, ...more }, user);

  test('pipeline by stage has amounts, weighted amounts and a total', () => {
    expect(report('pipeline_by_stage')).toMatchObject({
      result: {
        rows: [
          { stage: 'prospecting', opportunities: 1, amount: '10000.00', weighted: '1000.00' },
          { stage: 'qualification', opportunities: 1 },
          { stage: 'needs_analysis', opportunities: 1, weighted: '12000.00' },
          { stage: 'proposal', opportunities: 1, amount: '1800.00' },
          { stage: 'negotiation', opportunities: 2, amount: '58000.00' },
        ],
        total: { opportunities: 6, amount: '119800.00' },
      },
    });
    expect(report('Pipeline by stage', { owner_id: 'U5' })).toMatchObject({
      result: { total: { opportunities: 1 } },
    });
    expect(report('pipeline_by_stage', { quarter: '2026-Q3' })).toMatchObject({
      result: { total: { opportunities: 0 } },
    });
  });

  test('win rate, sales cycle and lead conversion', () => {
    expect(report('win_rate')).toMatchObject({
      result: { total: { opportunities: 2, amount: '130000.00', win_rate_percent: 50 } },
    });
    expect(report('win_rate', { quarter: '2025-Q1' })).toMatchObject({
      result: { total: { win_rate_percent: null } },
    });
    expect(report('sales_cycle')).toMatchObject({ result: { total: { won: 1, average_days: 25 } } });
    expect(report('lead_conversion_by_source', {}, OLGA)).toMatchObject({
      result: {
        rows: [{ source: 'web_form', leads: 8, converted: 1, conversion_percent: 13 }],
      },
    });
  });

  test('case ageing and overdue tasks', () => {
    expect(report('case_ageing')).toMatchObject({
      result: {
        rows: [
          { priority: 'critical', cases: 1 },
          { priority: 'high', cases: 0 },
          { priority: 'medium', cases: 5 },
          {},
        ],
        total: { cases: 6, up_to_2_days: 6, older: 0, overdue: 0 },
      },
    });
    expect(report('overdue_tasks')).toMatchObject({
      result: { rows: [{ owner: 'U4', name: 'Ana Berg', tasks: 1, oldest_days: 1 }], total: { tasks: 1 } },
    });
  });

  test('shows only what the user may read', () => {
    expect(report('pipeline_by_stage', {}, LENA)).toMatchObject({ result: { total: { opportunities: 1 } } });
    expect(report('pipeline_by_stage', {}, SAM)).toMatchObject({ result: { total: { opportunities: 0 } } });
    s.no('run_report', { report: 'everything' }, 'validation', 'pipeline_by_stage', DORA);
    s.no('run_report', { report: 'win_rate', owner_id: 'U99' }, 'not_found', 'U99', DORA);
  });
});
