/**
 * Key figures of service, read from a world: for rewards and reports. Durations are ms of simulated time by the calendar, nights and
 * weekends included. Figures that rest on the history (resolution, reopening, handling) exist for tickets of a group only.
 */
import { int, intOrNull, text, type Row, type SimTime, type World } from '@understudy/kernel';

export interface TicketKpis {
  readonly ticketId: number;
  /** From creation to the first public reply or the first connected call; null while there is none. */
  readonly firstReplyMs: number | null;
  /** From creation to the latest solving; null while the ticket is not solved. */
  readonly resolutionMs: number | null;
  /** Time in which agents had the ticket open (`take_ticket`, `answer_next`) before it was done; null where nobody had. */
  readonly handleMs: number | null;
  /** From the first call or chat to its being answered, or given up; null for tickets without one, or where it still waits. */
  readonly waitMs: number | null;
  /** Time on hold over all calls. */
  readonly heldMs: number;
  /** SLA targets that passed, those of clocks included that run over at the instant of asking. */
  readonly breaches: number;
  /** How often it went from solved back to open. */
  readonly reopens: number;
  /** The latest call or chat was given up by the customer. */
  readonly abandoned: boolean;
  /** The customer's latest rating. */
  readonly satisfaction: 'good' | 'bad' | null;
}

/** The figures of one ticket at an instant. @throws RangeError where there is no such ticket. */
export function ticketKpis(world: World, ticketId: number, at: SimTime): TicketKpis {
  const ticket = world.get('SELECT id, status, created_at FROM tickets WHERE id = ?', ticketId);
  if (ticket === undefined) throw new RangeError(`there is no ticket ${ticketId}`);
  const created = int(ticket, 'created_at');
  const history = world.all(
    `SELECT kind, before, after, created_at FROM ticket_events WHERE ticket_id = (SELECT ?)
       AND kind IN ('status_set', 'work_started', 'work_ended') ORDER BY created_at, id`,
    ticketId,
  );
  const calls = world.all('SELECT * FROM queue_entries WHERE ticket_id = (SELECT ?) ORDER BY id', ticketId);
  const solved = history.findLast((line) => line['kind'] === 'status_set' && line['after'] === 'solved');
  const done = ticket['status'] === 'solved' || ticket['status'] === 'closed';
  return {
    ticketId,
    firstReplyMs: since(created, firstReply(world, ticketId, calls)),
    resolutionMs: done && solved !== undefined ? int(solved, 'created_at') - created : null,
    handleMs: handleTime(history, at),
    waitMs: waitOf(calls[0]),
    heldMs: calls.reduce((sum, call) => sum + heldTime(call, at), 0),
    breaches: breachesOf(world, ticketId, at),
    reopens: history.filter((line) => line['before'] === 'solved' && line['after'] === 'open').length,
    abandoned: calls.at(-1)?.['status'] === 'abandoned',
    satisfaction: ratingOf(world, ticketId),
  };
}

function since(start: SimTime, end: SimTime | null): number | null {
  return end === null ? null : end - start;
}

function firstReply(world: World, ticketId: number, calls: readonly Row[]): SimTime | null {
  const written = world.get(
    `SELECT min(created_at) AS at FROM ticket_comments WHERE ticket_id = (SELECT ?) AND author = 'agent' AND is_public = 1`,
    ticketId,
  );
  const times = [
    written === undefined ? null : intOrNull(written, 'at'),
    ...calls.map((call) => intOrNull(call, 'connected_at')),
  ];
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

const DONE = new Set(['solved', 'closed', 'escalated', 'transferred', 'merged']);

function handleTime(history: readonly Row[], at: SimTime): number | null {
  let sum: number | null = null;
  let started: SimTime | null = null;
  for (const line of history) {
    const time = int(line, 'created_at');
    const kind = text(line, 'kind');
    if (kind === 'work_started') {
      started ??= time;
      sum ??= 0;
    } else if (started !== null && (kind === 'work_ended' || DONE.has(text(line, 'after')))) {
      sum = (sum ?? 0) + time - started;
      started = null;
    }
  }
  return started === null ? sum : (sum ?? 0) + Math.max(0, at - started);
}

function waitOf(call: Row | undefined): number | null {
  if (call === undefined) return null;
  const end = intOrNull(call, 'connected_at') ?? intOrNull(call, 'ended_at');
  return end === null ? null : end - int(call, 'waiting_since');
}

function heldTime(call: Row, at: SimTime): number {
  const from = intOrNull(call, 'held_since');
  return int(call, 'held_ms') + (from === null ? 0 : Math.max(0, at - from));
}

function breachesOf(world: World, ticketId: number, at: SimTime): number {
  const row = world.get(
    `SELECT count(*) AS n FROM sla_clocks WHERE ticket_id = (SELECT ?)
       AND (status = 'breached' OR (status = 'running' AND due_at <= (SELECT ?)))`,
    ticketId,
    at,
  );
  return row === undefined ? 0 : int(row, 'n');
}

function ratingOf(world: World, ticketId: number): 'good' | 'bad' | null {
  const row = world.get(
    `SELECT status FROM satisfaction_ratings WHERE ticket_id = (SELECT ?) AND status IN ('good', 'bad') ORDER BY id DESC LIMIT 1`,
    ticketId,
  );
  if (row === undefined) return null;
  return row['status'] === 'good' ? 'good' : 'bad';
}

export interface DeskKpis {
  readonly tickets: number;
  /** Means over the tickets that have the figure, in ms; null where none has. */
  readonly meanFirstReplyMs: number | null;
  readonly meanResolutionMs: number | null;
  readonly meanHandleMs: number | null;
  readonly meanWaitMs: number | null;
  /** Shares of all tickets, 0 to 1; 0 where there are none. */
  readonly solvedShare: number;
  readonly breachedShare: number;
  readonly reopenedShare: number;
  readonly abandonedShare: number;
  /** Good ratings over all ratings; null where nobody rated. */
  readonly satisfactionShare: number | null;
}

/** The figures of many tickets together. */
export function deskKpis(tickets: readonly TicketKpis[]): DeskKpis {
  const share = (holds: (ticket: TicketKpis) => boolean): number =>
    tickets.length === 0 ? 0 : tickets.filter(holds).length / tickets.length;
  const rated = tickets.filter((ticket) => ticket.satisfaction !== null);
  return {
    tickets: tickets.length,
    meanFirstReplyMs: mean(tickets.map((ticket) => ticket.firstReplyMs)),
    meanResolutionMs: mean(tickets.map((ticket) => ticket.resolutionMs)),
    meanHandleMs: mean(tickets.map((ticket) => ticket.handleMs)),
    meanWaitMs: mean(tickets.map((ticket) => ticket.waitMs)),
    solvedShare: share((ticket) => ticket.resolutionMs !== null),
    breachedShare: share((ticket) => ticket.breaches > 0),
    reopenedShare: share((ticket) => ticket.reopens > 0),
    abandonedShare: share((ticket) => ticket.abandoned),
    satisfactionShare:
      rated.length === 0
        ? null
        : rated.filter((ticket) => ticket.satisfaction === 'good').length / rated.length,
  };
}

function mean(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : known.reduce((sum, figure) => sum + figure, 0) / known.length;
}
