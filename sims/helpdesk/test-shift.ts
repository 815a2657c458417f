/**
 * The ticketing part of the hand-written desk. Agents: 10 (first line, online, skills orders and vip), 20 (first line, online),
 * 30 (billing, offline), 40 (left). Tickets of the first line: 11 open, 12 pending, 14 a problem; 15 waits on the telephone for 2
 * minutes, 16 in the chat for 1, urgent; 17 waits for billing. Tickets 11 to 14 were written at the opening time.
 */
import { DAY, dayOf, OPENING_TIME, type Row } from '@understudy/kernel';
import { newTicket } from './new-ticket.ts';
import { addDeskRules } from './population/desk-rules.ts';
import { emptyTicketDraft } from './population/ticket-draft.ts';
import type { TicketRow } from './rows.ts';

interface Rows {
  readonly name: string;
  readonly rows: readonly Row[];
}

const agent = (id: number, name: string, status: string, active = 1): Row => ({
  id,
  name,
  email: `a${id}@desk.example.com`,
  active,
  status,
  capacity: 2,
  current_ticket_id: null,
});

/** Mondays to Fridays from 8 to 18, but not on the day after the opening. */
function hours(): readonly Rows[] {
  return [
    { name: 'business_hours', rows: [{ id: 1, name: 'Weekdays' }] },
    {
      name: 'business_intervals',
      rows: [0, 1, 2, 3, 4].map((weekday) => ({
        id: weekday + 1,
        business_hours_id: 1,
        weekday,
        opens_minute: 480,
        closes_minute: 1080,
      })),
    },
    {
      name: 'holidays',
      rows: [{ id: 1, business_hours_id: 1, day: dayOf(OPENING_TIME + DAY), name: 'Town fair' }],
    },
  ];
}

export function staffTables(): readonly Rows[] {
  const rules = emptyTicketDraft();
  addDeskRules(rules);
  const ruleTables = Object.entries<readonly Row[]>({ ...rules })
    .map(([name, rows]) => ({ name, rows }))
    .filter(({ rows }) => rows.length > 0);
  return [
    ...hours(),
    {
      name: 'agent_groups',
      rows: [
        { id: 1, slug: 'first_line', name: 'First line', team: 'support', business_hours_id: 1 },
        { id: 2, slug: 'billing', name: 'Billing', team: 'billing', business_hours_id: 1 },
      ],
    },
    {
      name: 'agents',
      rows: [
        agent(10, 'Ida Holm', 'online'),
        agent(20, 'Ben Ross', 'online'),
        agent(30, 'Eva Lund', 'offline'),
        agent(40, 'Max Frey', 'offline', 0),
      ],
    },
    {
      name: 'agent_skills',
      rows: [
        { id: 1, agent_id: 10, skill: 'orders' },
        { id: 2, agent_id: 10, skill: 'vip' },
        { id: 3, agent_id: 20, skill: 'orders' },
      ],
    },
    {
      name: 'group_members',
      rows: [
        { id: 1, group_id: 1, agent_id: 10 },
        { id: 2, group_id: 1, agent_id: 20 },
        { id: 3, group_id: 2, agent_id: 30 },
      ],
    },
    ...ruleTables,
  ];
}

function managed(id: number, more: Partial<TicketRow> = {}): TicketRow {
  const fresh = newTicket({
    id,
    subject: 'Parcel',
    body: 'Where is it?',
    channel: 'email',
    at: OPENING_TIME,
  });
  return { ...fresh, group_id: 1, ...more };
}

export const SHIFT_TICKETS: readonly TicketRow[] = [
  managed(11, { customer_id: 31, order_id: 4822, verified: 1 }),
  managed(12, { customer_id: 31, status: 'pending' }),
  managed(14, { customer_id: 40, type: 'problem' }),
  managed(15, { channel: 'phone', created_at: OPENING_TIME - 120_000 }),
  managed(16, { channel: 'chat', priority: 'urgent', created_at: OPENING_TIME - 60_000 }),
  managed(17, { channel: 'phone', team: 'billing', group_id: 2, created_at: OPENING_TIME - 300_000 }),
];

const entry = (id: number, ticket_id: number, channel: string, waited: number): Row => ({
  id,
  ticket_id,
  agent_id: null,
  channel,
  status: 'waiting',
  waiting_since: OPENING_TIME - waited * 1000,
  patience_seconds: 600,
  connected_at: null,
  held_since: null,
  held_ms: 0,
  ended_at: null,
});

/** For the policy "Everybody" and normal priority: 4 hours to the first reply, 30 to the resolution. */
function clock(id: number, ticket_id: number, metric: string, target_id: number, hour: number): Row {
  return {
    id,
    ticket_id,
    target_id,
    business_hours_id: 1,
    metric,
    status: 'running',
    started_at: OPENING_TIME,
    running_since: OPENING_TIME,
    spent_ms: 0,
    due_at: OPENING_TIME + hour * 3_600_000,
    ended_at: null,
    breached_at: null,
  };
}

/** Targets 25 to 36 are those of the policy "Everybody", 26 and 34 for normal priority. */
export function shiftTables(): readonly Rows[] {
  return [
    {
      name: 'sla_clocks',
      // Thirty business hours from Monday 9:00 with Tuesday off: 9 on Monday, 10 each on Wednesday and Thursday, 1 on Friday.
      rows: [clock(1, 11, 'first_reply', 26, 4), clock(2, 11, 'resolution', 34, 4 * 24)],
    },
    {
      name: 'queue_entries',
      rows: [entry(1, 15, 'phone', 120), entry(2, 16, 'chat', 60), entry(3, 17, 'phone', 300)],
    },
  ];
}
