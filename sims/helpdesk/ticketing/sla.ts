/**
 * SLA clocks. A policy gives each metric and priority a target in minutes of business or calendar time. The first-reply clock runs
 * from the ticket's creation to the first public reply, the next-reply clock from a later message of the customer to the reply,
 * the resolution clock from creation to solving, pausing while the ticket waits for the customer.
 */
import { int, intOrNull, text, type Row, type SimTime, type World } from '@understudy/kernel';
import {
  afterBusinessTime,
  businessHours,
  businessTimeBetween,
  type BusinessHours,
} from '../business-hours.ts';
import { slaClockLifecycle } from '../lifecycles.ts';
import { nextId } from '../tools/numbering.ts';
import type { SlaMetric } from '../vocabulary.ts';
import { isManaged, readTicket, record, type Scene } from './scene.ts';

const MINUTE = 60_000;

/** The schedule of a group. @throws RangeError where it is never open. */
export function readBusinessHours(world: World, id: number): BusinessHours {
  const intervals = world
    .all(
      'SELECT weekday, opens_minute, closes_minute FROM business_intervals WHERE business_hours_id = (SELECT ?) ORDER BY id',
      id,
    )
    .map((row) => ({
      weekday: int(row, 'weekday'),
      opensMinute: int(row, 'opens_minute'),
      closesMinute: int(row, 'closes_minute'),
    }));
  const holidays = world.all('SELECT day FROM holidays WHERE business_hours_id = ?', id);
  return businessHours(
    intervals,
    holidays.map((row) => int(row, 'day')),
  );
}

/** The target that the first fitting policy has for a metric of a ticket. */
function targetOf(world: World, ticket: Row, metric: SlaMetric): Row | undefined {
  return world.get(
    `SELECT t.id, t.minutes, t.hours FROM sla_policies p
     JOIN sla_targets t ON t.policy_id = p.id AND t.metric = (SELECT ?) AND t.priority = (SELECT ?)
     WHERE (p.team IS NULL OR p.team = (SELECT ?))
       AND (p.tier IS NULL OR p.tier = (SELECT tier FROM customers WHERE id = (SELECT ?)))
     ORDER BY p.position LIMIT 1`,
    metric,
    text(ticket, 'priority'),
    text(ticket, 'team'),
    intOrNull(ticket, 'customer_id'),
  );
}

function dueAfter(world: World, target: Row, hoursId: number, start: SimTime, work: number): SimTime {
  if (text(target, 'hours') === 'calendar') return start + work;
  return afterBusinessTime(readBusinessHours(world, hoursId), start, work);
}

/** Starts a clock for a metric, unless one is live already or no policy has a target for it. */
export function startClock(scene: Scene, ticket: Row, metric: SlaMetric, from: SimTime): void {
  const { world } = scene;
  const groupId = intOrNull(ticket, 'group_id');
  if (groupId === null || liveClocks(world, int(ticket, 'id')).some((clock) => clock['metric'] === metric))
    return;
  const target = targetOf(world, ticket, metric);
  const group = world.get('SELECT business_hours_id FROM agent_groups WHERE id = ?', groupId);
  if (target === undefined || group === undefined) return;
  const hoursId = int(group, 'business_hours_id');
  const due = dueAfter(world, target, hoursId, from, int(target, 'minutes') * MINUTE);
  const id = nextId(world, 'sla_clocks');
  world.run(
    `INSERT INTO sla_clocks (id, ticket_id, target_id, business_hours_id, metric, status, started_at, running_since, spent_ms,
       due_at, ended_at, breached_at)
     VALUES (?, ?, ?, ?, ?, 'running', ?, ?, 0, ?, NULL, NULL)`,
    id,
    int(ticket, 'id'),
    int(target, 'id'),
    hoursId,
    metric,
    from,
    from,
    due,
  );
  if (due <= scene.at) breach(scene, id);
  else scheduleBreach(scene, id, due);
}

function scheduleBreach(scene: Scene, id: number, due: SimTime): void {
  scene.clock.schedule({ id: `sla_breach/${id}`, due, event: 'sla_breach', subject: String(id) });
}

function liveClocks(world: World, ticketId: number): readonly Row[] {
  return world.all(
    `SELECT * FROM sla_clocks WHERE ticket_id = (SELECT ?) AND status IN ('running', 'paused') ORDER BY id`,
    ticketId,
  );
}

/** The live clocks of a ticket, after those whose target has passed unnoticed were breached. */
function liveAt(scene: Scene, ticketId: number): readonly Row[] {
  return liveClocks(scene.world, ticketId).filter((clock) => !breach(scene, int(clock, 'id')));
}

/** Breaches a running clock whose target has passed. Returns whether it did. */
export function breach(scene: Scene, id: number): boolean {
  const { world, at } = scene;
  const clock = world.get('SELECT * FROM sla_clocks WHERE id = ?', id);
  const due = clock === undefined ? null : intOrNull(clock, 'due_at');
  if (clock === undefined || clock['status'] !== 'running' || due === null || due > at) return false;
  slaClockLifecycle.send(world, id, 'BREACH');
  world.run('UPDATE sla_clocks SET breached_at = ?, running_since = NULL WHERE id = ?', due, id);
  scene.clock.cancel(`sla_breach/${id}`);
  const ticket = readTicket(world, int(clock, 'ticket_id'));
  record({ ...scene, at: due, actor: 'system' }, ticket, 'sla_breached', { subject: text(clock, 'metric') });
  return true;
}

