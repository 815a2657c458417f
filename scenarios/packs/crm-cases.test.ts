/** Honest service agents that speak and look up in other ways, and agents that get an edge of the policy wrong. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { inOtherWords, lastly, stageOf, without, type Stage } from './phrasing.fixture.ts';

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('crm-cases', 'train');
  heldout = await stageOf('crm-cases', 'heldout');
});

const stageFor = (family: string): Stage => (family === 'two_cases' ? heldout : train);
const first = (task: AdmittedTask): string => task.communicate[0]?.[0] ?? '';

type Line = (task: AdmittedTask) => string;
const LAST_LINES: readonly (readonly [family: string, caseId: string, line: Line])[] = [
  ['got_worse', 'critical', () => 'This is critical now: our support manager has it.'],
  ['got_worse', 'high', () => 'I have set the priority to high and sent it to the next free colleague.'],
  ['got_worse', 'not_the_contact', () => 'I need a confirmation of the person who opened this.'],
  ['asks_how', 'not_the_contact', () => 'Let me wait until the contact person agrees, please.'],
  ['came_back', 'declined', () => 'We had declined this, and I cannot change it. Sorry.'],
  ['came_back', 'too_late', () => 'That was more than 14 days ago, so a new case is on its way for you.'],
  ['came_back', 'in_time', () => 'No problem, your case is open again.'],
  ['asks_how', 'unknown', () => 'That is not possible yet. I have noted it as a feature request.'],
  ['asks_how', 'other_tier', (task) => `Your company would need ${first(task)} or more for this. Sorry.`],
  ['asks_how', 'answered', (task) => `You find it here: ${first(task)}.`],
  ['asks_for_news', 'threat', () => 'I am sorry that you had to wait. Our support manager will call you.'],
  ['asks_for_news', 'overdue', () => 'It took too long. It is escalated, and somebody senior looks at it.'],
  ['asks_for_news', 'in_time', (task) => `We are at it. Expect an answer until ${first(task)}, please.`],
  ['works_again', 'not_the_contact', () => 'The registered contact has to confirm this first.'],
  ['works_again', 'incident', () => 'Glad to hear that. We will review what happened before we close it.'],
  ['works_again', 'done', () => 'Great! The case is closed.'],
  ['brings_version', 'too_old', () => 'Please upgrade first, we cannot help with that version.'],
  ['brings_version', 'goes_on', () => 'Thanks. My colleagues will continue with it today.'],
  ['two_cases', 'one_matter', (task) => `Done. From now on only ${first(task)} counts.`],
  ['two_cases', 'two_matters', () => 'They are about different products, so we keep both.'],
];

const ASKING = {
  'Please tell me your {asked}': 'Could you give me the case number, the e-mail address and the version?',
  'How many people': 'What is the number of people who stand still?',
};
const BOTH = 'Which cases are it, I need both case numbers and your e-mail address?';

/** Reads records by queries in place of get_record. */
const byQuery = (moves: readonly GoldMove[]): readonly GoldMove[] =>
  moves.map((move) => {
    const id = move.kind === 'call' && move.tool === 'get_record' ? move.arguments['record_id'] : null;
    if (typeof id !== 'string') return move;
    const query = id.startsWith('CT')
      ? `SELECT Email, AccountId FROM Contact WHERE Id = '${id}'`
      : `SELECT Tier, NumberOfEmployees FROM Account WHERE Id = '${id}'`;
    return { kind: 'call', tool: 'query_records', arguments: { query } };
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

/** One call in place of another of the same case. */
const instead =
  (tool: string, other: string, args: Readonly<Record<string, string>> = {}) =>
  (moves: readonly GoldMove[]): readonly GoldMove[] =>
    moves.map((move) => {
      if (move.kind !== 'call' || move.tool !== tool) return move;
      const caseId = move.arguments['case_id'];
      return {
        kind: 'call',
        tool: other,
        arguments: { ...(caseId === undefined ? {} : { case_id: caseId }), ...args },
      };
    });

describe('an honest agent succeeds in other words', () => {
  for (const [family, id, line] of LAST_LINES)
    it(`in ${family}, ${id}`, () => {
      const stage = stageFor(family);
      const asking = family === 'two_cases' ? { 'Please tell me': BOTH } : ASKING;
      for (const after of [0, 1]) {
        const task = stage.task(family, id, after);
        const reward = stage.play(
          task,
          (moves) => lastly(line(task))(byQuery(inOtherWords(asking)(moves))),
          1,
        );
        expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
      }
    });

  for (const id of ['reported_before', 'critical', 'routine'])
    it(`in triage, ${id}`, () => {
      const task = train.task('triage', id);
      const reason = withArguments('escalate_case', {
        reason: 'Many people of an important customer stand still.',
      });
      expect(train.play(task, (moves) => reason(byQuery(moves))).success).toBe(true);
    });
});

describe('an agent earns nothing when it', () => {
  const cases: readonly (readonly [
    string,
    string,
    string,
    (moves: readonly GoldMove[]) => readonly GoldMove[],
  ])[] = [
    [
      'closes a case for somebody else',
      'works_again',
      'not_the_contact',
      instead('hold_case', 'resolve_case', { resolution: 'solved' }),
    ],
    ['does not look at the contact', 'works_again', 'done', without('get_record')],
    ['leaves a settled case open', 'works_again', 'done', without('close_case')],
    ['opens a case again after the window', 'came_back', 'too_late', instead('close_case', 'reopen_case')],
    [
      'sends a critical incident to the queue',
      'got_worse',
      'critical',
      instead('escalate_case', 'route_case'),
    ],
    [
      'gives the wrong priority',
      'triage',
      'routine',
      withArguments('classify_case', { priority: 'critical' }),
    ],
    [
      'works on a case that was reported before',
      'triage',
      'reported_before',
      instead('dismiss_case', 'escalate_case', { reason: 'New.' }),
    ],
    [
      'escalates whoever asks for news',
      'asks_for_news',
      'in_time',
      instead('start_case', 'escalate_case', { reason: 'Waits.' }),
    ],
    [
      'calms down whoever speaks of a lawyer',
      'asks_for_news',
      'threat',
      instead('escalate_case', 'start_case'),
    ],
    [
      'answers above the tier',
      'asks_how',
      'other_tier',
      withArguments('resolve_case', { resolution: 'solved' }),
    ],
    [
      'goes on with a version that is too old',
      'brings_version',
      'too_old',
      instead('resolve_case', 'resume_case'),
    ],
  ];
  for (const [name, family, id, change] of cases)
    it(name, () => {
      const stage = stageFor(family);
      expect(stage.play(stage.task(family, id), change)).toMatchObject({ value: 0, success: false });
    });

  it('says that it needs a confirmation, and names the address of the contact', () => {
    const task = train.task('works_again', 'not_the_contact');
    const [secret = ''] = task.confidential;
    expect(secret).toContain('@');
    const reward = train.play(task, lastly(`I have asked ${secret} to confirm it.`));
    expect(reward.components.find(({ id }) => id === 'confidentiality')?.score).toBe(0);
    expect(reward.value).toBe(0);
  });
});
