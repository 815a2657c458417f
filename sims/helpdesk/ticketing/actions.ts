/** What macros and triggers do to a ticket: one action and its value, both data. */
import { int, text, type Row } from '@understudy/kernel';
import { ticketLifecycle } from '../lifecycles.ts';
import { failed, type Failed } from '../outcomes.ts';
import type { TicketAction } from '../vocabulary.ts';
import { addTag, removeTag, setField } from './fields.ts';
import { comment, readTicket, record, type Scene } from './scene.ts';
import { meet, pause, startClock } from './sla.ts';
import { offerSurvey } from './survey.ts';

/** Carries one action out. Its changes of columns are noted by `ticketChanged`, which the caller owes the ticket afterwards. */
export function carryOut(scene: Scene, ticketId: number, action: TicketAction, value: string): Failed | null {
  const { world, at } = scene;
  const ticket = readTicket(world, ticketId);
  switch (action) {
    case 'set_priority':
      world.run('UPDATE tickets SET priority = ?, updated_at = ? WHERE id = ?', value, at, ticketId);
      return null;
    case 'set_type':
      world.run('UPDATE tickets SET type = ?, updated_at = ? WHERE id = ?', value, at, ticketId);
      return null;
    case 'set_group':
      return moveToGroup(scene, ticketId, value);
    case 'set_field': {
      const [slug = '', ...rest] = value.split('=');
      const kept = setField(scene, ticket, slug, rest.join('='));
      return kept.ok ? null : kept;
    }
    case 'add_tag':
      addTag(scene, ticket, value);
      return null;
    case 'remove_tag':
      removeTag(scene, ticket, value);
      return null;
    case 'offer_survey':
      offerSurvey(scene, ticket);
      return null;
    case 'note':
      comment(scene, ticketId, 'agent', value, false);
      return null;
    case 'reply':
      reply(scene, ticket, value);
      return null;
    case 'wait':
      return sent(scene, ticketId, 'WAIT');
    case 'hold':
      return sent(scene, ticketId, 'PARK');
  }
}

/** Writes to the customer: stops the reply clocks. Returns the comment's id. */
export function reply(scene: Scene, ticket: Row, body: string): number {
  const ticketId = int(ticket, 'id');
  const id = comment(scene, ticketId, 'agent', body, true);
  record(scene, ticket, 'replied', { subject: `N${id}` });
  meet(scene, ticketId, 'first_reply');
  meet(scene, ticketId, 'next_reply');
  return id;
}

/** Moves a ticket to a group and its team. One that had no group comes under the desk's rules by it. */
export function moveToGroup(scene: Scene, ticketId: number, slug: string): Failed | null {
  const { world, at } = scene;
  const group = world.get('SELECT id, team FROM agent_groups WHERE slug = ?', slug);
  if (group === undefined)
    return failed('not_found', `There is no group ${slug}.`, 'list_agents names the groups.');
  const before = readTicket(world, ticketId);
  world.run(
    'UPDATE tickets SET group_id = ?, team = ?, updated_at = ? WHERE id = ?',
    int(group, 'id'),
    text(group, 'team'),
    at,
    ticketId,
  );
  if (before['group_id'] === null) welcome(scene, readTicket(world, ticketId));
  return null;
}

const WORKED_ON: ReadonlySet<unknown> = new Set(['open', 'pending', 'on_hold']);

/** What a ticket needs that comes under the desk's rules late: the beginning of its history, and the clocks it would have had. */
function welcome(scene: Scene, ticket: Row): void {
  const ticketId = int(ticket, 'id');
  const created = int(ticket, 'created_at');
  const status = text(ticket, 'status');
  record({ ...scene, at: created, actor: 'customer' }, ticket, 'created');
  if (status !== 'open') record(scene, ticket, 'status_set', { before: 'open', after: status });
  if (!WORKED_ON.has(status)) return;
  const replied = scene.world.get(
    `SELECT id FROM ticket_comments WHERE ticket_id = (SELECT ?) AND author = 'agent' AND is_public = 1 LIMIT 1`,
    ticketId,
  );
  if (replied === undefined) startClock(scene, ticket, 'first_reply', created);
  startClock(scene, ticket, 'resolution', created);
  if (status === 'pending') pause(scene, ticketId);
}

function sent(scene: Scene, ticketId: number, event: string): Failed | null {
  const transition = ticketLifecycle.send(scene.world, ticketId, event);
  if (!transition.ok) return transition;
  scene.world.run('UPDATE tickets SET updated_at = ? WHERE id = ?', scene.at, ticketId);
  return null;
}
