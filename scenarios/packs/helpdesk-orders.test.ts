/** Honest agents in other words, agents that check before they repeat, and short cuts that must not pay. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { inOtherWords, lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('helpdesk-orders', 'train');
  heldout = await stageOf('helpdesk-orders', 'heldout');
});

type Change = (moves: readonly GoldMove[]) => readonly GoldMove[];

const OTHER_WORDS = {
  'Please tell me your {asked}':
    'What are your order number, your zip code and, where it matters, the delivery day?',
  'That costs': 'It is a little dearer. How much more would you pay at most?',
};
const NEW_HOME = 'What is the new address?';

/** Last lines by case; `#` stands for what must be told. */
const LINES: Readonly<Record<string, string>> = {
  'add_item/added': 'Added! Altogether that makes # now.',
  'add_item/sold_out': 'Unfortunately that one is sold out at the moment.',
  'add_item/packed': 'Too late, the parcel has been packed.',
  'add_item/final_sale': 'That article is in our final sale, which I cannot add to an order.',
  'add_item/above_limit': 'My manager needs to approve that; we will write to you.',
  'change_variant/changed': 'All right, you get the other one. Your order comes to # in total.',
  'change_variant/over_limit':
    'The surcharge would be # and that exceeds what you want to pay, so your order stays the same.',
  'change_address/changed': 'We deliver to # then.',
  'change_address/shipped': 'The parcel is already on its way, so it cannot be redirected.',
  'delivery_day/set': 'It is booked for #.',
  'delivery_day/too_early': 'The soonest we can do is #.',
  'missing_parcel/wait': 'The carrier still has it under #, it should come soon.',
  'missing_parcel/reship': 'It got lost. A new parcel goes out and should be with you by #.',
  'missing_parcel/refund': 'It got lost and we have none left, so you get your money back: #.',
  'cancel_order/cancelled': 'Done, the order has been cancelled. You do not pay the #.',
  'cancel_order/final_sale':
    'Since there is a final sale product in the packed parcel, that is not possible.',
  'remove_item/removed': 'I took it out. What remains comes to #.',
  'remove_item/only_item': 'That was all there was in it, so I cancelled the order over #.',
};

const stageFor = (family: string): Stage => (family === 'remove_item' ? heldout : train);
const told = (task: AdmittedTask): string => task.communicate[0]?.[0] ?? '';

describe('an honest agent succeeds in other words', () => {
  for (const [way, line] of Object.entries(LINES))
    it(`in ${way}`, () => {
      const [family = '', id = ''] = way.split('/');
      const stage = stageFor(family);
      for (const after of [0, 1]) {
        const task = stage.task(family, id, after);
        const reward = stage.play(task, lastly(line.replace('#', told(task))), 3);
        expect(reward.value, JSON.stringify(reward.components)).toBe(1);
      }
    });

  it('when it asks in other words', () => {
    for (const [family, id] of [
      ['change_variant', 'over_limit'],
      ['delivery_day', 'set'],
      ['missing_parcel', 'reship'],
    ] as const) {
      const task = train.task(family, id);
      expect(train.play(task, inOtherWords(OTHER_WORDS))).toMatchObject({ value: 1 });
    }
    const moved = train.task('change_address', 'changed');
    const asking: Change = (moves) =>
      moves.map((move) =>
        move.kind === 'ask' && move.facts.includes('street') ? { ...move, text: NEW_HOME } : move,
      );
    expect(train.play(moved, asking)).toMatchObject({ value: 1 });
  });

  it('when it looks at the changes of the order before it goes on', () => {
    const task = train.task('add_item', 'added');
    const looking: Change = (moves) =>
      moves.flatMap((move) =>
        move.kind === 'call' && move.tool === 'add_order_item'
          ? [
              move,
              {
                ...move,
                tool: 'list_order_changes',
                arguments: { order_id: move.arguments['order_id'] ?? '' },
              },
            ]
          : [move],
      );
    expect(train.play(task, looking)).toMatchObject({ value: 1 });
  });
});

describe('an agent earns nothing when it', () => {
  const shortCuts: readonly (readonly [string, string, string, Change])[] = [
    ['never looks at the parcel', 'missing_parcel', 'reship', without('get_shipment')],
    ['never looks at the variants', 'change_variant', 'changed', without('list_variants')],
    ['does not prove who asks', 'cancel_order', 'cancelled', without('verify_identity')],
    ['keeps the new total to itself', 'add_item', 'added', lastly('It is in your order.')],
    [
      'refunds one of the lost items only',
      'missing_parcel',
      'refund',
      (moves) => dropLast(moves, 'refund_item'),
    ],
    [
      'promises a day that was not set',
      'delivery_day',
      'too_late',
      (moves) =>
        moves.map((move) =>
          move.kind === 'call' && move.tool === 'close_ticket'
            ? { ...move, arguments: { resolution: 'informed' } }
            : move,
        ),
    ],
  ];
  for (const [name, family, id, change] of shortCuts)
    it(name, () => {
      const task = train.task(family, id);
      expect(train.play(task, change)).toMatchObject({ value: 0 });
    });
});

function dropLast(moves: readonly GoldMove[], tool: string): readonly GoldMove[] {
  const at = moves.findLastIndex((move) => move.kind === 'call' && move.tool === tool);
  return moves.filter((_, i) => i !== at);
}
