/** Each component where it is 1 and where it is 0, with what it shows for it. */
import { describe, expect, it } from 'vitest';
import type { Act } from '../agents/agent.ts';
import { goldActs, goldCall, pack, playActs, taskOf, textOf } from '../episode/desk.fixture.ts';
import type { AdmittedTask } from '../schema/task.ts';
import { collateral, essentials, goalState } from './end-state.ts';
import { mentions } from './mentions.ts';
import { communicated } from './telling.ts';

/** Gold acts with those of one tool replaced. */
function instead(task: AdmittedTask, tool: string, acts: readonly Act[]): readonly Act[] {
  return goldActs(task).flatMap((act) => ('call' in act && act.call === tool ? acts : [act]));
}

/** The gold solution up to its last line, with other last lines. */
function telling(task: AdmittedTask, ...lines: readonly string[]): readonly Act[] {
  return [...goldActs(task).slice(0, -1), ...lines.map((say) => ({ say }))];
}

async function withTwoItems(): Promise<{ task: AdmittedTask; wrong: string; right: string; order: string }> {
  for (let index = 0; index < 40; index += 1) {
    const task = await taskOf('damaged_refund', index);
    const { order_id: order, sku: right } = goldCall(task, 'refund_item').arguments;
    const { log } = await playActs(task, goldActs(task));
    const read = log.find((event) => event.type === 'tool_result' && event.name === 'get_order');
    const text = read?.type === 'tool_result' ? JSON.stringify(read.outcome) : '';
    const wrong = [...text.matchAll(/"sku":"([^"]+)"/g)]
      .map((match) => match[1] ?? '')
      .find((sku) => sku !== right);
    if (wrong !== undefined) return { task, wrong, right: textOf(right), order: textOf(order) };
  }
  throw new Error('no task of the family has two items');
}

