/** Tickets worked in other words or another order than the gold solutions, and short cuts that must not pay. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('helpdesk-tickets', 'train');
  heldout = await stageOf('helpdesk-tickets', 'heldout');
});

type Moves = readonly GoldMove[];
const stageFor = (family: string): Stage => (family === 'sla_first' ? heldout : train);
const told = (task: AdmittedTask): string => task.communicate[0]?.[0] ?? '';
const isCall = (move: GoldMove, tool: string): boolean => move.kind === 'call' && move.tool === tool;
const call = (tool: string, args: Readonly<Record<string, string>> = {}): GoldMove => ({
  kind: 'call',
  tool,
  arguments: args,
});
const replying =
  (body: string) =>
  (moves: Moves): Moves =>
    moves.map((move) => (isCall(move, 'reply_to_customer') ? call('reply_to_customer', { body }) : move));
/** Swaps what is done with what another does. */
const inPlaceOf =
  (tool: string, ...others: Moves) =>
  (moves: Moves): Moves =>
    moves.flatMap((move) => (isCall(move, tool) ? others : [move]));

const REPLIES: readonly (readonly [string, string, (task: AdmittedTask) => string])[] = [
  ['triage', 'normal', (task) => `Hello, I have passed this on. You hear from our ${told(task)}.`],
  ['triage', 'hazard', (task) => `I am sorry to hear that! The ${told(task)} calls you today.`],
  ['duplicate', 'same_case', (task) => `This belongs to ${told(task)}, where we go on.`],
  ['duplicate', 'solved_before', () => 'Sorry about that. Our order team takes a new look at it.'],
  ['error_code', 'known_problem', () => 'We are aware of this fault and work on it.'],
  ['error_code', 'outbreak', () => 'Thank you, our technical colleagues will write to you.'],
  ['late_parcel', 'on_time', (task) => `No reason to worry, it is due on ${told(task)}.`],
  ['late_parcel', 'new_date', (task) => `Our apologies. The new day is ${told(task)}.`],
  ['late_parcel', 'lost', (task) => `It was lost, sorry. ${told(task)} euros are on the way to you.`],
  ['late_parcel', 'lost_above_limit', () => 'It was lost, sorry. My manager looks into your case now.'],
  ['late_parcel', 'cannot_send', () => 'We are sorry, the order had to be canceled.'],
  ['no_order_number', 'one_under_way', (task) => `We deliver it on ${told(task)}.`],
  ['sla_first', 'time_to_wait', (task) => `The warehouse says: ${told(task)}.`],
];

describe('an honest agent succeeds', () => {
  for (const [family, id, line] of REPLIES)
    it(`in other words: ${family}, ${id}`, () => {
      const stage = stageFor(family);
      const task = stage.task(family, id);
      const reward = stage.play(task, replying(line(task)));
      expect(reward.success, JSON.stringify(reward.components)).toBe(true);
    });

  it('when it asks for the number itself, without the macro', () => {
    const task = train.task('no_order_number', 'several_under_way');
    const body = 'Which order is it? Please send me its order number.';
    const reward = train.play(
      task,
      inPlaceOf('apply_macro', call('reply_to_customer', { body }), call('wait_for_customer')),
    );
    expect(reward.success, JSON.stringify(reward.components)).toBe(true);
  });

  it('when it asks the carrier in words that take it longer to answer', () => {
    const task = train.task('late_parcel', 'lost');
    const question = { partner: 'carrier', subject: 'Lost?', body: 'Is this parcel lost or damaged?' };
    const reward = train.play(
      task,
      inPlaceOf('start_side_conversation', call('start_side_conversation', question)),
    );
    expect(reward.value, JSON.stringify(reward.components)).toBe(1);
  });

  it('when it takes the steps of a triage in another order, and tags twice', () => {
    const task = train.task('triage', 'big_order');
    const reward = train.play(task, (gold) => {
      const last = gold.slice(-2);
      return [...gold.slice(0, 4), ...gold.slice(4, -2).toReversed(), ...last];
    });
    expect(reward.value, JSON.stringify(reward.components)).toBe(1);
  });
});

describe('nothing is earned by an agent that', () => {
  const short: readonly (readonly [
    string,
    string,
    string,
    string,
    (task: AdmittedTask) => (moves: Moves) => Moves,
  ])[] = [
    ['does not answer the customer', 'answered', 'triage', 'normal', () => without('reply_to_customer')],
    ['forgets that somebody was hurt', 'goal', 'triage', 'hazard', () => without('set_priority')],
    [
      'gives everything a high priority',
      'collateral',
      'triage',
      'normal',
      () =>
        inPlaceOf(
          'set_ticket_type',
          call('set_ticket_type', { type: 'incident' }),
          call('set_priority', { priority: 'high' }),
        ),
    ],
    [
      'answers a duplicate a second time',
      'goal',
      'duplicate',
      'same_case',
      () => inPlaceOf('merge_ticket', call('route_ticket', { group: 'first_line' })),
    ],
    [
      'opens a second problem beside the known one',
      'goal',
      'error_code',
      'known_problem',
      () => inPlaceOf('link_tickets', call('set_ticket_type', { type: 'problem' })),
    ],
    ['does not see an outbreak', 'goal', 'error_code', 'outbreak', () => without('set_priority')],
    [
      'refunds before the carrier has answered',
      'goal',
      'late_parcel',
      'lost',
      () => without('wait_for_answer'),
    ],
    [
      'asks the wrong partner',
      'goal',
      'late_parcel',
      'cannot_send',
      () =>
        inPlaceOf(
          'start_side_conversation',
          call('start_side_conversation', { partner: 'carrier', subject: 'Late', body: 'Where is it?' }),
        ),
    ],
    [
      'refunds what a supervisor has to decide',
      'goal',
      'late_parcel',
      'lost_above_limit',
      () => inPlaceOf('escalate_ticket', call('close_ticket', { resolution: 'refunded' })),
    ],
    [
      'waits while the clock runs out',
      'goal',
      'sla_first',
      'no_time',
      () => (moves) => {
        const wait = heldout
          .task('sla_first', 'time_to_wait')
          .gold.find((move) => isCall(move, 'wait_for_answer'));
        return inPlaceOf(
          'apply_macro',
          ...(wait === undefined ? [] : [wait]),
          call('reply_to_customer', { body: 'I have asked our warehouse.' }),
          call('close_ticket', { resolution: 'informed' }),
        )(moves);
      },
    ],
  ];
  for (const [name, fails, family, id, change] of short)
    it(name, () => {
      const stage = stageFor(family);
      const task = stage.task(family, id);
      const { value, components } = stage.play(task, change(task));
      expect(value).toBe(0);
      expect(components.find((component) => component.id === fails)?.score).not.toBe(1);
    });
});
