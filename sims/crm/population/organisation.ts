/** Who works here: teams, users, territories, queues, and the rules that route and approve. */
import { DAY, OPENING_TIME, type Rng } from '@understudy/kernel';
import { nameOf } from '@understudy/people';
import type { AssignmentRuleRow, UserRow } from '../rows.ts';
import { REGIONS, SEGMENTS, type Region } from '../vocabulary.ts';
import type { Draft } from './draft.ts';

/** From so many rows on, each region has a team of its own; below, two share one. */
const LARGE = 1500;
const REP_QUOTA = 30_000_000;

export interface Organisation {
  /** The active reps of the team that serves a region. */
  readonly reps: Readonly<Record<Region, readonly UserRow[]>>;
  /** Reps who left; some records still name them. */
  readonly formerReps: readonly UserRow[];
  readonly agents: readonly UserRow[];
  readonly supportManager: UserRow;
  readonly operations: UserRow;
  readonly director: UserRow;
  readonly leadQueue: number;
  readonly caseQueue: number;
  readonly billingQueue: number;
}

export function addOrganisation(draft: Draft, rng: Rng, size: number): Organisation {
  const { tables } = draft;
  const hire = hiring(draft, rng);
  const office = team(draft, 'Operations', 'operations');
  const director = hire('director', 'Sales director', office, null);
  const operations = hire('operations', 'Sales operations', office, director.id);

  const perTeam = size >= LARGE ? 1 : 2;
  const reps = new Map<Region, readonly UserRow[]>();
  const formerReps: UserRow[] = [];
  for (let i = 0; i < REGIONS.length; i += perTeam) {
    const regions = REGIONS.slice(i, i + perTeam);
    const name = `${regions.map(capital).join(' and ')} sales`;
    const id = team(draft, name, 'sales');
    const manager = hire('manager', 'Sales manager', id, director.id);
    const own = Array.from({ length: size >= LARGE ? rng.int(3, 5) : 2 }, () =>
      hire('rep', 'Account executive', id, manager.id),
    );
    if (i === 0) formerReps.push(hire('rep', 'Account executive', id, manager.id, 0));
    for (const region of regions) {
      reps.set(region, own);
      for (const segment of SEGMENTS)
        tables.territories.push({
          id: draft.id('territories'),
          name: `${capital(region)} ${segment.replace('_', ' ')}`,
          region,
          segment,
          team_id: id,
        });
    }
  }

  const support = team(draft, 'Support', 'support');
  const supportManager = hire('manager', 'Support manager', support, director.id);
  const agents = Array.from({ length: size >= LARGE ? 4 : 2 }, () =>
    hire('support', 'Support agent', support, supportManager.id),
  );
  const queues = {
    leadQueue: queue(draft, 'Inbound leads', 'lead', office),
    caseQueue: queue(draft, 'First line', 'case', support),
    billingQueue: queue(draft, 'Billing cases', 'case', support),
  };
  addRules(draft, queues.leadQueue, queues.caseQueue, queues.billingQueue, supportManager.id);
  const repsOf = (region: Region): readonly UserRow[] => reps.get(region) ?? [];
  return {
    reps: { north: repsOf('north'), south: repsOf('south'), east: repsOf('east'), west: repsOf('west') },
    formerReps,
    agents,
    supportManager,
    operations,
    director,
    ...queues,
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function team(draft: Draft, name: string, kind: 'sales' | 'support' | 'operations'): number {
  const id = draft.id('teams');
  draft.tables.teams.push({ id, name, kind });
  return id;
}

function queue(draft: Draft, name: string, object: 'lead' | 'case', teamId: number): number {
  const id = draft.id('crm_queues');
  draft.tables.crm_queues.push({ id, name, object, team_id: teamId });
  return id;
}

function hiring(draft: Draft, rng: Rng) {
  const taken = new Set<string>();
  return (
    role: UserRow['role'],
    title: string,
    teamId: number,
    managerId: number | null,
    active: 0 | 1 = 1,
  ): UserRow => {
    // The colleagues have names of their own, so that a first name is enough to tell two of them apart.
    let name = nameOf('en', draft.split, rng);
    while (taken.has(name.split(' ')[0] ?? '')) name = nameOf('en', draft.split, rng);
    taken.add(name.split(' ')[0] ?? '');
    const user: UserRow = {
      id: draft.id('users'),
      name,
      email: `${name.toLowerCase().replace(' ', '.')}@understudy.example`,
      role,
      title,
      manager_id: managerId,
      team_id: teamId,
      active,
      quota_cents: role === 'rep' ? REP_QUOTA : 0,
      created_at: OPENING_TIME - rng.int(400, 2500) * DAY,
    };
    draft.tables.users.push(user);
    return user;
  };
}

function addRules(
  draft: Draft,
  leadQueue: number,
  caseQueue: number,
  billingQueue: number,
  supportManager: number,
): void {
  const { tables } = draft;
  const rule = (object: 'lead' | 'case', more: Partial<AssignmentRuleRow>): void => {
    tables.assignment_rules.push({
      id: tables.assignment_rules.length + 1,
      object,
      position: tables.assignment_rules.length + 1,
      active: 1,
      region: null,
      segment: null,
      source: null,
      kind: null,
      priority: null,
      team_id: null,
      queue_id: null,
      user_id: null,
      ...more,
    });
  };
  const teamOf = new Map(tables.territories.map(({ region, team_id }) => [region, team_id]));
  for (const [region, team_id] of teamOf) rule('lead', { region, team_id });
  rule('lead', { queue_id: leadQueue });
  rule('case', { priority: 'critical', user_id: supportManager });
  rule('case', { kind: 'billing', queue_id: billingQueue });
  rule('case', { queue_id: caseQueue });
  tables.duplicate_rules.push(
    { id: 1, object: 'lead', match: 'email', action: 'block', active: 1 },
    { id: 2, object: 'lead', match: 'company_last_name', action: 'block', active: 1 },
    { id: 3, object: 'contact', match: 'email', action: 'block', active: 1 },
    { id: 4, object: 'contact', match: 'company_last_name', action: 'block', active: 1 },
    { id: 5, object: 'account', match: 'account_name', action: 'block', active: 1 },
  );
  tables.approval_rules.push(
    { id: 1, step: 1, above_discount_percent: 10, above_total_cents: null, approver_role: 'manager' },
    { id: 2, step: 2, above_discount_percent: 20, above_total_cents: 10_000_000, approver_role: 'director' },
    { id: 3, step: 3, above_discount_percent: 35, above_total_cents: null, approver_role: 'operations' },
  );
}
