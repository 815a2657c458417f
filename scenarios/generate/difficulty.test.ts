import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindTasks } from './tasks.ts';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import type { GoldMove } from '../schema/task.ts';
import { curriculum } from './curriculum.ts';
import { difficultyOf, type Demands } from './difficulty.ts';

const call = (tool: string): GoldMove => ({ kind: 'call', tool, arguments: {} });
const demands = fc.record({
  gold: fc.array(fc.constantFrom('a', 'b', 'c').map(call), { maxLength: 30 }),
  cases: fc.integer({ min: 1, max: 20 }),
  clauses: fc.nat(10),
  tools: fc.constant(['a', 'b', 'c', 'd']),
});

describe('difficulty', () => {
  it('counts calls, questions and requests, not what is said', () => {
    const gold: readonly GoldMove[] = [
      { kind: 'ask', facts: ['x'], text: '' },
      { kind: 'ask_to', action: 'x', text: '' },
      call('a'),
      call('a'),
      { kind: 'say', text: '' },
    ];
    expect(difficultyOf({ gold, cases: 3, clauses: 2, tools: ['a', 'b', 'c'] })).toEqual({
      ...{ steps: 4, branching: 3, clauses: 2, distractors: 2 },
      // 0.4·4/12 + 0.25·2/5 + 0.2·2/5 + 0.15·2/22
      ...{ score: 0.327, level: 'medium' },
    });
  });

  it('is 0 where nothing is demanded', () => {
    expect(difficultyOf({ gold: [], cases: 1, clauses: 0, tools: [] })).toMatchObject({
      score: 0,
      level: 'easy',
    });
  });

  it('grows with every demand and stays below 1', () => {
    const harder: readonly ((one: Demands) => Demands)[] = [
      (one) => ({ ...one, gold: [...one.gold, call('a')], tools: [...one.tools, 'x'] }),
      (one) => ({ ...one, cases: one.cases + 1 }),
      (one) => ({ ...one, clauses: one.clauses + 1 }),
      (one) => ({ ...one, tools: [...one.tools, 'e'] }),
    ];
    fc.assert(
      fc.property(demands, fc.constantFrom(...harder), (one, more) => {
        const { score } = difficultyOf(one);
        expect(difficultyOf(more(one)).score).toBeGreaterThan(score);
        expect(score).toBeLessThan(1);
      }),
    );
  });
});

describe('the curriculum', () => {
  it('has every task once, easy ones first, the families in turn, whatever the order it is given', async () => {
    const arena = await arenaOf('train');
    const tasks = bindTasks(pack, 'train', arena, 66).map((task, i) => ({
      ...task,
      difficulty: { ...task.difficulty, level: i % 3 === 0 ? ('hard' as const) : task.difficulty.level },
    }));
    const ordered = curriculum(tasks);
    expect(new Set(ordered)).toEqual(new Set(tasks));
    expect(curriculum(tasks.toReversed())).toEqual(ordered);
    const levels = ordered.map((task) => ['easy', 'medium', 'hard'].indexOf(task.difficulty.level));
    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    const first = ordered.slice(0, pack.families.length).map((task) => task.family);
    expect(new Set(first).size).toBe(pack.families.length);
  });
});
