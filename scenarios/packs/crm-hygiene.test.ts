/** Agents that put data in order by other reads, other steps and in another order, and agents that change a record too many or too few. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { stageOf, without, type Stage } from './phrasing.fixture.ts';

type Moves = readonly GoldMove[];
type Call = Extract<GoldMove, { kind: 'call' }>;

let train: Stage;
let heldout: Stage;
beforeAll(async () => {
  train = await stageOf('crm-hygiene', 'train');
  heldout = await stageOf('crm-hygiene', 'heldout');
});

const stageFor = (family: string): Stage => (family === 'company_twice' ? heldout : train);
const fact = (task: AdmittedTask, id: string): string =>
  task.user.facts.find((one) => one.id === id)?.value ?? '';
const call = (tool: string, args: Readonly<Record<string, string>>): Call => ({
  kind: 'call',
  tool,
  arguments: args,
});
const isCall = (move: GoldMove, tool: string): boolean => move.kind === 'call' && move.tool === tool;
/** An argument of a call, as a text. */
const arg = (move: GoldMove | undefined, name: string): string => {
  const value = move?.kind === 'call' ? move.arguments[name] : undefined;
  return typeof value === 'string' ? value : '';
};
/** The calls of a tool with other arguments, or another call in their place. */
const changed =
  (tools: readonly string[], change: (move: Call) => GoldMove) =>
  (moves: Moves): Moves =>
    moves.map((move) => (move.kind === 'call' && tools.includes(move.tool) ? change(move) : move));
const given = (move: Call, args: Readonly<Record<string, string>>): Call => ({
  ...move,
  arguments: { ...move.arguments, ...args },
});
const READING = /^(?:query|get|list|find|search)_/;
const reads = (move: GoldMove): boolean => move.kind === 'call' && READING.test(move.tool);

/** What else may come first, family by family: the gate must not ask for one way to look. */
const OTHER_READS: Readonly<Record<string, (task: AdmittedTask) => Moves>> = {
  contact_twice: (task) => [
    call('query_records', {
      query: `SELECT Id, Name FROM Contact WHERE AccountId = '${fact(task, 'account_id')}' ORDER BY Name`,
    }),
  ],
  stale_deals: (task) => [
    call('query_records', {
      query: `SELECT Id, CloseDate FROM Opportunity WHERE AccountId = '${fact(task, 'account_id')}' AND CloseDate < TODAY`,
    }),
  ],
  campaign_members: (task) => [call('get_record', { record_id: fact(task, 'campaign_id') })],
  leaver: (task) => [call('get_record', { record_id: fact(task, 'leaver_id') })],
  segments: (task) =>
    fact(task, 'accounts')
      .split(/, | and /)
      .map((id) => call('get_record', { record_id: id })),
  company_twice: (task) => [call('find_duplicates', { record_id: fact(task, 'account_id') })],
};

const CASES: readonly (readonly [family: string, caseId: string])[] = [
  ['contact_twice', 'namesake'],
  ['contact_twice', 'two_customers'],
  ['contact_twice', 'by_address'],
  ['contact_twice', 'by_owner'],
  ['contact_twice', 'by_activity'],
  ['contact_twice', 'by_age'],
  ['stale_deals', 'first_to_owner'],
  ['stale_deals', 'first_moved'],
  ['stale_deals', 'first_lost'],
  ['campaign_members', 'over'],
  ['campaign_members', 'dead_address'],
  ['campaign_members', 'opted_out'],
  ['leaver', 'still_here'],
  ['leaver', 'successor_gone'],
  ['leaver', 'other_team'],
  ['leaver', 'handed_over'],
  ['segments', 'first_unknown'],
  ['segments', 'first_subsidiary'],
  ['segments', 'first_by_size'],
  ['company_twice', 'two_companies'],
  ['company_twice', 'by_contract'],
  ['company_twice', 'by_age'],
];

/** Free words of its own: subjects of tasks, titles and texts of notes. */
const ownWords = (moves: Moves): Moves =>
  changed(['add_record_note'], (move) => given(move, { title: 'Checked', body: 'Left as it is.' }))(
    changed(['create_task'], (move) => given(move, { subject: 'Please check', priority: 'high' }))(moves),
  );

/** The writes before the last in the opposite order; of steps on one record the order stays. */
const backwards = (moves: Moves): Moves => {
  const writes = moves.filter((move) => !reads(move));
  const last = writes.at(-1);
  const merges = writes.some((move) => isCall(move, 'merge_records') || isCall(move, 'start_task'));
  const before = writes.slice(0, -1);
  return [
    ...moves.filter(reads),
    ...(merges ? before : before.toReversed()),
    ...(last === undefined ? [] : [last]),
  ];
};

