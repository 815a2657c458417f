import type { JsonObject } from '@understudy/kernel';
import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { arenaOf, pack, taskOf } from '../episode/desk.fixture.ts';
import { admit } from '../generate/admission.ts';
import type { Pack } from '../schema/pack.ts';
import type { Fact, GoldMove, Task, UserAction } from '../schema/task.ts';
import type { Message } from '../trace/conversation.ts';
import type { Act } from './agent.ts';
import { goldAgent } from './gold.ts';

const user = (content: string): Message => ({ role: 'user', content });
const line = (content: string): Message => ({ role: 'assistant', content, toolCalls: [] });
let calls = 0;

/** A call and its answer: an error code, or null for success. */
function called(
  name: string,
  error: string | null,
  message: string = 'no',
  args: JsonObject = {},
): readonly Message[] {
  const id = `c${String((calls += 1))}`;
  const content = JSON.stringify(error === null ? { ok: message } : { error, message });
  return [
    { role: 'assistant', content: null, toolCalls: [{ id, name, arguments: { ...args } }] },
    { role: 'tool', callId: id, name, content },
  ];
}

const next = (task: Task, ...conversation: readonly Message[]): Act =>
  goldAgent({ task, conversation, tools: [], turn: 0, rng: createRng(0) });

const call = (tool: string): GoldMove => ({ kind: 'call', tool, arguments: {} });
const say = (text: string): GoldMove => ({ kind: 'say', text });
const fact = (id: string, more: Partial<Fact> = {}): Fact => ({
  ...{ id, value: `${id}-1`, label: id, askedBy: [id], unknown: false, lie: null, forgotten: 0, after: [] },
  ...more,
});

async function taskWith(gold: readonly GoldMove[], change: Partial<Task['user']> = {}): Promise<Task> {
  const task = await taskOf('damaged_refund');
  return { ...task, gold, user: { ...task.user, facts: [], ...change } };
}

