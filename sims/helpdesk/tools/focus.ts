/** The ticket the episode is about: tools that speak of "this ticket" find it in the focus of their context. */
import type { Row, ToolContext } from '@understudy/kernel';
import { failed, type Failed } from '../outcomes.ts';

/** The focus ticket's row, or `not_found` when the episode has none. */
export function focusTicket(
  context: ToolContext,
): { readonly ok: true; readonly id: number; readonly row: Row } | Failed {
  const id = context.focus['ticketId'];
  if (typeof id !== 'number') return failed('not_found', 'No ticket is open in this session.');
  const row = context.world.get('SELECT * FROM tickets WHERE id = ?', id);
  return row === undefined ? failed('not_found', `There is no ticket ${id}.`) : { ok: true, id, row };
}
