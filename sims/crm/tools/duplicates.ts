/** Finds records that are probably the same person or company. */
import { defineTool, int, succeed, text, textOrNull, type Row, type World, choice } from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { companyKeys, personKeys, plain, sharedReasons, type MatchKey } from './matching.ts';
import { failed } from './outcomes.ts';
import { optional } from './parameters.ts';
import { anyRecord, locate } from './records.ts';

const OBJECTS = ['lead', 'contact', 'account'] as const;
type DuplicateObject = (typeof OBJECTS)[number];
/** How many groups or matches one answer lists. */
const LISTED = 10;

interface Keyed {
  readonly object: DuplicateObject;
  readonly id: number;
  readonly name: string;
  readonly keys: readonly MatchKey[];
}

const LEADS = `SELECT id, name, email, phone, company FROM leads WHERE status <> 'converted' ORDER BY id`;
const CONTACTS = `SELECT c.id, c.name, c.email, c.phone, a.name AS company FROM contacts c LEFT JOIN accounts a ON a.id = c.account_id ORDER BY c.id`;
const ACCOUNTS = 'SELECT id, name, website, phone FROM accounts ORDER BY id';

function keyed(object: DuplicateObject, row: Row): Keyed {
  const name = text(row, 'name');
  const phone = textOrNull(row, 'phone');
  const keys =
    object === 'account'
      ? companyKeys({ name, website: textOrNull(row, 'website'), phone })
      : personKeys({ name, email: textOrNull(row, 'email'), phone, company: textOrNull(row, 'company') });
  return { object, id: int(row, 'id'), name, keys };
}

function all(world: World, object: DuplicateObject): readonly Keyed[] {
  const sql = object === 'lead' ? LEADS : object === 'contact' ? CONTACTS : ACCOUNTS;
  return world.all(sql).map((row) => keyed(object, row));
}

/**
 * Leads and contacts that can be the same person at all, found by SQLite: of the same plain name or address. Names with accents, marks
 * or double spaces are all taken along, for SQLite cannot compare them; `sharedReasons` decides.
 */
const LIKE_LEADS = `SELECT id, name, email, phone, company FROM leads WHERE status <> 'converted'
  AND (lower(name) = (SELECT ?) OR lower(email) = (SELECT ?) OR name GLOB '*[^A-Za-z ]*' OR name GLOB '*  *') ORDER BY id`;
const LIKE_CONTACTS = `SELECT c.id, c.name, c.email, c.phone, a.name AS company FROM contacts c LEFT JOIN accounts a ON a.id = c.account_id
  WHERE lower(c.name) = (SELECT ?) OR lower(c.email) = (SELECT ?) OR c.name GLOB '*[^A-Za-z ]*' OR c.name GLOB '*  *' ORDER BY c.id`;

function candidates(world: World, person: Row): readonly Keyed[] {
  const name = plain(text(person, 'name'));
  const email = textOrNull(person, 'email')?.toLowerCase() ?? null;
  return [
    ...world.all(LIKE_LEADS, name, email).map((row) => keyed('lead', row)),
    ...world.all(LIKE_CONTACTS, name, email).map((row) => keyed('contact', row)),
  ];
}

function isObject(kind: string): kind is DuplicateObject {
  const objects: readonly string[] = OBJECTS;
  return objects.includes(kind);
}

/** Records that share a key, directly or through others, as groups of two or more; the first record of a group is the oldest. */
function groups(
  records: readonly Keyed[],
): readonly { readonly members: readonly Keyed[]; readonly reasons: readonly string[] }[] {
  const first = new Map<string, number>();
  const root = records.map((_record, i) => i);
  const reasons = records.map(() => new Set<string>());
  const rootOf = (i: number): number => {
    const up = root[i] ?? i;
    return up === i ? i : rootOf(up);
  };
  records.forEach((record, i) => {
    for (const { reason, text: value } of record.keys) {
      const other = first.get(`${reason} ${value}`);
      if (other === undefined) first.set(`${reason} ${value}`, i);
      else {
        const [low, high] = [rootOf(other), rootOf(i)].sort((a, b) => a - b);
        if (low === undefined || high === undefined) continue;
        root[high] = low;
        for (const known of reasons[high] ?? []) reasons[low]?.add(known);
        reasons[low]?.add(reason);
      }
    }
  });
  const found = new Map<number, Keyed[]>();
  records.forEach((record, i) => {
    const at = rootOf(i);
    found.set(at, [...(found.get(at) ?? []), record]);
  });
  return [...found]
    .filter(([, members]) => members.length > 1)
    .map(([at, members]) => ({ members, reasons: [...(reasons[at] ?? [])].sort() }));
}

const listed = ({ object, id, name }: Keyed) => ({ id: showId(object, id), name });

export const findDuplicates = defineTool({
  name: 'find_duplicates',
  description:
    'Find records that are probably the same: of one lead, contact or account, or groups over all records of an object. People match by e-mail, name and phone, or name and company; accounts by name, website or phone.',
  effect: 'read',
  seconds: 8,
  parameters: z.strictObject({
    record_id: optional(anyRecord).describe('A lead, contact or account, like "L12"'),
    object: optional(choice(OBJECTS)).describe('Where no record is named: lead, contact or account'),
  }),
  run(context, args) {
    const { world } = context;
    if (args.record_id === undefined) {
      if (args.object === undefined) {
        return failed(
          'validation',
          'record_id or object is needed.',
          'Name a record like "L12", or an object like "lead".',
        );
      }
      const found = groups(all(world, args.object));
      return succeed({
        groups: found
          .slice(0, LISTED)
          .map(({ members, reasons }) => ({ matched_by: reasons, records: members.map(listed) })),
        total: found.length,
      });
    }
    const { kind, id } = args.record_id;
    if (!isObject(kind))
      return failed(
        'validation',
        `record_id: a ${kind} has no duplicates here.`,
        'Name a lead, contact or account.',
      );
    const record = locate(context, kind, id, 'read');
    if (!record.ok) return record;
    const account = kind === 'contact' ? record.row['account_id'] : null;
    const company =
      typeof account === 'number'
        ? world.get('SELECT name AS company FROM accounts WHERE id = ?', account)
        : undefined;
    const own = keyed(kind, { company: null, ...record.row, ...company });
    const pool = kind === 'account' ? all(world, 'account') : candidates(world, record.row);
    const matches = pool
      .filter((other) => other.object !== kind || other.id !== id)
      .map((other) => ({ other, matched_by: sharedReasons(own.keys, other.keys) }))
      .filter(({ matched_by }) => matched_by.length > 0);
    return succeed({
      record_id: showId(kind, id),
      duplicates: matches.slice(0, LISTED).map(({ other, matched_by }) => ({ ...listed(other), matched_by })),
      total: matches.length,
    });
  },
});
