import { createClock, OPENING_TIME, type ToolContext } from '@understudy/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TABLES, type IdKind } from '../ids.ts';
import { openCrm, type Crm } from '../test-crm.ts';
import { canEdit, canRead, restriction } from './access.ts';
import { GRANTS } from './grants.ts';

let crm: Crm;
beforeAll(async () => {
  crm = await openCrm();
});
afterAll(() => {
  crm.world.close();
});

const DIRECTOR = 1;
const NORTH_MANAGER = 2;
const ANA = 4;
const TOM = 5;
const LENA = 6;
const SAM_SUPPORT = 8;
const OPERATIONS = 9;
const LEFT_THE_COMPANY = 10;

function as(userId: number | null, kind: 'agent' | 'system' = 'agent'): ToolContext {
  const focus = userId === null ? {} : { userId };
  return { world: crm.world, clock: createClock(OPENING_TIME), actor: { kind, id: 'a' }, focus };
}
const reads = (user: number | null, kind: IdKind, id: number) => canRead(as(user), kind, id);
const edits = (user: number | null, kind: IdKind, id: number) => canEdit(as(user), kind, id);

test('nobody signed in, operations and the environment read and change everything', () => {
  for (const user of [null, OPERATIONS]) {
    expect(reads(user, 'opportunity', 2)).toBe(true);
    expect(edits(user, 'opportunity', 2)).toBe(true);
  }
  expect(canRead(as(LENA, 'system'), 'opportunity', 4)).toBe(true);
});

test('an owner and the managers above read and change an opportunity, a colleague and another branch do not', () => {
  for (const user of [ANA, NORTH_MANAGER, DIRECTOR]) expect(edits(user, 'opportunity', 4)).toBe(true);
  for (const user of [TOM, LENA, SAM_SUPPORT]) expect(reads(user, 'opportunity', 4)).toBe(false);
});

test('the team reads accounts and contacts of a colleague, and does not change them', () => {
  expect(reads(TOM, 'account', 1)).toBe(true);
  expect(edits(TOM, 'account', 1)).toBe(false);
  expect(reads(TOM, 'contact', 1)).toBe(true);
  expect(reads(LENA, 'account', 1)).toBe(false);
});

test('a share opens one record to one user, for reading only', () => {
  expect(reads(TOM, 'opportunity', 2)).toBe(true);
  expect(edits(TOM, 'opportunity', 2)).toBe(false);
  expect(reads(ANA, 'opportunity', 2)).toBe(false);
});

test('support reads and changes cases and reads the customer, but no deal, quote or lead', () => {
  expect(edits(SAM_SUPPORT, 'case', 8)).toBe(true);
  expect(reads(SAM_SUPPORT, 'account', 2)).toBe(true);
  expect(edits(SAM_SUPPORT, 'account', 2)).toBe(false);
  expect(reads(SAM_SUPPORT, 'contract', 4)).toBe(true);
  expect(reads(SAM_SUPPORT, 'quote', 1)).toBe(false);
  expect(reads(SAM_SUPPORT, 'lead', 2)).toBe(false);
});

test('a lead in a queue is open to the team of the queue', () => {
  expect(edits(TOM, 'lead', 1)).toBe(true);
  expect(reads(LENA, 'lead', 1)).toBe(false);
});

test('items follow their deal, activities follow their record', () => {
  expect(reads(ANA, 'opportunity_item', 1)).toBe(true);
  expect(reads(TOM, 'opportunity_item', 1)).toBe(false);
  expect(reads(DIRECTOR, 'email', 1)).toBe(true);
  expect(reads(LENA, 'email', 1)).toBe(false);
  expect(reads(TOM, 'note', 1)).toBe(true);
  expect(edits(TOM, 'note', 1)).toBe(false);
  expect(reads(LENA, 'history', 1)).toBe(false);
});

test('a user who left, or who does not exist, reads what is open to everyone and nothing else', () => {
  for (const user of [LEFT_THE_COMPANY, 999]) {
    expect(reads(user, 'account', 1)).toBe(false);
    expect(reads(user, 'product', 1)).toBe(true);
  }
});

test('every condition prepares, for reading and for changing', () => {
  for (const [kind, table] of Object.entries(TABLES)) {
    for (const mode of ['read', 'edit'] as const) {
      for (const user of [ANA, SAM_SUPPORT]) {
        const key = Object.keys(GRANTS).find((name): name is IdKind => name === kind);
        if (key === undefined) throw new Error(`no grants for ${kind}`);
        const { sql, cells } = restriction(as(user), key, mode, 't');
        expect(crm.world.all(`SELECT t.id FROM ${table} t WHERE ${sql}`, ...cells)).toBeInstanceOf(Array);
      }
    }
  }
});
