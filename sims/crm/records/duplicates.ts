/** The duplicate rules of the CRM (`duplicate_rules`), applied to one record that is made or changed. */
import { int, text, textOrNull, type Row, type World } from '@understudy/kernel';
import type { IdKind } from '../ids.ts';
import { companyKey, plain } from '../tools/matching.ts';

export interface Duplicate {
  readonly kind: IdKind;
  readonly id: number;
  readonly why: string;
}

/** Columns that bring a rule into play. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  email: ['email'],
  company_last_name: ['name', 'company', 'account_id'],
  account_name: ['name'],
};

const ACTIVE = `SELECT match FROM duplicate_rules WHERE object = (SELECT ?) AND active = 1 AND action = 'block' ORDER BY id`;
const LEADS_BY_EMAIL = `SELECT id FROM leads WHERE email = (SELECT ?) AND status <> 'converted' ORDER BY id`;
const CONTACTS_BY_EMAIL = 'SELECT id FROM contacts WHERE email = (SELECT ?) ORDER BY id';
const LEADS_BY_NAME = `SELECT id, name, company FROM leads WHERE name LIKE ? AND status <> 'converted' ORDER BY id`;
const CONTACTS_BY_NAME =
  'SELECT c.id, c.name, a.name AS company FROM contacts c JOIN accounts a ON a.id = c.account_id WHERE c.name LIKE ? ORDER BY c.id';
const ACCOUNTS = 'SELECT id, name FROM accounts ORDER BY id';

/**
 * The oldest record that the active rules take for the same, or null. `row` has the columns of its table, `changed` names those that
 * are new, and `id` is the record's own, if it has one already.
 */
export function duplicateOf(
  world: World,
  kind: IdKind,
  row: Row,
  changed: ReadonlySet<string>,
  id: number | null,
): Duplicate | null {
  for (const rule of world.all(ACTIVE, kind)) {
    const match = text(rule, 'match');
    if (COLUMNS[match]?.some((column) => changed.has(column)) !== true) continue;
    const found = apply(world, kind, match, row).find((other) => other.kind !== kind || other.id !== id);
    if (found !== undefined) return found;
  }
  return null;
}

function apply(world: World, kind: IdKind, match: string, row: Row): readonly Duplicate[] {
  switch (match) {
    case 'email':
      return byEmail(world, kind, textOrNull(row, 'email'));
    case 'company_last_name':
      return byCompany(world, kind, row);
    default:
      return byAccountName(world, text(row, 'name'));
  }
}

function byEmail(world: World, kind: IdKind, email: string | null): readonly Duplicate[] {
  if (email === null) return [];
  const found = (other: 'lead' | 'contact', sql: string) =>
    world.all(sql, email).map((row) => ({ kind: other, id: int(row, 'id'), why: 'same e-mail address' }));
  const contacts = found('contact', CONTACTS_BY_EMAIL);
  return kind === 'lead' ? [...found('lead', LEADS_BY_EMAIL), ...contacts] : contacts;
}

function byCompany(world: World, kind: IdKind, row: Row): readonly Duplicate[] {
  const company = kind === 'lead' ? text(row, 'company') : accountName(world, row);
  if (company === null) return [];
  const lastName = text(row, 'name').split(/\s+/).at(-1) ?? '';
  const wanted = sameness(text(row, 'name'), company);
  const found = (other: 'lead' | 'contact', sql: string) =>
    world
      .all(sql, `%${lastName}`)
      .filter((one) => sameness(text(one, 'name'), text(one, 'company')) === wanted)
      .map((one) => ({ kind: other, id: int(one, 'id'), why: 'same company and last name' }));
  return kind === 'lead' ? found('lead', LEADS_BY_NAME) : found('contact', CONTACTS_BY_NAME);
}

function sameness(name: string, company: string): string {
  return `${plain(name).split(' ').at(-1) ?? ''} ${companyKey(company)}`;
}

function accountName(world: World, row: Row): string | null {
  const account = row['account_id'];
  if (typeof account !== 'number') return null;
  const found = world.get('SELECT name FROM accounts WHERE id = ?', account);
  return found === undefined ? null : text(found, 'name');
}

function byAccountName(world: World, name: string): readonly Duplicate[] {
  const wanted = companyKey(name);
  return world
    .all(ACCOUNTS)
    .filter((row) => companyKey(text(row, 'name')) === wanted)
    .map((row) => ({ kind: 'account', id: int(row, 'id'), why: 'same name' }));
}
