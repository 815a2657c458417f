/** Who acts: the CRM user an episode is played as, `focus.userId`. The environment (timers) acts as nobody. */
import { type Row, type ToolContext } from '@understudy/kernel';
import { failed, type Failed } from './outcomes.ts';

/** The acting user's id, null for the environment or where nobody is signed in. */
export function actingId(context: ToolContext): number | null {
  const id = context.focus['userId'];
  return typeof id === 'number' && context.actor.kind !== 'system' ? id : null;
}

/** The acting user's row, or `forbidden` where nobody is signed in or the account is switched off. */
export function actingUser(
  context: ToolContext,
): { readonly ok: true; readonly id: number; readonly row: Row } | Failed {
  const id = actingId(context);
  const row = id === null ? undefined : context.world.get('SELECT * FROM users WHERE id = ?', id);
  if (id === null || row === undefined)
    return failed('forbidden', 'No CRM user is signed in in this session.');
  if (row['active'] !== 1) return failed('forbidden', 'Your CRM user is not active.');
  return { ok: true, id, row };
}
