import { describe, expect, it } from 'vitest';
import { builtInPacks } from '../packs/index.ts';
import { rich } from '../generate/rich.fixture.ts';
import { examinePack } from './problems.ts';

const [first] = rich.families;
if (first === undefined) throw new Error('the fixture has changed');

const only = (document: unknown): unknown => examinePack(document).problems[0];

describe('examinePack()', () => {
  it('finds nothing in the built-in packs', () => {
    for (const pack of builtInPacks.slice(0, 3)) expect(examinePack(pack)).toMatchObject({ problems: [] });
  });

  it('gives the place of what does not fit the schema, in plain words', () => {
    const { pack, problems } = examinePack({
      ...rich,
      title: '',
      colour: 'red',
      limits: { agent_turns: 1, malformed: 3 },
    });
    expect(pack).toBeNull();
    expect(problems).toEqual([
      { path: ['title'], message: 'Write something: it is empty.' },
      { path: ['limits', 'agent_turns'], message: 'This must be at least 2.' },
      { path: ['colour'], message: 'There is no field "colour" here; take it out.' },
    ]);
  });

  it('says what is missing, and looks into the kind of step that was meant', () => {
    const { title: _title, ...untitled } = rich;
    expect(only(untitled)).toEqual({ path: ['title'], message: 'This is missing; fill it in.' });
    const cases = first.cases?.map((one) => ({ ...one, gold: [{ call: 'close_ticket', arguments: 3 }] }));
    expect(only({ ...rich, families: [{ ...first, cases }] })).toMatchObject({
      path: ['families', 0, 'cases', 0, 'gold', 0, 'arguments'],
    });
  });

  it('finds the place of a reference that leads nowhere, by ids and by indices', () => {
    const cases = first.cases?.map((one, i) =>
      i === 0 ? { ...one, gold: [...one.gold, { call: 'fly', arguments: {}, when: [] }] } : one,
    );
    const steps = first.cases?.[0]?.gold.length ?? 0;
    expect(only({ ...rich, families: [{ ...first, cases }, ...rich.families.slice(1)] })).toEqual({
      path: ['families', 0, 'cases', 0, 'gold', steps],
      message: '"fly" is not among the pack\'s tools.',
    });
  });

  it('finds a wording of both splits by its text', () => {
    const [text = ''] = first.user.opening.train;
    const opening = { ...first.user.opening, heldout: [text, 'Something quite else.'] };
    const user = { ...first.user, opening };
    expect(only({ ...rich, families: [{ ...first, user }, ...rich.families.slice(1)] })).toMatchObject({
      path: ['families', 0, 'user', 'opening', 'heldout', 0],
    });
  });

  it('is silent about nothing that parsePack refuses, whatever comes', () => {
    for (const document of [null, 3, [], {}, { version: 2 }])
      expect(examinePack(document).problems).not.toEqual([]);
  });
});
