/** Which ticket an agent has open, and how full an agent's hands are. */
import { int, intOrNull, text, type Row, type World } from '@understudy/kernel';
import { readTicket, record, type Scene } from './scene.ts';

/** Opens a ticket for an agent, or none; the one open before is left. Both are noted in the histories. */
export function openFor(scene: Scene, agent: Row, ticketId: number | null): void {
  const { world } = scene;
  const id = int(agent, 'id');
  const before = intOrNull(agent, 'current_ticket_id');
  if (before === ticketId) return;
  if (before !== null) record(scene, readTicket(world, before), 'work_ended', { subject: `A${id}` });
  world.run('UPDATE agents SET current_ticket_id = ? WHERE id = ?', ticketId, id);
  if (ticketId !== null) record(scene, readTicket(world, ticketId), 'work_started', { subject: `A${id}` });
}

export interface Candidate {
  readonly id: number;
  readonly name: string;
  readonly capacity: number;
  /** Tickets assigned and not done. */
  readonly load: number;
}

/** Who of a group can be given a ticket: active, online, not full, with all these skills; the least loaded first, ties by id. */
export function candidates(world: World, groupId: number, skills: readonly string[]): readonly Candidate[] {
  const rows = world.all(
    `SELECT a.id, a.name, a.capacity,
       (SELECT count(*) FROM tickets t WHERE t.assignee_id = a.id AND t.status IN ('open', 'pending', 'on_hold')) AS load
     FROM group_members m JOIN agents a ON a.id = m.agent_id
     WHERE m.group_id = (SELECT ?) AND a.active = 1 AND a.status = 'online' ORDER BY a.id`,
    groupId,
  );
  return rows
    .map((row) => ({
      id: int(row, 'id'),
      name: text(row, 'name'),
      capacity: int(row, 'capacity'),
      load: int(row, 'load'),
    }))
    .filter((one) => one.load < one.capacity && hasSkills(world, one.id, skills))
    .sort((a, b) => a.load * b.capacity - b.load * a.capacity || a.id - b.id);
}

function hasSkills(world: World, agentId: number, skills: readonly string[]): boolean {
  if (skills.length === 0) return true;
  const has = new Set(skillsOf(world, agentId));
  return skills.every((skill) => has.has(skill));
}

export function skillsOf(world: World, agentId: number): readonly string[] {
  return world
    .all('SELECT skill FROM agent_skills WHERE agent_id = (SELECT ?) ORDER BY skill', agentId)
    .map((row) => text(row, 'skill'));
}

export function isMember(world: World, agentId: number, groupId: number): boolean {
  return (
    world.get('SELECT id FROM group_members WHERE group_id = ? AND agent_id = ?', groupId, agentId) !==
    undefined
  );
}
