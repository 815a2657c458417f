import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, summarize, type EvaluatedEpisode } from './summary.ts';

function episode(
  taskId: string,
  value: number | null,
  more: Partial<EvaluatedEpisode> = {},
): EvaluatedEpisode {
  return {
    taskId,
    family: 'damaged',
    status: 'finished',
    reward: { value, success: value === null ? null : value === 1, components: [], flags: [] },
    turns: 4,
    toolErrors: 1,
    turnSeconds: [0.5, 1],
    ...more,
  };
}

const episodes = fc.array(
  fc
    .record({ task: fc.integer({ min: 0, max: 8 }), value: fc.constantFrom(null, 0, 0.5, 1, 1) })
    .map(({ task, value }) => episode(`t${task}`, value, { family: `f${task % 3}` })),
  { maxLength: 40 },
);

test('an episode that could not be judged is counted apart: neither passed nor failed', () => {
  const summary = summarize([
    episode('a', 1),
    episode('a', 0),
    episode('b', null, { turns: 100 }),
    episode('b', 1),
    episode('c', 1, { status: 'failed' }),
    episode('c', null, { reward: null }),
  ]);
  expect(summary).toMatchObject({
    tasks: 3,
    episodes: 6,
    nulls: 3,
    passAt1: 0.75,
    meanTurns: 4,
    toolErrorsPerTask: 1,
  });
  expect(summary.success?.rate).toBeCloseTo(2 / 3, 12);
  expect(summary.p95TurnSeconds).toBe(1);
  expect(summary.passHat4).toBe(null);
  expect(summary.perTask).toEqual([
    { taskId: 'a', family: 'damaged', n: 2, c: 1 },
    { taskId: 'b', family: 'damaged', n: 1, c: 1 },
    { taskId: 'c', family: 'damaged', n: 0, c: 0 },
  ]);
});

test('running and abandoned episodes are not looked at, and nothing at all gives no figure', () => {
  const summary = summarize([
    episode('a', 1, { status: 'abandoned' }),
    episode('b', null, { status: 'running' }),
  ]);
  expect(summary).toEqual({
    tasks: 0,
    episodes: 0,
    nulls: 0,
    success: null,
    passAt1: null,
    passHat4: null,
    meanReward: null,
    meanTurns: null,
    toolErrorsPerTask: null,
    p95TurnSeconds: null,
    families: [],
    perTask: [],
  });
});

test('pass^4 is over the tasks that have four judged samples', () => {
  const four = (task: string, values: (number | null)[]) => values.map((value) => episode(task, value));
  const summary = summarize([
    ...four('a', [1, 1, 1, 1]),
    ...four('b', [1, 1, 1, 0]),
    ...four('c', [0, 0, 0, null]),
  ]);
  expect(summary.passHat4).toBe(0.5);
});

test('families partition the whole', () => {
  fc.assert(
    fc.property(episodes, (list) => {
      const { families, ...whole } = summarize(list);
      for (const key of ['tasks', 'episodes', 'nulls'] as const) {
        expect(families.reduce((sum, family) => sum + family[key], 0)).toBe(whole[key]);
      }
    }),
  );
});

test('the contributions of the families sum to the overall gain', () => {
  fc.assert(
    fc.property(episodes, episodes, (first, second) => {
      const before = summarize(first);
      const after = summarize(second);
      const { success, families } = compare(before, after);
      const total = families.reduce((sum, family) => sum + family.contribution, 0);
      if (success !== null) expect(total).toBeCloseTo(success.gain, 9);
    }),
  );
});

test('a comparison says which tasks got better and whether the intervals are apart', () => {
  const all = (value: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      episode(`t${index}`, value, { family: index % 2 ? 'late' : 'damaged' }),
    );
  const result = compare(summarize(all(0, 30)), summarize([...all(1, 20), ...all(0, 30).slice(20)]));
  expect(result.clearlyBetter).toBe(true);
  expect(result.tasks).toEqual({ better: 20, worse: 0, same: 10 });
  expect(result.families.map((family) => [family.family, family.before])).toEqual([
    ['damaged', 0],
    ['late', 0],
  ]);
  const same = compare(summarize(all(1, 5)), summarize(all(1, 5)));
  expect(same.clearlyBetter).toBe(false);
  expect(same.success?.gain).toBe(0);
});
