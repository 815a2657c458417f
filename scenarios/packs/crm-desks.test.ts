/** Honest agents at the deal desk and the renewals desk in other words than the gold solutions', and short cuts that must not pay. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { inOtherWords, stageOf, without, type Stage } from './phrasing.fixture.ts';

const stages = new Map<string, Stage>();
beforeAll(async () => {
  for (const pack of ['crm-quotes', 'crm-renewals'])
    for (const split of ['train', 'heldout'] as const)
      stages.set(`${pack}/${split}`, await stageOf(pack, split));
});

function stage(pack: string, family: string): Stage {
  const found = stages.get(`${pack}/${HELDOUT.has(family) ? 'heldout' : 'train'}`);
  if (found === undefined) throw new Error(`no stage for ${pack}`);
  return found;
}

const HELDOUT = new Set(['customer_accepts', 'withdraw']);
/** One question for everything, as another agent might put it. */
const OTHER_WORDS = {
  'Please tell me the':
    'Which quote, opportunity or contract is it: could I have its quote number, opportunity id or contract id, the request id or case id, the product code, how many of it, and what percentage?',
  'For which': 'For how many months shall it be?',
};

/** What must be told, by the first wording of each entry. */
const told = (task: AdmittedTask, entry = 0): string => task.communicate[entry]?.[0] ?? '';

type Line = (task: AdmittedTask) => string;
const LINES: readonly (readonly [string, string, string, Line])[] = [
  ['crm-quotes', 'discount', 'too_much', (task) => `That is beyond the ${told(task)}% we may go to. Sorry.`],
  [
    'crm-quotes',
    'discount',
    'director_by_percent',
    (task) => `Pending with ${told(task)}, then ${told(task, 1)}.`,
  ],
  ['crm-quotes', 'discount', 'manager', (task) => `I sent it to ${told(task)} for a decision.`],
  [
    'crm-quotes',
    'discount',
    'at_once',
    (task) => `No approval was needed; the new total is ${told(task, 1)}.`,
  ],
  [
    'crm-quotes',
    'change_discount',
    'over',
    (task) => `Its status is ${told(task).replace('already ', '')}, nothing can be changed.`,
  ],
  ['crm-quotes', 'change_discount', 'revise_manager', (task) => `It is back in review with ${told(task)}.`],
  ['crm-quotes', 'new_quote', 'not_sold', () => 'That product is not in the price book of your deal, sorry.'],
  [
    'crm-quotes',
    'new_quote',
    'no_contact',
    (task) => `The deal needs a contact before I can present it; the total is ${told(task, 1)}.`,
  ],
  [
    'crm-quotes',
    'new_quote',
    'old_price',
    (task) => `Sent to your customer: ${told(task)} EUR, at the current prices.`,
  ],
  [
    'crm-quotes',
    'approval_waits',
    'escalate',
    (task) => `${told(task)} will look after your request from here.`,
  ],
  [
    'crm-quotes',
    'approval_waits',
    'wait',
    (task) => `Please be patient, ${told(task)} still has time to decide.`,
  ],
  [
    'crm-quotes',
    'customer_accepts',
    'past',
    (task) => `It had expired, so a new quote, good until ${told(task)}, is on its way.`,
  ],
  [
    'crm-quotes',
    'customer_accepts',
    'unpresented',
    () => 'It has never been presented, so there is nothing they could accept.',
  ],
  ['crm-quotes', 'customer_accepts', 'won', (task) => `Booked, ${told(task)} it is. Well done!`],
  ['crm-renewals', 'renewal', 'foreign', () => 'I cannot help with that one, it belongs to another account.'],
  ['crm-renewals', 'renewal', 'early', (task) => `Please come back on ${told(task)}.`],
  [
    'crm-renewals',
    'renewal',
    'blocked',
    (task) => `First we have to solve ${told(task)}; I keep your request waiting.`,
  ],
  ['crm-renewals', 'renewal', 'renewed', (task) => `All set. The new term costs ${told(task)}.`],
  ['crm-renewals', 'notice', 'too_late', (task) => `The notice period ended on ${told(task)}, sorry.`],
  ['crm-renewals', 'notice', 'in_time', (task) => `Confirmed, everything ends on ${told(task)}.`],
  ['crm-renewals', 'leave_now', 'too_young', (task) => `It only began on ${told(task)}, so not yet.`],
  [
    'crm-renewals',
    'leave_now',
    'too_large',
    () => 'I had to hand this to a supervisor, who will write to you.',
  ],
  ['crm-renewals', 'leave_now', 'let_go', () => 'Done, the contract ended today.'],
  [
    'crm-renewals',
    'downgrade',
    'handed_over',
    () => 'You will hear from your account executive about a smaller plan.',
  ],
  ['crm-renewals', 'downgrade', 'mid_term', (task) => `Not before the term is over on ${told(task)}.`],
  ['crm-renewals', 'activation', 'mismatch', (task) => `Please correct the value to ${told(task)} first.`],
  ['crm-renewals', 'activation', 'approve_and_activate', (task) => `It is live, through ${told(task)}.`],
  ['crm-renewals', 'withdraw', 'stays', () => 'Happy to hear it! Your notice has been taken back.'],
  ['crm-renewals', 'withdraw', 'too_late', (task) => `That was possible until ${told(task)}, no longer.`],
];

