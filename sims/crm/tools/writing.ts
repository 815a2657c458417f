/**
 * How the tools read and write rows: by key, with changes of tracked fields noted in the field history, and a status by its
 * lifecycle only. SQL is put together once per table and set of columns, so that a world prepares it once.
 */
import { int, type Cell, type Row, type ToolContext, type World } from '@understudy/kernel';
import { showId, type IdKind } from '../ids.ts';
import {
  caseLifecycle,
  contractLifecycle,
  leadLifecycle,
  opportunityLifecycle,
  quoteLifecycle,
  taskLifecycle,
} from '../lifecycles.ts';
import { actingId } from './acting.ts';
import { refused, type Failed } from './outcomes.ts';
import { remembered } from './remembered.ts';

/** Record type → its table, and the fields of which every change is noted. */
const RECORDS = {
  account: { table: 'accounts', tracked: ['name', 'kind', 'tier', 'owner_id', 'territory_id'] },
  contact: { table: 'contacts', tracked: ['name', 'email', 'phone', 'account_id', 'opted_out', 'owner_id'] },
  lead: { table: 'leads', tracked: ['status', 'rating', 'owner_id', 'queue_id', 'email'] },
  opportunity: {
    table: 'opportunities',
    tracked: ['stage', 'amount_cents', 'close_date', 'owner_id', 'forecast_category', 'contact_id'],
  },
  quote: {
    table: 'quotes',
    tracked: ['status', 'discount_percent', 'total_cents', 'owner_id', 'expires_at'],
  },
  contract: { table: 'contracts', tracked: ['status', 'ends_at', 'value_cents', 'owner_id'] },
  case: { table: 'cases', tracked: ['status', 'priority', 'kind', 'owner_id', 'queue_id'] },
  campaign: { table: 'campaigns', tracked: ['phase', 'owner_id'] },
  task: { table: 'crm_tasks', tracked: ['status', 'due_at', 'owner_id'] },
  event: { table: 'crm_events', tracked: ['starts_at', 'owner_id'] },
} as const;

const GOVERNED = {
  lead: leadLifecycle,
  opportunity: opportunityLifecycle,
  quote: quoteLifecycle,
  contract: contractLifecycle,
  case: caseLifecycle,
  task: taskLifecycle,
} as const;

export type Recorded = keyof typeof RECORDS;

/** Tables that have no `updated_at`. */
const UNDATED: ReadonlySet<string> = new Set(['campaigns', 'crm_events']);

/** More than there are tables. */
const TABLE_TEXTS = 100;

const texts = new Map<string, string>();

/** The SQL of a key, made when it is first needed. */
function sql(key: string, make: () => string): string {
  let text = texts.get(key);
  if (text === undefined) {
    text = make();
    texts.set(key, text);
  }
  return text;
}

export function tableOf(kind: Recorded): string {
  return RECORDS[kind].table;
}

const findSql = remembered(TABLE_TEXTS, (table) => `SELECT * FROM ${table} WHERE id = ?`);
const highestSql = remembered(TABLE_TEXTS, (table) => `SELECT coalesce(max(id), 0) AS id FROM ${table}`);

/** One row by its key. */
export function find(world: World, table: string, id: number): Row | undefined {
  return world.get(findSql(table), id);
}

/** Records that a merge deletes, whose ids must never be given to another record. */
const MERGED: Readonly<Record<string, string>> = { accounts: 'account', contacts: 'contact', leads: 'lead' };

/** The id after the highest that was ever used. */
export function nextId(world: World, table: string): number {
  const merged = MERGED[table];
  const row = world.get(highestSql(table));
  const id = row === undefined ? 0 : int(row, 'id');
  if (merged === undefined) return id + 1;
  const lost = world.get(
    'SELECT coalesce(max(losing_id), 0) AS id FROM record_merges WHERE record_type = (SELECT ?)',
    merged,
  );
  return Math.max(id, lost === undefined ? 0 : int(lost, 'id')) + 1;
}

/** Adds a row under the next id, which it returns. Columns that are not given are NULL. */
export function insert(world: World, table: string, values: Readonly<Record<string, Cell>>): number {
  const id = nextId(world, table);
  const columns = Object.keys(values);
  const text = sql(
    `insert ${table} ${columns.join()}`,
    () => `INSERT INTO ${table} (id, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`,
  );
  world.run(text, id, ...Object.values(values));
  return id;
}

type Changes = Readonly<Record<string, Cell>>;

/** Writes the columns of a record that differ from `before`, dates the record and notes tracked fields. True if any differed. */
export function update(context: ToolContext, kind: Recorded, before: Row, changes: Changes): boolean {
  return write(context, kind, before, changes, false);
}

/** Writes what differs; with `moved`, dates the record even where nothing does. */
function write(context: ToolContext, kind: Recorded, before: Row, changes: Changes, moved: boolean): boolean {
  const { table } = RECORDS[kind];
  const changed = Object.entries(changes).filter(([column, value]) => before[column] !== value);
  const columns = changed.map(([column]) => column);
  const cells = changed.map(([, value]) => value);
  if (!UNDATED.has(table) && (moved || changed.length > 0)) {
    columns.push('updated_at');
    cells.push(context.clock.now());
  }
  if (columns.length === 0) return false;
  const id = int(before, 'id');
  const text = sql(
    `update ${table} ${columns.join()}`,
    () => `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
  );
  context.world.run(text, ...cells, id);
  for (const [column, value] of changed) note(context, kind, id, column, before[column] ?? null, value);
  return changed.length > 0;
}

/**
 * Sends an event of a record's lifecycle, notes the new state and then writes `changes`. A refusal writes nothing; with `hint`, it
 * carries that in place of the general one.
 */
export function advance(
  context: ToolContext,
  kind: keyof typeof GOVERNED,
  before: Row,
  event: string,
  changes: Changes = {},
  hint?: string,
): { readonly ok: true; readonly from: string; readonly to: string } | Failed {
  const lifecycle = GOVERNED[kind];
  const id = int(before, 'id');
  const sent = lifecycle.send(context.world, id, event);
  if (!sent.ok) return hint === undefined ? sent : refused(sent, hint);
  if (sent.from !== sent.to) note(context, kind, id, lifecycle.definition.column, sent.from, sent.to);
  write(context, kind, before, changes, true);
  return sent;
}

function note(
  context: ToolContext,
  kind: Recorded,
  id: number,
  field: string,
  before: Cell,
  after: Cell,
): void {
  const tracked: readonly string[] = RECORDS[kind].tracked;
  if (!tracked.includes(field)) return;
  insert(context.world, 'field_history', {
    record_type: kind,
    record_id: id,
    field,
    old_value: shown(field, before),
    new_value: shown(field, after),
    changed_by: actingId(context),
    changed_at: context.clock.now(),
  });
}

/** Columns that refer to a record: the history shows its public id. */
const REFERENCES: Readonly<Record<string, IdKind>> = {
  owner_id: 'user',
  queue_id: 'queue',
  account_id: 'account',
  contact_id: 'contact',
  territory_id: 'territory',
};

function shown(field: string, value: Cell): string | null {
  const kind = REFERENCES[field];
  if (value === null) return null;
  return kind !== undefined && typeof value === 'number' ? showId(kind, value) : String(value);
}
