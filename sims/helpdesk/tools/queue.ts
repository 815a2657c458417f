/** Tools on the telephone and chat queue. Callers are answered urgent first, then in the order in which they came. */
import {
  defineTool,
  int,
  intOrNull,
  optionalChoice,
  publicId,
  succeed,
  text,
  type Row,
  type ToolContext,
  type ToolOutcome,
} from '@understudy/kernel';
import { z } from 'zod';
import { queueEntryLifecycle } from '../lifecycles.ts';
import { failed, refused, type Failed } from '../outcomes.ts';
import {
  callOf,
  connect,
  entryOf,
  finish,
  hold,
  nextFor,
  queueEntry,
  ring,
  ringOut as missed,
  shownEntry,
  unhold,
  waitedSeconds,
  waiting,
} from '../ticketing/queue.ts';
import { readTicket, sceneOf, type Scene } from '../ticketing/scene.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { openFor } from '../ticketing/work.ts';
import { QUEUE_CHANNELS } from '../vocabulary.ts';
import { actingAgent, chosenTicket, focusTicket, optionalTicketId } from './focus.ts';

const LISTED_AT_MOST = 20;

export const listQueue = defineTool({
  name: 'list_queue',
  description: `List who waits on the telephone and in the chat, next first; ${LISTED_AT_MOST} at most.`,
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ channel: optionalChoice(QUEUE_CHANNELS).describe('Only this channel') }),
  run({ world, clock }, args) {
    const rows = waiting(world).filter(
      (row) => args.channel === undefined || row['channel'] === args.channel,
    );
    return succeed({
      waiting: rows.length,
      queue: rows.slice(0, LISTED_AT_MOST).map((row, index) => shownEntry(row, index + 1, clock.now())),
    });
  },
});

export const answerNext = defineTool({
  name: 'answer_next',
  description: "Answer the next caller of your groups. The caller's ticket becomes this ticket, and yours.",
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ channel: optionalChoice(QUEUE_CHANNELS).describe('Only this channel') }),
  events: ['queue_entry.RING', 'queue_entry.CONNECT', 'sla_clock.MEET', ...UPDATE_EVENTS],
  run(context, args) {
    const { world } = context;
    const agent = actingAgent(context);
    if (!agent.ok) return agent;
    if (agent.row['status'] !== 'online')
      return failed(
        'conflict',
        `You are ${text(agent.row, 'status')}.`,
        'set_agent_status makes you online.',
      );
    if (callOf(world, agent.id) !== undefined)
      return failed('conflict', 'You are on a call.', 'end_call ends it.');
    const next = nextFor(world, agent.id, args.channel ?? null);
    if (next === undefined)
      return failed('not_found', 'Nobody is waiting.', 'list_tickets shows what else there is to do.');
    const scene = sceneOf(context);
    const id = int(next, 'id');
    const ticketId = int(next, 'ticket_id');
    const before = readTicket(world, ticketId);
    if (next['status'] === 'waiting') ring(scene, id, agent.id);
    connect(scene, id, ticketId);
    world.run(
      'UPDATE tickets SET assignee_id = ?, updated_at = ? WHERE id = ?',
      agent.id,
      scene.at,
      ticketId,
    );
    openFor(scene, agent.row, ticketId);
    ticketChanged(scene, before);
    return succeed({
      queue_id: `Q${id}`,
      ticket_id: `T${ticketId}`,
      channel: text(next, 'channel'),
      subject: text(next, 'subject'),
      waited_seconds: waitedSeconds(next, scene.at),
    });
  },
});

/** The call the agent is on: that of the ticket in focus, or the agent's own. */
function liveCall(context: ToolContext): { readonly ok: true; readonly row: Row } | Failed {
  const none = failed('not_found', 'Nobody is on the line.');
  if (typeof context.focus['ticketId'] === 'number') {
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const row = entryOf(context.world, ticket.id);
    return row !== undefined && (row['status'] === 'connected' || row['status'] === 'on_hold')
      ? { ok: true, row }
      : none;
  }
  const agent = actingAgent(context);
  if (!agent.ok) return agent;
  const row = callOf(context.world, agent.id);
  return row === undefined ? none : { ok: true, row };
}

export const putCallerOnHold = defineTool({
  name: 'put_caller_on_hold',
  description: 'Let the caller hear the music while you do something. Callers who are held too long hang up.',
  effect: 'write',
  seconds: 2,
  parameters: z.strictObject({}),
  events: ['queue_entry.HOLD'],
  run(context) {
    const call = liveCall(context);
    if (!call.ok) return call;
    const stop = hold(sceneOf(context), call.row);
    return stop ?? succeed({ queue_id: `Q${int(call.row, 'id')}`, status: 'on_hold' });
  },
});

