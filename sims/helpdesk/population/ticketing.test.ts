import {
  createClock,
  createRng,
  DAY,
  int,
  loadKernel,
  OPENING_TIME,
  text,
  type Row,
  type Split,
  type World,
} from '@understudy/kernel';
import { namesOf } from '@understudy/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { afterBusinessTime, businessTimeBetween } from '../business-hours.ts';
import { ticketKpis } from '../kpis.ts';
import { ticketLifecycle } from '../lifecycles.ts';
import { armTicketTimers } from '../ticketing/timers.ts';
import { readBusinessHours } from '../ticketing/sla.ts';
import { generate } from './generate.ts';

const MINUTE = 60_000;

describe.each<Split>(['train', 'heldout'])('the ticketing side of a %s population', (split) => {
  let world: World;
  beforeAll(async () => {
    world = (await loadKernel()).openWorld(generate(createRng(5), { size: 4000, split }));
  });
  afterAll(() => {
    world.close();
  });
  const all = (sql: string): readonly Row[] => world.all(sql);
  const none = (sql: string) => {
    expect(all(sql)).toEqual([]);
  };

  test('the history explains the status of every ticket, by legal steps and in order', () => {
    for (const ticket of all('SELECT id, status, created_at FROM tickets ORDER BY id')) {
      const lines = world.all(
        'SELECT kind, before, after, created_at FROM ticket_events WHERE ticket_id = (SELECT ?) ORDER BY id',
        int(ticket, 'id'),
      );
      expect(lines[0]).toMatchObject({ kind: 'created', created_at: ticket['created_at'] });
      let status = 'open';
      for (const line of lines.filter(({ kind }) => kind === 'status_set')) {
        expect(line['before']).toBe(status);
        status = text(line, 'after');
        const events = ticketLifecycle.legal(text(line, 'before'));
        const targets = events.map((event) => ticketLifecycle.transition(text(line, 'before'), event));
        expect(targets).toContainEqual({ ok: true, from: line['before'], to: status });
      }
      expect(status).toBe(ticket['status']);
      const times = lines.map((line) => int(line, 'created_at'));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(Math.max(...times)).toBeLessThanOrEqual(OPENING_TIME);
    }
  });

  test('SLA clocks agree with targets, business hours and the history', () => {
    const clocks = all(
      `SELECT c.*, t.minutes, t.hours, t.priority AS target_priority, k.priority, k.status AS ticket_status FROM sla_clocks c
       JOIN sla_targets t ON t.id = c.target_id JOIN tickets k ON k.id = c.ticket_id`,
    );
    const seen = new Set<string>();
    for (const clock of clocks) {
      const hours = readBusinessHours(world, int(clock, 'business_hours_id'));
      const started = int(clock, 'started_at');
      const work = int(clock, 'minutes') * MINUTE;
      const due = clock['hours'] === 'calendar' ? started + work : afterBusinessTime(hours, started, work);
      const status = text(clock, 'status');
      seen.add(status);
      expect(clock['target_priority']).toBe(clock['priority']);
      if (status === 'paused') {
        expect(clock).toMatchObject({ due_at: null, ticket_status: 'pending', metric: 'resolution' });
        expect(int(clock, 'spent_ms')).toBeLessThan(work);
        continue;
      }
      expect(clock['due_at']).toBe(due);
      if (status === 'running') expect(due).toBeGreaterThan(OPENING_TIME);
      if (status === 'breached') expect(clock['breached_at']).toBe(due);
      if (status === 'met') {
        expect(int(clock, 'ended_at')).toBeLessThan(due);
        if (clock['hours'] === 'business')
          expect(businessTimeBetween(hours, started, int(clock, 'ended_at'))).toBeLessThanOrEqual(work);
      }
    }
    expect([...seen].sort()).toEqual(['breached', 'cancelled', 'met', 'paused', 'running']);
    none(`SELECT id FROM sla_clocks c WHERE status = 'breached' AND NOT EXISTS
      (SELECT 1 FROM ticket_events e WHERE e.ticket_id = c.ticket_id AND e.kind = 'sla_breached' AND e.created_at = c.breached_at)`);
    none(`SELECT t.id FROM tickets t WHERE (t.id IN (SELECT ticket_id FROM sla_clocks WHERE status = 'breached'))
      <> (t.id IN (SELECT ticket_id FROM ticket_tags WHERE tag = 'sla_breached'))`);
  });

  test('callers wait at the opening, all of them reachable by somebody and none out of patience', () => {
    const waiting = all(`SELECT * FROM queue_entries WHERE status = 'waiting'`);
    expect(waiting.length).toBeGreaterThanOrEqual(3);
    for (const entry of waiting) {
      expect(int(entry, 'waiting_since')).toBeLessThan(OPENING_TIME);
      expect(int(entry, 'waiting_since') + int(entry, 'patience_seconds') * 1000).toBeGreaterThan(
        OPENING_TIME,
      );
    }
    none(`SELECT q.id FROM queue_entries q JOIN tickets t ON t.id = q.ticket_id WHERE q.status = 'waiting' AND NOT EXISTS
      (SELECT 1 FROM group_members m JOIN agents a ON a.id = m.agent_id WHERE m.group_id = t.group_id AND a.status = 'online')`);
    none(
      `SELECT id FROM queue_entries WHERE status = 'ended' AND NOT (waiting_since < connected_at AND connected_at + held_ms < ended_at)`,
    );
    expect(all(`SELECT id FROM queue_entries WHERE status = 'abandoned'`).length).toBeGreaterThan(0);
  });

  test('what is solved has its required fields, a reply and a survey', () => {
    const done = `status IN ('solved', 'closed')`;
    none(`SELECT id FROM tickets t WHERE ${done} AND NOT EXISTS
      (SELECT 1 FROM ticket_field_values v WHERE v.ticket_id = t.id AND v.field_id = 1)`);
    none(`SELECT id FROM tickets t WHERE ${done} AND NOT EXISTS
      (SELECT 1 FROM ticket_comments c WHERE c.ticket_id = t.id AND c.is_public = 1 AND c.author = 'agent')`);
    none(
      `SELECT id FROM tickets t WHERE (${done}) <> EXISTS (SELECT 1 FROM satisfaction_ratings r WHERE r.ticket_id = t.id)`,
    );
    none(`SELECT id FROM satisfaction_ratings WHERE (status = 'offered' AND offered_at + ${4 * DAY} < ${OPENING_TIME})
      OR (status = 'expired' AND offered_at + ${4 * DAY} > ${OPENING_TIME}) OR (rated_at IS NULL) = (status IN ('good', 'bad'))`);
  });

  test('assignees are active members of the group; nobody is over capacity; names are of the split', () => {
    none(`SELECT t.id FROM tickets t JOIN agents a ON a.id = t.assignee_id WHERE a.active = 0 OR NOT EXISTS
      (SELECT 1 FROM group_members m WHERE m.agent_id = a.id AND m.group_id = t.group_id)`);
    none(`SELECT a.id FROM agents a WHERE a.capacity <
      (SELECT count(*) FROM tickets t WHERE t.assignee_id = a.id AND t.status IN ('open', 'pending', 'on_hold'))`);
    none(`SELECT t.id FROM tickets t JOIN agent_groups g ON g.id = t.group_id WHERE g.team <> t.team`);
    const last = new Set(namesOf('en').last[split]);
    for (const agent of all('SELECT name FROM agents'))
      expect(last.has(text(agent, 'name').split(' ').at(-1) ?? '')).toBe(true);
  });

  test('side conversations that wait are answered later, and timers can be set for all that is under way', () => {
    expect(all(`SELECT id FROM side_conversations WHERE status = 'closed'`).length).toBeGreaterThan(0);
    none(`SELECT c.id FROM side_conversations c WHERE (status = 'waiting') <> ((SELECT author FROM side_messages m
      WHERE m.side_conversation_id = c.id ORDER BY m.id DESC LIMIT 1) = 'agent')`);
    const clock = createClock(OPENING_TIME);
    armTicketTimers(world, clock);
    const { timers } = clock.state();
    expect(timers.length).toBeGreaterThan(20);
    for (const timer of timers) expect(timer.due).toBeGreaterThanOrEqual(OPENING_TIME);
  });

  test('key figures can be read of every ticket, and differ', () => {
    const kpis = all('SELECT id FROM tickets ORDER BY id').map((row) =>
      ticketKpis(world, int(row, 'id'), OPENING_TIME),
    );
    for (const figures of kpis) {
      for (const time of [figures.firstReplyMs, figures.resolutionMs, figures.handleMs, figures.waitMs])
        if (time !== null) expect(time).toBeGreaterThanOrEqual(0);
    }
    expect(kpis.some((figures) => figures.handleMs !== null && figures.breaches > 0)).toBe(true);
    expect(kpis.some((figures) => figures.abandoned)).toBe(true);
  });
});
