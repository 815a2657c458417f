/** May the acting user read or change a record? The rule stands in `grants.ts`. */
import type { Row, ToolContext } from '@understudy/kernel';
import { showId, TABLES, type IdKind } from '../ids.ts';
import { actingId } from '../tools/acting.ts';
import { failed, type Failed } from '../tools/outcomes.ts';
import { predicate, reachOf, type Mode, type Predicate } from './predicate.ts';

/** The condition on a row `alias` of a kind under which the acting user may read or change it, and its values. */
export function restriction(context: ToolContext, kind: IdKind, mode: Mode, alias: string): Predicate {
  const user = actingId(context);
  return user === null ? { sql: '1', cells: [] } : predicate(kind, mode, alias, reachOf(context.world, user));
}

/** The common case of a row at hand, decided without the whole rule: an owner may always read and change. */
export function ownsActively(context: ToolContext, row: Row): boolean {
  const acting = actingId(context);
  return (
    acting !== null &&
    row['owner_id'] === acting &&
    context.world.get('SELECT active FROM users WHERE id = ?', acting)?.['active'] === 1
  );
}

export function canRead(context: ToolContext, kind: IdKind, id: number): boolean {
  return holds(context, kind, id, 'read');
}

export function canEdit(context: ToolContext, kind: IdKind, id: number): boolean {
  return holds(context, kind, id, 'edit');
}

/** `forbidden` where the acting user may not change a record that they may read; null where they may. */
export function refuseEdit(context: ToolContext, kind: IdKind, id: number): Failed | null {
  if (canEdit(context, kind, id)) return null;
  return failed(
    'forbidden',
    `Insufficient access: you can read ${showId(kind, id)} but not change it.`,
    'Its owner, a manager of the owner or operations can.',
  );
}

function holds(context: ToolContext, kind: IdKind, id: number, mode: Mode): boolean {
  if (actingId(context) === null) return true;
  const { sql, cells } = restriction(context, kind, mode, 't');
  return (
    context.world.get(`SELECT t.id FROM ${TABLES[kind]} t WHERE t.id = ? AND ${sql}`, id, ...cells) !==
    undefined
  );
}
