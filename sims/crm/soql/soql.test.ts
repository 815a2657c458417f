import { OPENING_TIME } from '@understudy/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openCrm, refusal, result, type Crm } from '../test-crm.ts';
import { literalSpan, span } from './dates.ts';

const ROWS = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

let crm: Crm;
beforeAll(async () => {
  crm = await openCrm();
});
afterAll(() => {
  crm.world.close();
});

const ask = (query: string, user?: number) =>
  result(crm.call('query_records', { query }, user === undefined ? {} : { userId: user }));
/** The values of the rows, in order: one list a row. */
function rows(query: string, user?: number): unknown {
  return ROWS.parse(ask(query, user)).records.map((record) => Object.values(record));
}
const fault = (query: string) => refusal(crm.call('query_records', { query }));

describe('selecting', () => {
  test('fields come out as people write them: ids, money, dates, flags, and a parent by its path', () => {
    expect(
      ask("SELECT Id, Name, Account.Name, Amount, CloseDate, Owner.Email FROM Opportunity WHERE Id = 'O5'"),
    ).toEqual({
      total: 1,
      done: true,
      records: [
        {
          Id: 'O5',
          Name: 'Nordwind deal 5',
          'Account.Name': 'Nordwind Logistics',
          Amount: '50000.00',
          CloseDate: '2026-06-25',
          'Owner.Email': 'ana.berg@understudy.example',
        },
      ],
    });
    expect(rows("SELECT HasOptedOutOfEmail, CreatedDate FROM Contact WHERE Id = 'CT4'")).toEqual([
      [true, '2026-05-16T09:00Z'],
    ]);
  });

  test('names are read whatever their case, and come out as the object spells them', () => {
    expect(ask("select id, account.name from CONTACT where email = 'PAUL.Stone@alder.example'")).toEqual({
      total: 1,
      done: true,
      records: [{ Id: 'CT2', 'Account.Name': 'Alder Foods' }],
    });
  });

  test('an owner is a user or a queue, and a related record any record', () => {
    expect(rows("SELECT Id, OwnerId FROM Lead WHERE OwnerId IN ('QU1', 'U6') ORDER BY Id")).toEqual([
      ['L1', 'QU1'],
      ['L7', 'U6'],
    ]);
    expect(rows("SELECT Id FROM Task WHERE WhatId = 'O4' AND Status IN ('open', 'waiting')")).toEqual([
      ['TS1'],
      ['TS3'],
    ]);
    expect(rows("SELECT ParentId, NewValue FROM FieldHistory WHERE ParentId = 'O4'")).toEqual([
      ['O4', 'proposal'],
    ]);
  });

  test('without LIMIT an answer ends at 50 rows, and says when there is more', () => {
    expect(ask('SELECT Id FROM Lead LIMIT 3')).toMatchObject({ total: 3, done: false });
    expect(ask('SELECT Id FROM Lead LIMIT 3 OFFSET 6')).toMatchObject({ total: 2, done: true });
  });
});

