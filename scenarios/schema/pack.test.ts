import { describe, expect, it } from 'vitest';
import { openArena } from '../episode/arena.ts';
import { pack } from '../episode/desk.fixture.ts';
import { ScenarioError } from './expression.ts';
import { parsePack } from './pack.ts';
import type { Family } from './pack.ts';

const [family] = pack.families;
if (family === undefined) throw new Error('the pack has no family');

function withFamily(change: Partial<Family>): unknown {
  return { ...pack, families: [{ ...family, ...change }] };
}

function problemOf(document: unknown): string {
  try {
    parsePack(document, 'my.json');
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a scenario pack', () => {
  it('comes out of JSON as it went in', () => {
    expect(parsePack(JSON.parse(JSON.stringify(pack)), 'x')).toEqual(pack);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['no object', 'hello', /my\.json is not a valid scenario pack:\n {2}\(top\): /],
    ['another version', { ...pack, version: 2 }, /\n {2}version: /],
    ['an unknown field', { ...pack, script: 'rm' }, /\(top\): .*script/],
    ['no family', { ...pack, families: [] }, /\n {2}families: /],
    ['a bad variable', { ...pack, variables: { x: { kind: 'magic' } } }, /variables\.x\.kind: /],
    [
      'a table name with SQL in it',
      { ...pack, variables: { x: { kind: 'row', table: 'a; DROP' } } },
      /variables\.x\.table/,
    ],
    [
      'too few wordings',
      { ...pack, speech: { ...pack.speech, thanks: { train: ['a'], heldout: [] } } },
      /speech\.thanks\.train/,
    ],
    [
      'a reward without a gate',
      { ...pack, reward: [{ id: 'x', kind: 'goal_state' }] },
      /reward: at least one component must be a gate/,
    ],
    [
      'an unknown kind of component',
      { ...pack, reward: [{ id: 'x', kind: 'vibes', gate: true }] },
      /reward\.0\.kind/,
    ],
    [
      'two components of one id',
      { ...pack, reward: [...pack.reward, ...pack.reward] },
      /component ids must differ/,
    ],
    ['nothing to tell', withFamily({ communicate: [] }), /families\.0\.communicate/],
    [
      'two families of one id',
      { ...pack, families: [family, family] },
      /two families are called "damaged_refund"/,
    ],
    [
      'gold with a tool that is not offered',
      withFamily({ gold: [{ call: 'fly', arguments: {}, when: [] }] }),
      /families\.damaged_refund\.gold\.0: "fly" is not among/,
    ],
    [
      'gold that asks for no fact',
      withFamily({ gold: [{ ask: ['shoe'], say: 'x', when: [] }] }),
      /gold\.0: no fact "shoe"; there are: order_id/,
    ],
    [
      'an opening that names no fact',
      withFamily({
        user: { ...family.user, opening: { train: ['a {thing}', 'b', 'c'], heldout: ['d', 'e'] } },
      }),
      /user\.opening: "\{thing\}" in "a \{thing\}" is no fact the user tells unasked; those are: product/,
    ],
    [
      'a rule on a tool that is not offered',
      { ...pack, tools: ['get_order'] },
      /reward\.identity_first: "verify_identity" is not among/,
    ],
    ['a settled key out of nowhere', { ...pack, focus: {} }, /settled\.key: "\$ticketId" is not in focus/],
    [
      'a wording of both splits, in another place',
      {
        ...pack,
        speech: { ...pack.speech, leave: { train: ['a', 'b', 'Okay, thanks. Bye.'], heldout: ['c', 'd'] } },
      },
      /"Okay, thanks. Bye." is a wording of both splits/,
    ],
  ])('with %s is refused, naming the place', (_name, document, message) => {
    expect(problemOf(document)).toMatch(message);
  });

  it('needs no speech: what it does not word, the library does', () => {
    expect(problemOf({ ...pack, speech: {} })).toBe('none');
  });

  it('on a system that does not exist has no arena', async () => {
    await expect(openArena({ ...pack, systems: ['crm9'] }, 'train')).rejects.toThrow(
      /helpdesk-refunds: no system "crm9"; there are: helpdesk/,
    );
  });

  it('with a tool that the system does not have has no arena', async () => {
    await expect(openArena({ ...pack, tools: [...pack.tools, 'fly'] }, 'train')).rejects.toThrow(
      /tools: helpdesk has no tool "fly" for the agent; it has: verify_identity/,
    );
  });
});
