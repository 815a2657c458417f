import { createRng } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { createBinder } from '../generate/bind.ts';
import { taskKeys } from '../generate/tasks.ts';
import type { Fact, TaskUser } from '../schema/task.ts';
import { speechActs } from '../schema/user.ts';
import { contains, guardLine } from './guard.ts';
import { initialUserState, toldFacts } from './state.ts';
import type { UserMove } from './state.ts';
import { templateLine } from './template.ts';
import { factOf, orderId, postcode, product, restart, userWith } from './user.fixture.ts';

const user = userWith();
const moveOf = (more: Partial<UserMove> = {}): UserMove => ({
  act: 'disclose',
  disclose: [orderId],
  asked: [],
  performed: null,
  extras: [],
  revision: null,
  state: initialUserState(user),
  ends: false,
  ...more,
});
const guard = (line: string, disclose = [orderId], told: readonly Fact[] = []): string | null =>
  guardLine(line, { user, move: moveOf({ disclose }), told });

describe('the fact guard', () => {
  it('passes every template line of every move of the built-in pack', async () => {
    for (const split of ['train', 'heldout'] as const) {
      const arena = await arenaOf(split);
      arena.world.reset();
      const binder = createBinder(pack, split, arena);
      for (const { family, index } of taskKeys(pack, split, 88)) {
        const { user } = binder.task(family, index);
        for (const move of movesOf(user))
          for (let draw = 0; draw < 7; draw += 1) {
            const told = toldFacts(user, move.state);
            const request = { line: 'l', user, move, told, heard: '', rng: createRng(draw) };
            const line = templateLine(request);
            expect(guardLine(line, request), line).toBeNull();
          }
      }
    }
  });

  it('refuses a foreign number wherever it stands', () => {
    const number = fc.integer({ min: 0, max: 99_999 }).filter((n) => ![4821, 70193].includes(n));
    fc.assert(
      fc.property(
        number,
        fc.constantFrom('It is 4821, not N.', 'N and 4821', '4821 (since N)', '#N, 4821'),
        (n, text) => {
          expect(guard(text.replace('N', String(n)))).toMatch(/none of the user's facts/);
        },
      ),
    );
  });

  it('refuses a line without a fact that the machine chose to tell', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ,.!]{1,80}$/), (text) => {
        expect(guard(`x${text}`)).toMatch(/does not tell order number/);
      }),
    );
  });

  it('refuses a fact that the machine did not choose to tell, until it has been told', () => {
    const line = 'Order number 4821, postcode 70193.';
    expect(guard(line)).toMatch(/tells postcode, which the user has not decided to tell/);
    expect(guard(line, [orderId], [postcode])).toBeNull();
    expect(guard('4821 and invoice 99001')).toMatch(/tells invoice number/);
  });

  it('does not take a part of a number for the number', () => {
    for (const [text, value] of [
      ['order 4821', '482'],
      ['order 4821', '821'],
      ['postcode 170193', '70193'],
      ['a desk lampshade', 'desk lamp'],
      ['48215', '4821'],
    ] as const)
      expect(contains(text, value)).toBe(false);
    for (const text of ['#4821', '4821.', '(4821)', 'Order:4821,70193', '4821'])
      expect(contains(text, '4821')).toBe(true);
    expect(contains('anything', '')).toBe(false);
    expect(guard('It is 482.')).toMatch(/does not tell order number/);
    expect(guard('It is 48210.')).toMatch(/does not tell order number/);
  });

  it('knows values of several parts: dates, telephone numbers, postcodes with letters', () => {
    const values = ['2026-11-20', '+44 20 7946 0123', 'SW1A 1AA', 'ORD-1023', '1,234.50'];
    const facts = values.map((value, i) => factOf(`fact_${String(i)}`, value, `label ${'abcde'.charAt(i)}`));
    const check = (line: string, disclose: readonly Fact[]): string | null =>
      guardLine(line, { user: userWith({}, { facts }), move: moveOf({ disclose }), told: [] });
    for (const fact of facts) {
      expect(check(`It is ${fact.value}.`, [fact])).toBeNull();
      expect(check(`It is ${fact.value}, or 7.`, [fact])).toMatch(/"7"/);
    }
    const [date] = facts;
    if (date === undefined) throw new Error('a date is among the facts');
    expect(check('It was on 2026-11-21, not 2026-11-20.', [date])).toMatch(/"2026"/);
  });

  it('refuses what belongs to a machine', () => {
    for (const text of [
      'It is 4821 <tool_call>',
      '4821</tool_call>',
      '<|im_end|> 4821',
      '```4821```',
      'As an AI language model I say 4821.',
      '{"order": 4821}',
    ])
      expect(guard(text)).toMatch(/belongs to a machine/);
  });

  it('refuses an empty line, a blank one and an endless one', () => {
    for (const text of ['', ' ', '\n\t']) expect(guard(text)).toBe('the line is empty');
    expect(guard(`4821 ${'please '.repeat(80)}`)).toMatch(/longer than 400/);
  });

  it('refuses an e-mail address that is nobody’s, and lets open facts be named at any time', () => {
    expect(guard('4821, write to me@example.org')).toMatch(/"me@example.org"/);
    expect(guard('4821, for my Desk Lamp')).toBeNull();
  });

  it('has a lie told where the machine tells it, and nowhere else', () => {
    const liar = userWith({}, { facts: [factOf('name', 'Kim Lee', 'name', { lie: 'Lou Poe' }), product] });
    const [name] = liar.facts;
    if (name === undefined) throw new Error('the liar has a name');
    const asLie = { ...name, value: 'Lou Poe' };
    const check = (line: string, disclose: readonly Fact[], told: readonly Fact[]): string | null =>
      guardLine(line, { user: liar, move: moveOf({ disclose }), told });
    expect(check('I am Lou Poe.', [asLie], [])).toBeNull();
    expect(check('I am Kim Lee.', [asLie], [])).toMatch(/does not tell name/);
    expect(check('I am Lou Poe, well, Kim Lee.', [asLie], [])).toMatch(/tells name, which/);
    expect(check('I am Kim Lee.', [name], [])).toBeNull();
    expect(check('I am Kim Lee, not Lou Poe.', [name], [])).toMatch(/tells name wrong/);
  });

  it('has what the user read on its own things told exactly', () => {
    const performed = { action: restart, ok: true, reading: 'code E4, 12.5 volts' };
    const check = (line: string): string | null =>
      guardLine(line, { user, move: moveOf({ act: 'did', disclose: [], performed }), told: [] });
    expect(check('It says code E4, 12.5 volts now.')).toBeNull();
    expect(check('It says code E4, 12.6 volts now.')).toMatch(/does not tell what the user read/);
    expect(check('Code E4, 12.5 volts, and 99 more.')).toMatch(/"99"/);
  });
});

