/**
 * The ticket and the agent that a tool speaks of. An episode about one ticket names it in its focus. In an episode about a shift the
 * focus names the agent instead, and "this ticket" is the one the agent has open.
 */
import { int, intOrNull, publicId, type Row, type ToolContext } from '@understudy/kernel';
import { z } from 'zod';
import { failed, type Failed } from '../outcomes.ts';

export type FoundTicket = { readonly ok: true; readonly id: number; readonly row: Row } | Failed;

/** The ticket in focus, or `not_found` when the episode has none. */
export function focusTicket(context: ToolContext): FoundTicket {
  const id = context.focus['ticketId'];
  if (typeof id === 'number') return ticketById(context, id);
  if (typeof context.focus['agentId'] !== 'number')
    return failed('not_found', 'No ticket is open in this session.');
  const agent = actingAgent(context);
  if (!agent.ok) return agent;
  const current = intOrNull(agent.row, 'current_ticket_id');
  if (current !== null) return ticketById(context, current);
  return failed(
    'not_found',
    'No ticket is open.',
    'take_ticket opens a ticket, answer_next the next caller.',
  );
}

function ticketById(context: ToolContext, id: number): FoundTicket {
  const row = context.world.get('SELECT * FROM tickets WHERE id = ?', id);
  return row === undefined ? failed('not_found', `There is no ticket ${id}.`) : { ok: true, id, row };
}

export const ticketId = publicId('T', 'ticket');

/** An argument that names a ticket, and means the one in focus where it is left out; null and the empty text mean the same. */
export const optionalTicketId = z
  .preprocess((value) => (value === null || value === '' ? undefined : value), ticketId.optional())
  .optional()
  .describe('Ticket id, like "T12"; without it, this ticket');

/** The ticket that is named, else the one in focus. */
export function chosenTicket(context: ToolContext, id: number | undefined): FoundTicket {
  return id === undefined ? focusTicket(context) : ticketById(context, id);
}

/** The agent whose shift the episode is about. */
export function actingAgent(
  context: ToolContext,
): { readonly ok: true; readonly id: number; readonly row: Row } | Failed {
  const id = context.focus['agentId'];
  const row = typeof id === 'number' ? context.world.get('SELECT * FROM agents WHERE id = ?', id) : undefined;
  if (row === undefined) return failed('not_found', 'No agent is signed in to this session.');
  return { ok: true, id: int(row, 'id'), row };
}