describe('the gold agent', () => {
  it('asks for what it has not heard, and no more for what the user does not know', async () => {
    const ask: GoldMove = { kind: 'ask', facts: ['a', 'b'], text: 'What is {asked}?' };
    const task = await taskWith([ask, call('get')], { facts: [fact('a'), fact('b', { unknown: true })] });
    expect(next(task, user('Hi'))).toEqual({ say: 'What is a and b?' });
    expect(next(task, user('Hi a-1'))).toEqual({ say: 'What is b?' });
    expect(next(task, user('Hi a-1'), line('What is b?'), user('No idea.'))).toMatchObject({ call: 'get' });
  });

  it('asks again after a lie', async () => {
    const ask: GoldMove = { kind: 'ask', facts: ['a'], text: 'What is {asked}?' };
    const task = await taskWith([ask, call('get')], { facts: [fact('a', { lie: 'a-2' })] });
    expect(next(task, user('Hi'), line('What is a?'), user('It is a-2.'))).toEqual({ say: 'What is a?' });
  });

  it('hears out a user that changes its mind before it does anything', async () => {
    const task = await taskWith([call('get')], { revision: { atAnswer: 2, text: 'No, the blue one.' } });
    const first = [user('Hi'), line('Yes?'), user('Well.')];
    expect(next(task, ...first)).toEqual({ say: 'Is there anything else I should know?' });
    expect(next(task, ...first, line('And?'), user('No, the blue one.'))).toMatchObject({ call: 'get' });
    expect(next(task, ...first, line('And?'), user('The blue one, rather.'))).toMatchObject({ call: 'get' });
  });

  it('asks the user to do something until it says that it did, three times at most', async () => {
    const action: UserAction = {
      ...{
        id: 'restart',
        label: 'restart it',
        askedBy: ['restart'],
        tool: 'restart',
        arguments: {},
        reads: null,
      },
    };
    const { speech } = (await taskOf('damaged_refund')).user;
    const task = await taskWith(
      [{ kind: 'ask_to', action: 'restart', text: 'Please restart.' }, call('get')],
      {
        actions: [action],
        speech: { ...speech, did: ['I did {action}: {reading}.'], failed: ['It failed: {reading}.'] },
      },
    );
    const please = { say: 'Please restart.' };
    expect(next(task, user('Hi'))).toEqual(please);
    const asked = [user('Hi'), line('Please restart.')];
    expect(next(task, ...asked, user('Why?'))).toEqual(please);
    expect(next(task, ...asked, user('OK. I did restart it: 42. Now?'))).toMatchObject({ call: 'get' });
    expect(next(task, ...asked, user('It failed: no power.'))).toMatchObject({ call: 'get' });
    const thrice = [...asked, user('Why?'), line('Please restart.'), user('No.'), line('Please restart.')];
    expect(next(task, ...thrice, user('Never.'))).toMatchObject({ call: 'get' });
  });

  it('tries again what is out of service, and waits a moment after every second time', async () => {
    const task = await taskWith([call('refund_item'), say('Done.')]);
    const failed = called('refund_item', 'unavailable', 'out of service');
    expect(next(task, user('Hi'), ...failed)).toMatchObject({ call: 'refund_item' });
    const twice = [user('Hi'), ...failed, ...called('refund_item', 'rate_limited')];
    const wait = { say: 'One moment please, the system is slow.' };
    expect(next(task, ...twice)).toEqual(wait);
    expect(next(task, ...twice, line(wait.say), user('And?'))).toMatchObject({ call: 'refund_item' });
    expect(next(task, ...twice, ...called('refund_item', null))).toEqual({ say: 'Done.' });
  });

  const theirs = 'somebody else was changing the same record';
  const silence = 'refund_item did not answer within 30 seconds.';

  it('reads again after a conflict with somebody else, and takes any other for an answer', async () => {
    const task = await taskWith([call('get_order'), call('refund_item'), say('Done.')]);
    const read = [user('Hi'), ...called('get_order', null)];
    const clash = [...read, ...called('refund_item', 'conflict', theirs)];
    expect(next(task, ...clash)).toMatchObject({ call: 'get_order' });
    expect(next(task, ...clash, ...called('get_order', null))).toMatchObject({ call: 'refund_item' });
    expect(next(task, ...read, ...called('refund_item', 'conflict', 'was refunded before'))).toEqual({
      say: 'Done.',
    });
    const blind = await taskWith([call('refund_item'), say('Done.')]);
    expect(next(blind, user('Hi'), ...called('refund_item', 'conflict', theirs))).toMatchObject({
      call: 'refund_item',
    });
  });

  it('looks whether a write without a reply was carried out before it makes it again', async () => {
    const task = await taskWith([call('get_order'), call('refund_item'), say('Done.')]);
    const lost = [
      user('Hi'),
      ...called('get_order', null, 'paid'),
      ...called('refund_item', 'unavailable', silence),
    ];
    expect(next(task, ...lost)).toMatchObject({ call: 'get_order' });
    expect(next(task, ...lost, ...called('get_order', null, 'refunded'))).toEqual({ say: 'Done.' });
    const same = [...lost, ...called('get_order', null, 'paid')];
    expect(next(task, ...same)).toMatchObject({ call: 'refund_item' });
    expect(next(task, ...same, ...called('refund_item', 'conflict', 'was refunded before'))).toEqual({
      say: 'Done.',
    });
  });

  it('does not take what an earlier write changed for the effect of a later one', async () => {
    const task = await taskWith([call('get_order'), call('refund_item'), call('close_ticket'), say('Done.')]);
    const lost = [
      user('Hi'),
      ...called('get_order', null, 'paid'),
      ...called('refund_item', null),
      ...called('close_ticket', 'unavailable', 'close_ticket did not answer within 30 seconds.'),
      ...called('get_order', null, 'refunded'),
    ];
    expect(next(task, ...lost)).toMatchObject({ call: 'close_ticket' });
  });

  it('goes on after any other error, for the gate to see it', async () => {
    const task = await taskWith([call('get_order'), say('Done.')]);
    expect(next(task, user('Hi'), ...called('get_order', 'not_found'))).toEqual({ say: 'Done.' });
  });

  it('earns 1 in spite of timeouts, lost replies, conflicts, rate limits, outages and stale reads', async () => {
    const arena = await arenaOf();
    const task = await taskOf('damaged_refund');
    const limits = { agent_turns: 60, malformed: 3 };
    const faults: readonly NonNullable<Pack['faults']>[] = [
      { timeouts: { probability: 0.4, lost_reply: 0 }, outages: [] },
      { timeouts: { probability: 0.4, lost_reply: 1 }, outages: [] },
      { conflicts: { probability: 0.5 }, outages: [] },
      { rate_limit: { calls: 2, per_seconds: 60 }, outages: [] },
      { stale_reads: { probability: 0.5, lag: 2 }, outages: [] },
      { outages: [{ tools: ['get_order'], after_calls: 1, for_seconds: 100 }] },
    ];
    for (const one of faults)
      expect(admit({ ...pack, limits, faults: one }, task, arena)).toMatchObject({ admitted: true });
  });
});
