/** Tools that bring tickets together: merge one into another, link them. */
import { choice, defineTool, intOrNull, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { ticketLifecycle } from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { comment, record, sceneOf, type Scene } from '../ticketing/scene.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { chosenTicket, optionalTicketId, ticketId } from './focus.ts';
import { nextId } from './numbering.ts';
import { frozen } from './tickets.ts';

function link(scene: Scene, from: number, to: number, kind: string): void {
  scene.world.run(
    'INSERT INTO ticket_links (id, ticket_id, other_id, kind) VALUES (?, ?, ?, ?)',
    nextId(scene.world, 'ticket_links'),
    from,
    to,
    kind,
  );
}

function linked(scene: Scene, from: number, to: number): boolean {
  return (
    scene.world.get('SELECT id FROM ticket_links WHERE ticket_id = ? AND other_id = ?', from, to) !==
      undefined ||
    scene.world.get('SELECT id FROM ticket_links WHERE ticket_id = ? AND other_id = ?', to, from) !==
      undefined
  );
}

const WORKABLE = new Set(['open', 'pending', 'on_hold']);

export const mergeTicket = defineTool({
  name: 'merge_ticket',
  description: 'Merge a ticket into another one of the same customer that goes on. Final for the merged one.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    into_ticket_id: ticketId.describe('The ticket that goes on'),
    ticket_id: optionalTicketId,
  }),
  events: ['ticket.MERGE', 'sla_clock.CANCEL', ...UPDATE_EVENTS],
  run(context, args) {
    const { world } = context;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const into = chosenTicket(context, args.into_ticket_id);
    if (!into.ok) return into;
    if (into.id === ticket.id)
      return failed('validation', 'into_ticket_id: a ticket cannot be merged into itself.');
    if (!WORKABLE.has(text(into.row, 'status')))
      return failed(
        'conflict',
        `Ticket T${into.id} is ${text(into.row, 'status')}.`,
        'Merge into one that is still worked on.',
      );
    const owners = [intOrNull(ticket.row, 'customer_id'), intOrNull(into.row, 'customer_id')];
    if (!owners.includes(null) && owners[0] !== owners[1])
      return failed('conflict', 'The two tickets belong to different customers.');
    const sent = ticketLifecycle.send(world, ticket.id, 'MERGE');
    if (!sent.ok) return refused(sent, 'Only a ticket that is still worked on can be merged.');
    const scene = sceneOf(context);
    if (linked(scene, ticket.id, into.id)) {
      world.run(
        `UPDATE ticket_links SET kind = 'merged_into', ticket_id = ?, other_id = ? WHERE ticket_id IN (?, ?) AND other_id IN (?, ?)`,
        ticket.id,
        into.id,
        ticket.id,
        into.id,
        ticket.id,
        into.id,
      );
    } else link(scene, ticket.id, into.id, 'merged_into');
    world.run('UPDATE tickets SET updated_at = ? WHERE id = ?', scene.at, ticket.id);
    comment(
      scene,
      into.id,
      'agent',
      `T${ticket.id} was merged into this ticket: ${text(ticket.row, 'subject')}`,
      false,
    );
    record(scene, into.row, 'merged', { subject: `T${ticket.id}` });
    ticketChanged(scene, ticket.row);
    ticketChanged(scene, into.row);
    return succeed({ ticket_id: `T${ticket.id}`, status: sent.to, into_ticket_id: `T${into.id}` });
  },
});

export const linkTickets = defineTool({
  name: 'link_tickets',
  description: 'Link a ticket with another: as an incident of a problem, or as related.',
  effect: 'write',
  seconds: 4,
  parameters: z.strictObject({
    other_ticket_id: ticketId.describe('The other ticket; for incident_of, the problem'),
    kind: choice(['incident_of', 'related']).describe('How they belong together'),
    ticket_id: optionalTicketId,
  }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const other = chosenTicket(context, args.other_ticket_id);
    if (!other.ok) return other;
    if (other.id === ticket.id)
      return failed('validation', 'other_ticket_id: a ticket cannot be linked with itself.');
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const scene = sceneOf(context);
    if (linked(scene, ticket.id, other.id))
      return failed('conflict', `T${ticket.id} and T${other.id} are linked already.`);
    if (args.kind === 'incident_of') {
      if (other.row['type'] !== 'problem')
        return failed('conflict', `Ticket T${other.id} is not a problem.`, 'set_ticket_type makes it one.');
      context.world.run(
        `UPDATE tickets SET type = 'incident', updated_at = ? WHERE id = ?`,
        scene.at,
        ticket.id,
      );
    }
    link(scene, ticket.id, other.id, args.kind);
    record(scene, ticket.row, 'linked', { subject: `T${other.id}`, after: args.kind });
    ticketChanged(scene, ticket.row);
    return succeed({ ticket_id: `T${ticket.id}`, other_ticket_id: `T${other.id}`, kind: args.kind });
  },
});
