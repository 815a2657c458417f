/** Work on one ticket and between tickets: fields, macros, triggers, surveys, side conversations, routing, merging. */
import { DAY } from '@understudy/kernel';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';

const SHIFT = { agentId: 10 };
const MINUTE = 60_000;

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

describe('fields, tags, macros and triggers', () => {
  test('a ticket of a group is solved only with its required fields', () => {
    expectRefusal(
      desk.call('close_ticket', { resolution: 'informed' }, { ticketId: 11 }),
      'conflict',
      'set_ticket_field',
    );
    expect(desk.row('tickets', 11)).toMatchObject({ status: 'open' });
    expect(
      refusal(desk.call('set_ticket_field', { field: 'contact_reason', value: 'love' }, { ticketId: 11 }))
        .hint,
    ).toContain('delivery');
    expect(
      call('set_ticket_field', { field: 'callback_wanted', value: 'Yes', ticket_id: 'T11' }),
    ).toMatchObject({ value: 'true' });
    expect(
      refusal(desk.call('set_ticket_field', { field: 'parcels_affected', value: 'two' }, { ticketId: 11 }))
        .code,
    ).toBe('validation');
  });

  test('tags are added and removed once', () => {
    expect(call('add_tags', { tags: 'Late Delivery, vip', ticket_id: 'T11' })).toMatchObject({
      tags: ['late_delivery', 'vip'],
    });
    call('add_tags', { tags: ['vip'], ticket_id: 'T11' });
    expect(call('remove_tags', { tags: 'vip', ticket_id: 'T11' })).toMatchObject({ tags: ['late_delivery'] });
    expect(history(11)).toEqual([
      'agent tag_added late_delivery',
      'agent tag_added vip',
      'agent tag_removed vip',
    ]);
    expect(refusal(desk.call('add_tags', { tags: '!', ticket_id: 'T11' })).code).toBe('validation');
  });

  test('a macro does all it says, or nothing', () => {
    call('apply_macro', { macro: 'ask for order number', ticket_id: 'T11' });
    expect(desk.row('tickets', 11)).toMatchObject({ status: 'pending' });
    expect(desk.row('ticket_comments', 2)).toMatchObject({ is_public: 1, author: 'agent' });
    expect(history(11)).toEqual([
      'agent macro ask_for_order_number',
      'macro replied N2',
      'macro status_set open pending',
    ]);
    const before = desk.world.hash();
    expect(refusal(desk.call('apply_macro', { macro: 'ask_for_order_number', ticket_id: 'T11' })).code).toBe(
      'illegal_transition',
    );
    expect(desk.world.hash()).toBe(before);
    expect(refusal(desk.call('apply_macro', { macro: 'spring_sale', ticket_id: 'T11' })).code).toBe(
      'not_found',
    );
  });

  test('triggers fire once an update, in order, and are written down', () => {
    desk.world.run(`UPDATE tickets SET body = 'I will call my Lawyer.' WHERE id = 11`);
    call('set_ticket_type', { type: 'task', ticket_id: 'T11' });
    expect(desk.row('tickets', 11)).toMatchObject({ priority: 'urgent', type: 'task' });
    expect(history(11)).toEqual([
      'agent type_set task',
      'trigger trigger legal_threat',
      'trigger tag_added legal',
      'trigger priority_set normal urgent',
    ]);
  });

  test('two triggers that undo each other stop after one round each', () => {
    desk.world.run(
      `INSERT INTO triggers (id, slug, position, active) VALUES (90, 'up', 90, 1), (91, 'down', 91, 1)`,
    );
    desk.world.run(
      `INSERT INTO trigger_conditions (id, trigger_id, field, operator, value) VALUES (90, 90, 'type', 'is', 'task'), (91, 91, 'type', 'is', 'question')`,
    );
    desk.world.run(
      `INSERT INTO trigger_actions (id, trigger_id, position, action, value) VALUES (90, 90, 0, 'set_type', 'question'), (91, 91, 0, 'set_type', 'task')`,
    );
    call('set_ticket_type', { type: 'task', ticket_id: 'T11' });
    expect(history(11).filter((line) => line.startsWith('trigger trigger'))).toEqual([
      'trigger trigger up',
      'trigger trigger down',
    ]);
  });

  test('solving offers a survey; the customer rates it once, or it expires', () => {
    call('set_ticket_field', { field: 'contact_reason', value: 'delivery', ticket_id: 'T11' });
    call('close_ticket', { resolution: 'informed' }, { ticketId: 11 });
    expectRefusal(desk.call('send_survey', {}, { ticketId: 11 }), 'conflict', '');
    call('rate_service', { rating: 'good', comment: 'Fast.' }, { ticketId: 11 });
    expect(call('get_satisfaction', {}, { ticketId: 11 })).toMatchObject({
      ratings: [{ status: 'good', comment: 'Fast.' }],
    });
    expect(refusal(desk.call('rate_service', { rating: 'bad' }, { ticketId: 11 })).code).toBe('not_found');
    call('send_survey', {}, { ticketId: 11 });
    desk.wait(4 * DAY);
    expect(desk.row('satisfaction_ratings', 2)).toMatchObject({ status: 'expired' });
    expect(refusal(desk.call('expire_survey', { survey_id: 'Y2' })).code).toBe('illegal_transition');
  });
});

