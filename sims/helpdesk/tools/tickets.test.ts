import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectRefusal, openDesk, refusal, result, type Desk } from '../test-desk.ts';
import { REFUSAL_REASONS, RESOLUTIONS } from '../vocabulary.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

const CLOSED = { ticketId: 2 };
const SOLVED = { ticketId: 3 };
const ESCALATED = { ticketId: 4 };
const PENDING = { ticketId: 5 };

test('get_ticket reads the ticket of the episode with its comments', () => {
  expect(result(desk.call('get_ticket'))).toEqual({
    ticket_id: 'T1',
    status: 'open',
    priority: 'normal',
    team: 'support',
    channel: 'chat',
    subject: 'Help',
    body: 'Please help.',
    verified: false,
    comments: [{ author: 'customer', body: 'Please help.' }],
  });
});

test.each([
  ['get_ticket', {}],
  ['add_comment', { body: 'x' }],
  ['set_priority', { priority: 'high' }],
  ['escalate_ticket', { reason: 'fraud' }],
  ['transfer_ticket', { team: 'billing' }],
  ['close_ticket', { resolution: 'informed' }],
  ['reopen_ticket', {}],
])('%s is not_found where no ticket is in focus', (name, args) => {
  expect(refusal(desk.call(name, args, {})).code).toBe('not_found');
});

test('add_comment adds an agent comment; a closed ticket and an empty or huge text are refused', () => {
  expect(result(desk.call('add_comment', { body: ' Called back. ' }))).toEqual({ comment_id: 'N2' });
  expect(desk.row('ticket_comments', 2)).toMatchObject({
    ticket_id: 1,
    author: 'agent',
    body: 'Called back.',
  });
  expect(refusal(desk.call('add_comment', { body: 'x' }, CLOSED)).code).toBe('conflict');
  expect(refusal(desk.call('add_comment', { body: '  ' })).code).toBe('validation');
  expect(refusal(desk.call('add_comment', { body: 'x'.repeat(1001) })).code).toBe('validation');
});

test('set_priority sets it; a closed ticket and an unknown priority are refused', () => {
  expect(result(desk.call('set_priority', { priority: 'HIGH' }))).toEqual({ priority: 'high' });
  expect(desk.row('tickets', 1)).toMatchObject({ priority: 'high' });
  expect(refusal(desk.call('set_priority', { priority: 'high' }, CLOSED)).code).toBe('conflict');
  expect(refusal(desk.call('set_priority', { priority: 'huge' })).code).toBe('validation');
});

test('escalate_ticket and transfer_ticket hand the ticket on', () => {
  expect(result(desk.call('escalate_ticket', { reason: 'above_limit' }))).toEqual({ status: 'escalated' });
  expect(desk.row('tickets', 1)).toMatchObject({
    status: 'escalated',
    reason: 'above_limit',
    resolution: null,
  });
  expect(result(desk.call('transfer_ticket', { team: 'Billing' }, PENDING))).toEqual({
    status: 'transferred',
  });
  expect(desk.row('tickets', 5)).toMatchObject({ status: 'transferred', team: 'billing' });
});

test.each([
  ['escalate_ticket', { reason: 'fraud' }],
  ['transfer_ticket', { team: 'billing' }],
  ['close_ticket', { resolution: 'informed' }],
])('%s is illegal once a ticket is solved, closed or handed on', (name, args) => {
  for (const focus of [CLOSED, SOLVED, ESCALATED]) {
    expectRefusal(desk.call(name, args, focus), 'illegal_transition', 'open or pending');
  }
  expect(desk.world.diff()).toEqual([]);
});

test('unknown reasons, teams and resolutions are invalid', () => {
  expect(refusal(desk.call('escalate_ticket', { reason: 'angry' })).code).toBe('validation');
  expect(refusal(desk.call('transfer_ticket', { team: 'support' })).code).toBe('validation');
  expect(refusal(desk.call('close_ticket', { resolution: 'done' })).code).toBe('validation');
});

describe('close_ticket', () => {
  test.each(RESOLUTIONS.filter((resolution) => resolution !== 'refused'))('solves with %s', (resolution) => {
    expect(result(desk.call('close_ticket', { resolution }))).toEqual({ status: 'solved' });
    expect(desk.row('tickets', 1)).toMatchObject({ status: 'solved', resolution, reason: null });
  });

  test.each(REFUSAL_REASONS)('refuses for %s', (reason) => {
    expect(result(desk.call('close_ticket', { resolution: 'refused', reason }))).toEqual({
      status: 'solved',
    });
    expect(desk.row('tickets', 1)).toMatchObject({ status: 'solved', resolution: 'refused', reason });
  });

  test('a refusal needs a reason, anything else has none', () => {
    expect(refusal(desk.call('close_ticket', { resolution: 'refused' })).code).toBe('validation');
    expect(refusal(desk.call('close_ticket', { resolution: 'refunded', reason: 'final_sale' })).code).toBe(
      'validation',
    );
    expect(desk.call('close_ticket', { resolution: 'refunded', reason: '' }).ok).toBe(true);
  });
});

test('reopen_ticket opens a solved ticket and only that', () => {
  expect(result(desk.call('reopen_ticket', {}, SOLVED))).toEqual({ status: 'open' });
  expect(desk.row('tickets', 3)).toMatchObject({ status: 'open', resolution: null });
  expect(refusal(desk.call('reopen_ticket', {}, CLOSED)).code).toBe('illegal_transition');
  expect(refusal(desk.call('reopen_ticket')).hint).toBe('Only a solved ticket can be reopened.');
});
