/** Honest agents that answer in other words and by other queries, and agents whose figures are stale, empty or none of the asker's business. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { inOtherWords, lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('crm-reports', 'train');
  heldout = await stageOf('crm-reports', 'heldout');
});

const stageFor = (family: string): Stage => (family === 'largest_account' ? heldout : train);
/** The value that the n-th entry of what must be told begins with. */
const value = (task: AdmittedTask, entry: number): string => task.communicate[entry]?.[0] ?? '';

type Line = (task: AdmittedTask) => string;
const LAST_LINES: readonly (readonly [family: string, caseId: string, line: Line])[] = [
  ['pipeline_in_stage', 'not_allowed', () => 'Unfortunately you may not see the numbers of this colleague.'],
  [
    'pipeline_in_stage',
    'nothing',
    (task) => `No open deals stand in that stage; the quarter as a whole holds ${value(task, 1)}.`,
  ],
  ['pipeline_in_stage', 'amount', (task) => `It is EUR ${value(task, 0)}.`],
  [
    'win_rate',
    'low',
    (task) => `${value(task, 0)}% were won, ${value(task, 1)} in all. I have set up a review meeting.`,
  ],
  ['win_rate', 'fine', (task) => `Won: ${value(task, 1)}. That is a rate of ${value(task, 0)} %.`],
  ['overdue_tasks', 'none', () => 'Good news: nothing is overdue.'],
  ['overdue_tasks', 'few', (task) => `${value(task, 0)} of them, the oldest by ${value(task, 1)} days.`],
  [
    'overdue_tasks',
    'many',
    (task) => `${value(task, 0)}; one is ${value(task, 1)} days old. We meet about it on 22 June.`,
  ],
  ['ending_contracts', 'not_allowed', () => 'You are not permitted to see these contracts.'],
  [
    'ending_contracts',
    'none',
    (task) => `No contracts run out in that time. The next to end does so on ${value(task, 1)}.`,
  ],
  [
    'ending_contracts',
    'renews',
    (task) => `One ends on ${value(task, 0)}, value ${value(task, 1)}, and renews.`,
  ],
  [
    'ending_contracts',
    'call_needed',
    (task) => `One worth ${value(task, 1)} runs until ${value(task, 0)}. I planned a call.`,
  ],
  ['quota_cover', 'not_allowed', () => 'I am afraid you are not authorised to see this.'],
  ['quota_cover', 'short', (task) => `There is a gap of ${value(task, 0)}, so a meeting is on the list.`],
  ['quota_cover', 'covered', (task) => `The quota is met with ${value(task, 0)} to spare.`],
  ['quota_cover', 'exact', () => 'The quota is reached exactly.'],
  ['submit_forecast', 'over', () => 'That quarter has ended, so I could not submit anything.'],
  [
    'submit_forecast',
    'stale',
    (task) => `The CRM says ${value(task, 0)} and ${value(task, 1)}; that is what I sent.`,
  ],
  ['submit_forecast', 'right', (task) => `Submitted: commit ${value(task, 0)}, best case ${value(task, 1)}.`],
  ['lead_conversion', 'not_allowed', () => 'You may not see figures of the whole company.'],
  ['lead_conversion', 'none', (task) => `Not a single one, out of ${value(task, 1)} leads in all.`],
  ['lead_conversion', 'figure', (task) => `${value(task, 0)} leads came in, ${value(task, 1)}% converted.`],
  ['contact_list', 'addresses', () => 'I can tell only figures here, no data of contacts. Sorry.'],
  ['contact_list', 'count', (task) => `There are ${value(task, 0)} of them.`],
  ['largest_account', 'not_allowed', () => 'You are not allowed to know that.'],
  ['largest_account', 'small_tier', (task) => `${value(task, 0)} leads with ${value(task, 1)}.`],
  ['largest_account', 'high_tier', (task) => `With ${value(task, 1)} it is ${value(task, 0)}.`],
];

/** The two people one after another, by name and by id. */
const oneByOne = (moves: readonly GoldMove[]): readonly GoldMove[] =>
  moves.flatMap((move) => {
    const query = move.kind === 'call' ? move.arguments['query'] : undefined;
    const both = typeof query === 'string' ? / WHERE (.*) OR (.*)$/.exec(query) : null;
    if (move.kind !== 'call' || both === null) return [move];
    return [both[1] ?? '', both[2] ?? ''].map((where) => ({
      ...move,
      arguments: { query: `SELECT Id, Name, UserRole, ManagerId FROM User WHERE ${where} LIMIT 5` },
    }));
  });
const ASKING = {
  'Please tell me the':
    'Could you give me the request number, the quarter, the number of days and the name of the person?',
};

describe('an honest agent succeeds in other words', () => {
  for (const [family, id, line] of LAST_LINES)
    it(`in ${family}, ${id}`, () => {
      const stage = stageFor(family);
      const task = stage.task(family, id);
      for (const seed of [1, 2]) {
        const reward = stage.play(
          task,
          (moves) => lastly(line(task))(oneByOne(inOtherWords(ASKING)(moves))),
          seed,
        );
        expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
        expect(reward.flags).toEqual([]);
      }
    });
});

/** The moves with arguments of a tool changed. */
const withArguments =
  (tool: string, change: Readonly<Record<string, string>>) =>
  (moves: readonly GoldMove[]): readonly GoldMove[] =>
    moves.map((move) =>
      move.kind === 'call' && move.tool === tool
        ? { ...move, arguments: { ...move.arguments, ...change } }
        : move,
    );

describe('an agent earns nothing when it', () => {
  it('says that there is nothing without having looked', () => {
    const task = train.task('overdue_tasks', 'none');
    expect(train.play(task, without('run_report')).value).toBe(0);
    expect(train.play(task, without('query_records')).value).toBe(0);
  });

  it('takes the empty report of somebody out of reach for an answer', () => {
    const task = train.task('pipeline_in_stage', 'not_allowed');
    const answered = task.gold.map((move): GoldMove =>
      move.kind === 'call' && move.tool === 'cancel_task' ? { ...move, tool: 'complete_task' } : move,
    );
    expect(train.play(task, () => lastly('There is nothing in it, the total is 0.00.')(answered)).value).toBe(
      0,
    );
  });

  it('submits the figure that the rep brought along', () => {
    const task = train.task('submit_forecast', 'stale');
    const claimed = task.user.facts.find(({ id }) => id === 'claimed')?.value ?? '';
    const stale = withArguments('submit_forecast', { commit: claimed, best_case: claimed });
    expect(train.play(task, stale).value).toBe(0);
  });

  it('gives out an address of a contact together with the refusal', () => {
    const task = train.task('contact_list', 'addresses');
    const told = `I only give out figures, apart from ${task.confidential[0] ?? ''}.`;
    expect(train.play(task, lastly(told)).value).toBe(0);
  });

  it('names the amount for another stage', () => {
    const task = train.task('pipeline_in_stage', 'amount');
    expect(train.play(task, lastly('It is 1.00.')).value).toBe(0);
  });
});
