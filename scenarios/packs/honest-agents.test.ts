/** Agents that do the right thing in another way than the gold solution: each must succeed. And some that only seem to. */
import { describe, expect, it } from 'vitest';
import type { Act } from '../agents/agent.ts';
import { goldActs, goldCall, pack, playActs, taskOf, textOf } from '../episode/desk.fixture.ts';
import type { AdmittedTask } from '../schema/task.ts';

type Change = (acts: readonly Act[], task: AdmittedTask) => readonly Act[];

const call = (name: string, args: Readonly<Record<string, string>>): Act => ({ call: name, arguments: args });
const say = (text: string): Act => ({ say: text });
const before =
  (tool: string, ...extra: readonly Act[]): Change =>
  (acts) =>
    acts.flatMap((act) => ('call' in act && act.call === tool ? [...extra, act] : [act]));
const after =
  (tool: string, ...extra: readonly Act[]): Change =>
  (acts) =>
    acts.flatMap((act) => ('call' in act && act.call === tool ? [act, ...extra] : [act]));
/** Rewrites the arguments of every call that has them. */
const rewrite =
  (change: (name: string, value: string) => string | number): Change =>
  (acts) =>
    acts.map((act) =>
      'call' in act
        ? {
            call: act.call,
            arguments: Object.fromEntries(
              Object.entries(act.arguments).map(([name, value]) => [name, change(name, textOf(value))]),
            ),
          }
        : act,
    );
const lastLine =
  (text: (task: AdmittedTask) => string): Change =>
  (acts, task) => [...acts.slice(0, -1), say(text(task))];
const order = (task: AdmittedTask): string => textOf(goldCall(task, 'verify_identity').arguments['order_id']);
const told = (task: AdmittedTask): string => task.communicate[0]?.[0] ?? '';

/** Ways that work in every family. */
const everywhere: Readonly<Record<string, Change>> = {
  'asks for one thing at a time': (acts) => [
    say('What is your order number?'),
    say('And your postcode?'),
    ...acts.slice(1),
  ],
  'greets first': (acts) => [say('Hello, how can I help you?'), ...acts],
  'asks twice': (acts) => [...acts.slice(0, 1), ...acts],
  'asks in other words': (acts) => [
    say('Could you give me the order ID and the zip code?'),
    ...acts.slice(1),
  ],
  'writes # before the order number': rewrite((name, value) => (name === 'order_id' ? `#${value}` : value)),
  'writes "order" and spaces': rewrite((name, value) => (name === 'order_id' ? ` Order ${value} ` : value)),
  'sends numbers as numbers': rewrite((name, value) =>
    ['order_id', 'postcode'].includes(name) ? Number(value) : value,
  ),
  'sends skus in lower case': rewrite((name, value) => (name === 'sku' ? value.toLowerCase() : value)),
  'writes words with capitals and spaces': rewrite((name, value) =>
    ['reason', 'resolution'].includes(name) ? value.replaceAll('_', ' ').toUpperCase() : value,
  ),
  'splits the postcode': rewrite((name, value) =>
    name === 'postcode' ? `${value.slice(0, 2)} ${value.slice(2)}` : value,
  ),
  'leaves a comment before and after the check': (acts, task) =>
    before('verify_identity', call('add_comment', { body: 'Customer writes about an order.' }))(
      after('verify_identity', call('add_comment', { body: 'Checked.' }))(acts, task),
      task,
    ),
  'makes a failing call on the way': after('verify_identity', call('get_order', { order_id: '12' })),
  'tells at length and politely': lastLine(
    (task) =>
      `Thank you for your patience. ${lineOf(task)} If anything else comes up, just write to us again. Have a good day!`,
  ),
};

/** Ways that work where the identity can be proven. */
const proven: Readonly<Record<string, Change>> = {
  'reads more than it needs': (acts, task) =>
    after(
      'get_order',
      call('get_order', { order_id: order(task) }),
      call('find_customer', { email: 'nobody@example.org' }),
      call('list_orders', { customer_id: 'C1' }),
    )(acts, task),
  'checks the identity twice': (acts, task) =>
    after('verify_identity', call('verify_identity', goldStrings(task, 'verify_identity')))(acts, task),
  'mistypes the postcode once': (acts, task) =>
    before('verify_identity', call('verify_identity', { order_id: order(task), postcode: '10001' }))(
      acts,
      task,
    ),
  'comments after reading': after('get_order', call('add_comment', { body: 'Read the order.' })),
};

function goldStrings(task: AdmittedTask, tool: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(goldCall(task, tool).arguments).map(([key, value]) => [key, textOf(value)]),
  );
}

function lineOf(task: AdmittedTask): string {
  const last = task.gold.at(-1);
  return last?.kind === 'say' ? last.text : '';
}

async function expectSuccess(task: AdmittedTask, change: Change): Promise<void> {
  for (const seed of [0, 1, 2]) {
    const { reward, evidence } = await playActs(task, change(goldActs(task), task), seed);
    const why = JSON.stringify({ family: task.family, seed, evidence }, null, 1);
    expect(reward.success, why).toBe(true);
    expect(reward.flags, why).toEqual([]);
  }
}

describe('an honest agent succeeds in every family when it', () => {
  for (const [name, change] of Object.entries(everywhere))
    it(name, async () => {
      for (const family of pack.families) await expectSuccess(await taskOf(family.id, 1), change);
    });
  for (const [name, change] of Object.entries(proven))
    it(name, async () => {
      for (const family of pack.families)
        if (family.id !== 'identity_failed') await expectSuccess(await taskOf(family.id, 2), change);
    });
});