describe('goal state', () => {
  it('names what is missing when the wrong item is refunded, and collateral what is too much', async () => {
    const { task, wrong, order } = await withTwoItems();
    const acts = instead(task, 'refund_item', [
      { call: 'refund_item', arguments: { order_id: order, sku: wrong } },
    ]);
    const { scores, evidence, reward } = await playActs(task, acts);
    expect(scores).toMatchObject({ goal: 0, collateral: 0, told: 1, identity_first: 1, order_read: 1 });
    expect(evidence['goal']).toMatch(/^missing: refunds insert \{"amount_cents":/);
    expect(evidence['collateral']).toMatch(/^not expected: refunds insert/);
    expect(reward).toMatchObject({ value: 0, success: false });
  });

  it('stays 1 when the right item is refunded beside a wrong one, which collateral catches', async () => {
    const { task, wrong, right, order } = await withTwoItems();
    const refund = (sku: string): Act => ({ call: 'refund_item', arguments: { order_id: order, sku } });
    const { scores } = await playActs(
      task,
      instead(task, 'refund_item', [refund(wrong), refund(wrong), refund(right)]),
    );
    expect(scores).toMatchObject({ goal: 1, collateral: 0 });
    expect(scores['clean_steps']).toBeLessThan(1);
  });

  it('cannot be reached where nothing is expected', async () => {
    const task = { ...(await taskOf('final_sale')), expected: [] };
    const { log } = await playActs(task, goldActs(task));
    expect(goalState(task, log)).toEqual({
      score: 0,
      evidence: ['the task expects no change: there is nothing to reach'],
    });
    expect(communicated({ ...task, communicate: [] }, log)).toMatchObject({ score: 0 });
  });
});

describe('collateral', () => {
  it.each<readonly [string, (order: string) => Act]>([
    ['a credit', (order) => ({ call: 'issue_credit', arguments: { order_id: order, amount: '5.00' } })],
    ['a return', () => ({ call: 'create_return', arguments: {} })],
  ])('is 0 for the right action and %s', async (name, extra) => {
    const { task, wrong, order } = await withTwoItems();
    const act = extra(order);
    const call: Act =
      name === 'a return' && 'call' in act ? { ...act, arguments: { order_id: order, sku: wrong } } : act;
    const refund: Act = { call: 'refund_item', arguments: goldCall(task, 'refund_item').arguments };
    const { scores, evidence, reward } = await playActs(task, instead(task, 'refund_item', [refund, call]));
    expect(scores).toMatchObject({ goal: 1, collateral: 0 });
    expect(evidence['collateral']).toMatch(/^not expected: (?:credits|returns) insert/);
    expect(reward.success).toBe(false);
  });

  it('leaves out times, new ids and what the pack says to ignore, and nothing else', () => {
    const row = { id: 3, ticket_id: 9, created_at: 5, body: 'x' };
    const insert = { table: 'ticket_comments', key: 3, before: null, after: row };
    expect(essentials([insert])).toEqual(['ticket_comments insert {"body":"x","ticket_id":9}']);
    expect(essentials([insert], ['ticket_comments'])).toEqual([]);
    const update = {
      table: 'tickets',
      key: 9,
      before: { id: 9, updated_at: 1, failed_checks: 0, status: 'open' },
      after: { id: 9, updated_at: 2, failed_checks: 1, status: 'solved' },
    };
    expect(essentials([update], ['tickets.failed_checks'])).toEqual(['tickets update 9 {"status":"solved"}']);
    expect(essentials([{ ...update, after: { ...update.before, updated_at: 8 } }])).toEqual([]);
    expect(essentials([{ ...insert, before: row, after: null }])).toEqual([
      'ticket_comments delete {"body":"x","ticket_id":9}',
    ]);
  });

  it('counts equal changes: once expected, twice done is one too many', async () => {
    const task = await taskOf('late_small');
    const { log } = await playActs(task, goldActs(task));
    const twice = log.map((event) =>
      event.type === 'closed' ? { ...event, changes: [...event.changes, ...event.changes] } : event,
    );
    expect(goalState(task, twice).score).toBe(1);
    expect(collateral(task, twice).score).toBe(0);
  });
});

describe('what was told', () => {
  it.each<readonly [string, number]>([
    ['I refunded 49.90.', 1],
    ['I refunded 49.9 EUR', 1],
    ['You get 49,90 back', 1],
    ['You get EUR49.90 back', 1],
    ['You get 49.90eur back', 1],
    ['You get €49.90.', 1],
    ['You get 49 back', 0],
    ['You get 149.90 back', 0],
    ['You get 49.901 back', 0],
    ['You get 4990 back', 0],
    ['It was on 2049.90.12', 0],
  ])('takes "%s" for 49.90 or not: %d', (text, told) => {
    expect(mentions(text, '49.90')).toBe(told === 1);
  });

  it.each<readonly [string, number]>([
    ['A credit of 5.', 1],
    ['A credit of 5 euros', 1],
    ['It came 5 days late', 0],
    ['It takes 5-7 days', 0],
    ['within 5 business days', 0],
    ['Sorry about K5', 0],
    ['on 2026-11-5', 0],
    ['the 5th', 0],
    ['15.00', 0],
  ])('takes "%s" for 5.00 or not: %d', (text, told) => {
    expect(mentions(text, '5.00')).toBe(told === 1);
  });

  it('reads thousands, and phrases as whole words in any case and spacing', () => {
    expect(mentions('You get 1,299.00', '1299.00')).toBe(true);
    expect(mentions('A Final\n Sale.', 'final sale')).toBe(true);
    expect(mentions('a returned item', 'return')).toBe(false);
    expect(mentions('30 days', '30 days')).toBe(true);
    expect(mentions('130 days', '30 days')).toBe(false);
    expect(mentions('a.c', 'a.c')).toBe(true);
    expect(mentions('abc', 'a.c')).toBe(false);
  });

  it('is 0 for the wrong amount, no amount, and nothing at all', async () => {
    const task = await taskOf('late_small');
    for (const line of ['I have credited 10.00.', 'I have added a credit.', '']) {
      const { scores, evidence } = await playActs(task, telling(task, line));
      expect(scores).toMatchObject({ goal: 1, collateral: 1, told: 0 });
      expect(evidence['told']).toBe('not told: 5.00');
    }
  });

  it('is 0 for an amount told before the change that makes it true', async () => {
    const task = await taskOf('late_small');
    const [ask, verify, read, credit, close] = goldActs(task);
    if (!ask || !verify || !read || !credit || !close) throw new Error('gold is shorter than expected');
    const acts = [ask, verify, read, { say: 'You will get 5.00.' }, credit, close, { say: 'Done.' }];
    expect((await playActs(task, acts)).scores).toMatchObject({ goal: 1, told: 0 });
  });

  it('is 0 for text that went beside a tool call, which no customer reads', async () => {
    const task = await taskOf('late_small');
    const { log } = await playActs(task, telling(task, 'Done.'));
    const beside = log.map((event) =>
      event.type === 'agent_turn' && event.toolCalls.length > 0 ? { ...event, text: '5.00' } : event,
    );
    expect(communicated(task, beside).score).toBe(0);
  });

  it('is 0 for a dump of everything, by its length and by its outcomes', async () => {
    const task = await taskOf('cancel_after_shipping');
    const long = await playActs(task, telling(task, `It has been shipped. ${'And so on. '.repeat(60)}`));
    expect(long.scores['told']).toBe(0);
    expect(long.evidence['told']).toMatch(/at most 600 count/);
    const all =
      'Your order was refunded, exchanged, credit was given, a return made, it was cancelled, shipped, a final sale, and a manager looks at it.';
    const everything = await playActs(task, telling(task, all));
    expect(everything.scores).toMatchObject({ goal: 1, told: 0 });
    expect(everything.evidence['told']).toMatch(
      /told every outcome at once: refunded, exchanged, return, credit/,
    );
  });
});

describe('the process', () => {
  it('asks for the identity first, proven and not only tried', async () => {
    const task = await taskOf('change_of_mind');
    const skipped = await playActs(task, instead(task, 'verify_identity', []));
    expect(skipped.scores).toMatchObject({ identity_first: 0 });
    expect(skipped.evidence['identity_first']).toMatch(
      /^step 1: get_order before verify_identity had succeeded/,
    );
    const { order_id: order } = goldCall(task, 'verify_identity').arguments;
    const wrong: Act = { call: 'verify_identity', arguments: { order_id: order ?? '', postcode: '10001' } };
    expect((await playActs(task, instead(task, 'verify_identity', [wrong]))).scores).toMatchObject({
      identity_first: 0,
    });
  });

  it('asks for the order to be read, and not another one', async () => {
    const task = await taskOf('change_of_mind');
    const skipped = await playActs(task, instead(task, 'get_order', []));
    expect(skipped.scores).toMatchObject({ goal: 1, order_read: 0 });
    expect(skipped.evidence['order_read']).toMatch(/create_return before get_order/);
    const other = await playActs(
      task,
      instead(task, 'get_order', [{ call: 'get_order', arguments: { order_id: '1002' } }]),
    );
    expect(other.scores['order_read']).toBe(0);
  });

  it('proves nothing without a call', async () => {
    const { scores, evidence } = await playActs(await taskOf('final_sale'), [{ say: 'No.' }]);
    expect(scores).toMatchObject({ identity_first: 0, order_read: 0, clean_steps: 0 });
    expect(evidence['order_read']).toMatch(/^none of .* was called$/);
    expect(evidence['clean_steps']).toBe('no tool was called');
  });

  it('takes something off for each failed, repeated and unreadable step, and success stays', async () => {
    const task = await taskOf('final_sale');
    const read: Act = { call: 'get_order', arguments: goldCall(task, 'get_order').arguments };
    const { scores, evidence, reward } = await playActs(
      task,
      instead(task, 'get_order', [read, read, { call: 'get_orders', arguments: {} }]),
    );
    expect(scores['clean_steps']).toBeCloseTo(0.6);
    expect(evidence['clean_steps']).toMatch(
      /step 3: get_order was called with the same .*\n.*get_orders failed with unknown_tool/,
    );
    expect(reward).toMatchObject({ success: true, value: 0.6 });
    expect(pack.reward.find((component) => component.id === 'clean_steps')?.gate).toBe(false);
  });
});
