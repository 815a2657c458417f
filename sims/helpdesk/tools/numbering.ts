/** Ids of the rows the tools add. Nothing is ever deleted from these tables, so the highest id plus one is never a reused one. */
import { int } from '@understudy/kernel';
import type { World } from '@understudy/kernel';

const HIGHEST = {
  addresses: 'SELECT coalesce(max(id), 0) AS id FROM addresses',
  returns: 'SELECT coalesce(max(id), 0) AS id FROM returns',
  refunds: 'SELECT coalesce(max(id), 0) AS id FROM refunds',
  exchanges: 'SELECT coalesce(max(id), 0) AS id FROM exchanges',
  credits: 'SELECT coalesce(max(id), 0) AS id FROM credits',
  ticket_comments: 'SELECT coalesce(max(id), 0) AS id FROM ticket_comments',
} as const;

export function nextId(world: World, table: keyof typeof HIGHEST): number {
  const row = world.get(HIGHEST[table]);
  return row === undefined ? 1 : int(row, 'id') + 1;
}
