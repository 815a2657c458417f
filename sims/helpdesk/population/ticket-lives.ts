/** What happened to the tickets of earlier days: who had them, calls, replies, fields, tags, surveys and SLA clocks. */
import { DAY, OPENING_TIME, type Rng, type SimTime } from '@understudy/kernel';
import { isOpenAt } from '../business-hours.ts';
import type { AgentGroupRow, QueueEntryRow, TicketRow } from '../rows.ts';
import { SURVEY_DAYS } from '../ticketing/survey.ts';
import { TICKET_TYPES } from '../vocabulary.ts';
import type { ContactReason } from './desk-rules.ts';
import type { Draft } from './draft.ts';
import { addSettledSide } from './side-history.ts';
import { addClock, addHistory, addTag, type Desk, MINUTE, type Line, type Stop } from './ticket-story.ts';

/** A ticket that took less has no room for a call or for work on it. */
const ROOM = 45 * MINUTE;

const REASONS: Readonly<Record<string, ContactReason>> = {
  'Where is my parcel': 'delivery',
  'Question about an invoice': 'invoice',
  'Item arrived damaged': 'damage',
  'I changed my mind': 'return',
  'Wrong item': 'delivery',
  'Cancel my order': 'cancellation',
};

const REPLIES: Readonly<Record<string, string>> = {
  pending: 'Hello, please send me your order number, so that I can go on.',
  escalated: 'Hello, I have asked my supervisor to look at this.',
  transferred: 'Hello, my colleagues will write to you about this.',
  solved: 'Hello, this is settled now. Please write again if anything is missing.',
  closed: 'Hello, this is settled now. Please write again if anything is missing.',
};

/** Gives every ticket of the draft a group and a history. Call it before tickets with a history of their own are added. */
export function addTicketLives(draft: Draft, rng: Rng, desk: Desk): void {
  draft.tickets.forEach((ticket, index) => {
    draft.tickets[index] = live(draft, rng, desk, ticket);
  });
}

function live(draft: Draft, rng: Rng, desk: Desk, ticket: TicketRow): TicketRow {
  const moved = ticket.status === 'transferred';
  const home = !moved && rng.chance(0.2) ? desk.group('service_recovery') : desk.group('first_line');
  const group = moved ? desk.groupOf(ticket.team) : home;
  const worked = ticket.status !== 'open';
  const type = rng.chance(0.6) ? 'question' : rng.chance(0.6) ? rng.pick(TICKET_TYPES) : null;
  const agent =
    worked || rng.chance(0.4) ? desk.memberOf(home, !worked || ticket.status === 'pending') : null;
  const lines: Line[] = [{ at: ticket.created_at, actor: 'customer', kind: 'created' }];
  const { created_at: created, updated_at: updated } = ticket;
  const connected = addCall(draft, rng, desk, ticket, home, agent?.id ?? null, lines);
  if (agent !== null) {
    const half = created + Math.floor((updated - created) / 2 / MINUTE) * MINUTE;
    const at = connected ?? (worked ? half : Math.min(OPENING_TIME, created + rng.int(5, 60) * MINUTE));
    lines.push({ at, actor: 'agent', kind: 'assignee_set', after: `A${agent.id}` });
    if (worked && connected === null && updated - created >= ROOM) {
      lines.push({
        at: updated - rng.int(5, 20) * MINUTE,
        actor: 'agent',
        kind: 'work_started',
        subject: `A${agent.id}`,
      });
      lines.push({ at: updated, actor: 'agent', kind: 'work_ended', subject: `A${agent.id}` });
    }
    if (worked && rng.chance(0.15)) addSettledSide(draft, ticket, lines);
  }
  if (worked) {
    addReply(draft, ticket, lines);
    addEnding(draft, rng, ticket, { home, group, agentId: agent?.id ?? null }, lines);
  }
  const answered = worked ? (connected ?? updated) : null;
  lines.push(
    ...addClock(
      draft,
      desk,
      ticket,
      home,
      'first_reply',
      answered === null ? null : { at: answered, how: 'met' },
    ),
    ...addClock(draft, desk, ticket, home, 'resolution', stopOf(ticket)),
  );
  addBreachTag(draft, ticket.id, lines);
  addHistory(draft, ticket.id, lines);
  return { ...ticket, type, group_id: group.id, assignee_id: moved ? null : (agent?.id ?? null) };
}

function stopOf({ status, updated_at: at }: TicketRow): Stop | null {
  if (status === 'solved' || status === 'closed') return { at, how: 'met' };
  if (status === 'pending') return { at, how: 'paused' };
  return status === 'open' ? null : { at, how: 'cancelled' };
}

