/** What is under way when the desk opens: callers in the queue, tickets on hold for somebody else, incidents of one problem. */
import { OPENING_TIME, type Rng } from '@understudy/kernel';
import { newTicket } from '../new-ticket.ts';
import type { CustomerRow, OrderRow, TicketRow } from '../rows.ts';
import { QUEUE_CHANNELS, TRANSFER_TEAMS } from '../vocabulary.ts';
import type { Draft } from './draft.ts';
import { addSide } from './side-history.ts';
import { addClock, addHistory, addTag, type Desk, MINUTE, type Line } from './ticket-story.ts';

const CALLS: Readonly<Record<TicketRow['team'], readonly (readonly [subject: string, body: string])[]>> = {
  support: [
    ['Where is my parcel', 'Hello, can you tell me where my parcel is?'],
    ['Item arrived damaged', 'The item I received has a crack.'],
    ['Cancel my order', 'I do not need the order any more, please cancel it.'],
  ],
  billing: [['Question about an invoice', 'There is a sum on my invoice that I do not understand.']],
  technical: [['Device does not start', 'The device I bought from you does not start.']],
  retention: [['I want to leave', 'I want to end my membership.']],
};

/** Adds what waits, in proportion to the tickets there are. */
export function addOpenDesk(draft: Draft, rng: Rng, desk: Desk): void {
  const tickets = draft.tickets.length;
  linkIncidents(draft);
  const callers = Math.max(3, Math.round(tickets * 0.08));
  for (let i = 0; i < callers; i += 1) addCaller(draft, rng, desk);
  const parked = Math.max(1, Math.round(tickets * 0.04));
  for (const order of rng.shuffle(draft.orders).slice(0, parked)) addParked(draft, rng, desk, order);
}

function addTicket(draft: Draft, ticket: TicketRow, body: string): void {
  draft.tickets.push(ticket);
  draft.ticket_comments.push({
    id: draft.ticket_comments.length + 1,
    ticket_id: ticket.id,
    author: 'customer',
    body,
    created_at: ticket.created_at,
    is_public: 1,
  });
}

/** Somebody who waits for an answer on the telephone or in the chat. Half of them call from an address the desk knows. */
function addCaller(draft: Draft, rng: Rng, desk: Desk): void {
  const team = rng.chance(0.7) ? 'support' : rng.pick(TRANSFER_TEAMS);
  const channel = rng.chance(0.6) ? QUEUE_CHANNELS[0] : QUEUE_CHANNELS[1];
  const [subject, body] = rng.pick(CALLS[team]);
  const waited = rng.int(20, 480);
  const id = draft.tickets.length + 1;
  const at = OPENING_TIME - waited * 1000;
  const caller: CustomerRow | null = rng.chance(0.5) ? rng.pick(draft.customers) : null;
  const vip = caller?.tier === 'vip';
  const drawn = rng.chance(0.7) ? 'normal' : rng.pick(['low', 'high', 'urgent'] as const);
  const group = desk.groupOf(team);
  const ticket: TicketRow = {
    ...newTicket({ id, subject, body, channel, at }),
    customer_id: caller?.id ?? null,
    priority: vip ? 'high' : drawn,
    team,
    group_id: group.id,
  };
  addTicket(draft, ticket, body);
  const lines: Line[] = [{ at, actor: 'customer', kind: 'created' }];
  if (vip) {
    addTag(draft, id, 'vip');
    lines.push({ at, actor: 'trigger', kind: 'trigger', subject: 'vip_first' });
    if (drawn !== 'high')
      lines.push({ at, actor: 'trigger', kind: 'priority_set', before: drawn, after: 'high' });
    lines.push({ at, actor: 'trigger', kind: 'tag_added', subject: 'vip' });
  }
  lines.push(
    ...addClock(draft, desk, ticket, group, 'first_reply', null),
    ...addClock(draft, desk, ticket, group, 'resolution', null),
  );
  addHistory(draft, id, lines);
  draft.queue_entries.push({
    id: draft.queue_entries.length + 1,
    ticket_id: id,
    agent_id: null,
    channel,
    status: 'waiting',
    waiting_since: at,
    patience_seconds: waited + rng.int(300, 1500),
    connected_at: null,
    held_since: null,
    held_ms: 0,
    ended_at: null,
  });
}

/** A ticket of the night that was put on hold this morning, because the warehouse or the carrier was asked. */
function addParked(draft: Draft, rng: Rng, desk: Desk, order: OrderRow): void {
  const id = draft.tickets.length + 1;
  const [subject, body] = CALLS.support[0] ?? ['', ''];
  const created = OPENING_TIME - rng.int(150, 600) * MINUTE;
  const parked = OPENING_TIME - rng.int(10, 50) * MINUTE;
  const group = desk.group('first_line');
  const agent = desk.memberOf(group, true);
  const ticket: TicketRow = {
    ...newTicket({ id, subject, body, channel: 'email', at: created }),
    customer_id: order.customer_id,
    order_id: order.id,
    verified: 1,
    status: 'on_hold',
    updated_at: parked,
    type: 'question',
    group_id: group.id,
    assignee_id: agent.id,
  };
  addTicket(draft, ticket, body);
  const lines: Line[] = [
    { at: created, actor: 'customer', kind: 'created' },
    { at: parked - 5 * MINUTE, actor: 'agent', kind: 'assignee_set', after: `A${agent.id}` },
    { at: parked - 5 * MINUTE, actor: 'agent', kind: 'work_started', subject: `A${agent.id}` },
  ];
  const shipped = draft.shipments.some((shipment) => shipment.order_id === order.id);
  addSide(draft, ticket, shipped ? 'carrier' : 'warehouse', parked, lines);
  const reply = draft.ticket_comments.length + 1;
  draft.ticket_comments.push({
    id: reply,
    ticket_id: id,
    author: 'agent',
    body: 'Hello, I have asked my colleagues where your order is and will write again today.',
    created_at: parked,
    is_public: 1,
  });
  lines.push(
    { at: parked, actor: 'agent', kind: 'replied', subject: `N${reply}` },
    { at: parked, actor: 'agent', kind: 'status_set', before: 'open', after: 'on_hold' },
    { at: parked, actor: 'agent', kind: 'work_ended', subject: `A${agent.id}` },
    ...addClock(draft, desk, ticket, group, 'first_reply', { at: parked, how: 'met' }),
    ...addClock(draft, desk, ticket, group, 'resolution', null),
  );
  addHistory(draft, id, lines);
}

/** Two open tickets are incidents of a third, where there are so many. */
function linkIncidents(draft: Draft): void {
  const [problem, ...incidents] = draft.tickets.filter((ticket) => ticket.status === 'open').slice(0, 3);
  if (problem === undefined || incidents.length < 2) return;
  const typed = (ticket: TicketRow, type: 'problem' | 'incident'): void => {
    draft.tickets[draft.tickets.indexOf(ticket)] = { ...ticket, type };
  };
  typed(problem, 'problem');
  for (const incident of incidents) {
    typed(incident, 'incident');
    draft.ticket_links.push({
      id: draft.ticket_links.length + 1,
      ticket_id: incident.id,
      other_id: problem.id,
      kind: 'incident_of',
    });
    const both = new Set([incident.id, problem.id]);
    const lines = draft.ticket_events.filter((line) => both.has(line.ticket_id));
    const at = Math.max(...lines.map((line) => line.created_at));
    const line: Line = {
      at,
      actor: 'agent',
      kind: 'linked',
      subject: `T${problem.id}`,
      after: 'incident_of',
    };
    addHistory(draft, incident.id, [line]);
  }
}
