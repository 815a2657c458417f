import { int, type Row } from '@understudy/kernel';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, LENA, OLGA, openSession, type Session } from './test-session.ts';

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => s.crm.reset());

describe('find_duplicates', () => {
  test('of one record, with the reasons', () => {
    expect(s.ok('find_duplicates', { record_id: 'CT1' })).toEqual({
      record_id: 'CT1',
      duplicates: [{ id: 'CT3', name: 'Eva Koch', matched_by: ['email', 'name and company'] }],
      total: 1,
    });
  });

  test('a lead finds the contact that it should join', () => {
    expect(s.ok('find_duplicates', { record_id: 'L7' })).toMatchObject({ duplicates: [{ id: 'CT2' }] });
  });

  test('names are the same whatever their accents and marks', () => {
    s.crm.world.run(`UPDATE contacts SET name = 'Éva  Koch-', email = NULL WHERE id = 3`);
    expect(s.ok('find_duplicates', { record_id: 'CT1' })).toMatchObject({
      duplicates: [{ id: 'CT3', matched_by: ['name and company'] }],
    });
    expect(s.ok('find_duplicates', { record_id: 'CT3' })).toMatchObject({ duplicates: [{ id: 'CT1' }] });
  });

  test('groups over an object', () => {
    expect(s.ok('find_duplicates', { object: 'Lead' })).toMatchObject({
      total: 1,
      groups: [{ records: [{ id: 'L2' }, { id: 'L8' }] }],
    });
    expect(s.ok('find_duplicates', { object: 'account' })).toMatchObject({
      groups: [{ matched_by: ['name'], records: [{ id: 'A2' }, { id: 'A4' }] }],
    });
  });

  test('needs a record or an object that has duplicates', () => {
    s.no('find_duplicates', {}, 'validation', 'record_id or object');
    s.no('find_duplicates', { record_id: 'O1' }, 'validation', 'opportunity');
    s.no('find_duplicates', { record_id: 'CT9' }, 'not_found', 'CT9');
    s.no('find_duplicates', { record_id: 'what' }, 'validation', 'O12');
  });
});

describe('merge_records', () => {
  test('accounts: children move, gaps are filled, the other one goes and is remembered', () => {
    s.crm.world.run('UPDATE contacts SET account_id = 4 WHERE id = 2');
    s.crm.world.run('UPDATE opportunities SET account_id = 4 WHERE id = 2');
    s.crm.world.run('UPDATE cases SET account_id = 4 WHERE id = 8');
    expect(s.ok('merge_records', { surviving_id: 'A2', duplicate_id: 'a4' })).toEqual({
      surviving_id: 'A2',
      merged_id: 'A4',
    });
    expect(s.row('accounts', 4)).toEqual({});
    expect(s.row('accounts', 2)).toMatchObject({ name: 'Alder Foods', phone: '+44 20 555020' });
    expect(s.row('contacts', 2)).toMatchObject({ account_id: 2 });
    expect(s.row('opportunities', 2)).toMatchObject({ account_id: 2 });
    expect(s.row('cases', 8)).toMatchObject({ account_id: 2 });
    expect(s.row('record_merges', 1)).toMatchObject({
      record_type: 'account',
      losing_id: 4,
      surviving_id: 2,
    });
  });

  test('the number of a merged record is never given out again', () => {
    s.ok('merge_records', { surviving_id: 'A2', duplicate_id: 'A4' });
    expect(s.ok('convert_lead', { lead_id: 'L4' })).toMatchObject({ account_id: 'A5' });
  });

  test('takes the fields that are asked for, and an opt-out in any case', () => {
    s.ok('merge_records', { surviving_id: 'CT1', duplicate_id: 'CT4', take_fields: 'name, email' });
    expect(s.row('contacts', 1)).toMatchObject({
      name: 'Rita Haas',
      email: 'rita.haas@nordwind.example',
      bounced: 1,
      opted_out: 1,
      phone: '+49 30 555031',
    });
  });

  test('activities, history, shares and campaign memberships move along', () => {
    const { world } = s.crm;
    s.ok('add_campaign_member', { campaign_id: 'CP1', member_id: 'CT3' });
    s.ok('set_member_response', { campaign_id: 'CP1', member_id: 'CT3', response: 'attended' });
    s.ok('share_record', { record_id: 'CT3', user_id: 'U6', access: 'edit' });
    s.ok('share_record', { record_id: 'CT1', user_id: 'U6', access: 'read' });
    s.ok('add_record_note', { record_id: 'CT3', title: 'Hello', body: 'World' }, ANA);
    s.ok('log_call', { record_id: 'CT3', outcome: 'reached' }, ANA);
    s.ok('merge_records', { surviving_id: 'CT1', duplicate_id: 'CT3' });
    expect(
      world.all('SELECT contact_id, response FROM campaign_members WHERE contact_id IS NOT NULL'),
    ).toEqual([{ contact_id: 1, response: 'attended' }]);
    expect(world.all(`SELECT record_id, access FROM record_shares WHERE record_type = 'contact'`)).toEqual([
      { record_id: 1, access: 'edit' },
    ]);
    expect(world.all(`SELECT record_id FROM notes WHERE record_type = 'contact'`)).toEqual([
      { record_id: 1 },
    ]);
    expect(world.all(`SELECT record_id FROM crm_tasks WHERE record_type = 'contact'`)).toEqual([
      { record_id: 1 },
    ]);
  });

  test('a parent merged into its child leaves no loop in the hierarchy', () => {
    s.ok('merge_records', { surviving_id: 'A3', duplicate_id: 'A1' });
    expect(s.row('accounts', 3)).toMatchObject({ parent_id: null });
    s.crm.reset();
    s.ok('merge_records', { surviving_id: 'A1', duplicate_id: 'A3' });
    expect(s.row('accounts', 1)).toMatchObject({ parent_id: null });
  });

  test('refusals', () => {
    s.no('merge_records', { surviving_id: 'A1', duplicate_id: 'CT1' }, 'validation', 'one type');
    s.no('merge_records', { surviving_id: 'A1', duplicate_id: 'A1' }, 'validation', 'itself');
    s.no('merge_records', { surviving_id: 'O1', duplicate_id: 'O2' }, 'validation', 'opportunity');
    s.no('merge_records', { surviving_id: 'A1', duplicate_id: 'A99' }, 'not_found', 'A99');
    s.no('merge_records', { surviving_id: 'L2', duplicate_id: 'L6' }, 'conflict', 'converted');
    s.no(
      'merge_records',
      { surviving_id: 'L2', duplicate_id: 'L8', take_fields: ['status'] },
      'validation',
      'status',
    );
    s.no('merge_records', { surviving_id: 'A2', duplicate_id: 'A1' }, 'not_found', 'A1', LENA);
  });
});

