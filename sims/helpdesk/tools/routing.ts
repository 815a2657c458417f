/** Tools on who works on what: agents, groups, assignment and routing. */
import { choice, defineTool, int, lookup, publicId, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { agentLifecycle } from '../lifecycles.ts';
import { failed, refused } from '../outcomes.ts';
import { moveToGroup } from '../ticketing/actions.ts';
import { tagsOf } from '../ticketing/fields.ts';
import { callOf } from '../ticketing/queue.ts';
import { isManaged, readTicket, sceneOf } from '../ticketing/scene.ts';
import { ticketChanged, ticketCreated, UPDATE_EVENTS } from '../ticketing/update.ts';
import { candidates, isMember, openFor, skillsOf } from '../ticketing/work.ts';
import { AGENT_STATUSES, SKILLS } from '../vocabulary.ts';
import { actingAgent, chosenTicket, optionalTicketId } from './focus.ts';
import { frozen } from './tickets.ts';

const optionalGroup = z
  .preprocess(
    (value) => (value === null || value === '' ? undefined : value),
    lookup(40)
      .transform((word) => word.replace(/[\s-]+/g, '_'))
      .optional(),
  )
  .optional();

export const listAgents = defineTool({
  name: 'list_agents',
  description:
    'List the agents of a group, or of all: status, skills, groups, and how many open tickets each has.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ group: optionalGroup.describe('Name of the group') }),
  run({ world }, args) {
    const memberships = world.all(
      `SELECT m.agent_id, g.slug FROM group_members m JOIN agent_groups g ON g.id = m.group_id ORDER BY m.agent_id, g.id`,
    );
    const groups = [...new Set(memberships.map((row) => text(row, 'slug')))].sort();
    if (args.group !== undefined && !groups.includes(args.group))
      return failed('not_found', `There is no group ${args.group}.`, `Groups: ${groups.join(', ')}.`);
    const byAgent = Map.groupBy(memberships, (row) => int(row, 'agent_id'));
    const agents = world
      .all(
        `SELECT a.id, a.name, a.status, a.capacity,
           (SELECT count(*) FROM tickets t WHERE t.assignee_id = a.id AND t.status IN ('open', 'pending', 'on_hold')) AS load
         FROM agents a WHERE a.active = 1 ORDER BY a.id`,
      )
      .map((row) => ({
        agent_id: `A${int(row, 'id')}`,
        name: text(row, 'name'),
        status: text(row, 'status'),
        groups: (byAgent.get(int(row, 'id')) ?? []).map((member) => text(member, 'slug')),
        skills: [...skillsOf(world, int(row, 'id'))],
        open_tickets: int(row, 'load'),
        capacity: int(row, 'capacity'),
      }));
    return succeed({
      agents: agents.filter((agent) => args.group === undefined || agent.groups.includes(args.group)),
    });
  },
});

export const assignTicket = defineTool({
  name: 'assign_ticket',
  description: 'Give a ticket to an agent of its group.',
  effect: 'write',
  seconds: 4,
  parameters: z.strictObject({
    agent_id: publicId('A', 'agent').describe('Agent id, like "A12"'),
    ticket_id: optionalTicketId,
  }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const { world } = context;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const agent = world.get('SELECT active FROM agents WHERE id = ?', args.agent_id);
    if (agent?.['active'] !== 1)
      return failed('not_found', `There is no agent A${args.agent_id}.`, 'list_agents names them.');
    if (isManaged(ticket.row) && !isMember(world, args.agent_id, int(ticket.row, 'group_id')))
      return failed(
        'conflict',
        `Agent A${args.agent_id} is not in the ticket's group.`,
        'route_ticket moves it to another group.',
      );
    const scene = sceneOf(context);
    world.run(
      'UPDATE tickets SET assignee_id = ?, updated_at = ? WHERE id = ?',
      args.agent_id,
      scene.at,
      ticket.id,
    );
    ticketChanged(scene, ticket.row);
    return succeed({ ticket_id: `T${ticket.id}`, assignee_id: `A${args.agent_id}` });
  },
});

export const routeTicket = defineTool({
  name: 'route_ticket',
  description:
    'Give a ticket to the least busy agent of a group who is online and has the skills that its tags ask for. Without a group, that of its team.',
  effect: 'write',
  seconds: 4,
  parameters: z.strictObject({
    group: optionalGroup.describe('Name of the group'),
    ticket_id: optionalTicketId,
  }),
  events: ['sla_clock.PAUSE', ...UPDATE_EVENTS],
  run(context, args) {
    const { world } = context;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const status = text(ticket.row, 'status');
    if (status !== 'open' && status !== 'pending' && status !== 'on_hold')
      return failed(
        'conflict',
        `The ticket is ${status}.`,
        'Only a ticket that is still worked on is routed.',
      );
    const scene = sceneOf(context);
    const own = isManaged(ticket.row)
      ? world.get('SELECT slug FROM agent_groups WHERE id = ?', int(ticket.row, 'group_id'))
      : world.get(
          'SELECT slug FROM agent_groups WHERE team = (SELECT ?) ORDER BY id LIMIT 1',
          text(ticket.row, 'team'),
        );
    const group = args.group ?? (own === undefined ? '' : text(own, 'slug'));
    const stop = moveToGroup(scene, ticket.id, group);
    if (stop !== null) return stop;
    const moved = readTicket(world, ticket.id);
    const skills = neededSkills(context.world, moved);
    const [chosen] = candidates(world, int(moved, 'group_id'), skills);
    if (chosen === undefined) {
      const wanted = skills.length === 0 ? '' : ` with the skills ${skills.join(', ')}`;
      return failed(
        'conflict',
        `Nobody in ${group} is online and free${wanted}.`,
        'list_agents shows who is where.',
      );
    }
    world.run('UPDATE tickets SET assignee_id = ? WHERE id = ?', chosen.id, ticket.id);
    if (isManaged(ticket.row)) ticketChanged(scene, ticket.row);
    else ticketCreated(scene, ticket.row);
    return succeed({ ticket_id: `T${ticket.id}`, group, assignee_id: `A${chosen.id}`, name: chosen.name });
  },
});

/** The skills a ticket asks for: its tags that name one, and `vip` for a customer of that tier. */
function neededSkills(
  world: Parameters<typeof readTicket>[0],
  ticket: ReturnType<typeof readTicket>,
): readonly string[] {
  const tags = new Set(tagsOf(world, int(ticket, 'id')));
  const customer = world.get('SELECT tier FROM customers WHERE id = ?', ticket['customer_id'] ?? null);
  if (customer?.['tier'] === 'vip') tags.add('vip');
  return SKILLS.filter((skill) => tags.has(skill));
}

const EVENT_TO = { offline: 'SIGN_OUT', away: 'STEP_AWAY', online: 'RETURN' } as const;

export const setAgentStatus = defineTool({
  name: 'set_agent_status',
  description: 'Say whether you are online, away or offline.',
  effect: 'write',
  seconds: 2,
  parameters: z.strictObject({ status: choice(AGENT_STATUSES).describe('Your status from now on') }),
  events: ['agent.SIGN_IN', 'agent.SIGN_OUT', 'agent.STEP_AWAY', 'agent.RETURN'],
  run(context, args) {
    const agent = actingAgent(context);
    if (!agent.ok) return agent;
    const from = text(agent.row, 'status');
    const event = args.status === 'online' && from === 'offline' ? 'SIGN_IN' : EVENT_TO[args.status];
    const sent = agentLifecycle.send(context.world, agent.id, event);
    if (!sent.ok) return refused(sent, `You are ${from}.`);
    if (args.status === 'offline') {
      if (callOf(context.world, agent.id) !== undefined)
        return failed('conflict', 'You are on a call.', 'end_call ends it.');
      openFor(sceneOf(context), agent.row, null);
    }
    return succeed({ agent_id: `A${agent.id}`, status: sent.to });
  },
});