/** The last thing that is said, whatever steps follow or lead to it. */
const ending = (text: string) => (moves: readonly GoldMove[]) => {
  const last = moves.findLastIndex(({ kind }) => kind === 'say');
  return moves.map((move, i): GoldMove => (i === last && move.kind === 'say' ? { ...move, text } : move));
};

describe('an honest agent succeeds in other words', () => {
  for (const [pack, family, id, line] of LINES)
    it(`in ${pack}, ${family}, ${id}`, () => {
      const at = stage(pack, family);
      const task = at.task(family, id);
      const reward = at.play(task, (moves) => ending(line(task))(inOtherWords(OTHER_WORDS)(moves)));
      const why = reward.components.filter(({ score }) => score !== 1);
      expect(reward.success, JSON.stringify(why)).toBe(true);
      expect(reward.flags).toEqual([]);
    });
});

describe('an agent earns nothing when it', () => {
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    ['does not read the quote', 'crm-quotes', 'change_discount', 'revise_manager', 'get_quote'],
    ['does not look at the price book', 'crm-quotes', 'new_quote', 'presented', 'list_price_book'],
    ['does not put the request on hold', 'crm-quotes', 'approval_waits', 'escalate', 'hold_task'],
    ['does not read the case', 'crm-renewals', 'notice', 'in_time', 'get_case'],
    ['does not submit what it renewed', 'crm-renewals', 'renewal', 'renewed', 'submit_contract'],
    ['does not send the wrong contract back', 'crm-renewals', 'activation', 'mismatch', 'reject_contract'],
  ];
  for (const [name, pack, family, id, tool] of cases)
    it(name, () => {
      const at = stage(pack, family);
      expect(at.play(at.task(family, id), without(tool)).success).toBe(false);
    });

  it('tells whose contract it is', () => {
    const at = stage('crm-renewals', 'notice');
    const task = at.task('notice', 'foreign');
    const text = `This contract is not yours, it belongs to ${task.confidential[0] ?? ''}.`;
    const { success, components } = at.play(task, ending(text));
    expect(success).toBe(false);
    expect(components.find(({ id }) => id === 'confidential')?.score).toBe(0);
  });

  it('declines a notice that came in time', () => {
    const at = stage('crm-renewals', 'notice');
    const declining = without('give_contract_notice');
    const reward = at.play(at.task('notice', 'in_time'), (moves) =>
      declining(moves).map((move) =>
        move.kind === 'call' && move.tool === 'resolve_case'
          ? { ...move, arguments: { ...move.arguments, resolution: 'declined' } }
          : move,
      ),
    );
    expect(reward.success).toBe(false);
  });
});
