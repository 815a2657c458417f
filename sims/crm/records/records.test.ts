import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openSession, ANA, LENA, OLGA, SAM, TOM, type Session } from '../tools/test-session.ts';

const FOUND = z.object({ records: z.array(z.object({ id: z.string() })) });

let s: Session;
beforeAll(async () => {
  s = await openSession();
});
beforeEach(() => {
  s.crm.reset();
});
afterAll(() => {
  s.crm.world.close();
});

const LEAD = {
  Name: 'Jo Winter',
  Company: 'Winter Transport',
  Email: 'jo@winter.example',
  Country: 'DE',
  LeadSource: 'web_form',
};
const lead = (more: object) => ({ object: 'Lead', fields: { ...LEAD, ...more } });

describe('describing', () => {
  test('an object says what its fields are and how a status is changed', () => {
    expect(s.ok('describe_object', { object: 'opportunity' })).toMatchObject({
      name: 'Opportunity',
      id_prefix: 'O',
      createable: true,
      fields: expect.arrayContaining([
        { name: 'CloseDate', type: 'date', required: true },
        {
          name: 'AccountId',
          type: 'reference',
          refers_to: 'Account',
          required: true,
          only_when_created: true,
        },
        expect.objectContaining({
          name: 'StageName',
          read_only: true,
          changed_by: expect.arrayContaining(['close_opportunity_won']),
        }),
      ]),
    });
    s.no('describe_object', { object: 'Opportunty' }, 'not_found', 'Opportunity');
  });
  test('the objects are listed with the letters of their ids', () => {
    expect(s.ok('list_objects', {})).toMatchObject({
      objects: expect.arrayContaining([{ name: 'Lead', description: expect.any(String), id_prefix: 'L' }]),
    });
  });
});

describe('reading', () => {
  test('a record comes with all that is known, or with the fields that are named', () => {
    expect(s.ok('get_record', { record_id: 'cs 8' })).toMatchObject({
      object: 'Case',
      Id: 'CS8',
      OwnerId: 'QU3',
      Type: 'billing',
    });
    expect(
      s.ok('get_record', { record_id: 'O7', fields: ['loss_reason', 'Competitor', 'NextStep'] }),
    ).toEqual({
      object: 'Opportunity',
      LossReason: 'price',
      Competitor: 'Vantapoint',
      NextStep: null,
    });
    s.no('get_record', { record_id: 'O7', fields: ['Losreason'] }, 'validation', 'LossReason');
    s.no('get_record', { record_id: 'O77' }, 'not_found', 'O77');
  });
  test('a record of others does not exist for those who may not read it', () => {
    s.no('get_record', { record_id: 'O4' }, 'not_found', 'There is no opportunity O4', LENA);
    s.no('get_field_history', { record_id: 'O4' }, 'not_found', 'There is no opportunity O4', LENA);
  });
  test('a merged record names the one that took its place', () => {
    s.crm.world.run(
      `INSERT INTO record_merges (id, record_type, losing_id, surviving_id, merged_by, merged_at) VALUES (1, 'contact', 99, 1, 9, 0)`,
    );
    s.no('get_record', { record_id: 'CT99' }, 'not_found', 'merged into CT1');
  });
  test('the history tells changes newest first, by the names of the fields', () => {
    s.ok('update_record', { record_id: 'O4', fields: { OwnerId: 'U5' } }, OLGA);
    expect(s.ok('get_field_history', { record_id: 'O4' })).toMatchObject({
      total: 2,
      changes: [
        {
          field: 'OwnerId',
          old_value: 'U4',
          new_value: 'U5',
          changed_by: 'U9',
          changed_by_name: 'Olga Novak',
        },
        { field: 'StageName', old_value: 'needs_analysis', new_value: 'proposal', changed_by: 'U4' },
      ],
    });
    expect(s.ok('get_field_history', { record_id: 'O4', field: 'stage' })).toMatchObject({ total: 1 });
  });
  test('amounts and dates of the history read like those of the record', () => {
    s.ok('update_record', { record_id: 'O5', fields: { CloseDate: '2026-07-01', Amount: '51000' } });
    expect(s.ok('get_field_history', { record_id: 'O5' })).toMatchObject({
      changes: expect.arrayContaining([
        expect.objectContaining({ field: 'CloseDate', old_value: '2026-06-25', new_value: '2026-07-01' }),
        expect.objectContaining({ field: 'Amount', old_value: '50000.00', new_value: '51000.00' }),
      ]),
    });
  });
});