describe('side conversations', () => {
  test('the other side answers by its keyword, after its delay, with what it knows of the order', () => {
    call('start_side_conversation', {
      partner: 'Carrier',
      subject: 'Lost?',
      body: 'Is it lost?',
      ticket_id: 'T11',
    });
    call('put_ticket_on_hold', { ticket_id: 'T11' });
    desk.wait(119 * MINUTE);
    expect(call('read_side_conversation', { ticket_id: 'T11' })).toMatchObject({
      side_conversations: [{ status: 'waiting' }],
    });
    desk.wait(MINUTE);
    expect(call('read_side_conversation', { side_conversation_id: 'V1' })).toMatchObject({
      status: 'answered',
      messages: [
        { author: 'agent' },
        { author: 'partner', body: 'We searched for TR4822. Its last state is in transit.' },
      ],
    });
    call('reply_side_conversation', { side_conversation_id: 'V1', body: 'Thank you.' });
    expect(call('send_partner_reply', { side_conversation_id: 'V1' })).toMatchObject({ status: 'answered' });
    call('close_side_conversation', { side_conversation_id: 'V1' });
    expect(
      refusal(desk.call('reply_side_conversation', { side_conversation_id: 'V1', body: 'x' })).code,
    ).toBe('illegal_transition');
    expect(refusal(desk.call('send_partner_reply', { side_conversation_id: 'V1' })).code).toBe(
      'illegal_transition',
    );
  });

  test('whoever has other work to do can wait until it is answered; the time passes', () => {
    const asked = { partner: 'carrier', subject: 'Lost?', body: 'Is it lost?', ticket_id: 'T11' };
    call('start_side_conversation', asked);
    expect(call('wait_for_answer', { side_conversation_id: 'V1' })).toEqual({
      side_conversation_id: 'V1',
      waited_minutes: 120,
    });
    desk.wait(0);
    expect(call('read_side_conversation', { side_conversation_id: 'V1' })).toMatchObject({
      status: 'answered',
    });
    expectRefusal(
      desk.call('wait_for_answer', { side_conversation_id: 'V1' }),
      'conflict',
      'read_side_conversation',
    );
  });

  test('a closed one is not answered any more', () => {
    call('start_side_conversation', {
      partner: 'warehouse',
      subject: 'Stock',
      body: 'In stock?',
      ticket_id: 'T11',
    });
    call('close_side_conversation', { side_conversation_id: 'V1' });
    desk.wait(DAY);
    expect(desk.row('side_conversations', 1)).toMatchObject({ status: 'closed' });
  });
});