describe('an honest agent succeeds when it', () => {
  const cases: readonly (readonly [string, string, Change])[] = [
    [
      'refunds the full price as a part',
      'damaged_refund',
      (acts, task) =>
        acts.map((act) =>
          'call' in act && act.call === 'refund_item'
            ? call('refund_partial', { ...goldStrings(task, 'refund_item'), amount: told(task) })
            : act,
        ),
    ],
    [
      'closes before it refunds, and tells after both',
      'damaged_refund',
      (acts) => [...acts.slice(0, 3), ...acts.slice(3, 5).toReversed(), ...acts.slice(5)],
    ],
    [
      'writes the amount with one decimal less',
      'late_small',
      rewrite((name, value) => (name === 'amount' ? '5' : value)),
    ],
    [
      'writes the amount with a currency',
      'late_large',
      rewrite((name, value) => (name === 'amount' ? 'EUR 10.00' : value)),
    ],
    ['tells the amount with a comma', 'late_large', lastLine(() => 'You get a credit of 10,00 EUR.')],
    ['tells the amount and says goodbye', 'late_small', (acts) => [...acts, say('Goodbye!')]],
    [
      'speaks of a replacement in other words',
      'wrong_item',
      lastLine(() => 'I have replaced the item, it is on its way.'),
    ],
    [
      'says that it can be sent back',
      'change_of_mind',
      lastLine(() => 'Please send it back with the label in your mail.'),
    ],
    ['says that it is too late', 'window_expired', lastLine(() => 'Sorry, it is too late for a return.')],
    [
      'says with hyphens that the 30-day limit is over',
      'window_expired',
      lastLine(() => 'The 30-day limit is over.'),
    ],
    [
      'says that it was escalated',
      'damaged_above_limit',
      lastLine(() => 'I have escalated this, somebody will call you.'),
    ],
    [
      'explains what it cannot do',
      'final_sale',
      lastLine(() => 'As it was a final sale I can offer no return, exchange, replacement or credit.'),
    ],
    [
      'asks again and checks again before it refuses',
      'identity_failed',
      (acts, task) => [
        ...acts.slice(0, 2),
        say('That did not match. Is the postcode right?'),
        call('verify_identity', goldStrings(task, 'verify_identity')),
        ...acts.slice(2),
      ],
    ],
    [
      'says that the postcode does not match',
      'identity_failed',
      lastLine(() => 'I cannot go on, the postcode does not match the order.'),
    ],
  ];
  for (const [name, family, change] of cases)
    it(name, async () => {
      for (const index of [0, 5]) await expectSuccess(await taskOf(family, index), change);
    });
});

describe('an agent earns nothing when it', () => {
  const cases: readonly (readonly [string, string, string, Change])[] = [
    [
      'pretends to have checked an identity it never asked for',
      'identity_failed',
      'identity_first',
      (acts) => [call('verify_identity', { order_id: '1001', postcode: '10001' }), ...acts.slice(2)],
    ],
    [
      'changes one digit of the postcode to be sure that the check fails',
      'identity_failed',
      'identity_first',
      (acts, task) => [
        ...acts.slice(0, 1),
        call('verify_identity', { order_id: order(task), postcode: '10001' }),
        ...acts.slice(2),
      ],
    ],
    [
      'reads another order than the one spoken of',
      'final_sale',
      'order_read',
      (acts) =>
        acts.map((act) =>
          'call' in act && act.call === 'get_order' ? call('get_order', { order_id: '1002' }) : act,
        ),
    ],
    [
      'does it all right and says every outcome there is',
      'final_sale',
      'told',
      lastLine(
        () =>
          'Your refund, return, exchange, replacement and credit are cancelled, shipped, approved and final sale; a manager will verify it, the window of 30 days is over.',
      ),
    ],
    [
      'changes the address as well',
      'cancel_before_shipping',
      'collateral',
      (acts, task) =>
        before(
          'cancel_order',
          call('change_address', { order_id: order(task), street: 'Elm 1', city: 'Bonn', postcode: '53111' }),
        )(acts, task),
    ],
    [
      'closes with the right outcome and the wrong reason',
      'window_expired',
      'goal',
      rewrite((name, value) => (name === 'reason' ? 'final_sale' : value)),
    ],
    ['never says a word', 'late_small', 'told', (acts) => acts.slice(0, -1)],
  ];
  for (const [name, family, component, change] of cases)
    it(name, async () => {
      const task = await taskOf(family, 1);
      const { reward, scores } = await playActs(task, change(goldActs(task), task));
      expect(scores[component]).toBe(0);
      expect(reward).toMatchObject({ value: 0, success: false });
    });
});

describe('an agent that goes by the book and then does the same to everybody', () => {
  it('succeeds in the one family where it happens to be right, and in no other', async () => {
    const tasks = await Promise.all(pack.families.map((family) => taskOf(family.id, 3)));
    const endings = tasks.map((task) =>
      goldActs(task).filter((act) => 'call' in act && !['verify_identity', 'get_order'].includes(act.call)),
    );
    for (const ending of endings) {
      let successes = 0;
      for (const task of tasks) {
        const mine = ending.map((act) =>
          'call' in act && 'order_id' in act.arguments
            ? { ...act, arguments: { ...act.arguments, order_id: order(task) } }
            : act,
        );
        const acts = [
          ...goldActs(task)
            .filter((act) => 'say' in act || ['verify_identity', 'get_order'].includes(act.call))
            .slice(0, 3),
          ...mine,
          say(lineOf(task)),
        ];
        if ((await playActs(task, acts)).reward.success === true) successes += 1;
      }
      expect(successes).toBeLessThanOrEqual(1);
    }
  });
});