/** The work a metric measures is done: live clocks are met, breached ones know when it was done after all. */
export function meet(scene: Scene, ticketId: number, metric: SlaMetric): void {
  for (const clock of liveAt(scene, ticketId)) {
    if (clock['metric'] === metric) end(scene, int(clock, 'id'), 'MEET');
  }
  scene.world.run(
    `UPDATE sla_clocks SET ended_at = ? WHERE ticket_id = ? AND metric = ? AND status = 'breached' AND ended_at IS NULL`,
    scene.at,
    ticketId,
    metric,
  );
}

function end(scene: Scene, id: number, event: 'MEET' | 'CANCEL'): void {
  slaClockLifecycle.send(scene.world, id, event);
  scene.world.run('UPDATE sla_clocks SET ended_at = ?, running_since = NULL WHERE id = ?', scene.at, id);
  scene.clock.cancel(`sla_breach/${id}`);
}

/** Brings the clocks in line with a change of the ticket's status or priority. */
export function syncClocks(scene: Scene, before: Row, after: Row): void {
  if (!isManaged(after)) return;
  const id = int(after, 'id');
  const status = text(after, 'status');
  if (status !== before['status']) {
    if (status === 'solved') meet(scene, id, 'resolution');
    else if (status === 'escalated' || status === 'transferred' || status === 'merged') {
      for (const clock of liveAt(scene, id)) end(scene, int(clock, 'id'), 'CANCEL');
    } else if (before['status'] === 'solved' && status === 'open') {
      startClock(scene, after, 'resolution', scene.at);
    } else if (status === 'pending') pause(scene, id);
    else if (before['status'] === 'pending') resume(scene, id);
  }
  if (after['priority'] !== before['priority']) retarget(scene, after);
}

/** The ticket waits for the customer: the resolution clock stands still. */
export function pause(scene: Scene, ticketId: number): void {
  const { world, at } = scene;
  for (const clock of liveAt(scene, ticketId)) {
    if (clock['metric'] !== 'resolution' || clock['status'] !== 'running') continue;
    const id = int(clock, 'id');
    slaClockLifecycle.send(world, id, 'PAUSE');
    world.run(
      'UPDATE sla_clocks SET spent_ms = ?, running_since = NULL, due_at = NULL WHERE id = ?',
      spentAt(world, clock, at),
      id,
    );
    scene.clock.cancel(`sla_breach/${id}`);
  }
}

function resume(scene: Scene, ticketId: number): void {
  for (const clock of liveClocks(scene.world, ticketId)) {
    if (clock['status'] !== 'paused') continue;
    slaClockLifecycle.send(scene.world, int(clock, 'id'), 'RESUME');
    run(scene, clock, int(clock, 'target_id'), int(clock, 'spent_ms'));
  }
}

/** Another priority has other targets; the time already spent counts against them. */
function retarget(scene: Scene, ticket: Row): void {
  const { world, at } = scene;
  for (const clock of liveAt(scene, int(ticket, 'id'))) {
    const target = targetOf(world, ticket, metricOf(clock));
    if (target === undefined) continue;
    const targetId = int(target, 'id');
    if (clock['status'] === 'running') run(scene, clock, targetId, spentAt(world, clock, at));
    else world.run('UPDATE sla_clocks SET target_id = ? WHERE id = ?', targetId, int(clock, 'id'));
  }
}

/** Lets a clock run on from now with so much of its target spent. */
function run(scene: Scene, clock: Row, targetId: number, spent: number): void {
  const { world, at } = scene;
  const id = int(clock, 'id');
  const target = world.get('SELECT minutes, hours FROM sla_targets WHERE id = ?', targetId);
  if (target === undefined) return;
  const left = Math.max(0, int(target, 'minutes') * MINUTE - spent);
  const due = dueAfter(world, target, int(clock, 'business_hours_id'), at, left);
  world.run(
    'UPDATE sla_clocks SET target_id = ?, spent_ms = ?, running_since = ?, due_at = ? WHERE id = ?',
    targetId,
    spent,
    at,
    due,
    id,
  );
  if (due <= at) breach(scene, id);
  else scheduleBreach(scene, id, due);
}

/** Time of its own kind that a clock has counted by an instant, in ms. */
function spentAt(world: World, clock: Row, at: SimTime): number {
  const spent = int(clock, 'spent_ms');
  const since = intOrNull(clock, 'running_since');
  if (since === null) return spent;
  const target = world.get('SELECT hours FROM sla_targets WHERE id = ?', int(clock, 'target_id'));
  if (target !== undefined && text(target, 'hours') === 'calendar') return spent + Math.max(0, at - since);
  return spent + businessTimeBetween(readBusinessHours(world, int(clock, 'business_hours_id')), since, at);
}

function metricOf(clock: Row): SlaMetric {
  const metric = text(clock, 'metric');
  return metric === 'first_reply' || metric === 'next_reply' ? metric : 'resolution';
}
