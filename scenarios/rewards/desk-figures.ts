/** Figures that a service desk keeps by its tickets, read off the world at the opening and at the end of an episode. */
import { ticketKpis } from '@understudy/helpdesk';
import type { World } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { Task } from '../schema/task.ts';
import { needed, readWorld } from './end-world.ts';
import { sent, spoken } from './log.ts';
import type { Log } from './log.ts';
import { ownChanges } from './own-changes.ts';

/** Whether the world has a table that a lifecycle governs. */
function has(arena: Arena, table: string): boolean {
  return arena.lifecycles.some((lifecycle) => lifecycle.definition.table === table);
}

/** The tickets of a task: those of its opening situation, and those that the episode touched. */
function ticketsOf(task: Task, log: Log, arena: Arena): readonly number[] {
  const opening = readWorld(arena, task, null, (world) => [...world.snapshot().changes]);
  const opened = opening.flatMap(([address, row]) => {
    const [table, key] = address.split('\u0000');
    return table === 'tickets' && row !== null ? [Number(key)] : [];
  });
  const touched = ownChanges(log).flatMap(({ table, key, after }) =>
    table === 'tickets' && after !== null ? [key] : [],
  );
  return [...new Set([...opened, ...touched])];
}

/**
 * SLA targets of the task's tickets that passed during the episode, by `ticketKpis`: also those that ran out without anybody having
 * noticed. 0 where the world keeps no such clocks.
 */
export function breaches(task: Task, log: Log, arena: Arena): number {
  if (!has(arena, 'sla_clocks')) return 0;
  const tickets = ticketsOf(task, log, arena);
  const count = (world: World, at: number): number =>
    tickets
      .filter((id) => world.get('SELECT id FROM tickets WHERE id = ?', id) !== undefined)
      .reduce((sum, id) => sum + ticketKpis(world, id, at).breaches, 0);
  const before = readWorld(arena, task, null, (world) => count(world, arena.opening));
  const after = readWorld(arena, task, log, (world) => count(world, log.at(-1)?.simTime ?? arena.opening));
  return Math.max(0, after - before);
}

/**
 * Simulated seconds until the user was answered. In a conversation: from its first line to the first line of the agent. Without one: the
 * mean over the task's tickets that had no public reply at the opening, from the opening or the ticket's creation on, and in a world
 * without tickets from the opening to the first message sent. Infinity where somebody was never answered; null where nobody waits.
 */
export function firstReplySeconds(task: Task, log: Log, arena: Arena | undefined): number | null {
  if (task.mode === 'dialogue') {
    const asked = log.find((event) => event.type === 'user_message');
    return asked === undefined ? null : secondsTo(log, spoken(log)[0]?.at, asked.simTime);
  }
  const desk = needed(arena, 'first_reply');
  if (!has(desk, 'tickets')) return secondsTo(log, sent(log)[0]?.at, log[0]?.simTime ?? desk.opening);
  const tickets = ticketsOf(task, log, desk);
  const answered = readWorld(
    desk,
    task,
    null,
    (world) => new Set(tickets.filter((id) => isAnswered(world, id))),
  );
  const waits = readWorld(desk, task, log, (world) =>
    tickets.flatMap((id) => (answered.has(id) ? [] : [waitOf(world, id, desk.opening)])),
  );
  return waits.length === 0 ? null : waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
}

function secondsTo(log: Log, at: number | undefined, from: number): number {
  const answer = at === undefined ? undefined : log[at];
  return answer === undefined ? Infinity : (answer.simTime - from) / 1000;
}

function isAnswered(world: World, ticket: number): boolean {
  const known = world.get('SELECT id FROM tickets WHERE id = ?', ticket) !== undefined;
  return known && ticketKpis(world, ticket, 0).firstReplyMs !== null;
}

function waitOf(world: World, ticket: number, opening: number): number {
  const created = Number(
    world.get('SELECT created_at FROM tickets WHERE id = ?', ticket)?.['created_at'] ?? 0,
  );
  const { firstReplyMs } = ticketKpis(world, ticket, opening);
  return firstReplyMs === null ? Infinity : (created + firstReplyMs - Math.max(created, opening)) / 1000;
}
