import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSession, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

const rows = (table: string) => s.crm.world.all(`SELECT id FROM ${table}`).length;

describe('convert_lead', () => {
  test('makes an account, a contact and an opportunity where nothing is known', () => {
    expect(
      s.ok('convert_lead', { lead_id: 'L4', opportunity_name: 'Kontor rollout', close_date: '2026-09-30' }),
    ).toEqual({
      lead_id: 'L4',
      status: 'converted',
      account_id: 'A5',
      account_created: true,
      contact_id: 'CT5',
      contact_created: true,
      opportunity_id: 'O9',
    });
    expect(s.row('accounts', 5)).toMatchObject({
      name: 'Roth Kontor',
      kind: 'prospect',
      segment: 'smb',
      country: 'DE',
      territory_id: 1,
      owner_id: 4,
    });
    expect(s.row('contacts', 5)).toMatchObject({ account_id: 5, name: 'Nina Roth', owner_id: 4 });
    expect(s.row('opportunities', 9)).toMatchObject({
      name: 'Kontor rollout',
      account_id: 5,
      contact_id: 5,
      stage: 'prospecting',
      kind: 'new_business',
      amount_cents: 2_000_000,
      close_date: Date.UTC(2026, 8, 30),
      probability: 10,
      forecast_category: 'pipeline',
    });
    expect(s.row('leads', 4)).toMatchObject({
      status: 'converted',
      converted_account_id: 5,
      converted_contact_id: 5,
      converted_opportunity_id: 9,
      converted_at: s.crm.clock().now(),
    });
  });

  test('joins the account of the same company and the contact of the same address', () => {
    const before = [rows('accounts'), rows('contacts')];
    expect(s.ok('convert_lead', { lead_id: 'L7' })).toMatchObject({
      account_id: 'A2',
      account_created: false,
      contact_id: 'CT2',
      contact_created: false,
    });
    expect([rows('accounts'), rows('contacts')]).toEqual(before);
  });

  test('a known address brings its account along where the company is written otherwise', () => {
    s.crm.world.run(`UPDATE leads SET company = 'AF Trading' WHERE id = 7`);
    expect(s.ok('convert_lead', { lead_id: 'L7' })).toMatchObject({ account_id: 'A2', contact_id: 'CT2' });
  });

  test('an account that is asked for wins; a customer gets an expansion', () => {
    expect(s.ok('convert_lead', { lead_id: 'L4', account_id: 'A1' })).toMatchObject({
      account_id: 'A1',
      account_created: false,
      contact_created: true,
    });
    expect(s.row('opportunities', 9)).toMatchObject({ account_id: 1, kind: 'expansion' });
    s.crm.reset();
    s.no('convert_lead', { lead_id: 'L4', account_id: 'A99' }, 'not_found', 'A99');
  });

  test('makes no opportunity where none is wanted', () => {
    expect(s.ok('convert_lead', { lead_id: 'L4', create_opportunity: 'no' })).toMatchObject({
      opportunity_id: null,
    });
    expect(rows('opportunities')).toBe(8);
  });

  test('twice is a conflict that names what the lead became', () => {
    s.no('convert_lead', { lead_id: 'L6' }, 'conflict', 'account A1 and contact CT1');
  });

  test('the opportunity carries the campaign of the lead', () => {
    s.ok('add_campaign_member', { campaign_id: 'CP1', member_id: 'L4' });
    s.ok('convert_lead', { lead_id: 'L4' });
    expect(s.row('opportunities', 9)).toMatchObject({ campaign_id: 1 });
  });

  test('a close date in the past, an owner who left and a missing industry are refused', () => {
    s.no('convert_lead', { lead_id: 'L4', close_date: '2026-06-14' }, 'validation', 'past');
    s.crm.world.run('UPDATE leads SET industry = NULL WHERE id = 4');
    s.no('convert_lead', { lead_id: 'L4' }, 'validation', 'industry');
    expect(s.ok('convert_lead', { lead_id: 'L4', industry: 'Logistics' })).toMatchObject({
      account_created: true,
    });
    s.crm.reset();
    s.crm.world.run('UPDATE leads SET owner_id = 10 WHERE id = 4');
    s.no('convert_lead', { lead_id: 'L4' }, 'conflict', 'active');
    s.crm.world.run('UPDATE leads SET owner_id = NULL, queue_id = 1 WHERE id = 4');
    s.no('convert_lead', { lead_id: 'L4' }, 'conflict', 'assign_lead');
  });
});
