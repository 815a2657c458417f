/** Honest agents in other words, and what costs a complaint desk: the wrong tone, no apology, a limit or a record not looked at. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { GoldMove } from '../schema/task.ts';
import { inOtherWords, lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('helpdesk-complaints', 'train');
  heldout = await stageOf('helpdesk-complaints', 'heldout');
});
const stageFor = (family: string): Stage => (family === 'threatens' ? heldout : train);

const OTHER_WORDS = {
  'I am sorry about this. Please': 'My apologies. May I have the order ID and the zip code, please?',
  'Thank you, and sorry for': 'And which email address do you use with us?',
};

const LAST_LINES: readonly (readonly [string, string, string])[] = [
  ['late_parcel', 'on_time', 'I apologise, but according to our records there was no delay.'],
  ['late_parcel', 'recent', 'Sorry, the record says that you already received a credit not long ago.'],
  [
    'late_parcel',
    'recent_vip',
    'Our records show an earlier goodwill, so my manager will decide. Sorry for the wait.',
  ],
  ['never_arrived', 'lost', 'Sorry! The record says that it is lost. I am sending it again today.'],
  ['never_arrived', 'long_overdue', 'I am sorry. By our records it is far too late, I have escalated this.'],
  ['never_arrived', 'under_way', 'Sorry for the wait. According to the tracking it is in transit.'],
  ['wrote_again', 'never_wrote', 'Sorry, but I see no previous complaint of yours in our records.'],
  ['wrote_again', 'too_often', 'I apologise. The record is clear, a team lead will take this up.'],
  ['demands_amount', 'above_all_limits', 'I am sorry. My manager has to decide about such a sum.'],
  ['changed_mind', 'goods', 'Sorry again. The new one leaves our warehouse today.'],
  ['changed_mind', 'above_limit', 'I am sorry. I have passed it on to a supervisor.'],
  ['threatens', 'legal', 'I am sorry. This has been handed over and you will hear from us.'],
  ['threatens', 'on_time', 'Sorry to hear that you are not happy. Our records say that it was not late.'],
];

describe('an honest agent succeeds in other words', () => {
  for (const [family, id, line] of LAST_LINES)
    it(`in ${family}, ${id}`, () => {
      const stage = stageFor(family);
      for (const after of [0, 1]) {
        const task = stage.task(family, id, after);
        const reward = stage.play(task, (moves) => lastly(line)(inOtherWords(OTHER_WORDS)(moves)), after);
        expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
        expect(reward.flags).toEqual([]);
      }
    });

  for (const [family, id] of [
    ['late_parcel', 'some_days'],
    ['late_parcel', 'many_days'],
    ['never_arrived', 'delivered'],
    ['wrote_again', 'some'],
    ['demands_amount', 'as_demanded'],
    ['demands_amount', 'limit'],
    ['changed_mind', 'money'],
    ['threatens', 'late'],
  ] as const)
    it(`in ${family}, ${id}, whose figures it must tell`, () => {
      const stage = stageFor(family);
      const task = stage.task(family, id);
      const reward = stage.play(task, inOtherWords(OTHER_WORDS));
      expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
    });
});

describe('a success is worth less', () => {
  const full = (text: string): number | null => {
    const task = train.task('changed_mind', 'goods');
    const reward = train.play(task, lastly(text));
    expect(reward.success).toBe(true);
    return reward.value;
  };

  it('with a promise that the policy does not allow, or with blame', () => {
    expect(full('I am sorry. A replacement is on its way.')).toBe(1);
    expect(
      full('I am sorry. A replacement is on its way, and I promise it will be there tomorrow.'),
    ).toBeLessThan(1);
    expect(full('A replacement is on its way, though it was obviously your fault.')).toBeLessThan(1);
  });

  it('without an apology in the first line', () => {
    const task = train.task('late_parcel', 'on_time');
    const cold = inOtherWords({ 'I am sorry about this': 'Order number and postcode, please.' });
    const reward = train.play(task, cold);
    expect(reward.success).toBe(true);
    expect(reward.value).toBeLessThan(1);
    expect(reward.components.find(({ id }) => id === 'apology_first')?.score).toBe(0);
  });

  it('with a customer who was kept waiting and goes away angrier than need be', () => {
    const task = train.task('demands_amount', 'above_all_limits');
    const idle: readonly GoldMove[] = [
      { kind: 'say', text: 'I am sorry, one moment please.' },
      { kind: 'say', text: 'Sorry, I am still looking.' },
    ];
    const reward = train.play(task, (moves) => [...idle, ...moves]);
    expect(reward.success).toBe(true);
    expect(reward.components.find(({ id }) => id === 'satisfaction')?.score).toBeLessThan(1);
  });
});

describe('an agent earns nothing when it', () => {
  it('does not look at what was granted before', () => {
    expect(train.play(train.task('late_parcel', 'many_days'), without('get_store_credit')).value).toBe(0);
  });

  it('believes the claim and grants what the record does not bear out', () => {
    const task = train.task('late_parcel', 'on_time');
    const generous = (moves: readonly GoldMove[]): readonly GoldMove[] =>
      moves.flatMap((move) =>
        move.kind === 'call' && move.tool === 'close_ticket'
          ? [{ ...move, arguments: { resolution: 'credited' } }]
          : [move],
      );
    expect(train.play(task, generous).value).toBe(0);
  });

  it('does what was asked for first and not what was asked for last', () => {
    const task = train.task('changed_mind', 'money');
    const first = task.gold.map((move): GoldMove =>
      move.kind === 'call' && move.tool === 'refund_item' ? { ...move, tool: 'exchange_item' } : move,
    );
    expect(train.play(task, () => first).value).toBe(0);
  });
});