/** Every move the machine could make of this user: each act with each set of facts it may come with. */
function movesOf(user: TaskUser): readonly UserMove[] {
  const known = user.facts.filter((fact) => fact.askedBy.length > 0);
  const sets = [[], known.slice(0, 1), known.slice(1), known];
  const state = initialUserState(user);
  const move = (
    act: UserMove['act'],
    disclose: UserMove['disclose'],
    asked: UserMove['asked'],
    more: Partial<UserMove> = {},
  ): UserMove => moveOf({ act, disclose, asked, state, ...more });
  const plain = ['nudge', 'thanks', 'grumble', 'leave', 'interrupt', 'failed', 'did'] as const;
  const telling = ['disclose', 'repeat', 'admit', 'recall'] as const;
  const acts = [
    ...sets.map((set) => move('open', set, [])),
    ...sets
      .slice(1)
      .flatMap((set) => [
        ...telling.map((act) => move(act, set, set)),
        move('unknown', [], set),
        move('forgot', [], set),
      ]),
    ...plain.map((act) => move(act, [], [])),
  ];
  const dressed = move('disclose', known, known, { extras: ['panic', 'restate', 'smalltalk'] });
  const named = new Set([...acts.map(({ act }) => act), ...dressed.extras]);
  expect(speechActs.filter((act) => !named.has(act))).toEqual([]);
  return [...acts, dressed];
}
