import { describe, expect, it } from 'vitest';
import { arenaOf, goldActs, goldCall, pack, playActs, taskOf } from '../../episode/desk.fixture.ts';
import { calls, closed, fails, inserted, logOf, says, taskLike, updated } from '../log.fixture.ts';
import type { Unstamped } from '../../trace/event.ts';
import type { ProcessSpec } from './process.ts';
import { processRule, stepScores } from './process.ts';

const spec = (rule: ProcessSpec['rule']): ProcessSpec => ({
  id: 'p',
  kind: 'process',
  weight: 1,
  gate: false,
  rule,
});
const clean = spec({ type: 'clean_steps', penalty: 0.2 });
const legal = spec({ type: 'legal_events', penalty: 0.5 });
const reads = spec({ type: 'needed_reads', penalty: 0.25, allowed: 1.5 });

describe('process rules', () => {
  it('count events that a lifecycle refused, and no other failures', async () => {
    const task = await taskOf('late_small');
    const log = logOf(
      fails('cancel_order', { a: 1 }, 'illegal_transition'),
      fails('get_order', {}, 'not_found'),
      closed(),
    );
    expect(processRule(legal, task, log, {})).toMatchObject({ score: 0.5 });
    expect(processRule(legal, task, logOf(closed()), {}).score).toBe(0);
  });

  it('take any one of several tools for the read that must come first', async () => {
    const task = await taskOf('late_small');
    const read = spec({
      type: 'order',
      first: ['get_order', 'list_orders'],
      told: {},
      about: {},
      tools: ['close_ticket'],
      exempt: [],
    });
    const close = calls('close_ticket', {}, {});
    for (const tool of ['get_order', 'list_orders'])
      expect(processRule(read, task, logOf(calls(tool, {}, {}), close), {}).score).toBe(1);
    const blind = processRule(read, task, logOf(close, calls('get_order', {}, {})), {});
    expect(blind).toMatchObject({ score: 0, evidence: [expect.stringMatching(/get_order or list_orders/)] });
  });

  it('take a number the user told with or without its letter', async () => {
    const task = await taskOf('late_small');
    const [fact] = task.user.facts;
    if (fact === undefined) throw new Error('the task has no facts');
    const device = taskLike(task, {
      user: { ...task.user, facts: [{ ...fact, id: 'device_id', value: 'G4821' }] },
    });
    const read = spec({
      type: 'order',
      first: 'get_device',
      told: { device_id: 'device_id' },
      about: {},
      tools: ['close_ticket'],
      exempt: [],
    });
    const score = (id: string): number | null =>
      processRule(
        read,
        device,
        logOf(calls('get_device', { device_id: id }, {}), calls('close_ticket', {}, {})),
        {},
      ).score;
    expect(['G4821', 'g 4821', '4821', 'device G4821', 'G4822'].map(score)).toEqual([1, 1, 1, 1, 0]);
  });

  it('want a read about what they say, in the cases that they are about', async () => {
    const task = taskLike(await taskOf('late_small'), { family: 'trouble', case: 'known' });
    const order = {
      type: 'order',
      first: 'query_records',
      told: {},
      about: { query: 'from case' },
      tools: ['close_ticket'],
      exempt: [],
    } as const;
    const looked = (query: string) =>
      logOf(calls('query_records', { query }, {}), calls('close_ticket', {}, {}), closed());
    const score = (only: readonly string[] | undefined, query: string): number | null =>
      processRule(
        spec({
          ...order,
          tools: [...order.tools],
          exempt: [],
          ...(only === undefined ? {} : { only: [...only] }),
        }),
        task,
        looked(query),
        {},
      ).score;
    expect(score(undefined, 'SELECT Id FROM Case')).toBe(1);
    expect(score(undefined, 'SELECT Id FROM Contact')).toBe(0);
    for (const only of [['trouble'], ['other', 'trouble/known']])
      expect(score(only, 'SELECT Id FROM Contact'), only.join()).toBe(0);
    for (const only of [['other'], ['trouble/new_case']])
      expect(score(only, 'SELECT Id FROM Contact'), only.join()).toBe(1);
  });

  it('count reads beyond what the gold solution needs', async () => {
    const [task, arena] = [await taskOf('late_small'), await arenaOf()];
    const read = (id: number): ReturnType<typeof calls> => calls('get_order', { order_id: String(id) }, {});
    const log = logOf(read(1), read(2), read(3), read(4), calls('close_ticket', {}, {}), closed());
    expect(processRule(reads, task, log, { arena }).score).toBe(0.5);
    expect(() => processRule(reads, task, log, {})).toThrow(/"p" looks at the world/);
    const gold = await playActs(task, goldActs(task));
    expect(processRule(reads, task, gold.log, { arena }).score).toBe(1);
  });

  it('do not take a call for a repetition when the user has changed something since', async () => {
    const task = await taskOf('late_small');
    const retry = calls('retry_payment', { invoice_id: 'I1' }, {});
    const change = updated('payment_methods', { id: 1, health: 'expired' }, { id: 1, health: 'good' });
    const newCard = calls('update_payment_method', {}, {}, { by: 'user', changes: [change] });
    const look = calls('read_status_code', {}, {}, { by: 'user' });
    const score = (between: typeof look): number | null =>
      processRule(clean, task, logOf(retry, between, retry, closed()), {}).score;
    expect(score(newCard)).toBe(1);
    expect(score(look)).toBeCloseTo(0.8);
  });

  it('do not blame the agent for what the environment did, nor for trying again', async () => {
    const task = await taskOf('late_small');
    const timeout = { fault: { kind: 'timeout', done: true } } as const;
    const faulted = fails('issue_credit', { a: 1 }, 'unavailable', timeout);
    const log = logOf(faulted, fails('issue_credit', { a: 1 }, 'conflict'), closed());
    expect(processRule(clean, task, log, {}).score).toBe(1);
    const own = logOf(
      fails('issue_credit', { a: 1 }, 'unavailable'),
      calls('issue_credit', { a: 1 }, {}),
      closed(),
    );
    expect(processRule(clean, task, own, {}).score).toBeCloseTo(0.6);
    const users = logOf(
      calls('get_order', {}, {}),
      fails('restart', {}, 'unavailable', { by: 'user' }),
      closed(),
    );
    expect(processRule(clean, task, users, {}).score).toBe(1);
  });
});