/** The call or chat a ticket came by, where somebody was there to take it. Returns when it was answered. */
function addCall(
  draft: Draft,
  rng: Rng,
  desk: Desk,
  ticket: TicketRow,
  group: AgentGroupRow,
  agentId: number | null,
  lines: Line[],
): SimTime | null {
  const { channel, created_at: since, status } = ticket;
  if (channel === 'email' || !isOpenAt(desk.hoursOf(group), since)) return null;
  const id = draft.queue_entries.length + 1;
  const base = {
    id,
    ticket_id: ticket.id,
    channel,
    waiting_since: since,
    patience_seconds: rng.int(300, 1200),
    held_since: null,
    held_ms: 0,
  } satisfies Partial<QueueEntryRow>;
  if (status === 'open') {
    const gone = since + base.patience_seconds * 1000;
    if (gone > OPENING_TIME) return null;
    draft.queue_entries.push({
      ...base,
      agent_id: null,
      status: 'abandoned',
      connected_at: null,
      ended_at: gone,
    });
    lines.push({ at: gone, actor: 'customer', kind: 'call_abandoned', subject: `Q${id}` });
    return null;
  }
  if (agentId === null || ticket.updated_at - since < ROOM) return null;
  const connected = since + rng.int(20, Math.min(400, base.patience_seconds)) * 1000;
  const held = rng.chance(0.3) ? rng.int(20, 120) * 1000 : 0;
  const ended = connected + held + rng.int(180, 900) * 1000;
  draft.queue_entries.push({
    ...base,
    agent_id: agentId,
    status: 'ended',
    connected_at: connected,
    held_ms: held,
    ended_at: ended,
  });
  lines.push(
    { at: connected, actor: 'agent', kind: 'call_connected', subject: `Q${id}` },
    { at: connected, actor: 'agent', kind: 'work_started', subject: `A${agentId}` },
    { at: ended, actor: 'agent', kind: 'call_ended', subject: `Q${id}` },
    { at: ended, actor: 'agent', kind: 'work_ended', subject: `A${agentId}` },
  );
  return connected;
}

function addReply(draft: Draft, ticket: TicketRow, lines: Line[]): void {
  const id = draft.ticket_comments.length + 1;
  draft.ticket_comments.push({
    id,
    ticket_id: ticket.id,
    author: 'agent',
    body: REPLIES[ticket.status] ?? 'Hello.',
    created_at: ticket.updated_at,
    is_public: 1,
  });
  lines.push({ at: ticket.updated_at, actor: 'agent', kind: 'replied', subject: `N${id}` });
}

interface Places {
  readonly home: AgentGroupRow;
  readonly group: AgentGroupRow;
  readonly agentId: number | null;
}

/** How the ticket came to the status it has. */
function addEnding(draft: Draft, rng: Rng, ticket: TicketRow, places: Places, lines: Line[]): void {
  const { id, status, updated_at: at } = ticket;
  const reason = REASONS[ticket.subject] ?? 'other';
  draft.ticket_field_values.push({
    id: draft.ticket_field_values.length + 1,
    ticket_id: id,
    field_id: 1,
    value: reason,
  });
  lines.push({ at, actor: 'agent', kind: 'field_set', subject: 'contact_reason', after: reason });
  if (reason === 'delivery' && rng.chance(0.5)) {
    addTag(draft, id, 'late_delivery');
    lines.push({ at, actor: 'agent', kind: 'tag_added', subject: 'late_delivery' });
  }
  if (status === 'transferred') {
    lines.push(
      { at, actor: 'agent', kind: 'status_set', before: 'open', after: status },
      { at, actor: 'agent', kind: 'team_set', before: 'support', after: ticket.team },
      { at, actor: 'agent', kind: 'group_set', before: `G${places.home.id}`, after: `G${places.group.id}` },
      { at, actor: 'agent', kind: 'assignee_set', before: `A${String(places.agentId)}` },
    );
  } else {
    const after = status === 'closed' ? 'solved' : status;
    lines.push({ at, actor: 'agent', kind: 'status_set', before: 'open', after });
  }
  if (status !== 'solved' && status !== 'closed') return;
  addSurvey(draft, rng, ticket, lines);
  if (status === 'closed')
    lines.push({ at, actor: 'system', kind: 'status_set', before: 'solved', after: 'closed' });
}

function addSurvey(draft: Draft, rng: Rng, ticket: TicketRow, lines: Line[]): void {
  const { id, updated_at: at } = ticket;
  const ends = at + SURVEY_DAYS * DAY;
  const dice = rng.next();
  const over = ends <= OPENING_TIME;
  const status = dice < 0.5 ? 'good' : dice < 0.7 ? 'bad' : over ? 'expired' : 'offered';
  const rated = status === 'good' || status === 'bad';
  const rated_at = rated
    ? at + rng.int(0, Math.floor((Math.min(ends, OPENING_TIME) - at) / MINUTE)) * MINUTE
    : null;
  draft.satisfaction_ratings.push({
    id: draft.satisfaction_ratings.length + 1,
    ticket_id: id,
    status,
    comment: status === 'bad' ? 'It took too long.' : null,
    offered_at: at,
    rated_at,
  });
  addTag(draft, id, 'surveyed');
  lines.push(
    { at, actor: 'trigger', kind: 'trigger', subject: 'survey_when_solved' },
    { at, actor: 'trigger', kind: 'survey_offered' },
    { at, actor: 'trigger', kind: 'tag_added', subject: 'surveyed' },
  );
  if (rated_at !== null) lines.push({ at: rated_at, actor: 'customer', kind: 'rated', after: status });
}

/** The trigger `mark_breach` fires at the first breach. */
export function addBreachTag(draft: Draft, ticketId: number, lines: Line[]): void {
  const [first] = lines.filter((line) => line.kind === 'sla_breached').sort((a, b) => a.at - b.at);
  if (first === undefined) return;
  addTag(draft, ticketId, 'sla_breached');
  lines.push(
    { at: first.at, actor: 'trigger', kind: 'trigger', subject: 'mark_breach' },
    { at: first.at, actor: 'trigger', kind: 'tag_added', subject: 'sla_breached' },
  );
}
