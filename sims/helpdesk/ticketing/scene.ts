/** What the rules of the desk work on: a world, its clock, the instant of what happens, and who did it. */
import type { Clock, Row, SimTime, ToolContext, World } from '@understudy/kernel';
import { int } from '@understudy/kernel';
import type { HistoryActor, HistoryKind } from '../vocabulary.ts';
import { nextId } from '../tools/numbering.ts';

export interface Scene {
  readonly world: World;
  readonly clock: Clock;
  /** When it happens: now, or when a timer came due. */
  readonly at: SimTime;
  readonly actor: HistoryActor;
}

export function sceneOf(context: ToolContext, at: SimTime = context.clock.now()): Scene {
  const { world, clock, actor } = context;
  return { world, clock, at, actor: actor.kind === 'user' ? 'customer' : actor.kind };
}

/** A ticket without a group is outside the desk's rules. */
export function isManaged(ticket: Row): boolean {
  return ticket['group_id'] !== null;
}

export function readTicket(world: World, id: number): Row {
  const row = world.get('SELECT * FROM tickets WHERE id = ?', id);
  if (row === undefined) throw new RangeError(`there is no ticket ${id}`);
  return row;
}

/** Adds a line to the history of a ticket; none where the ticket is outside the rules. */
export function record(
  scene: Scene,
  ticket: Row,
  kind: HistoryKind,
  line: { readonly subject?: string; readonly before?: string | null; readonly after?: string | null } = {},
): void {
  if (!isManaged(ticket)) return;
  const { world, at, actor } = scene;
  world.run(
    `INSERT INTO ticket_events (id, ticket_id, actor, kind, subject, before, after, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    nextId(world, 'ticket_events'),
    int(ticket, 'id'),
    actor,
    kind,
    line.subject ?? null,
    line.before ?? null,
    line.after ?? null,
    at,
  );
}

/** Adds a comment and returns its id. */
export function comment(
  scene: Scene,
  ticketId: number,
  author: 'customer' | 'agent',
  body: string,
  isPublic: boolean,
): number {
  const { world, at } = scene;
  const id = nextId(world, 'ticket_comments');
  world.run(
    `INSERT INTO ticket_comments (id, ticket_id, author, body, created_at, is_public) VALUES (?, ?, ?, ?, ?, ?)`,
    id,
    ticketId,
    author,
    body,
    at,
    isPublic ? 1 : 0,
  );
  world.run('UPDATE tickets SET updated_at = ? WHERE id = ?', at, ticketId);
  return id;
}
