/** Tools that write to the customer, or let a ticket wait for somebody. */
import { defineTool, freeText, succeed, type ToolContext, type ToolOutcome } from '@understudy/kernel';
import { z } from 'zod';
import { ticketLifecycle } from '../lifecycles.ts';
import { refused } from '../outcomes.ts';
import { reply } from '../ticketing/actions.ts';
import { comment, record, sceneOf } from '../ticketing/scene.ts';
import { startClock } from '../ticketing/sla.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { chosenTicket, optionalTicketId } from './focus.ts';
import { frozen } from './tickets.ts';

/** Sends a ticket one event and does what follows from it. */
function move(context: ToolContext, id: number | undefined, event: string, hint: string): ToolOutcome {
  const ticket = chosenTicket(context, id);
  if (!ticket.ok) return ticket;
  const sent = ticketLifecycle.send(context.world, ticket.id, event);
  if (!sent.ok) return refused(sent, hint);
  const scene = sceneOf(context);
  context.world.run('UPDATE tickets SET updated_at = ? WHERE id = ?', scene.at, ticket.id);
  ticketChanged(scene, ticket.row);
  return succeed({ ticket_id: `T${ticket.id}`, status: sent.to });
}

export const waitForCustomer = defineTool({
  name: 'wait_for_customer',
  description: 'Set a ticket to pending: the customer has to answer first. The resolution clock pauses.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  events: ['ticket.WAIT', 'sla_clock.PAUSE', ...UPDATE_EVENTS],
  run: (context, args) =>
    move(context, args.ticket_id, 'WAIT', 'Only an open ticket or one on hold can wait for the customer.'),
});

export const putTicketOnHold = defineTool({
  name: 'put_ticket_on_hold',
  description: 'Put a ticket on hold: somebody else than the customer has to do something first.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  events: ['ticket.PARK', 'sla_clock.RESUME', ...UPDATE_EVENTS],
  run: (context, args) =>
    move(context, args.ticket_id, 'PARK', 'Only an open or pending ticket can be put on hold.'),
});

export const resumeTicket = defineTool({
  name: 'resume_ticket',
  description: 'Go on with a ticket that was pending or on hold.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  events: ['ticket.RESUME', 'sla_clock.RESUME', ...UPDATE_EVENTS],
  run: (context, args) =>
    move(context, args.ticket_id, 'RESUME', 'Only a pending ticket or one on hold can go on.'),
});

export const replyToCustomer = defineTool({
  name: 'reply_to_customer',
  description: 'Write to the customer of a ticket. The customer reads it; it counts as the reply.',
  effect: 'write',
  seconds: 60,
  parameters: z.strictObject({
    body: freeText(2000).describe('What the customer reads'),
    ticket_id: optionalTicketId,
  }),
  events: ['sla_clock.MEET', ...UPDATE_EVENTS],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const scene = sceneOf(context);
    const id = reply(scene, ticket.row, args.body);
    ticketChanged(scene, ticket.row, 'replied');
    return succeed({ comment_id: `N${id}` });
  },
});

export const writeToDesk = defineTool({
  name: 'write_to_desk',
  description: 'Answer the desk in a ticket. It opens the ticket again where it was waiting or solved.',
  effect: 'write',
  by: 'user',
  seconds: 60,
  parameters: z.strictObject({
    body: freeText(2000).describe('What the agent reads'),
    ticket_id: optionalTicketId,
  }),
  events: ['ticket.RESUME', 'ticket.REOPEN', 'sla_clock.RESUME', ...UPDATE_EVENTS],
  run(context, args) {
    const { world } = context;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const scene = { ...sceneOf(context), actor: 'customer' as const };
    const answered = world.get(
      `SELECT id FROM ticket_comments WHERE ticket_id = (SELECT ?) AND author = 'agent' AND is_public = 1 LIMIT 1`,
      ticket.id,
    );
    const id = comment(scene, ticket.id, 'customer', args.body, true);
    record(scene, ticket.row, 'customer_wrote', { subject: `N${id}` });
    const status = ticket.row['status'];
    if (status === 'pending' || status === 'on_hold') ticketLifecycle.send(world, ticket.id, 'RESUME');
    if (status === 'solved') {
      ticketLifecycle.send(world, ticket.id, 'REOPEN');
      world.run('UPDATE tickets SET resolution = NULL, reason = NULL WHERE id = ?', ticket.id);
    }
    // A ticket with a supervisor or another team is no longer this desk's to answer.
    const gone = status === 'escalated' || status === 'transferred';
    if (answered !== undefined && !gone) startClock(scene, ticket.row, 'next_reply', scene.at);
    ticketChanged(scene, ticket.row, 'customer_wrote');
    return succeed({ comment_id: `N${id}` });
  },
});

export const archiveTicket = defineTool({
  name: 'archive_ticket',
  description: 'Archive a solved ticket for good.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  events: ['ticket.CLOSE', ...UPDATE_EVENTS],
  run: (context, args) => move(context, args.ticket_id, 'CLOSE', 'Only a solved ticket can be archived.'),
});
