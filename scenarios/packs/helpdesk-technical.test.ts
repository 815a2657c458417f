/** Honest agents in other words, and short cuts that must not pay: the article, the order of things, what each model needs. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { GoldMove } from '../schema/task.ts';
import { inOtherWords, lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('helpdesk-technical', 'train');
  heldout = await stageOf('helpdesk-technical', 'heldout');
});

/** The questions and requests of the gold solutions as another agent might put them. */
const OTHER_WORDS = {
  'Please tell me the device number': 'What number of the device is printed on the back?',
  'Please read me the code': 'Which code do you see there?',
  'Please tell me your postcode': 'Which zip code do you live in?',
  'Please pull the cable out': 'Could you unplug it once and push it in firmly?',
  'Please start the update': 'Would you run the update, please? It takes five minutes.',
  'Please switch it off': 'Could you reboot it for me?',
  'Please tell me your e-mail address': 'Under which email address do we have you?',
  'I have sent you a message': 'There is an e-mail from us, click the link in it please.',
  'A part is broken and the warranty is over':
    'The repair costs something as the warranty has run out. Shall we go ahead?',
  'Which day suits you': 'What date should we note?',
  'The payment waits for you': 'Your bank app asks for your okay, please give it there.',
  'Your card has expired': 'Would you give us a different card?',
  'Your bank has declined': 'Could you send the money by transfer instead?',
  'After a restart the door': 'Do you have to leave the house within the next hour?',
};

const LAST_LINES: readonly (readonly [string, string, string])[] = [
  [
    'device_dead',
    'outage',
    'We have an outage in your area, our people are at it. Nothing to do for you but wait.',
  ],
  ['device_dead', 'line_in_the_wall', 'I have passed this on, one of our technicians will come to see you.'],
  ['device_dead', 'no_menu', 'This has been escalated to a technician.'],
  ['device_dead', 'loose_cable', 'Great, it was just the cable.'],
  ['device_dead', 'old_firmware', 'Perfect. With the new firmware all is well.'],
  ['device_dead', 'hangs', 'Good to hear that restarting did it.'],
  ['broken_part', 'replaced', 'Your new device is on its way, free of charge.'],
  ['broken_part', 'no_paid_repair', 'Unfortunately this is no longer covered, so I can do nothing for you.'],
  ['broken_part', 'declined', 'As you wish. The device is not covered any more, so it stays as it is.'],
  ['broken_again', 'within', 'This time we replace it.'],
  ['blocked_service', 'paused', 'The subscription is active again.'],
  ['lock_hangs', 'leaves', 'I have handed this over to a specialist who will visit you.'],
  ['lock_hangs', 'stays', 'The reboot did it.'],
];

const stageFor = (family: string): Stage => (family === 'lock_hangs' ? heldout : train);

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
    ['broken_part', 'free_repair'],
    ['broken_part', 'paid_repair'],
    ['broken_again', 'later'],
    ['blocked_service', 'approval'],
    ['blocked_service', 'new_card'],
    ['blocked_service', 'transfer'],
    ['blocked_service', 'charged'],
  ] as const)
    it(`in ${family}, ${id}, whose figures it must tell`, () => {
      const task = train.task(family, id);
      const reward = train.play(task, inOtherWords(OTHER_WORDS));
      expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
    });
});

const TRIES: readonly GoldMove[] = [
  { kind: 'ask_to', action: 'restart', text: 'Please restart the device.' },
  { kind: 'ask_to', action: 'reseat', text: 'Please push the cable in again.' },
  { kind: 'ask_to', action: 'update', text: 'Please start the update in the menu.' },
];

/** Lets the customer try everything one after another, as agents do that do not look. */
const tryEverything = (moves: readonly GoldMove[]): readonly GoldMove[] =>
  moves.flatMap((move): readonly GoldMove[] => {
    if (move.kind !== 'ask_to') return [move];
    return move.action === 'code' ? TRIES : [];
  });

describe('an agent earns nothing when it', () => {
  it.each(['hangs', 'loose_cable'])('lets the customer try everything (%s)', (id) => {
    const reward = train.play(train.task('device_dead', id), tryEverything);
    expect(reward.value).toBe(0);
  });

  it('does not read the article of the model, or reads another one', () => {
    const task = train.task('broken_part', 'replaced');
    expect(train.play(task, without('get_article')).value).toBe(0);
    const other = task.gold.map((move): GoldMove =>
      move.kind === 'call' && move.tool === 'get_article'
        ? { ...move, arguments: { slug: 'broken-hardware' } }
        : move,
    );
    expect(train.play(task, () => other).value).toBe(0);
  });

  it('replaces a device before the customer has confirmed who it is', () => {
    expect(train.play(train.task('broken_part', 'replaced'), without('get_ticket')).value).toBe(0);
  });

  it('lets a customer pull the cable of a camera, or restart a lock and go out', () => {
    const camera = train.task('device_dead', 'line_in_the_wall');
    const pulled = inPlaceOf('escalate_ticket', [
      { kind: 'ask_to', action: 'reseat', text: 'Please push the cable in again.' },
      { kind: 'call', tool: 'close_ticket', arguments: { resolution: 'informed' } },
    ]);
    expect(train.play(camera, pulled).value).toBe(0);
    const lock = heldout.task('lock_hangs', 'leaves');
    const restarted = inPlaceOf('escalate_ticket', [
      { kind: 'ask_to', action: 'restart', text: 'Please restart it now.' },
      { kind: 'call', tool: 'close_ticket', arguments: { resolution: 'informed' } },
    ]);
    expect(heldout.play(lock, restarted).value).toBe(0);
  });
});

function inPlaceOf(tool: string, instead: readonly GoldMove[]) {
  return (moves: readonly GoldMove[]): readonly GoldMove[] =>
    moves.flatMap((move) => (move.kind === 'call' && move.tool === tool ? instead : [move]));
}
