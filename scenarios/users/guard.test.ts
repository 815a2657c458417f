import { createRng } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { createBinder } from '../generate/bind.ts';
import { taskKeys } from '../generate/tasks.ts';
import type { SpeechAct } from '../schema/pack.ts';
import type { TaskUser } from '../schema/task.ts';
import { contains, guardLine } from './guard.ts';
import { initialUserState } from './machine.ts';
import type { UserMove } from './machine.ts';
import { orderId, postcode, userWith } from './user.fixture.ts';
import { templateLine } from './voice.ts';

const { facts } = userWith();
const guard = (line: string, disclose = [orderId], told: readonly (typeof orderId)[] = []): string | null =>
  guardLine(line, { disclose, told, facts });

describe('the fact guard', () => {
  it('passes every template line of every move of the built-in pack', async () => {
    for (const split of ['train', 'heldout'] as const) {
      const { world, opening } = await arenaOf(split);
      world.reset();
      const binder = createBinder(pack, split, world, opening);
      for (const { family, index } of taskKeys(pack, 88)) {
        const { user } = binder.task(family, index);
        for (const move of movesOf(user))
          for (let draw = 0; draw < 7; draw += 1) {
            const told = user.facts.filter((fact) => move.state.disclosed.includes(fact.id));
            const line = templateLine({ user, move, told, heard: '', rng: createRng(draw) });
            expect(guardLine(line, { disclose: move.disclose, told, facts: user.facts }), line).toBeNull();
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
});

/** Every move the machine could make of this user: each act with each set of facts it may come with. */
function movesOf(user: TaskUser): readonly UserMove[] {
  const known = user.facts.filter((fact) => fact.askedBy.length > 0);
  const sets = [[], known.slice(0, 1), known.slice(1), known];
  const state = { ...initialUserState(user), disclosed: [] };
  const move = (
    act: UserMove['act'],
    disclose: UserMove['disclose'],
    asked: UserMove['asked'],
  ): UserMove => ({
    act,
    disclose,
    asked,
    state,
    ends: false,
  });
  const plain: readonly SpeechAct[] = ['nudge', 'thanks', 'grumble', 'leave'];
  return [
    ...sets.map((set) => move('open', set, [])),
    ...sets
      .slice(1)
      .flatMap((set) => [move('disclose', set, set), move('repeat', set, set), move('unknown', [], set)]),
    ...plain.map((act) => move(act, [], [])),
  ];
}
