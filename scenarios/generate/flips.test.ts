import { describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { createBinder } from './bind.ts';
import { flips, situationOf } from './flips.ts';
import { rich, richArena } from './rich.fixture.ts';

describe('a change of policy', () => {
  it('that changes nothing flips nothing', async () => {
    const arena = await richArena('train');
    expect(flips(rich, 'train', { credit_days: 10 }, arena)).toEqual({
      split: 'train',
      tasks: 24,
      flips: [],
    });
    expect(flips(rich, 'train', {}, arena).flips).toEqual([]);
  });

  it('flips the tasks between the old limit and the new one, and no others', async () => {
    const arena = await richArena('train');
    const binder = createBinder(rich, 'train', arena);
    const found = flips(rich, 'train', { credit_days: 11 }, arena).flips;
    const between = Array.from({ length: 24 }, (_, index) => index).filter((index) => {
      arena.world.reset();
      return binder.values('late', index).get('late') === 10;
    });
    expect(found.map(({ taskId }) => taskId)).toEqual(
      between.map((index) => `rich/late/train/${String(index)}`),
    );
    expect(between.length).toBeGreaterThan(3);
    for (const { before, after, changed } of found) {
      expect(before).toMatchObject({ case: 'large', communicate: [['10.00']] });
      expect(after).toMatchObject({ case: 'small', communicate: [['5.00']] });
      expect(changed).toEqual(['case', 'communicate', 'expected']);
    }
  });

  it('of an amount flips what must be told and done', async () => {
    const found = flips(rich, 'heldout', { credit_small: '7.00' }, await richArena('heldout')).flips;
    expect(found.length).toBeGreaterThan(0);
    for (const { before, after, changed } of found) {
      expect(before.case).toBe('small');
      expect(after?.communicate).toEqual([['7.00']]);
      expect(changed).toEqual(['communicate', 'expected']);
    }
  });

  it('that leaves no case says so', async () => {
    const families = rich.families.map((family) => ({
      ...family,
      cases: family.cases?.map((one) => ({
        ...one,
        when: [{ variable: 'late', at_least: '$return_days' }],
      })),
    }));
    const always = { ...rich, families, parameters: { ...rich.parameters, return_days: 1 } };
    const found = flips(always, 'train', { return_days: 99 }, await richArena('train')).flips;
    expect(found).toHaveLength(24);
    expect(found[0]).toMatchObject({ after: null, changed: ['case'] });
    expect(found[0]?.problem).toMatch(/no case holds for late = /);
  });

  it('of a parameter that is not there is refused, naming those that are', async () => {
    const arena = await arenaOf('train');
    expect(() => flips(pack, 'train', { patience: 1 }, arena)).toThrow(
      /helpdesk-refunds: no parameter "patience"; there are: return_days/,
    );
  });

  it('leaves the situation as it is: what opening and user are made of, and what that is made of', () => {
    const [late] = rich.families;
    const held = late === undefined ? new Set() : situationOf(rich, late);
    for (const name of ['late', 'days', 'promised_at', 'item', 'order', 'address', 'wrong', 'extras'])
      expect(held).toContain(name);
    for (const name of ['amount', 'big', 'price']) expect(held).not.toContain(name);
  });
});
