import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '@understudy/kernel';
import { collateral, goalShare, goalState } from './end-state.ts';
import { calls, closed, inserted, logOf, updated } from './log.fixture.ts';

const refund = inserted('refunds', { id: 1, amount: 500 });
const credit = inserted('credits', { id: 1, amount: 500 });
const solved = updated('tickets', { id: 1, status: 'open' }, { id: 1, status: 'solved' });
const task = { expected: [refund, solved], otherwise: [[credit, solved]] };
const ended = (...changes: readonly Change[]): ReturnType<typeof logOf> => logOf(closed(changes));

describe('several acceptable ends', () => {
  it('count alike, and what changed beside is measured against the one that was reached', () => {
    for (const one of [refund, credit]) {
      expect(goalState(task, ended(one, solved)).score).toBe(1);
      expect(collateral(task, ended(one, solved)).score).toBe(1);
    }
    expect(goalState(task, ended(refund, credit, solved)).score).toBe(1);
    expect(collateral(task, ended(refund, credit, solved))).toMatchObject({
      score: 0,
      evidence: [expect.stringMatching(/^not expected: credits insert/)],
    });
  });

  it('are not mixed: half of each is none', () => {
    const mixed = { expected: [refund, solved], otherwise: [[credit]] };
    expect(goalState(mixed, ended(refund)).score).toBe(0);
    expect(goalState(mixed, ended(credit)).score).toBe(1);
  });

  it('name what is missing for the nearest', () => {
    expect(goalState(task, ended(credit)).evidence).toEqual([
      'missing: tickets update 1 {"status":"solved"}',
    ]);
  });
});

describe('partial credit', () => {
  it('is the share of the nearest end, where it is asked for', () => {
    expect(goalState(task, ended(credit), [], true).score).toBe(0.5);
    expect(goalState(task, ended(credit)).score).toBe(0);
    expect(goalState(task, ended(), [], true).score).toBe(0);
    expect(goalState({ expected: [], otherwise: [] }, ended(), [], true).score).toBe(0);
  });

  it('never sinks when one more expected change is made', () => {
    const all = Array.from({ length: 6 }, (_, i) => inserted('t', { id: i, n: i }));
    fc.assert(
      fc.property(fc.subarray(all), fc.subarray(all, { minLength: 1 }), (done, expected) => {
        const goal = { expected, otherwise: [] };
        for (const change of expected)
          expect(goalShare(goal, [...done, change])).toBeGreaterThanOrEqual(goalShare(goal, done));
      }),
    );
  });
});

describe('columns that are ignored', () => {
  const ignore = ['tasks.due_at'];
  const later = updated('tasks', { id: 1, due_at: 5 }, { id: 1, due_at: 9 });
  const done = updated(
    'tasks',
    { id: 1, due_at: 5, status: 'open' },
    { id: 1, due_at: 9, status: 'completed' },
  );
  const score = (expected: Change, end: Change, ...called: readonly Change[]): number | null =>
    collateral(
      { expected: [expected], otherwise: [] },
      logOf(calls('reschedule_task', {}, {}, { changes: called }), closed([end])),
      ignore,
    ).score;

  it('are ignored in the rows that a right solution touches', () => {
    expect(score(done, later, later)).toBe(1);
  });

  it('are not in rows that none touches, unless time changed them', () => {
    expect(score(solved, later, later)).toBe(0);
    expect(score(solved, later)).toBe(1);
  });

  it('leave tables that are ignored as a whole alone', () => {
    const log = logOf(calls('note', {}, {}, { changes: [later] }), closed([later]));
    expect(collateral({ expected: [solved], otherwise: [] }, log, ['tasks']).score).toBe(1);
  });
});
