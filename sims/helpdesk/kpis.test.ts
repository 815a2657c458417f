import { OPENING_TIME } from '@understudy/kernel';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { deskKpis, ticketKpis } from './kpis.ts';
import { openDesk, result, type Desk } from './test-desk.ts';

const SHIFT = { agentId: 10 };
const MINUTE = 60_000;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.reset());

const call = (name: string, args: unknown = {}, focus: Readonly<Record<string, number>> = SHIFT) =>
  result(desk.call(name, args, focus));
const kpis = (ticket: number) => ticketKpis(desk.world, ticket, desk.now());

test('nobody has touched it: nothing is known', () => {
  expect(kpis(11)).toEqual({
    ticketId: 11,
    firstReplyMs: null,
    resolutionMs: null,
    handleMs: null,
    waitMs: null,
    heldMs: 0,
    breaches: 0,
    reopens: 0,
    abandoned: false,
    satisfaction: null,
  });
  expect(() => ticketKpis(desk.world, 999, 0)).toThrow(/no ticket 999/);
});

test('an e-mail: taken, answered, solved, written again, solved again, rated', () => {
  call('take_ticket', { ticket_id: 'T11' });
  const taken = desk.now();
  desk.wait(5 * MINUTE);
  call('reply_to_customer', { body: 'On its way.' });
  const replied = desk.now();
  call('set_ticket_field', { field: 'contact_reason', value: 'delivery' });
  call('close_ticket', { resolution: 'informed' });
  const solved = desk.now();
  expect(kpis(11)).toMatchObject({
    firstReplyMs: replied - OPENING_TIME,
    resolutionMs: solved - OPENING_TIME,
    handleMs: solved - taken,
  });
  call('write_to_desk', { body: 'Where?' }, { ticketId: 11 });
  expect(kpis(11)).toMatchObject({ resolutionMs: null, reopens: 1, handleMs: solved - taken });
  call('reply_to_customer', { body: 'Next door.' });
  call('close_ticket', { resolution: 'informed' });
  call('rate_service', { rating: 'bad' }, { ticketId: 11 });
  expect(kpis(11)).toMatchObject({ resolutionMs: desk.now() - OPENING_TIME - 20_000, satisfaction: 'bad' });
});

test('a call: wait, hold and handling', () => {
  call('answer_next');
  const connected = desk.now();
  call('put_caller_on_hold');
  desk.wait(MINUTE);
  call('resume_caller');
  call('end_call');
  desk.wait(MINUTE);
  expect(kpis(16)).toMatchObject({
    firstReplyMs: connected - OPENING_TIME + MINUTE,
    waitMs: connected - OPENING_TIME + MINUTE,
    heldMs: 62_000,
    handleMs: desk.now() - connected,
    abandoned: false,
  });
});

test('breaches and callers who gave up, and the desk as a whole', () => {
  desk.wait(5 * 60 * MINUTE);
  expect(kpis(11)).toMatchObject({ breaches: 1 });
  call('hang_up', {}, { ticketId: 15 });
  expect(deskKpis([kpis(11), kpis(15)])).toEqual({
    tickets: 2,
    meanFirstReplyMs: null,
    meanResolutionMs: null,
    meanHandleMs: null,
    meanWaitMs: desk.now() - OPENING_TIME + 2 * MINUTE,
    solvedShare: 0,
    breachedShare: 0.5,
    reopenedShare: 0,
    abandonedShare: 0.5,
    satisfactionShare: null,
  });
  expect(deskKpis([])).toMatchObject({ tickets: 0, breachedShare: 0, satisfactionShare: null });
});