describe('routing, assignment and links', () => {
  test('a ticket goes to the least busy who is online and has the skills, ties by number', () => {
    expect(call('route_ticket', { ticket_id: 'T11' })).toMatchObject({
      assignee_id: 'A10',
      group: 'first_line',
    });
    expect(call('route_ticket', { ticket_id: 'T12' })).toMatchObject({ assignee_id: 'A20' });
    call('add_tags', { tags: 'vip', ticket_id: 'T14' });
    expect(call('route_ticket', { ticket_id: 'T14' })).toMatchObject({ assignee_id: 'A10' });
    call('add_tags', { tags: 'vip', ticket_id: 'T15' });
    // Agent 10 has two open tickets now, as many as fit, and nobody else has the skill.
    expectRefusal(desk.call('route_ticket', { ticket_id: 'T15' }), 'conflict', 'list_agents');
    expectRefusal(
      desk.call('route_ticket', { ticket_id: 'T15', group: 'billing' }),
      'conflict',
      'list_agents',
    );
    expect(desk.row('tickets', 15)).toMatchObject({ group_id: 1 });
  });

  test('a ticket without a group comes under the rules when it is routed', () => {
    expect(history(1)).toEqual([]);
    call('route_ticket', { ticket_id: 'T1' });
    expect(history(1)).toEqual(['customer created', 'agent group_set G1', 'agent assignee_set A10']);
    expect(desk.world.all('SELECT metric FROM sla_clocks WHERE ticket_id = 1')).toHaveLength(2);
  });

  test('assign_ticket knows only active members of the group', () => {
    expectRefusal(
      desk.call('assign_ticket', { ticket_id: 'T11', agent_id: 'A30' }),
      'conflict',
      'route_ticket',
    );
    expect(refusal(desk.call('assign_ticket', { ticket_id: 'T11', agent_id: 'A40' })).code).toBe('not_found');
    expect(call('list_agents', { group: 'First Line' })).toMatchObject({
      agents: [{ agent_id: 'A10', skills: ['orders', 'vip'] }, {}],
    });
  });

  test('merging is for tickets of one customer that are worked on', () => {
    expect(refusal(desk.call('merge_ticket', { ticket_id: 'T11', into_ticket_id: 'T14' })).code).toBe(
      'conflict',
    );
    expect(refusal(desk.call('merge_ticket', { ticket_id: 'T11', into_ticket_id: 'T11' })).code).toBe(
      'validation',
    );
    expect(refusal(desk.call('merge_ticket', { ticket_id: 'T12', into_ticket_id: 'T3' })).code).toBe(
      'conflict',
    );
    call('merge_ticket', { ticket_id: 'T12', into_ticket_id: 'T11' });
    expect(desk.row('tickets', 12)).toMatchObject({ status: 'merged' });
    expect(refusal(desk.call('add_comment', { body: 'x' }, { ticketId: 12 })).code).toBe('conflict');
  });

  test('an incident belongs to a problem, once', () => {
    expectRefusal(
      desk.call('link_tickets', { ticket_id: 'T11', other_ticket_id: 'T12', kind: 'incident_of' }),
      'conflict',
      'set_ticket_type',
    );
    call('link_tickets', { ticket_id: 'T11', other_ticket_id: 'T14', kind: 'incident of' });
    expect(desk.row('tickets', 11)).toMatchObject({ type: 'incident' });
    expect(
      refusal(desk.call('link_tickets', { ticket_id: 'T14', other_ticket_id: 'T11', kind: 'related' })).code,
    ).toBe('conflict');
  });
});

test('on a ticket without a group the old tools write what they always wrote', () => {
  call('set_priority', { priority: 'high' }, { ticketId: 1 });
  call('add_comment', { body: 'A lawyer was named.' }, { ticketId: 1 });
  call('close_ticket', { resolution: 'informed' }, { ticketId: 1 });
  expect(desk.world.diff().map((change) => change.table)).toEqual(['ticket_comments', 'tickets']);
});