describe('clean steps', () => {
  it('let the agent look again once it has changed something, but not do the same change twice', async () => {
    const task = await taskOf('late_small');
    const look = calls('get_order', { order_id: '1' }, {});
    const change = calls('issue_credit', { a: 1 }, {}, { changes: [inserted('credits', { id: 1 })] });
    const score = (...events: readonly Unstamped[]): number | null =>
      processRule(clean, task, logOf(...events, closed()), {}).score;
    expect(score(look, change, look)).toBe(1);
    expect(score(look, look)).toBeCloseTo(0.8);
    expect(score(change, look, change)).toBeCloseTo(0.8);
  });
});

describe('step scores', () => {
  it('place every penalty on the turn that caused it', async () => {
    const task = await taskOf('late_small');
    const log = logOf(
      says('Hi'),
      says(null),
      fails('cancel_order', { a: 1 }, 'illegal_transition'),
      says(null),
      calls('get_order', { a: 1 }, {}),
      says(null),
      calls('get_order', { a: 1 }, {}),
      closed(),
    );
    const scores = stepScores([clean, { ...legal, id: 'l', weight: 3 }], task, log);
    expect(scores.map(({ turn, score }) => [turn, Number(score.toFixed(6))])).toEqual([
      [0, 0],
      [1, -(0.25 * 0.2 + 0.75 * 0.5)],
      [2, 0],
      [3, -0.25 * 0.2],
    ]);
    expect(scores[3]?.reasons).toEqual(['step 3: get_order was called with the same arguments before']);
  });

  it('put a broken order on the call that broke it, and nothing on gold', async () => {
    const task = await taskOf('late_small');
    const gold = await playActs(task, goldActs(task));
    expect(new Set(stepScores(pack.reward, task, gold.log).map(({ score }) => score))).toEqual(new Set([0]));
    const early = [
      { call: 'get_order', arguments: goldCall(task, 'get_order').arguments },
      ...goldActs(task),
    ];
    const { log } = await playActs(task, early);
    const scores = stepScores(pack.reward, task, log);
    expect(scores[0]?.score).toBeCloseTo(-1 / 3);
    expect(scores[0]?.reasons.join()).toMatch(/get_order before verify_identity/);
    for (const { score } of scores) {
      expect(score).toBeLessThanOrEqual(0);
      expect(score).toBeGreaterThanOrEqual(-1);
    }
  });
});
