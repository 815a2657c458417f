/** Who works in the small CRM, and the rules that route and approve. */
import { type Row } from '@understudy/kernel';
import type { UserRow } from '../rows.ts';

function user(
  id: number,
  name: string,
  role: UserRow['role'],
  team: number,
  manager: number | null,
): UserRow {
  const email = `${name.toLowerCase().replace(' ', '.')}@understudy.example`;
  const title = role === 'rep' ? 'Account executive' : role;
  const quota = role === 'rep' ? 10_000_000 : 0;
  return {
    id,
    name,
    email,
    role,
    title,
    manager_id: manager,
    team_id: team,
    active: 1,
    quota_cents: quota,
    created_at: 0,
  };
}

function rule(id: number, object: string, more: Row): Row {
  const any = { region: null, segment: null, source: null, kind: null, priority: null };
  return {
    id,
    object,
    position: id,
    active: 1,
    ...any,
    team_id: null,
    queue_id: null,
    user_id: null,
    ...more,
  };
}

export const organisation = {
  teams: [
    { id: 1, name: 'North sales', kind: 'sales' },
    { id: 2, name: 'West sales', kind: 'sales' },
    { id: 3, name: 'Support', kind: 'support' },
    { id: 4, name: 'Operations', kind: 'operations' },
  ],
  users: [
    user(1, 'Dora Klein', 'director', 4, null),
    user(2, 'Marco Rossi', 'manager', 1, 1),
    user(3, 'Mila West', 'manager', 2, 1),
    user(4, 'Ana Berg', 'rep', 1, 2),
    user(5, 'Tom Lang', 'rep', 1, 2),
    user(6, 'Lena Fox', 'rep', 2, 3),
    user(7, 'Sara Bell', 'manager', 3, 1),
    user(8, 'Sam Reed', 'support', 3, 7),
    user(9, 'Olga Novak', 'operations', 4, 1),
    { ...user(10, 'Ivan Petrov', 'rep', 1, 2), active: 0 },
  ],
  territories: [
    { id: 1, name: 'North SMB', region: 'north', segment: 'smb', team_id: 1 },
    { id: 2, name: 'North enterprise', region: 'north', segment: 'enterprise', team_id: 1 },
    { id: 3, name: 'West SMB', region: 'west', segment: 'smb', team_id: 2 },
  ],
  crm_queues: [
    { id: 1, name: 'Inbound leads', object: 'lead', team_id: 1 },
    { id: 2, name: 'First line', object: 'case', team_id: 3 },
    { id: 3, name: 'Billing cases', object: 'case', team_id: 3 },
  ],
  assignment_rules: [
    rule(1, 'lead', { region: 'north', team_id: 1 }),
    rule(2, 'lead', { region: 'west', segment: 'smb', team_id: 2 }),
    rule(3, 'lead', { queue_id: 1 }),
    rule(4, 'case', { priority: 'critical', user_id: 7 }),
    rule(5, 'case', { kind: 'billing', queue_id: 3 }),
    rule(6, 'case', { queue_id: 2 }),
  ],
  duplicate_rules: [
    { id: 1, object: 'lead', match: 'email', action: 'block', active: 1 },
    { id: 2, object: 'lead', match: 'company_last_name', action: 'block', active: 1 },
    { id: 3, object: 'contact', match: 'email', action: 'block', active: 1 },
    { id: 4, object: 'contact', match: 'company_last_name', action: 'block', active: 1 },
    { id: 5, object: 'account', match: 'account_name', action: 'block', active: 1 },
  ],
  approval_rules: [
    { id: 1, step: 1, above_discount_percent: 10, above_total_cents: null, approver_role: 'manager' },
    { id: 2, step: 2, above_discount_percent: 20, above_total_cents: 5_000_000, approver_role: 'director' },
    { id: 3, step: 3, above_discount_percent: 35, above_total_cents: null, approver_role: 'operations' },
  ],
} satisfies Record<string, readonly Row[]>;
