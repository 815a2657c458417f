/** A shift of agent 10: the queue, the open ticket, the clocks. */
import { DAY, OPENING_TIME } from '@understudy/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

const SHIFT = { agentId: 10 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

const call = (name: string, args: unknown = {}, focus: Readonly<Record<string, number>> = SHIFT) =>
  result(desk.call(name, args, focus));
const history = (ticket: number) =>
  desk.world
    .all(
      'SELECT actor, kind, subject, before, after FROM ticket_events WHERE ticket_id = (SELECT ?) ORDER BY id',
      ticket,
    )
    .map((row) =>
      Object.values(row)
        .filter((cell) => cell !== null)
        .join(' '),
    );

describe('the queue', () => {
  test('urgent callers come first, then those who wait longest, and only those of the own groups', () => {
    expect(call('list_queue')).toMatchObject({
      waiting: 3,
      queue: [{ queue_id: 'Q2' }, { queue_id: 'Q3' }, { queue_id: 'Q1' }],
    });
    expect(call('answer_next')).toMatchObject({ queue_id: 'Q2', ticket_id: 'T16', waited_seconds: 67 });
    expect(call('get_ticket')).toMatchObject({ ticket_id: 'T16', channel: 'chat' });
    expect(desk.row('tickets', 16)).toMatchObject({ assignee_id: 10 });
    expectRefusal(desk.call('answer_next', {}, SHIFT), 'conflict', 'end_call');
    call('end_call');
    expect(call('answer_next', { channel: 'phone' })).toMatchObject({ ticket_id: 'T15' });
    call('end_call');
    expect(refusal(desk.call('answer_next', {}, SHIFT)).code).toBe('not_found');
  });

  test('hold time is counted, and the caller on hold gives up when patience is out', () => {
    call('answer_next');
    call('put_caller_on_hold');
    desk.wait(5 * MINUTE);
    expect(refusal(desk.call('put_caller_on_hold', {}, SHIFT)).code).toBe('illegal_transition');
    call('resume_caller');
    expect(desk.row('queue_entries', 2)).toMatchObject({
      status: 'connected',
      held_ms: 304_000,
      held_since: null,
    });
    call('put_caller_on_hold');
    desk.wait(10 * MINUTE);
    expect(desk.row('queue_entries', 2)).toMatchObject({ status: 'abandoned', held_ms: 904_000 });
    expect(refusal(desk.call('end_call', {}, SHIFT)).code).toBe('not_found');
    expect(history(16)).toContain('customer call_abandoned Q2');
  });

  test('who waits too long hangs up, at the moment patience is out', () => {
    desk.arm();
    desk.wait(8 * MINUTE);
    expect(desk.row('queue_entries', 1)).toMatchObject({
      status: 'abandoned',
      ended_at: OPENING_TIME + 8 * MINUTE,
    });
    expect(desk.row('queue_entries', 2)).toMatchObject({ status: 'waiting' });
  });

  test('a telephone that nobody picks up gives the caller back; a ringing one is answered first', () => {
    expect(call('ring_next', { agent_id: 'A10' })).toEqual({ queue_id: 'Q2', status: 'ringing' });
    desk.wait(30_000);
    expect(desk.row('queue_entries', 2)).toMatchObject({ status: 'waiting', agent_id: null });
    expect(refusal(desk.call('ring_next', { agent_id: 'A30' })).code).toBe('conflict');
    call('ring_next', { agent_id: 'A10' });
    expect(call('answer_next')).toMatchObject({ queue_id: 'Q2' });
  });

  test('the customer may hang up, in a conversation or before', () => {
    call('hang_up', {}, { ticketId: 15 });
    expect(desk.row('queue_entries', 1)).toMatchObject({ status: 'abandoned' });
    call('answer_next');
    call('hang_up', {}, { ticketId: 16 });
    expect(desk.row('queue_entries', 2)).toMatchObject({ status: 'ended' });
    expect(refusal(desk.call('hang_up', {}, { ticketId: 16 })).code).toBe('not_found');
  });
});

describe('the open ticket of an agent', () => {
  test('is none at first, then the one taken', () => {
    expectRefusal(desk.call('get_ticket', {}, SHIFT), 'not_found', 'take_ticket');
    call('take_ticket', { ticket_id: 't11' });
    expect(call('get_ticket')).toMatchObject({ ticket_id: 'T11' });
    call('take_ticket', { ticket_id: '12' });
    expect(call('add_comment', { body: 'On it.' })).toEqual({ comment_id: 'N2' });
    expect(desk.row('ticket_comments', 2)).toMatchObject({ ticket_id: 12 });
    expect(history(11)).toEqual(['agent work_started A10', 'agent assignee_set A10', 'agent work_ended A10']);
  });

  test("another's ticket cannot be taken, nor any by who is offline", () => {
    call('assign_ticket', { ticket_id: 'T11', agent_id: 'A20' });
    expectRefusal(desk.call('take_ticket', { ticket_id: 'T11' }, SHIFT), 'conflict', 'assign_ticket');
    call('set_agent_status', { status: 'offline' });
    expectRefusal(desk.call('take_ticket', { ticket_id: 'T12' }, SHIFT), 'conflict', 'set_agent_status');
  });

  test('the ticket in the focus goes before it', () => {
    call('take_ticket', { ticket_id: 'T11' });
    expect(call('get_ticket', {}, { ticketId: 12, agentId: 10 })).toMatchObject({ ticket_id: 'T12' });
  });
});

describe('SLA clocks', () => {
  test('a reply meets the first-reply clock, solving the resolution clock', () => {
    expect(call('get_sla_status', { ticket_id: 'T11' })).toMatchObject({
      clocks: [
        { metric: 'first_reply', status: 'running', due: '2026-06-15 13:00', minutes_left: 239 },
        { metric: 'resolution', status: 'running', due: '2026-06-19 09:00' },
      ],
    });
    call('reply_to_customer', { body: 'It is on its way.', ticket_id: 'T11' });
    expect(desk.row('sla_clocks', 1)).toMatchObject({ status: 'met', ended_at: desk.now() });
    call('set_ticket_field', { field: 'contact reason', value: 'Delivery', ticket_id: 'T11' });
    call('close_ticket', { resolution: 'informed' }, { ticketId: 11 });
    expect(desk.row('sla_clocks', 2)).toMatchObject({ status: 'met' });
  });

  test('the resolution clock pauses while the customer has to answer, and goes on with what was left', () => {
    call('wait_for_customer', { ticket_id: 'T11' });
    const paused = desk.row('sla_clocks', 2);
    expect(paused).toMatchObject({ status: 'paused', due_at: null, spent_ms: desk.now() - OPENING_TIME });
    expect(desk.row('sla_clocks', 1)).toMatchObject({ status: 'running' });
    desk.wait(HOUR);
    call('write_to_desk', { body: 'Any news?' }, { ticketId: 11 });
    // An hour and the minute of writing were not counted.
    expect(desk.row('sla_clocks', 2)).toMatchObject({
      status: 'running',
      due_at: OPENING_TIME + 4 * DAY + HOUR + MINUTE,
    });
    expect(desk.row('tickets', 11)).toMatchObject({ status: 'open' });
  });

  test('a target that passes is breached by the timer, at its own instant, and a trigger marks the ticket', () => {
    desk.arm();
    desk.wait(5 * HOUR);
    expect(desk.row('sla_clocks', 1)).toMatchObject({
      status: 'breached',
      breached_at: OPENING_TIME + 4 * HOUR,
      ended_at: null,
    });
    expect(call('get_ticket_fields', { ticket_id: 'T11' })).toMatchObject({ tags: ['sla_breached'] });
    call('reply_to_customer', { body: 'Sorry.', ticket_id: 'T11' });
    expect(desk.row('sla_clocks', 1)).toMatchObject({ status: 'breached', ended_at: desk.now() });
  });

  test('without timers a late reply is a breach all the same', () => {
    desk.wait(5 * HOUR);
    call('reply_to_customer', { body: 'Sorry.', ticket_id: 'T11' });
    expect(desk.row('sla_clocks', 1)).toMatchObject({
      status: 'breached',
      breached_at: OPENING_TIME + 4 * HOUR,
    });
  });

  test('a higher priority has a nearer target, and the time spent counts', () => {
    desk.wait(30 * MINUTE);
    call('set_priority', { priority: 'high' }, { ticketId: 11 });
    expect(desk.row('sla_clocks', 1)).toMatchObject({ due_at: OPENING_TIME + HOUR, status: 'running' });
  });

  test('the next message of the customer starts the next-reply clock; a merged ticket stops all', () => {
    call('reply_to_customer', { body: 'It is on its way.', ticket_id: 'T11' });
    call('write_to_desk', { body: 'When?' }, { ticketId: 11 });
    expect(desk.row('sla_clocks', 3)).toMatchObject({ metric: 'next_reply', status: 'running' });
    call('merge_ticket', { ticket_id: 'T11', into_ticket_id: 'T12' });
    expect(desk.row('sla_clocks', 3)).toMatchObject({ status: 'cancelled' });
    expect(desk.row('sla_clocks', 2)).toMatchObject({ status: 'cancelled' });
  });

  test('breach_sla breaches what has passed and nothing else', () => {
    expect(refusal(desk.call('breach_sla', { clock_id: 'K1' })).code).toBe('conflict');
    desk.wait(5 * HOUR);
    call('breach_sla', { clock_id: 'K1' });
    expect(refusal(desk.call('breach_sla', { clock_id: 'K1' })).code).toBe('illegal_transition');
  });
});

describe('who is there, what there is', () => {
  test('agents go online, away and offline, and not during a call', () => {
    call('set_agent_status', { status: 'away' });
    expectRefusal(desk.call('answer_next', {}, SHIFT), 'conflict', 'set_agent_status');
    call('set_agent_status', { status: 'online' });
    call('answer_next');
    expectRefusal(desk.call('set_agent_status', { status: 'offline' }, SHIFT), 'conflict', 'end_call');
    call('end_call');
    call('set_agent_status', { status: 'offline' });
    expect(desk.row('agents', 10)).toMatchObject({ status: 'offline', current_ticket_id: null });
    expect(refusal(desk.call('set_agent_status', { status: 'away' }, SHIFT)).code).toBe('illegal_transition');
    expect(refusal(desk.call('set_agent_status', { status: 'away' })).code).toBe('not_found');
  });

  test('list_tickets filters by everything at once', () => {
    expect(call('list_tickets', { customer_id: 'C31', status: 'open' })).toMatchObject({
      tickets: [{ ticket_id: 'T11' }],
      more: false,
    });
    call('add_tags', { tags: 'late', ticket_id: 'T14' });
    expect(call('list_tickets', { tag: 'late' })).toMatchObject({ tickets: [{ ticket_id: 'T14' }] });
    expect(call('list_tickets', { priority: 'urgent', team: 'billing' })).toEqual({
      tickets: [],
      more: false,
    });
  });

  test('get_ticket_history tells it in order, and archive_ticket ends it', () => {
    call('resume_ticket', { ticket_id: 'T12' });
    call('add_tags', { tags: 'late', ticket_id: 'T12' });
    expect(call('get_ticket_history', { ticket_id: 'T12' })).toMatchObject({
      history: [{ kind: 'status_set', before: 'pending', after: 'open' }, { kind: 'tag_added' }],
    });
    expect(refusal(desk.call('archive_ticket', { ticket_id: 'T12' })).code).toBe('illegal_transition');
    expect(call('archive_ticket', { ticket_id: 'T3' })).toMatchObject({ status: 'closed' });
  });
});