/** Every reference that a merge may have left without its record. */
function orphans(): readonly Row[] {
  const { world } = s.crm;
  const attached = ['crm_tasks', 'crm_events', 'emails', 'notes', 'field_history', 'record_shares'];
  const tables = { account: 'accounts', contact: 'contacts', lead: 'leads' };
  return [
    ...Object.entries(tables).flatMap(([type, table]) =>
      attached.flatMap((from) =>
        world.all(
          `SELECT id FROM ${from} WHERE record_type = '${type}' AND record_id NOT IN (SELECT id FROM ${table})`,
        ),
      ),
    ),
    ...Object.entries(tables).flatMap(([type, table]) =>
      world.all(
        `SELECT id FROM record_merges WHERE record_type = '${type}' AND surviving_id NOT IN (SELECT id FROM ${table})`,
      ),
    ),
    ...world.all('SELECT id FROM accounts WHERE parent_id = id'),
    ...world.all(
      'SELECT max(id) AS id FROM campaign_members WHERE contact_id IS NOT NULL GROUP BY campaign_id, contact_id HAVING count(*) > 1',
    ),
    ...world.all(
      'SELECT max(id) AS id FROM record_shares GROUP BY record_type, record_id, user_id HAVING count(*) > 1',
    ),
  ];
}

const pair = (prefix: string, count: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: count }), fc.integer({ min: 1, max: count }))
    .map(([left, right]) => ({ surviving_id: `${prefix}${left}`, duplicate_id: `${prefix}${right}` }));

test('whatever is merged in whatever order, nothing is left without its record and the sum of children stays', () => {
  const merges = fc.array(fc.oneof(pair('A', 4), pair('CT', 4), pair('L', 8)), {
    minLength: 1,
    maxLength: 8,
  });
  const attach = fc.array(fc.constantFrom('A1', 'A3', 'A4', 'CT1', 'CT3', 'CT4', 'L2', 'L8'), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(attach, merges, (records, sequence) => {
      s.crm.reset();
      for (const record_id of records) {
        s.ok('log_call', { record_id, outcome: 'reached' }, OLGA);
        s.crm.call('share_record', { record_id, user_id: 'U5', access: 'read' });
        s.crm.call('add_campaign_member', { campaign_id: 'CP1', member_id: record_id });
      }
      const count = () => s.crm.world.all('SELECT id FROM crm_tasks').length;
      const deals = () =>
        s.crm.world.all('SELECT account_id FROM opportunities').map((row) => int(row, 'account_id'));
      const before = [count(), deals().length];
      for (const merge of sequence) s.crm.call('merge_records', merge);
      expect(orphans()).toEqual([]);
      expect([count(), deals().length]).toEqual(before);
    }),
    { numRuns: 60 },
  );
});
