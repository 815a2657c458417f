import { describe, expect, it } from 'vitest';
import { taskOf } from '../episode/desk.fixture.ts';
import type { Task } from '../schema/task.ts';
import type { Unstamped } from '../trace/event.ts';
import { calls, closed, logOf, says, taskLike, user } from './log.fixture.ts';
import { mentions } from './mentions.ts';
import { communicated } from './telling.ts';

describe('a day', () => {
  it.each([
    'on 2026-06-15',
    'on 15 June 2026',
    'on the 15th of June',
    'June 15, 2026',
    'Jun 15',
    '15.06.2026',
    '15.6.2026',
    '15/06/2026',
    '06/15/2026',
    'am 15. Juni 2026',
    'le 15 juin 2026',
    'el 15 de junio de 2026',
    'il 15 giugno 2026',
    'op 15 juni 2026',
  ])('is found in "%s"', (text) => {
    expect(mentions(text, '2026-06-15')).toBe(true);
  });

  it.each(['16 June 2026', '15 June 2025', '2026-06-1', '15.07.2026', '15.06', 'June 2026', '115.06.2026'])(
    'is not found in "%s"',
    (text) => {
      expect(mentions(text, '2026-06-15')).toBe(false);
    },
  );

  it('is not read where day and month could be either', () => {
    expect(mentions('05/06/2026', '2026-06-05')).toBe(false);
    expect(mentions('05/06/2026', '2026-05-06')).toBe(false);
    expect(mentions('05.06.2026', '2026-06-05')).toBe(true);
    expect(mentions('05/05/2026', '2026-05-05')).toBe(true);
  });

  it('is no number', () => {
    expect(mentions('on 15.06.2026', '15.06')).toBe(false);
    expect(mentions('on 15 June', '15')).toBe(false);
    expect(mentions('15 items', '15')).toBe(true);
  });
});

describe('a number', () => {
  it.each<readonly [string, string]>([
    ['1.299,00 EUR', '1299.00'],
    ['1,299.00', '1299.00'],
    ['25.0', '25'],
    ['25,00', '25'],
  ])('is read from "%s" as %s', (text, value) => {
    expect(mentions(text, value)).toBe(true);
  });
});

async function told(
  text: string,
  differing: Partial<Task>,
  ...before: readonly Unstamped[]
): Promise<number | null> {
  const task = taskLike(await taskOf('late_small'), differing);
  return communicated(task, logOf(...before, says(text), closed())).score;
}