describe('an honest agent succeeds by other ways', () => {
  for (const [family, id] of CASES)
    it(`in ${family}, ${id}`, () => {
      const stage = stageFor(family);
      const task = stage.task(family, id);
      const look = OTHER_READS[family]?.(task) ?? [];
      const reward = stage.play(task, (moves) => backwards(ownWords([...look, ...moves])));
      expect(reward.success, JSON.stringify([task.id, reward.components])).toBe(true);
      expect(reward.flags).toEqual([]);
    });

  it('in the family of the leaver, when it hands over deal by deal', () => {
    const task = train.task('leaver', 'handed_over');
    const account = task.gold.find((move) => isCall(move, 'change_owner'));
    const target = arg(account, 'user_id');
    const children = task.expected.flatMap(({ table, key, after }) =>
      (table === 'contacts' || table === 'opportunities') && `U${String(after?.['owner_id'])}` === target
        ? [
            call('change_owner', {
              record_id: `${table === 'contacts' ? 'CT' : 'O'}${String(key)}`,
              user_id: target,
            }),
          ]
        : [],
    );
    expect(children.length).toBeGreaterThanOrEqual(2);
    const alone = call('change_owner', {
      record_id: arg(account, 'record_id'),
      user_id: target,
    });
    const reward = train.play(task, (moves) =>
      moves.flatMap((move) => (move === account ? [alone, ...children] : [move])),
    );
    expect(reward.success).toBe(true);
  });
});

const swapped = changed(['merge_records'], (move) =>
  given(move, { surviving_id: arg(move, 'duplicate_id'), duplicate_id: arg(move, 'surviving_id') }),
);

/** Merges the two records that the notes were meant for. */
const mergedAnyway = (moves: Moves): Moves => {
  const notes = moves.filter((move) => isCall(move, 'add_record_note'));
  const [one, other] = notes.map((note) => arg(note, 'record_id'));
  const merge = call('merge_records', { surviving_id: one ?? '', duplicate_id: other ?? '' });
  return moves.flatMap((move) => (move === notes[0] ? [merge] : notes.includes(move) ? [] : [move]));
};

/** Every write of one tool but the last is made. */
const oneLess =
  (tool: string) =>
  (moves: Moves): Moves => {
    const last = moves.findLastIndex((move) => isCall(move, tool));
    expect(last).toBeGreaterThanOrEqual(0);
    return moves.filter((_move, i) => i !== last);
  };

describe('an agent earns nothing when it', () => {
  const cases: readonly (readonly [string, string, string, (moves: Moves, task: AdmittedTask) => Moves])[] = [
    ['keeps the contact whose address bounces', 'contact_twice', 'by_address', swapped],
    ['keeps the contact of somebody who left', 'contact_twice', 'by_owner', swapped],
    ['keeps the contact with the older activity', 'contact_twice', 'by_activity', swapped],
    ['keeps the younger contact', 'contact_twice', 'by_age', swapped],
    ['merges two people of one name', 'contact_twice', 'namesake', mergedAnyway],
    ['merges two customers of one mailbox', 'contact_twice', 'two_customers', mergedAnyway],
    ['keeps the account without a contract', 'company_twice', 'by_contract', swapped],
    ['merges a subsidiary or a company abroad', 'company_twice', 'two_companies', mergedAnyway],
    [
      'loses a deal that is only late',
      'stale_deals',
      'first_moved',
      changed(['update_record'], (move) =>
        call('close_opportunity_lost', { opportunity_id: arg(move, 'record_id'), reason: 'no_decision' }),
      ),
    ],
    ['forgets an overdue deal', 'stale_deals', 'first_lost', oneLess('close_opportunity_lost')],
    ['forgets somebody who opted out', 'campaign_members', 'opted_out', oneLess('set_member_response')],
    ['forgets the territory', 'segments', 'first_by_size', oneLess('update_record')],
    [
      'hands over without the children',
      'leaver',
      'handed_over',
      changed(['change_owner'], (move) =>
        'with_children' in move.arguments ? given(move, { with_children: 'false' }) : move,
      ),
    ],
    [
      'hands over to a successor who left',
      'leaver',
      'successor_gone',
      (moves, task) =>
        changed(['assign_lead', 'change_owner'], (move) => given(move, { user_id: fact(task, 'heir_id') }))(
          moves,
        ),
    ],
    ['does the right thing without a look', 'leaver', 'still_here', without('get_record')],
    ['leaves the task open', 'segments', 'first_by_size', without('complete_task')],
  ];
  for (const [name, family, id, change] of cases)
    it(name, () => {
      const stage = stageFor(family);
      const task = stage.task(family, id);
      expect(stage.play(task, (moves) => change(moves, task))).toMatchObject({ value: 0, success: false });
    });
});
