/** Merging two records of one type: the surviving record gets the children and the missing values of the other, which is deleted. */
import {
  defineTool,
  freeText,
  int,
  succeed,
  text,
  type Cell,
  type Row,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { MEMBER_RESPONSES, segmentOf } from '../vocabulary.ts';
import { actingId } from './acting.ts';
import { failed } from './outcomes.ts';
import { anyRecord, locate } from './records.ts';
import { find, insert, update } from './writing.ts';

const MERGED = ['account', 'contact', 'lead'] as const;
type MergedType = (typeof MERGED)[number];

/** Columns that refer to a record of the type: surviving id first, losing id second. */
const REFERENCES: Readonly<Record<MergedType, readonly string[]>> = {
  account: [
    'UPDATE accounts SET parent_id = ? WHERE parent_id = ?',
    'UPDATE contacts SET account_id = ? WHERE account_id = ?',
    'UPDATE opportunities SET account_id = ? WHERE account_id = ?',
    'UPDATE leads SET converted_account_id = ? WHERE converted_account_id = ?',
    'UPDATE contracts SET account_id = ? WHERE account_id = ?',
    'UPDATE cases SET account_id = ? WHERE account_id = ?',
  ],
  contact: [
    'UPDATE opportunities SET contact_id = ? WHERE contact_id = ?',
    'UPDATE leads SET converted_contact_id = ? WHERE converted_contact_id = ?',
    'UPDATE campaign_members SET contact_id = ? WHERE contact_id = ?',
    'UPDATE cases SET contact_id = ? WHERE contact_id = ?',
  ],
  lead: ['UPDATE campaign_members SET lead_id = ? WHERE lead_id = ?'],
};

/** Tables that point at any record by its type and id: surviving id, type, losing id. */
const ATTACHED = [
  'UPDATE crm_tasks SET record_id = ? WHERE record_type = ? AND record_id = ?',
  'UPDATE crm_events SET record_id = ? WHERE record_type = ? AND record_id = ?',
  'UPDATE emails SET record_id = ? WHERE record_type = ? AND record_id = ?',
  'UPDATE notes SET record_id = ? WHERE record_type = ? AND record_id = ?',
  'UPDATE field_history SET record_id = ? WHERE record_type = ? AND record_id = ?',
  'UPDATE record_shares SET record_id = ? WHERE record_type = ? AND record_id = ?',
] as const;

const DELETE: Readonly<Record<MergedType, string>> = {
  account: 'DELETE FROM accounts WHERE id = ?',
  contact: 'DELETE FROM contacts WHERE id = ?',
  lead: 'DELETE FROM leads WHERE id = ?',
};

/** Fields that can be taken from the record that goes; those that are empty on the other one are taken anyway. */
const FIELDS: Readonly<Record<MergedType, readonly string[]>> = {
  account: [
    'name',
    'kind',
    'website',
    'phone',
    'industry',
    'country',
    'employees',
    'annual_revenue_cents',
    'tier',
    'owner_id',
    'territory_id',
  ],
  contact: ['name', 'email', 'phone', 'title', 'account_id', 'owner_id', 'customer_number'],
  lead: [
    'name',
    'company',
    'email',
    'phone',
    'title',
    'country',
    'industry',
    'employees',
    'budget_cents',
    'authority',
    'timeline',
    'need',
    'source',
  ],
};

function isMerged(kind: string): kind is MergedType {
  const types: readonly string[] = MERGED;
  return types.includes(kind);
}

/** The values of the surviving record. Who opted out of e-mails on either record has opted out. */
function values(kind: MergedType, survivor: Row, loser: Row, taken: readonly string[]): Record<string, Cell> {
  const changes: Record<string, Cell> = {};
  for (const field of FIELDS[kind]) {
    const value = loser[field] ?? null;
    if (value !== null && (taken.includes(field) || survivor[field] === null)) changes[field] = value;
  }
  if (kind !== 'account')
    changes['opted_out'] = Math.max(int(survivor, 'opted_out'), int(loser, 'opted_out'));
  // An address that bounced is known to be bad wherever it goes.
  if (kind === 'contact' && 'email' in changes) changes['bounced'] = int(loser, 'bounced');
  const employees = changes['employees'];
  if (kind === 'account' && typeof employees === 'number') changes['segment'] = segmentOf(employees);
  return changes;
}

/** Where both are members of one campaign, the further response stays and the other membership goes. */
function mergeMemberships(world: World, kind: 'contact' | 'lead', survivor: number, loser: number): void {
  const both =
    kind === 'contact'
      ? world.all(
          'SELECT k.id AS kept, k.response AS kept_response, g.id AS gone, g.response, g.responded_at FROM campaign_members g JOIN campaign_members k ON k.campaign_id = g.campaign_id AND k.contact_id = (SELECT ?) WHERE g.contact_id = (SELECT ?) ORDER BY g.id',
          survivor,
          loser,
        )
      : world.all(
          'SELECT k.id AS kept, k.response AS kept_response, g.id AS gone, g.response, g.responded_at FROM campaign_members g JOIN campaign_members k ON k.campaign_id = g.campaign_id AND k.lead_id = (SELECT ?) WHERE g.lead_id = (SELECT ?) ORDER BY g.id',
          survivor,
          loser,
        );
  const order: readonly string[] = MEMBER_RESPONSES;
  for (const pair of both) {
    const response = text(pair, 'response');
    if (order.indexOf(response) > order.indexOf(text(pair, 'kept_response'))) {
      world.run(
        'UPDATE campaign_members SET response = ?, responded_at = ? WHERE id = ?',
        response,
        pair['responded_at'] ?? null,
        int(pair, 'kept'),
      );
    }
    world.run('DELETE FROM campaign_members WHERE id = ?', int(pair, 'gone'));
  }
}

/** A user whom both records are shared with keeps one share, the stronger of the two. */
function mergeShares(world: World, kind: MergedType, survivor: number, loser: number): void {
  const both = world.all(
    `SELECT k.id AS kept, g.id AS gone, g.access FROM record_shares g
     JOIN record_shares k ON k.record_type = g.record_type AND k.record_id = (SELECT ?) AND k.user_id = g.user_id
     WHERE g.record_type = (SELECT ?) AND g.record_id = (SELECT ?) ORDER BY g.id`,
    survivor,
    kind,
    loser,
  );
  for (const pair of both) {
    if (text(pair, 'access') === 'edit') {
      world.run(`UPDATE record_shares SET access = 'edit' WHERE id = ?`, int(pair, 'kept'));
    }
    world.run('DELETE FROM record_shares WHERE id = ?', int(pair, 'gone'));
  }
}

/** True where `id` stands above the account in the hierarchy. */
function isAbove(world: World, id: number, account: Row): boolean {
  let parent = account['parent_id'];
  for (let depth = 0; typeof parent === 'number' && depth < 50; depth += 1) {
    if (parent === id) return true;
    parent = find(world, 'accounts', parent)?.['parent_id'];
  }
  return false;
}

function mergeInto(
  context: ToolContext,
  kind: MergedType,
  survivor: Row,
  loser: Row,
  taken: readonly string[],
): void {
  const { world } = context;
  const kept = int(survivor, 'id');
  const gone = int(loser, 'id');
  const changes = values(kind, survivor, loser, taken);
  // A survivor below the other one takes its place in the hierarchy; otherwise it would come to stand below itself.
  if (kind === 'account' && isAbove(world, gone, survivor)) changes['parent_id'] = loser['parent_id'] ?? null;
  update(context, kind, survivor, changes);
  if (kind !== 'account') mergeMemberships(world, kind, kept, gone);
  mergeShares(world, kind, kept, gone);
  for (const sql of REFERENCES[kind]) world.run(sql, kept, gone);
  for (const sql of ATTACHED) world.run(sql, kept, kind, gone);
  world.run(
    'UPDATE record_merges SET surviving_id = ? WHERE record_type = ? AND surviving_id = ?',
    kept,
    kind,
    gone,
  );
  world.run(DELETE[kind], gone);
  insert(world, 'record_merges', {
    record_type: kind,
    losing_id: gone,
    surviving_id: kept,
    merged_by: actingId(context),
    merged_at: context.clock.now(),
  });
}

const fieldList = z
  .preprocess(
    (value) =>
      value === null || value === ''
        ? []
        : typeof value === 'string'
          ? value.split(',').map((part) => part.trim())
          : value,
    z.array(freeText(40)).max(12),
  )
  .optional();

export const mergeRecords = defineTool({
  name: 'merge_records',
  description:
    'Merge two accounts, contacts or leads. The surviving record keeps its values, gets those it lacks, and everything that belonged to the other one, which is deleted. Cannot be undone.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    surviving_id: anyRecord.describe('The record that stays, like "A3"'),
    duplicate_id: anyRecord.describe('The record that goes, like "A9"'),
    take_fields: fieldList.describe('Fields whose value is taken from the duplicate, like ["phone"]'),
  }),
  run(context, args) {
    const { kind, id } = args.surviving_id;
    const other = args.duplicate_id;
    if (!isMerged(kind)) {
      return failed(
        'validation',
        `surviving_id: a ${kind} cannot be merged.`,
        'Accounts, contacts and leads can.',
      );
    }
    if (other.kind !== kind) {
      return failed(
        'validation',
        `${showId(kind, id)} is a ${kind} and ${showId(other.kind, other.id)} a ${other.kind}.`,
        'Both records must be of one type; convert_lead joins a lead to a contact.',
      );
    }
    if (other.id === id) return failed('validation', 'A record cannot be merged with itself.');
    const taken = (args.take_fields ?? []).map((field) => field.toLowerCase());
    const unknown = taken.find((field) => !FIELDS[kind].includes(field));
    if (unknown !== undefined) {
      return failed(
        'validation',
        `take_fields: ${unknown} cannot be taken over.`,
        `Fields: ${FIELDS[kind].join(', ')}.`,
      );
    }
    const survivor = locate(context, kind, id);
    if (!survivor.ok) return survivor;
    const loser = locate(context, kind, other.id);
    if (!loser.ok) return loser;
    if (kind === 'lead') {
      const converted = [survivor.row, loser.row].find((row) => text(row, 'status') === 'converted');
      if (converted !== undefined) {
        return failed(
          'conflict',
          `Lead ${showId('lead', int(converted, 'id'))} is converted and cannot be merged.`,
          'Merge the contacts or accounts instead.',
        );
      }
    }
    mergeInto(context, kind, survivor.row, loser.row, taken);
    return succeed({ surviving_id: showId(kind, id), merged_id: showId(kind, other.id) });
  },
});
