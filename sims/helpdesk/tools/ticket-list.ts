/** Tools on tickets as a whole: list them, open one, read its history, say what kind it is. */
import {
  choice,
  defineTool,
  int,
  intOrNull,
  isoDate,
  lookup,
  optionalChoice,
  publicId,
  succeed,
  text,
  textOrNull,
} from '@understudy/kernel';
import { z } from 'zod';
import { failed } from '../outcomes.ts';
import { sceneOf } from '../ticketing/scene.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { openFor } from '../ticketing/work.ts';
import { PRIORITIES, TEAMS, TICKET_TYPES } from '../vocabulary.ts';
import { actingAgent, chosenTicket, optionalTicketId, ticketId } from './focus.ts';
import { frozen } from './tickets.ts';

/** The statement asks for one more, to tell whether there is more. */
const LISTED_AT_MOST = 20;
const STATUSES = [
  'open',
  'pending',
  'on_hold',
  'solved',
  'closed',
  'escalated',
  'transferred',
  'merged',
] as const;

const optional = <T>(type: z.ZodType<T>) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), type.optional()).optional();

export const optionalAgentId = optional(publicId('A', 'agent'));
const optionalCustomerId = optional(publicId('C', 'customer'));

export const listTickets = defineTool({
  name: 'list_tickets',
  description: `List tickets that fit all filters, urgent first, then oldest; ${LISTED_AT_MOST} at most.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({
    status: optionalChoice(STATUSES).describe('Status'),
    priority: optionalChoice(PRIORITIES).describe('Priority'),
    team: optionalChoice(TEAMS).describe('Team'),
    assignee_id: optionalAgentId.describe('Agent id, like "A12"'),
    customer_id: optionalCustomerId.describe('Customer id, like "C31"'),
    tag: optional(lookup(40)).describe('A tag'),
  }),
  run({ world }, args) {
    const rows = world.all(
      `SELECT t.id, t.status, t.priority, t.team, t.assignee_id, t.subject, t.created_at FROM tickets t
       WHERE t.status = coalesce((SELECT ?), t.status) AND t.priority = coalesce((SELECT ?), t.priority)
         AND t.team = coalesce((SELECT ?), t.team)
         AND coalesce(t.assignee_id, 0) = coalesce((SELECT ?), t.assignee_id, 0)
         AND coalesce(t.customer_id, 0) = coalesce((SELECT ?), t.customer_id, 0)
         AND ((SELECT ?) IS NULL OR EXISTS (SELECT 1 FROM ticket_tags g WHERE g.ticket_id = t.id AND g.tag = (SELECT ?)))
       ORDER BY CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, t.created_at, t.id
       LIMIT 21`,
      args.status ?? null,
      args.priority ?? null,
      args.team ?? null,
      args.assignee_id ?? null,
      args.customer_id ?? null,
      args.tag ?? null,
      args.tag ?? null,
    );
    return succeed({
      tickets: rows.slice(0, LISTED_AT_MOST).map((row) => {
        const assignee = intOrNull(row, 'assignee_id');
        return {
          ticket_id: `T${int(row, 'id')}`,
          status: text(row, 'status'),
          priority: text(row, 'priority'),
          team: text(row, 'team'),
          assignee_id: assignee === null ? null : `A${assignee}`,
          subject: text(row, 'subject'),
          created: isoDate(int(row, 'created_at')),
        };
      }),
      more: rows.length > LISTED_AT_MOST,
    });
  },
});

export const takeTicket = defineTool({
  name: 'take_ticket',
  description: "Open a ticket and work on it: it becomes this ticket, and yours if it was nobody's.",
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ ticket_id: ticketId.describe('Ticket id, like "T12"') }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const agent = actingAgent(context);
    if (!agent.ok) return agent;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    if (text(agent.row, 'status') === 'offline')
      return failed('conflict', 'You are offline.', 'set_agent_status signs you in.');
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const assignee = intOrNull(ticket.row, 'assignee_id');
    if (assignee !== null && assignee !== agent.id) {
      return failed(
        'conflict',
        `Ticket T${ticket.id} is with agent A${assignee}.`,
        'assign_ticket hands it over.',
      );
    }
    const scene = sceneOf(context);
    openFor(scene, agent.row, ticket.id);
    if (assignee === null)
      context.world.run('UPDATE tickets SET assignee_id = ? WHERE id = ?', agent.id, ticket.id);
    ticketChanged(scene, ticket.row);
    return succeed({
      ticket_id: `T${ticket.id}`,
      status: text(ticket.row, 'status'),
      subject: text(ticket.row, 'subject'),
    });
  },
});

export const getTicketHistory = defineTool({
  name: 'get_ticket_history',
  description: 'Read what happened to a ticket, latest last; the latest 30 lines.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const rows = context.world.all(
      `SELECT created_at, actor, kind, subject, before, after FROM ticket_events WHERE ticket_id = (SELECT ?)
       ORDER BY created_at DESC, id DESC LIMIT 30`,
      ticket.id,
    );
    return succeed({
      ticket_id: `T${ticket.id}`,
      history: rows.toReversed().map((row) => ({
        at: minuteOf(int(row, 'created_at')),
        actor: text(row, 'actor'),
        kind: text(row, 'kind'),
        subject: textOrNull(row, 'subject'),
        before: textOrNull(row, 'before'),
        after: textOrNull(row, 'after'),
      })),
    });
  },
});

/** An instant as `2026-06-15 09:00`, UTC. */
export function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

export const setTicketType = defineTool({
  name: 'set_ticket_type',
  description: 'Say what kind of ticket it is.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({
    type: choice(TICKET_TYPES).describe('Kind of ticket'),
    ticket_id: optionalTicketId,
  }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const scene = sceneOf(context);
    context.world.run(
      'UPDATE tickets SET type = ?, updated_at = ? WHERE id = ?',
      args.type,
      scene.at,
      ticket.id,
    );
    ticketChanged(scene, ticket.row);
    return succeed({ ticket_id: `T${ticket.id}`, type: args.type });
  },
});
