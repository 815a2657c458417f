/** Honest agents that answer in other words and look things up in another way, and agents that look into one system only. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { inOtherWords, lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('cross-service', 'train');
  heldout = await stageOf('cross-service', 'heldout');
});

const stageFor = (family: string): Stage => (family === 'there_twice' ? heldout : train);
const value = (task: AdmittedTask, entry: number): string => task.communicate[entry]?.[0] ?? '';

const ASKING = {
  'Please tell me your':
    'May I have the number of your order, your zip code, and the email it was ordered with?',
};

type Line = (task: AdmittedTask) => string;
const LAST_LINES: readonly (readonly [family: string, caseId: string, line: Line])[] = [
  [
    'damaged_item',
    'borrowed_address',
    () => 'Sorry, this address belongs to someone else, so I have to stop here.',
  ],
  ['damaged_item', 'refund', (task) => `You get your money back: EUR ${value(task, 0)}.`],
  ['damaged_item', 'above', () => 'This has to be decided by a team lead, who has it now.'],
  ['cancel_order', 'shipped', () => 'Too late, I am afraid: the parcel is on its way.'],
  ['cancel_order', 'blocked', () => 'I have escalated it, because your company has a case with us.'],
  ['cancel_order', 'cancelled', () => 'Done, the order is canceled.'],
  ['late_delivery', 'on_time', () => 'Our carrier delivered in time, so I have nothing to offer.'],
  [
    'late_delivery',
    'renewal_ahead',
    (task) => `I credited ${value(task, 0)}, as a credit for your next order. Somebody will ring you.`,
  ],
  ['late_delivery', 'no_renewal', (task) => `There is a credit of EUR ${value(task, 0)} for you.`],
  ['mails_missing', 'stale_address', () => 'One record had your former address. It is updated.'],
  ['mails_missing', 'unsubscribed', () => 'You have opted out of our mails at some time.'],
  ['mails_missing', 'nothing_wrong', () => 'We have the correct address, nothing bounces.'],
  ['software_trouble', 'known', (task) => `There is ${value(task, 0)} about this, and I added your report.`],
  ['software_trouble', 'new_case', () => 'A support case has been created for you.'],
  ['there_twice', 'two_accounts', () => 'A colleague in sales will sort it out, it concerns two companies.'],
  ['there_twice', 'one_account', () => 'Your two records are combined now.'],
];

/** Everything about the contact instead of some fields, and the order before the contact. */
const otherReads = (moves: readonly GoldMove[]): readonly GoldMove[] =>
  moves.map((move) => {
    const query = move.kind === 'call' ? move.arguments['query'] : undefined;
    if (move.kind !== 'call' || typeof query !== 'string') return move;
    return {
      ...move,
      arguments: {
        query: query.replace(
          'SELECT Id, Name, AccountId',
          'SELECT Id, Name, Title, Email, AccountId, Account.Name',
        ),
      },
    };
  });

describe('an honest agent succeeds in other words', () => {
  for (const [family, id, line] of LAST_LINES)
    it(`in ${family}, ${id}`, () => {
      const stage = stageFor(family);
      for (const after of [0, 1]) {
        const task = stage.task(family, id, after);
        const reward = stage.play(
          task,
          (moves) => lastly(line(task))(otherReads(inOtherWords(ASKING)(moves))),
          1,
        );
        expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
        expect(reward.flags).toEqual([]);
      }
    });
});

/** The texts that the gold solution's calls give for an argument. */
const texts = (task: AdmittedTask, argument: string): readonly string[] =>
  task.gold.flatMap((move) => {
    const text = move.kind === 'call' ? move.arguments[argument] : undefined;
    return typeof text === 'string' ? [text] : [];
  });

/** The moves with one tool's calls replaced. */
const instead =
  (tool: string, calls: readonly Extract<GoldMove, { kind: 'call' }>[]) =>
  (moves: readonly GoldMove[]): readonly GoldMove[] =>
    moves.flatMap((move) => (move.kind === 'call' && move.tool === tool ? [...calls] : [move]));

describe('an agent earns nothing when it', () => {
  it('decides a refund without a look into the CRM', () => {
    expect(train.play(train.task('damaged_item', 'refund'), without('query_records')).value).toBe(0);
  });

  it('believes the tier that the customer claims', () => {
    const task = train.task('damaged_item', 'above');
    const order_id = task.user.facts.find(({ id }) => id === 'order_id')?.value ?? '';
    const generous = instead('escalate_ticket', [
      { kind: 'call', tool: 'refund_item', arguments: { order_id } },
      { kind: 'call', tool: 'close_ticket', arguments: { resolution: 'refunded' } },
    ]);
    expect(train.play(task, generous).value).toBe(0);
  });

  it('cancels while the account has an escalated case', () => {
    const task = train.task('cancel_order', 'blocked');
    const order_id = task.user.facts.find(({ id }) => id === 'order_id')?.value ?? '';
    const hasty = instead('escalate_ticket', [
      { kind: 'call', tool: 'cancel_order', arguments: { order_id } },
      { kind: 'call', tool: 'close_ticket', arguments: { resolution: 'cancelled' } },
    ]);
    expect(train.play(task, (moves) => lastly('Your order is cancelled.')(hasty(moves))).value).toBe(0);
  });

  it('gives the credit and forgets the owner of the account', () => {
    expect(train.play(train.task('late_delivery', 'renewal_ahead'), without('create_task')).value).toBe(0);
  });

  it('opens a second case for a known problem', () => {
    const task = train.task('software_trouble', 'known');
    const contact_id = /ContactId = '(CT\d+)'/.exec(texts(task, 'query').join(' '))?.[1] ?? '';
    const again = instead('add_case_note', [
      {
        kind: 'call',
        tool: 'create_case',
        arguments: {
          subject: 'Software',
          description: 'Trouble',
          contact_id,
          origin: 'chat',
          kind: 'problem',
        },
      },
    ]);
    expect(train.play(task, again).value).toBe(0);
  });

  it('merges contacts of two accounts', () => {
    const task = heldout.task('there_twice', 'two_accounts');
    const [first, second] = task.opening.flatMap(({ table, values }) =>
      table === 'contacts' ? [String(values['id'])] : [],
    );
    expect([first, second]).toEqual([expect.any(String), undefined]);
    const [about] = texts(task, 'record_id');
    const merged = instead('create_task', [
      {
        kind: 'call',
        tool: 'merge_records',
        arguments: { surviving_id: about ?? '', duplicate_id: `CT${first ?? ''}` },
      },
    ]);
    expect(heldout.play(task, merged).value).toBe(0);
  });
});