describe('what counts as told', () => {
  const amount = { communicate: [['5.00']], outcome: 'act' } as const;

  it.each([
    'You get 5.00 or 10.00.',
    'You get either 10.00 or 5.00.',
    'You get EUR 5 or EUR 10.',
    'A credit of 5.00/10.00.',
    'Between 5.00 to 10.00 euros.',
    'A credit of 5.00. Or was it 10.00?',
    'U krijgt een tegoed van 5,00 of 10,00.',
    'You get 5.00, 10.00, 15.00.',
  ])('is not an amount with another beside it: %s', async (text) => {
    expect(await told(text, amount)).toBe(0);
  });

  it.each([
    'You get 5.00.',
    'You get 5.00 in 5 to 7 days.',
    'You get 5.00, not 10.00.',
    '5 or more days late: 5.00.',
  ])('is one amount: %s', async (text) => {
    expect(await told(text, amount)).toBe(1);
  });

  it('may stand beside amounts that a tool showed or the user spoke of', async () => {
    const text = 'For the kettle at 49.90 you get 5.00 back, not the 20.00 you asked for, nor the 30.00.';
    expect(await told(text, amount)).toBe(0);
    expect(
      await told(
        text,
        amount,
        user('I want 20.00, or rather 30.00!'),
        calls('get_order', {}, { price: '49.90' }),
      ),
    ).toBe(1);
  });

  it('is not a number in a list of numbers, nor among all that were read', async () => {
    const count: Partial<Task> = { communicate: [['3', 'three'], ['38']], outcome: 'act' };
    const read = calls(
      'query_records',
      {},
      Array.from({ length: 40 }, (_, n) => ({ n })),
    );
    for (const text of [
      'Overdue are 0, 1, 2, 3 or 4, the oldest 38 days late.',
      'It may be 3 4 5; 38 days late.',
      'Perhaps 1 is overdue. Perhaps it is 2. Perhaps 3. Rather 4? Or even 6? All 38 days late.',
    ])
      expect(await told(text, count), text).toBe(0);
    expect(await told(Array.from({ length: 40 }, (_, i) => `${String(i)}!`).join(' '), count, read)).toBe(0);
    for (const text of [
      'Overdue are 3 of 7 tasks, the oldest 38 days late.',
      '3 tasks are late, by 38, 12 and 5 days.',
      'There are 3 and 38.',
    ])
      expect(await told(text, count, read), text).toBe(1);
    expect(await told('They are 1, 2, 3 or 4, all 38 days late.', count, read)).toBe(0);
  });

  it('is not what is denied, unless the task is to refuse', async () => {
    const refunded: Partial<Task> = { communicate: [['refunded', 'refund']], outcome: 'act' };
    for (const text of [
      'It was not refunded.',
      'It has not been refunded yet.',
      "It won't be refunded.",
      'There is no refund.',
      'You will never get a refund.',
      'Es gibt keinen Refund.',
      'Pas refunded.',
    ])
      expect(await told(text, refunded), text).toBe(0);
    for (const text of [
      'It was refunded.',
      'Not to worry: it was refunded.',
      'I did not exchange it but refunded it.',
    ])
      expect(await told(text, refunded), text).toBe(1);
    expect(await told('I could not verify you.', { communicate: [['verify']], outcome: 'refuse' })).toBe(1);
  });

  it.each([
    'Maybe you get 5.00.',
    'I think it is EUR 5.00.',
    'You get 5.00, I guess.',
    'You get 5.00, or so.',
    'It might be 5.00.',
    'You will probably get 5.00.',
    'I am not sure, perhaps 5.00?',
    'Vielleicht bekommen Sie 5,00.',
    'Ich glaube, es sind 5,00 EUR.',
    'Vous recevrez peut-être 5,00.',
    'Creo que son 5,00.',
    'Forse sono 5,00.',
    'Misschien krijgt u 5,00.',
  ])('is not what is in doubt: %s', async (text) => {
    expect(await told(text, amount)).toBe(0);
  });

  it.each([
    'I am not sure why it was late, but you get 5.00.',
    'Maybe that helps a little. You get 5.00.',
    'You get 5.00. Perhaps you want to look at our other lamps?',
    'The parcel was perhaps damaged on its way; you get 5.00.',
  ])('is what stands beside a doubt about something else: %s', async (text) => {
    expect(await told(text, amount)).toBe(1);
  });

  it('is not a day with another beside it that nothing showed', async () => {
    const day: Partial<Task> = { communicate: [['2026-06-20']], outcome: 'act' };
    for (const text of [
      'It comes on 20 June or 21 June.',
      'It comes on 2026-06-19, or on 2026-06-20.',
      'It comes on 20 June. It comes on 21 June. It comes on 22 June.',
      'Maybe on 20 June.',
    ])
      expect(await told(text, day), text).toBe(0);
    for (const text of [
      'It comes on 20 June.',
      'It will probably come on 20 June.',
      'It comes on 20.06.2026.',
    ])
      expect(await told(text, day), text).toBe(1);
    const shown = calls('get_shipment', {}, { promised: '2026-06-18', eta: '2026-06-20' });
    expect(await told('It was promised for 18 June and comes on 20 June.', day, shown)).toBe(1);
    expect(await told('It comes on 18 June or 20 June.', day, shown)).toBe(0);
  });

  it('is not a record’s number among several', async () => {
    const record: Partial<Task> = { communicate: [['T812']], outcome: 'act' };
    expect(await told('It is one of T811, T812, T813, T814.', record)).toBe(0);
    expect(await told('T840 is now part of T812.', record)).toBe(1);
  });

  it('is not what stands beside something else of its kind', async () => {
    const approver: Partial<Task> = {
      communicate: [['Ada Stone', 'U7']],
      contrary: ['Bo Lind', 'U9'],
      outcome: 'act',
    };
    expect(await told('Waiting for Ada Stone.', approver)).toBe(1);
    expect(await told('Waiting for Ada Stone and Bo Lind.', approver)).toBe(0);
    expect(await told('Waiting for U7 or U9.', approver)).toBe(0);
    expect(await told('Waiting for Ada Stone, not Bo Lind.', approver)).toBe(1);
  });

  it('may be said at any time where the component says so, and through writes in a solo task', async () => {
    const task = taskLike(await taskOf('late_small'), { communicate: [['5.00']], outcome: 'act' });
    const change = { table: 'credits', key: 1, before: null, after: { id: 1 } };
    const early = logOf(
      says('You get 5.00.'),
      calls('issue_credit', {}, {}, { changes: [change] }),
      closed(),
    );
    expect(communicated(task, early).score).toBe(0);
    expect(communicated(task, early, { when: 'any_time' }).score).toBe(1);
    const reply = logOf(
      calls('reply_to_customer', { body: 'You get 5.00 back.' }, {}, { changes: [change] }),
      closed(),
    );
    expect(communicated(task, reply).score).toBe(0);
    expect(communicated({ ...task, mode: 'solo' }, reply).score).toBe(1);
  });

  it('is what a ready-made answer says that a tool sent, in a solo task', async () => {
    const task = taskLike(await taskOf('late_small'), { communicate: [['order number']], outcome: 'act' });
    const change = { table: 'ticket_comments', key: 1, before: null, after: { id: 1 } };
    const result = { applied: 'ask', customer_reads: 'Please send me your order number.' };
    const macro = logOf(calls('apply_macro', { macro: 'ask' }, result, { changes: [change] }), closed());
    expect(communicated({ ...task, mode: 'solo' }, macro).score).toBe(1);
    expect(communicated(task, macro).score).toBe(0);
  });

  it('is not a turn that could not be read', async () => {
    const task = taskLike(await taskOf('late_small'), amount);
    expect(communicated(task, logOf(says('You get 5.00.', 'half a call'), closed())).score).toBe(0);
  });
});