describe('searching', () => {
  const found = (query: string, object?: string, user = 0) => {
    const answer = s.ok('search_records', object === undefined ? { query } : { query, object }, user);
    return FOUND.parse(answer).records.map(({ id }) => id);
  };
  test('the best match comes first, and an e-mail address or an id finds its record', () => {
    expect(found('Nordwind Logistics')[0]).toBe('A1');
    expect(found('eva.koch31@example.com', 'Contact')).toEqual(['CT1', 'CT3']);
    expect(found('o4')).toEqual(['O4']);
  });
  test('accents, case and a wrong letter do not matter', () => {
    expect(found('NÓRDWIND', 'account')).toEqual(['A1', 'A3']);
    expect(found('Nordwint', 'Account')).toEqual(['A1', 'A3']);
    expect(found('zzzzzz')).toEqual([]);
  });
  test('activities are searched where they are asked for', () => {
    expect(found('Our offer')).toEqual([]);
    expect(found('Our offer', 'EmailMessage')).toEqual(['EM1']);
  });
  test('nobody finds what they may not read', () => {
    expect(found('Nordwind', undefined, LENA)).toEqual([]);
    expect(found('deal', 'Opportunity', TOM)).toEqual(['O2', 'O8']);
  });
  test('percent signs and quotes are letters', () => {
    expect(found('%_%')).toEqual([]);
    expect(found(`%' --`)).toEqual([]);
  });
});

describe('making', () => {
  test('a lead gets what the system fills in, and waits in the queue where nobody is signed in', () => {
    expect(s.ok('create_record', lead({ Budget: '12,000' }))).toEqual({ id: 'L9', success: true });
    expect(s.row('leads', 9)).toMatchObject({
      status: 'new',
      budget_cents: 1_200_000,
      queue_id: 1,
      owner_id: null,
      score: 0,
    });
    s.ok('create_record', lead({ Email: 'x@y.example', Company: 'Other', Name: 'A B' }), ANA);
    expect(s.row('leads', 10)).toMatchObject({ owner_id: 4, queue_id: null });
  });
  test('an account finds its segment and territory, an opportunity its owner, probability and price book', () => {
    s.ok('create_record', {
      object: 'account',
      fields: {
        name: 'Lund Freight',
        industry: 'Logistics',
        billing_country: 'nl',
        NumberOfEmployees: 40,
        OwnerId: 'U4',
      },
    });
    expect(s.row('accounts', 5)).toMatchObject({
      segment: 'smb',
      territory_id: 1,
      kind: 'prospect',
      country: 'NL',
    });
    s.ok('create_record', {
      object: 'Opportunity',
      fields: '{"Name": "Lund 1", "AccountId": "A5", "CloseDate": "2026-08-01"}',
    });
    expect(s.row('opportunities', 9)).toMatchObject({
      owner_id: 4,
      stage: 'prospecting',
      probability: 10,
      price_book_id: 1,
    });
  });
  test('what is missing, unknown, of the wrong kind or not to be written is named', () => {
    s.no(
      'create_record',
      { object: 'Lead', fields: { Name: 'X' } },
      'validation',
      'Required fields are missing: [Company, Country, LeadSource]',
    );
    s.no('create_record', lead({ Emial: 'a@b.example' }), 'validation', 'Email');
    s.no('create_record', lead({ Country: 'Norway' }), 'validation', 'one of US');
    s.no('create_record', lead({ Email: 'nobody' }), 'validation', 'an e-mail address');
    s.no('create_record', lead({ Status: 'qualified' }), 'validation', 'qualify_lead');
    s.no('create_record', lead({ Name: 'x'.repeat(81) }), 'validation', 'data value too large');
    s.no('create_record', { object: 'Quote', fields: { Name: 'x' } }, 'validation', 'Lead');
    s.no(
      'create_record',
      { object: 'Task', fields: { Subject: 'x', OwnerId: 'U10' } },
      'validation',
      'no longer active',
    );
    s.no(
      'create_record',
      { object: 'Task', fields: { Subject: 'x', WhatId: 'O4' } },
      'validation',
      'no opportunity O4',
      LENA,
    );
  });
  test('validation rules', () => {
    s.no('create_record', lead({ Budget: 0 }), 'validation', 'budget must be positive');
    s.no(
      'create_record',
      { object: 'Contact', fields: { Name: 'Ada Roth', OwnerId: 'U4' } },
      'validation',
      'an account or an e-mail',
    );
    s.no(
      'create_record',
      { object: 'Opportunity', fields: { Name: 'x', AccountId: 'A1', CloseDate: '2026-06-14' } },
      'validation',
      'in the past',
    );
    s.no(
      'create_record',
      {
        object: 'Event',
        fields: {
          Subject: 'x',
          OwnerId: 'U4',
          StartDateTime: '2026-07-01T10:00',
          EndDateTime: '2026-07-01T09:00',
        },
      },
      'validation',
      'before it starts',
    );
  });
  test('duplicate rules name the record, unless they are overruled', () => {
    s.no('create_record', lead({ Email: 'JULIA.graf@lead.example' }), 'conflict', 'L2 (same e-mail');
    s.no(
      'create_record',
      lead({ Name: 'Hans Graf', Company: 'GRAF Spedition GmbH' }),
      'conflict',
      'L2 (same company and last name',
    );
    s.no(
      'create_record',
      {
        object: 'Account',
        fields: { Name: 'Alder Foods Ltd.', Industry: 'retail', BillingCountry: 'GB', OwnerId: 'U6' },
      },
      'conflict',
      'A2',
    );
    s.no(
      'create_record',
      lead({ Email: 'paul.stone@alder.example' }),
      'conflict',
      'a lead that you cannot read',
      TOM,
    );
    expect(
      s.ok('create_record', { ...lead({ Email: 'julia.graf@lead.example' }), allow_duplicate: 'yes' }),
    ).toEqual({ id: 'L9', success: true });
  });
});