export const resumeCaller = defineTool({
  name: 'resume_caller',
  description: 'Talk to the caller again who is on hold.',
  effect: 'write',
  seconds: 2,
  parameters: z.strictObject({}),
  events: ['queue_entry.UNHOLD'],
  run(context) {
    const call = liveCall(context);
    if (!call.ok) return call;
    const stop = unhold(sceneOf(context), call.row);
    return stop ?? succeed({ queue_id: `Q${int(call.row, 'id')}`, status: 'connected' });
  },
});

export const endCall = defineTool({
  name: 'end_call',
  description: 'End the call or chat. The ticket stays as it is.',
  effect: 'write',
  seconds: 2,
  parameters: z.strictObject({}),
  events: ['queue_entry.END'],
  run(context) {
    const call = liveCall(context);
    if (!call.ok) return call;
    const scene = sceneOf(context);
    const stop = finish(scene, call.row, 'END');
    if (stop !== null) return stop;
    const row =
      context.world.get('SELECT * FROM queue_entries WHERE id = ?', int(call.row, 'id')) ?? call.row;
    const connected = intOrNull(row, 'connected_at') ?? scene.at;
    return succeed({
      queue_id: `Q${int(row, 'id')}`,
      status: text(row, 'status'),
      seconds: Math.floor((scene.at - connected) / 1000),
      held_seconds: Math.floor(int(row, 'held_ms') / 1000),
    });
  },
});

export const hangUp = defineTool({
  name: 'hang_up',
  description: 'Leave the telephone or the chat.',
  effect: 'write',
  by: 'user',
  seconds: 1,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  events: ['queue_entry.END', 'queue_entry.ABANDON'],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const entry = entryOf(context.world, ticket.id);
    if (entry === undefined) return failed('not_found', 'You are not on the line.');
    const scene: Scene = { ...sceneOf(context), actor: 'customer' };
    const stop = finish(scene, entry, entry['status'] === 'connected' ? 'END' : 'ABANDON');
    return stop ?? succeed({ queue_id: `Q${int(entry, 'id')}`, over: true });
  },
});

const queueId = publicId('Q', 'queue entry').describe('Queue entry id, like "Q3"');

/** A tool of the telephone system on one queue entry. */
function onEntry(
  id: number,
  context: ToolContext,
  event: string,
  act: (scene: Scene, row: Row) => unknown,
): ToolOutcome {
  const entry = queueEntry(context.world, id);
  if (!entry.ok) return entry;
  const legal = queueEntryLifecycle.transition(text(entry.row, 'status'), event);
  if (!legal.ok) return refused(legal, `The entry is ${text(entry.row, 'status')}.`);
  act(sceneOf(context), entry.row);
  return succeed({ queue_id: `Q${id}`, status: legal.to });
}

export const ringNext = defineTool({
  name: 'ring_next',
  description: 'Ring the next caller at an agent who is online and free.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ agent_id: publicId('A', 'agent').describe('Agent id, like "A12"') }),
  events: ['queue_entry.RING'],
  run(context, args) {
    const { world } = context;
    const agent = world.get('SELECT status FROM agents WHERE id = ?', args.agent_id);
    if (agent === undefined) return failed('not_found', `There is no agent A${args.agent_id}.`);
    if (agent['status'] !== 'online' || callOf(world, args.agent_id) !== undefined)
      return failed('conflict', `Agent A${args.agent_id} is not free.`);
    const next = nextFor(world, args.agent_id, null);
    if (next === undefined) return failed('not_found', 'Nobody is waiting.');
    return onEntry(int(next, 'id'), context, 'RING', (scene, row) => {
      ring(scene, int(row, 'id'), args.agent_id);
    });
  },
});

export const ringOut = defineTool({
  name: 'ring_out',
  description: 'Nobody picked up: the caller goes back to the old place in the queue.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ queue_id: queueId }),
  events: ['queue_entry.MISS'],
  run: (context, args) => onEntry(args.queue_id, context, 'MISS', (scene) => missed(scene, args.queue_id)),
});

export const abandonCall = defineTool({
  name: 'abandon_call',
  description: 'The caller gives up waiting.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ queue_id: queueId }),
  events: ['queue_entry.ABANDON'],
  run: (context, args) =>
    onEntry(args.queue_id, context, 'ABANDON', (scene, row) => finish(scene, row, 'ABANDON')),
});
