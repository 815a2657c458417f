/** Tools on the ticket of the episode: read, comment, prioritise, hand on, close. None takes a ticket id. */
import {
  type Row,
  defineTool,
  succeed,
  type Transition,
  int,
  text,
  choice,
  freeText,
  optionalChoice,
} from '@understudy/kernel';
import { z } from 'zod';
import { ticketLifecycle } from '../lifecycles.ts';
import { failed, refused, type Failed } from '../outcomes.ts';
import {
  ESCALATION_REASONS,
  PRIORITIES,
  REFUSAL_REASONS,
  RESOLUTIONS,
  TRANSFER_TEAMS,
} from '../vocabulary.ts';
import { missingFields } from '../ticketing/fields.ts';
import { comment, isManaged, sceneOf } from '../ticketing/scene.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { focusTicket } from './focus.ts';

function notWorkable(transition: Extract<Transition, { readonly ok: false }>): Failed {
  return refused(
    transition,
    'Only an open or pending ticket can be worked on; a solved one can be reopened.',
  );
}

/** Why nothing of a ticket can be changed any more, or null. */
export function frozen(ticket: Row): Failed | null {
  const status = text(ticket, 'status');
  return status === 'closed' || status === 'merged'
    ? failed('conflict', `A ${status} ticket cannot be changed.`)
    : null;
}

export const getTicket = defineTool({
  name: 'get_ticket',
  description: 'Read this ticket with its comments.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({}),
  run(context) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const comments = context.world.all(
      'SELECT author, body FROM ticket_comments WHERE ticket_id = (SELECT ?) ORDER BY id',
      ticket.id,
    );
    return succeed({
      ticket_id: `T${ticket.id}`,
      status: text(ticket.row, 'status'),
      priority: text(ticket.row, 'priority'),
      team: text(ticket.row, 'team'),
      channel: text(ticket.row, 'channel'),
      subject: text(ticket.row, 'subject'),
      body: text(ticket.row, 'body'),
      verified: int(ticket.row, 'verified') === 1,
      comments: comments.map((row) => ({ author: text(row, 'author'), body: text(row, 'body') })),
    });
  },
});

export const addComment = defineTool({
  name: 'add_comment',
  description: 'Add an internal comment to this ticket. The customer does not see it.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({ body: freeText(1000).describe('Text of the comment') }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const scene = sceneOf(context);
    const id = comment(scene, ticket.id, 'agent', args.body, false);
    ticketChanged(scene, ticket.row);
    return succeed({ comment_id: `N${id}` });
  },
});

export const setPriority = defineTool({
  name: 'set_priority',
  description: 'Set the priority of this ticket.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ priority: choice(PRIORITIES).describe('New priority') }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    context.world.run(
      'UPDATE tickets SET priority = ?, updated_at = ? WHERE id = ?',
      args.priority,
      context.clock.now(),
      ticket.id,
    );
    ticketChanged(sceneOf(context), ticket.row);
    return succeed({ priority: args.priority });
  },
});

export const escalateTicket = defineTool({
  name: 'escalate_ticket',
  description: 'Hand this ticket to a supervisor. Final: the ticket leaves your hands.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ reason: choice(ESCALATION_REASONS).describe('Why') }),
  events: ['ticket.ESCALATE', 'sla_clock.CANCEL', ...UPDATE_EVENTS],
  run(context, args) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const sent = ticketLifecycle.send(context.world, ticket.id, 'ESCALATE');
    if (!sent.ok) return notWorkable(sent);
    context.world.run(
      'UPDATE tickets SET reason = ?, updated_at = ? WHERE id = ?',
      args.reason,
      context.clock.now(),
      ticket.id,
    );
    ticketChanged(sceneOf(context), ticket.row);
    return succeed({ status: sent.to });
  },
});

export const transferTicket = defineTool({
  name: 'transfer_ticket',
  description: 'Hand this ticket to another team. Final: the ticket leaves your hands.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ team: choice(TRANSFER_TEAMS).describe('Team that takes over') }),
  events: ['ticket.TRANSFER', 'sla_clock.CANCEL', ...UPDATE_EVENTS],
  run(context, args) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const sent = ticketLifecycle.send(context.world, ticket.id, 'TRANSFER');
    if (!sent.ok) return notWorkable(sent);
    context.world.run(
      'UPDATE tickets SET team = ?, updated_at = ? WHERE id = ?',
      args.team,
      context.clock.now(),
      ticket.id,
    );
    if (isManaged(ticket.row)) {
      context.world.run(
        `UPDATE tickets SET group_id = (SELECT id FROM agent_groups WHERE team = (SELECT ?) ORDER BY id LIMIT 1), assignee_id = NULL WHERE id = ?`,
        args.team,
        ticket.id,
      );
    }
    ticketChanged(sceneOf(context), ticket.row);
    return succeed({ status: sent.to });
  },
});

export const closeTicket = defineTool({
  name: 'close_ticket',
  description: 'Solve this ticket, saying how. A refusal needs its reason.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    resolution: choice(RESOLUTIONS).describe('How it was solved'),
    reason: optionalChoice(REFUSAL_REASONS).describe('Why it was refused; only with "refused"'),
  }),
  events: ['ticket.SOLVE', 'sla_clock.MEET', ...UPDATE_EVENTS],
  run(context, args) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const reason = args.reason ?? null;
    if (args.resolution === 'refused' && reason === null) {
      return failed(
        'validation',
        'reason: needed when the resolution is refused.',
        `One of ${REFUSAL_REASONS.join(', ')}.`,
      );
    }
    if (args.resolution !== 'refused' && reason !== null) {
      return failed(
        'validation',
        `reason: not allowed when the resolution is ${args.resolution}.`,
        'Leave reason out.',
      );
    }
    const sent = ticketLifecycle.send(context.world, ticket.id, 'SOLVE');
    if (!sent.ok) return notWorkable(sent);
    const missing = isManaged(ticket.row) ? missingFields(context.world, ticket.row) : [];
    if (missing.length > 0) {
      return failed(
        'conflict',
        `Before it is solved the ticket needs ${missing.join(', ')}.`,
        'set_ticket_field fills a field in.',
      );
    }
    context.world.run(
      'UPDATE tickets SET resolution = ?, reason = ?, updated_at = ? WHERE id = ?',
      args.resolution,
      reason,
      context.clock.now(),
      ticket.id,
    );
    ticketChanged(sceneOf(context), ticket.row);
    return succeed({ status: sent.to });
  },
});

export const reopenTicket = defineTool({
  name: 'reopen_ticket',
  description: 'Open this ticket again after it was solved.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({}),
  events: ['ticket.REOPEN', ...UPDATE_EVENTS],
  run(context) {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const sent = ticketLifecycle.send(context.world, ticket.id, 'REOPEN');
    if (!sent.ok) return refused(sent, 'Only a solved ticket can be reopened.');
    context.world.run(
      'UPDATE tickets SET resolution = NULL, reason = NULL, updated_at = ? WHERE id = ?',
      context.clock.now(),
      ticket.id,
    );
    ticketChanged(sceneOf(context), ticket.row);
    return succeed({ status: sent.to });
  },
});
