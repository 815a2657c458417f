/** Field histories that explain how records came to what they are: the last new value is the present one. */
import { DAY, OPENING_TIME, type Rng } from '@understudy/kernel';
import { showId } from '../ids.ts';
import type { CaseRow, LeadRow, OpportunityRow } from '../rows.ts';
import type { RecordType } from '../vocabulary.ts';
import { between, type Draft } from './draft.ts';

/** The way an opportunity takes to each stage. */
const WAY = ['prospecting', 'qualification', 'needs_analysis', 'proposal', 'negotiation'] as const;
const LEAD_WAYS: Readonly<Record<LeadRow['status'], readonly string[]>> = {
  new: ['new'],
  working: ['new', 'working'],
  nurturing: ['new', 'working', 'nurturing'],
  qualified: ['new', 'working', 'qualified'],
  disqualified: ['new', 'working', 'disqualified'],
  converted: ['new', 'working', 'qualified', 'converted'],
};
const CASE_WAYS: Readonly<Record<CaseRow['status'], readonly string[]>> = {
  new: ['new'],
  assigned: ['new', 'assigned'],
  in_progress: ['new', 'assigned', 'in_progress'],
  waiting: ['new', 'assigned', 'in_progress', 'waiting'],
  escalated: ['new', 'assigned', 'escalated'],
  resolved: ['new', 'assigned', 'in_progress', 'resolved'],
  closed: ['new', 'assigned', 'in_progress', 'resolved', 'closed'],
};
const FORMER_OWNER = 0.1;

/** Histories of about this share of the records: a system that was set up later knows nothing of the rest. */
export function addHistory(draft: Draft, rng: Rng, share: number): void {
  const { opportunities, leads, cases, accounts } = draft.tables;
  for (const row of opportunities) if (rng.chance(share)) ofOpportunity(draft, rng, row);
  for (const row of leads)
    if (rng.chance(share))
      way(
        draft,
        rng,
        'lead',
        row.id,
        'status',
        LEAD_WAYS[row.status],
        row.owner_id,
        row.created_at,
        row.updated_at,
      );
  for (const row of cases)
    if (rng.chance(share))
      way(
        draft,
        rng,
        'case',
        row.id,
        'status',
        CASE_WAYS[row.status],
        row.owner_id,
        row.created_at,
        row.updated_at,
      );
  const reps = draft.tables.users.filter(({ role }) => role === 'rep');
  for (const row of accounts) {
    const before = rng.pick(reps);
    if (before.id === row.owner_id || !rng.chance(FORMER_OWNER)) continue;
    note(
      draft,
      'account',
      row.id,
      'owner_id',
      showId('user', before.id),
      showId('user', row.owner_id),
      null,
      between(rng, row.created_at, row.updated_at),
    );
  }
}

function ofOpportunity(draft: Draft, rng: Rng, row: OpportunityRow): void {
  const known: readonly string[] = WAY;
  const last = known.indexOf(row.stage);
  // A deal was lost at some stage on the way; a won one went all of it.
  const upTo = last >= 0 ? last : row.stage === 'closed_won' ? WAY.length - 1 : rng.int(0, WAY.length - 1);
  const stages: readonly string[] =
    last >= 0 ? WAY.slice(0, upTo + 1) : [...WAY.slice(0, upTo + 1), row.stage];
  way(draft, rng, 'opportunity', row.id, 'stage', stages, row.owner_id, row.created_at, row.updated_at);
}

/** One change from each value to the next, in order of time. */
function way(
  draft: Draft,
  rng: Rng,
  type: RecordType,
  id: number,
  field: string,
  values: readonly string[],
  by: number | null,
  from: number,
  to: number,
): void {
  const times = values.slice(1).map(() => between(rng, from, Math.min(to, OPENING_TIME - DAY / 24)));
  times.sort((left, right) => left - right);
  times.forEach((at, index) =>
    note(draft, type, id, field, values[index] ?? null, values[index + 1] ?? null, by, at),
  );
}

function note(
  draft: Draft,
  type: RecordType,
  id: number,
  field: string,
  before: string | null,
  after: string | null,
  by: number | null,
  at: number,
): void {
  draft.tables.field_history.push({
    id: draft.id('field_history'),
    record_type: type,
    record_id: id,
    field,
    old_value: before,
    new_value: after,
    changed_by: by,
    changed_at: at,
  });
}