describe('filtering', () => {
  const leads = (where: string) => rows(`SELECT Id FROM Lead WHERE ${where} ORDER BY Id`);
  test.each([
    ["Status = 'New'", ['L1', 'L8']],
    ["Status != 'new' AND Country = 'GB'", ['L7']],
    ["NOT Status IN ('new', 'working', 'qualified', 'converted')", ['L3', 'L5']],
    ["Status NOT IN ('new', 'working', 'qualified', 'converted')", ['L3', 'L5']],
    ["Status = 'converted' OR Status = 'new' AND OwnerId = 'U5'", ['L6', 'L8']],
    ["(Status = 'converted' OR Status = 'new') AND OwnerId = 'U5'", ['L8']],
    ["Company LIKE 'Graf%'", ['L2', 'L8']],
    ["Company LIKE 'graf _pedition'", ['L2']],
    ['Budget = null', ['L5']],
    ['NOT Budget > 20000', ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8']],
    ['Budget >= 20000.00 AND Budget <= 20000', ['L1', 'L2', 'L3', 'L4', 'L6', 'L7', 'L8']],
    ["DisqualifiedReason != 'spam' AND DisqualifiedReason != null", ['L5']],
    ["ConvertedAccountId = 'A1'", ['L6']],
    ['NurtureUntil = NEXT_N_DAYS:60', ['L3']],
    ['NurtureUntil > NEXT_N_DAYS:60', []],
    [
      'CreatedDate = LAST_MONTH AND Score = 60 AND HasOptedOutOfEmail = false',
      ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8'],
    ],
  ])('%s', (where, ids) => {
    expect(leads(where)).toEqual(ids.map((id) => [id]));
  });

  test('quotes, percent signs and backslashes in a string are text, never SQL', () => {
    for (const value of [
      String.raw`x\' OR 1=1 --`,
      String.raw`\\`,
      String.raw`100\%`,
      "'); DROP TABLE leads; --".replaceAll("'", "\\'"),
    ])
      expect(leads(`Company = '${value}' OR Company LIKE '${value}'`)).toEqual([]);
  });

  test('dates compare as days', () => {
    const deals = (where: string) => rows(`SELECT Id FROM Opportunity WHERE ${where} ORDER BY Id`);
    expect(deals("CloseDate = 2026-06-10 AND StageName LIKE 'closed%'")).toEqual([['O6'], ['O7']]);
    expect(deals("CloseDate < TODAY AND StageName = 'needs_analysis'")).toEqual([['O3']]);
    expect(deals('CloseDate = THIS_QUARTER AND CloseDate > 2026-06-10 AND Amount > 30000')).toEqual([['O5']]);
  });
});

describe('grouping', () => {
  test('aggregates by group, filtered and ordered', () => {
    expect(
      ask(
        'SELECT StageName, SUM(Amount) total, COUNT(Id) FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 1 ORDER BY total DESC',
      ),
    ).toEqual({
      total: 1,
      done: true,
      records: [{ StageName: 'negotiation', total: '58000.00', 'COUNT(Id)': 2 }],
    });
  });
  test('COUNT() alone is a number', () => {
    expect(ask("SELECT COUNT() FROM Case WHERE Status != 'closed'")).toEqual({ count: 7 });
  });
  test('a parent groups too; empty amounts have no part in an average', () => {
    expect(
      rows('SELECT Account.Industry, AVG(Amount), MIN(CloseDate) FROM Opportunity GROUP BY Account.Industry'),
    ).toEqual([
      ['logistics', '32828.57', '2026-05-06'],
      ['retail', '20000.00', '2026-06-25'],
    ]);
  });
});

describe('sharing', () => {
  test('rows of others are left out, and counted out', () => {
    expect(rows('SELECT Id FROM Opportunity ORDER BY Id', 6)).toEqual([['O2']]);
    expect(ask('SELECT COUNT() FROM Opportunity', 5)).toEqual({ count: 2 });
    expect(rows('SELECT SUM(Amount) FROM Opportunity', 6)).toEqual([['20000.00']]);
  });
  test('a parent that may not be read is empty, also as a condition', () => {
    expect(rows("SELECT Id, Account.Name FROM Opportunity WHERE Id = 'O2'", 5)).toEqual([['O2', null]]);
    expect(rows("SELECT Id FROM Opportunity WHERE Account.Name = 'Alder Foods'", 5)).toEqual([]);
  });
});

describe('errors say where, what was found and what helps', () => {
  test.each([
    ['SELECT Nme FROM Lead', 'character 8', 'Name'],
    ['SELECT Id FROM Leeds', 'character 16', 'Lead'],
    ['SELECT Id FORM Lead', 'expected FROM, found "FORM"', ''],
    ['SELECT Id FROM Lead WHERE Status = New', 'character 36', "'New'"],
    ["SELECT Id FROM Lead WHERE Status = 'nwe'", "never 'nwe'", 'new'],
    ['SELECT * FROM Lead', '* is not supported', 'describe_object'],
    ['SELECT Id FROM Lead WHERE', 'the query ends', ''],
    ["SELECT Id FROM Lead WHERE Name = 'x", 'not closed', "'"],
    ['SELECT Id FROM Lead WHERE Name IS NULL', 'expected =', 'Field = null'],
    ['SELECT Account.Owner.Name FROM Contact', 'more than one parent', 'Account.Name'],
    ['SELECT Acount.Name FROM Contact', 'no parent Acount', 'Account'],
    ['SELECT Account FROM Contact', 'no field Account', 'Account.Name'],
    ['SELECT Id, COUNT(Name) FROM Lead', 'must be grouped', 'GROUP BY'],
    ['SELECT SUM(Name) FROM Lead', 'needs a number', ''],
    ['SELECT Id FROM Lead WHERE COUNT(Id) > 1', 'cannot stand in WHERE', 'HAVING'],
    ['SELECT Id FROM Lead LIMIT 3 WHERE Score = 1', 'the end of the query', 'The order is'],
    ["SELECT Id FROM Lead WHERE ConvertedAccountId = 'L1'", 'the id of an account', ''],
    ["SELECT Id FROM Lead WHERE Score = 'many'", 'is a number', ''],
    ['SELECT Id FROM Lead WHERE CreatedDate > 2026-02-30', 'is a date', 'LAST_N_DAYS'],
    [
      'SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account)',
      'subqueries',
      'inner object first',
    ],
    ['SELECT Id FROM Lead OFFSET 5000', 'OFFSET is at most', 'WHERE'],
    ['SELECT FORMAT(Budget) FROM Lead', 'no function FORMAT', 'SUM'],
  ])('%s', (query, words, help) => {
    const { code, message, hint } = fault(query);
    expect(code).toBe('validation');
    expect(message).toContain(words);
    expect(hint).toContain(help);
  });
});

test('date literals span what their names say, seen from Monday 2026-06-15', () => {
  const days = (name: string, count: number | null = null) => {
    const found = span(name, count, OPENING_TIME);
    return found === null
      ? null
      : [found.start, found.end].map((time) => new Date(time).toISOString().slice(0, 10));
  };
  expect(days('TODAY')).toEqual(['2026-06-15', '2026-06-16']);
  expect(days('THIS_WEEK')).toEqual(['2026-06-15', '2026-06-22']);
  expect(days('LAST_WEEK')).toEqual(['2026-06-08', '2026-06-15']);
  expect(days('LAST_MONTH')).toEqual(['2026-05-01', '2026-06-01']);
  expect(days('THIS_QUARTER')).toEqual(['2026-04-01', '2026-07-01']);
  expect(days('NEXT_QUARTER')).toEqual(['2026-07-01', '2026-10-01']);
  expect(days('LAST_YEAR')).toEqual(['2025-01-01', '2026-01-01']);
  expect(days('LAST_N_DAYS', 7)).toEqual(['2026-06-08', '2026-06-16']);
  expect(days('NEXT_N_DAYS', 7)).toEqual(['2026-06-16', '2026-06-23']);
  expect(days('LAST_N_MONTHS', 2)).toEqual(['2026-04-01', '2026-06-01']);
  expect(days('LAST_N_YEARS', 999_999)).toBe(null);
  expect(literalSpan('2026-06-31')).toBe(null);
});
