/** The telephone and chat queue: who waits, in which order, and what happens to a call. */
import { int, intOrNull, text, type Row, type World } from '@understudy/kernel';
import { queueEntryLifecycle } from '../lifecycles.ts';
import { failed, type Failed } from '../outcomes.ts';
import { readTicket, record, type Scene } from './scene.ts';
import { meet } from './sla.ts';

/** How long an agent's telephone rings before the caller goes back into the queue, in ms. */
export const RING_MS = 30_000;

/** Everybody waiting, in the order in which they are answered: urgent first, then who waits longest. */
export function waiting(world: World): readonly Row[] {
  return world.all(
    `SELECT q.id, q.ticket_id, q.channel, q.status, q.agent_id, q.waiting_since, t.priority, t.group_id, t.subject
     FROM queue_entries q JOIN tickets t ON t.id = q.ticket_id WHERE q.status IN ('waiting', 'ringing')
     ORDER BY CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, q.waiting_since, q.id`,
  );
}

/** The next caller for an agent: one already ringing there, else the first waiting in a group the agent belongs to, or in none. */
export function nextFor(world: World, agentId: number, channel: string | null): Row | undefined {
  const groups = new Set(
    world
      .all('SELECT group_id FROM group_members WHERE agent_id = ?', agentId)
      .map((row) => int(row, 'group_id')),
  );
  const fitting = waiting(world).filter((entry) => {
    const group = intOrNull(entry, 'group_id');
    return (channel === null || entry['channel'] === channel) && (group === null || groups.has(group));
  });
  return (
    fitting.find((entry) => entry['status'] === 'ringing' && entry['agent_id'] === agentId) ??
    fitting.find((entry) => entry['status'] === 'waiting')
  );
}

/** The call of an agent that is not over. */
export function callOf(world: World, agentId: number): Row | undefined {
  return world.get(
    `SELECT * FROM queue_entries WHERE agent_id = (SELECT ?) AND status IN ('connected', 'on_hold') ORDER BY id DESC LIMIT 1`,
    agentId,
  );
}

/** The latest call or chat of a ticket that is not over. */
export function entryOf(world: World, ticketId: number): Row | undefined {
  return world.get(
    `SELECT * FROM queue_entries WHERE ticket_id = (SELECT ?) AND status NOT IN ('ended', 'abandoned') ORDER BY id DESC LIMIT 1`,
    ticketId,
  );
}

const gaveUp = (id: number): string => `queue_abandon/${id}`;
const rangOut = (id: number): string => `queue_ring_out/${id}`;

/** A caller who waits, or hears the music, from `since` on hangs up when patience is out. */
export function schedulePatience(scene: Pick<Scene, 'clock'>, entry: Row, since: number): void {
  const id = int(entry, 'id');
  const due = since + int(entry, 'patience_seconds') * 1000;
  scene.clock.schedule({ id: gaveUp(id), due, event: 'queue_abandon', subject: String(id) });
}

/** Rings at an agent. */
export function ring(scene: Scene, id: number, agentId: number): void {
  queueEntryLifecycle.send(scene.world, id, 'RING');
  scene.world.run('UPDATE queue_entries SET agent_id = ? WHERE id = ?', agentId, id);
  scheduleRingOut(scene, id, scene.at + RING_MS);
}

export function scheduleRingOut(scene: Pick<Scene, 'clock'>, id: number, due: number): void {
  scene.clock.schedule({ id: rangOut(id), due, event: 'queue_ring_out', subject: String(id) });
}

/** Nobody picked up: back into the queue, in the old place. Returns whether it was ringing. */
export function ringOut(scene: Scene, id: number): boolean {
  if (!queueEntryLifecycle.send(scene.world, id, 'MISS').ok) return false;
  scene.clock.cancel(rangOut(id));
  scene.world.run('UPDATE queue_entries SET agent_id = NULL WHERE id = ?', id);
  return true;
}

/** Connects a ringing caller. A voice on the line is the first reply, or the next. */
export function connect(scene: Scene, id: number, ticketId: number): void {
  const { world, at } = scene;
  queueEntryLifecycle.send(world, id, 'CONNECT');
  world.run('UPDATE queue_entries SET connected_at = ? WHERE id = ?', at, id);
  scene.clock.cancel(gaveUp(id));
  scene.clock.cancel(rangOut(id));
  record(scene, readTicket(world, ticketId), 'call_connected', { subject: `Q${id}` });
  meet(scene, ticketId, 'first_reply');
  meet(scene, ticketId, 'next_reply');
}

export function hold(scene: Scene, entry: Row): Failed | null {
  const id = int(entry, 'id');
  const sent = queueEntryLifecycle.send(scene.world, id, 'HOLD');
  if (!sent.ok) return sent;
  scene.world.run('UPDATE queue_entries SET held_since = ? WHERE id = ?', scene.at, id);
  schedulePatience(scene, entry, scene.at);
  return null;
}

/** Back from hold. */
export function unhold(scene: Scene, entry: Row): Failed | null {
  const sent = queueEntryLifecycle.send(scene.world, int(entry, 'id'), 'UNHOLD');
  if (!sent.ok) return sent;
  stopHolding(scene, entry);
  return null;
}

function stopHolding(scene: Scene, entry: Row): void {
  const since = intOrNull(entry, 'held_since');
  if (since === null) return;
  const id = int(entry, 'id');
  scene.world.run(
    'UPDATE queue_entries SET held_since = NULL, held_ms = held_ms + ? WHERE id = ?',
    Math.max(0, scene.at - since),
    id,
  );
  scene.clock.cancel(gaveUp(id));
}

/** The end of a call or chat, or a caller who gives up: what the lifecycle makes of it. */
export function finish(scene: Scene, entry: Row, event: 'END' | 'ABANDON'): Failed | null {
  const id = int(entry, 'id');
  const sent = queueEntryLifecycle.send(scene.world, id, event);
  if (!sent.ok) return sent;
  stopHolding(scene, entry);
  scene.world.run('UPDATE queue_entries SET ended_at = ? WHERE id = ?', scene.at, id);
  scene.clock.cancel(gaveUp(id));
  scene.clock.cancel(rangOut(id));
  const ticket = readTicket(scene.world, int(entry, 'ticket_id'));
  record(scene, ticket, event === 'END' ? 'call_ended' : 'call_abandoned', { subject: `Q${id}` });
  return null;
}

/** The entry with this id, or why there is none. */
export function queueEntry(world: World, id: number): { readonly ok: true; readonly row: Row } | Failed {
  const row = world.get('SELECT * FROM queue_entries WHERE id = ?', id);
  return row === undefined ? failed('not_found', `There is no queue entry Q${id}.`) : { ok: true, row };
}

/** How long a caller waited for an answer so far, in whole seconds. */
export function waitedSeconds(entry: Row, at: number): number {
  return Math.floor((at - int(entry, 'waiting_since')) / 1000);
}

export function shownEntry(entry: Row, position: number, at: number): Record<string, string | number> {
  return {
    queue_id: `Q${int(entry, 'id')}`,
    position,
    ticket_id: `T${int(entry, 'ticket_id')}`,
    channel: text(entry, 'channel'),
    status: text(entry, 'status'),
    priority: text(entry, 'priority'),
    subject: text(entry, 'subject'),
    waited_seconds: waitedSeconds(entry, at),
  };
}