describe('changing', () => {
  test('fields change, the history notes tracked ones, and null empties', () => {
    s.ok('update_record', { record_id: 'CT1', fields: { Email: 'eva@nordwind.example', Title: null } }, ANA);
    expect(s.row('contacts', 1)).toMatchObject({ email: 'eva@nordwind.example', title: null });
    expect(s.history('contact', 1, 'email')).toEqual(['eva@nordwind.example']);
  });
  test('a status, an owner of a lead, and what the system keeps are refused with the tool for it', () => {
    s.no('update_record', { record_id: 'CS3', fields: { Status: 'closed' } }, 'validation', 'close_case');
    s.no('update_record', { record_id: 'L2', fields: { OwnerId: 'U5' } }, 'validation', 'assign_lead');
    s.no('update_record', { record_id: 'O4', fields: { AccountId: 'A2' } }, 'validation', 'stays');
    s.no('update_record', { record_id: 'Q1', fields: { TotalPrice: 1 } }, 'validation', 'kept by the system');
    s.no('update_record', { record_id: 'U4', fields: { Title: 'x' } }, 'validation', 'not writeable');
  });
  test('who may read but not change is told so', () => {
    s.no(
      'update_record',
      { record_id: 'A1', fields: { Tier: 'gold' } },
      'forbidden',
      'Insufficient access',
      TOM,
    );
    s.no(
      'update_record',
      { record_id: 'A1', fields: { Tier: 'gold' } },
      'forbidden',
      'Insufficient access',
      SAM,
    );
    s.no('update_record', { record_id: 'A1', fields: { Tier: 'gold' } }, 'not_found', 'A1', LENA);
  });
  test('a rule speaks only when one of its fields changes', () => {
    s.ok('update_record', { record_id: 'O3', fields: { NextStep: 'Call' } });
    s.no(
      'update_record',
      { record_id: 'O3', fields: { CloseDate: '2026-06-01' } },
      'validation',
      'in the past',
    );
    s.no('update_record', { record_id: 'O6', fields: { Amount: 5 } }, 'validation', 'closed opportunity');
    s.no('update_record', { record_id: 'O4', fields: { Amount: 5 } }, 'validation', 'their sum');
    s.no(
      'update_record',
      { record_id: 'L6', fields: { Phone: '+49 30 1234567' } },
      'conflict',
      'converted lead',
    );
    s.no(
      'update_record',
      { record_id: 'CT1', fields: { Name: '' } },
      'validation',
      'Required fields are missing: [Name]',
    );
  });
  test('a change that makes a duplicate is refused, one that leaves a known duplicate alone is not', () => {
    s.no(
      'update_record',
      { record_id: 'L3', fields: { Email: 'julia.graf@lead.example' } },
      'conflict',
      'L2',
    );
    s.ok('update_record', { record_id: 'CT3', fields: { Title: 'Buyer' } });
    s.no(
      'create_record',
      {
        object: 'Campaign',
        fields: {
          Name: 'Spring webinar',
          Type: 'webinar',
          OwnerId: 'U9',
          StartDate: '2026-07-01',
          EndDate: '2026-07-02',
        },
      },
      'conflict',
      'campaign of this name',
    );
  });
});
