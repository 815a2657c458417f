/** Who works at the desk: business hours, groups, agents, what they are good at and where they belong. */
import { dayOf } from '@understudy/kernel';
import type { Rng, Split } from '@understudy/kernel';
import { namesOf, numbersOf } from '@understudy/people';
import type { AgentRow } from '../rows.ts';
import { SKILLS } from '../vocabulary.ts';
import type { TicketDraft } from './ticket-draft.ts';

const WEEKDAYS = [0, 1, 2, 3, 4];

/** Days on which nobody works, around the opening time. */
const HOLIDAYS = [
  [Date.UTC(2026, 3, 3), 'Good Friday'],
  [Date.UTC(2026, 3, 6), 'Easter Monday'],
  [Date.UTC(2026, 4, 1), 'Labour Day'],
  [Date.UTC(2026, 4, 25), 'Whit Monday'],
  [Date.UTC(2026, 11, 25), 'Christmas Day'],
  [Date.UTC(2027, 0, 1), 'New Year'],
] as const;

const GROUPS = [
  { slug: 'first_line', name: 'First line', team: 'support', hours: 2, skill: 'orders' },
  { slug: 'service_recovery', name: 'Service recovery', team: 'support', hours: 1, skill: 'retention' },
  { slug: 'billing', name: 'Billing', team: 'billing', hours: 1, skill: 'billing' },
  { slug: 'technical', name: 'Technical support', team: 'technical', hours: 2, skill: 'technical' },
  { slug: 'retention', name: 'Retention', team: 'retention', hours: 1, skill: 'retention' },
] as const;

/** Adds the staff. Two agents of every group are online; one agent has left and is inactive. */
export function addStaff(draft: TicketDraft, rng: Rng, split: Split, orders: number): void {
  addHours(draft);
  GROUPS.forEach(({ slug, name, team, hours }, index) => {
    draft.agent_groups.push({ id: index + 1, slug, name, team, business_hours_id: hours });
  });
  const count = Math.min(30, 2 * GROUPS.length + 1 + Math.floor(orders / 100));
  const ids = rng.shuffle(numbersOf(split, 10, 99)).slice(0, count);
  ids.forEach((id, index) => {
    const left = index === 2 * GROUPS.length;
    addAgent(draft, rng, split, id, {
      active: left ? 0 : 1,
      status: left
        ? 'offline'
        : index < 2 * GROUPS.length
          ? 'online'
          : rng.pick(['online', 'away', 'offline']),
    });
    const home = index % GROUPS.length;
    join(draft, id, home);
    const skills = new Set<(typeof SKILLS)[number]>([GROUPS[home]?.skill ?? 'orders']);
    if (index < GROUPS.length || rng.chance(0.3)) skills.add('vip');
    if (rng.chance(0.4)) skills.add(rng.pick(SKILLS));
    for (const skill of skills)
      draft.agent_skills.push({ id: draft.agent_skills.length + 1, agent_id: id, skill });
    if (rng.chance(0.25)) join(draft, id, (home + 1) % GROUPS.length);
  });
}

function addHours(draft: TicketDraft): void {
  draft.business_hours.push({ id: 1, name: 'Weekdays' }, { id: 2, name: 'Extended' });
  const open = (business_hours_id: number, weekday: number, from: number, to: number): void => {
    draft.business_intervals.push({
      id: draft.business_intervals.length + 1,
      business_hours_id,
      weekday,
      opens_minute: from * 60,
      closes_minute: to * 60,
    });
  };
  for (const weekday of WEEKDAYS) {
    open(1, weekday, 8, 18);
    open(2, weekday, 7, 21);
  }
  open(2, 5, 9, 16);
  for (const [date, name] of HOLIDAYS) {
    for (const business_hours_id of [1, 2])
      draft.holidays.push({ id: draft.holidays.length + 1, business_hours_id, day: dayOf(date), name });
  }
}

function addAgent(
  draft: TicketDraft,
  rng: Rng,
  split: Split,
  id: number,
  state: Pick<AgentRow, 'active' | 'status'>,
): void {
  const first = rng.pick(namesOf('en').first[split]);
  const last = rng.pick(namesOf('en').last[split]);
  draft.agents.push({
    id,
    name: `${first} ${last}`,
    email: `${first}.${last}${id}@desk.example.com`.toLowerCase(),
    ...state,
    capacity: rng.int(8, 12),
    current_ticket_id: null,
  });
}

function join(draft: TicketDraft, agentId: number, group: number): void {
  draft.group_members.push({ id: draft.group_members.length + 1, group_id: group + 1, agent_id: agentId });
}
