import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { select, type Candidate } from './select.ts';
import { rejectionFineTuning, selectionSpecSchema } from './spec.ts';

const candidate = fc.record({
  runId: fc.constantFrom('run-1', 'run-2'),
  taskId: fc.constantFrom('t1', 't2', 't3'),
  split: fc.oneof(
    { weight: 5, arbitrary: fc.constant('train' as const) },
    { weight: 1, arbitrary: fc.constant('heldout' as const) },
  ),
  policyId: fc.constantFrom('model', 'gold'),
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant('finished' as const) },
    { weight: 1, arbitrary: fc.constantFrom('failed' as const, 'abandoned' as const, 'running' as const) },
  ),
  endReason: fc.constantFrom('resolved' as const, 'turn_limit' as const, 'user_left' as const),
  turns: fc.integer({ min: 1, max: 5 }),
  toolErrors: fc.integer({ min: 0, max: 3 }),
  malformed: fc.integer({ min: 0, max: 1 }),
  canonicalTools: fc.constantFrom('a', 'b', 'c'),
  reward: fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(null, 0, 0.1, 0.3, 0.7, 1), fc.subarray(['spam', 'markup_leak']))
        .map(([value, flags]) => ({
          value,
          success: value === null ? null : value === 1,
          components: [],
          flags: flags.length === 2 ? flags : [],
        })),
    },
  ),
});
const candidates = fc
  .array(candidate, { maxLength: 40 })
  .map((list): Candidate[] => list.map((one, index) => ({ id: `e${index}`, ...one })));

const spec = fc
  .record(
    {
      policies: fc.constantFrom(null, ['model']),
      minReward: fc.constantFrom(0, 0.2, 0.8),
      onlySuccess: fc.boolean(),
      excludeFlags: fc.constantFrom('all' as const, ['spam'], []),
      excludeEndReasons: fc.constantFrom(['turn_limit' as const], []),
      maxMalformed: fc.constantFrom(null, 0),
      maxToolErrors: fc.constantFrom(null, 0, 2),
      dropUniformGroups: fc.record({ allPass: fc.boolean(), allFail: fc.boolean() }),
      dropDuplicates: fc.boolean(),
      bestOf: fc.constantFrom(null, { n: 1, margin: 0.1 }, { n: 3, margin: 0 }),
      perTaskCap: fc.constantFrom(null, { max: 3, easy: 1 }, { max: 1, easy: 1 }),
      preferShorter: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map((value) => selectionSpecSchema.parse(value));

describe('laws of every selection', () => {
  test('each episode is kept or dropped once, with a sentence, and the counts add up', () => {
    fc.assert(
      fc.property(candidates, spec, (episodes, wanted) => {
        const { kept, dropped, counts } = select(episodes, wanted);
        const ids = [...kept, ...dropped].map((one) => one.episodeId).sort();
        expect(ids).toEqual(episodes.map((episode) => episode.id).sort());
        for (const one of [...kept, ...dropped]) expect(one.reason).toMatch(/^[A-Z].*\.$/);
        expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(episodes.length);
        expect(counts.kept).toBe(kept.length);
      }),
    );
  });

  test('the order of the episodes changes nothing', () => {
    const shuffled = candidates.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, spec, ([episodes, again], wanted) => {
        expect(select(again, wanted)).toEqual(select(episodes, wanted));
      }),
    );
  });

  test('nothing held out, unfinished or unjudged is ever kept', () => {
    fc.assert(
      fc.property(candidates, spec, (episodes, wanted) => {
        for (const episode of keptOf(episodes, wanted)) {
          expect(episode.split).toBe('train');
          expect(episode.status).toBe('finished');
          expect(episode.reward?.value).toBeTypeOf('number');
        }
      }),
    );
  });

  test('what is kept obeys thresholds, and caps and distinctness hold for each task', () => {
    fc.assert(
      fc.property(candidates, spec, (episodes, wanted) => {
        const kept = keptOf(episodes, wanted);
        for (const episode of kept) {
          if (wanted.onlySuccess) expect(episode.reward?.success).toBe(true);
          expect(episode.reward?.value).toBeGreaterThanOrEqual(wanted.minReward);
          if (wanted.excludeFlags === 'all') expect(episode.reward?.flags).toEqual([]);
          if (wanted.policies !== null) expect(wanted.policies).toContain(episode.policyId);
        }
        for (const task of Map.groupBy(kept, (episode) => episode.taskId).values()) {
          if (wanted.perTaskCap !== null) expect(task.length).toBeLessThanOrEqual(wanted.perTaskCap.max);
          if (wanted.dropDuplicates)
            expect(new Set(task.map((one) => one.canonicalTools)).size).toBe(task.length);
          for (const group of Map.groupBy(task, (one) => one.runId).values()) {
            if (wanted.bestOf !== null) expect(group.length).toBeLessThanOrEqual(wanted.bestOf.n);
          }
        }
      }),
    );
  });

  test('no dropped duplicate ranks before the one that was kept', () => {
    fc.assert(
      fc.property(candidates, (episodes) => {
        const wanted = selectionSpecSchema.parse({
          onlySuccess: false,
          perTaskCap: null,
          maxToolErrors: null,
        });
        const result = select(episodes, wanted);
        const byId = new Map(episodes.map((episode) => [episode.id, episode]));
        for (const { episodeId } of result.dropped.filter((one) => one.code === 'duplicate')) {
          const duplicate = byId.get(episodeId);
          const winner = keptOf(episodes, wanted).find(
            (one) => one.taskId === duplicate?.taskId && one.canonicalTools === duplicate.canonicalTools,
          );
          expect(winner?.reward?.value).toBeGreaterThanOrEqual(duplicate?.reward?.value ?? 0);
        }
      }),
    );
  });
});

describe('single rules', () => {
  test('the defaults keep the shorter of two equal solutions and say why the other went', () => {
    const result = select([made('long', { turns: 5 }), made('short', { turns: 3 })], rejectionFineTuning);
    expect(result.kept).toEqual([
      { episodeId: 'short', reason: 'Success with reward 1, rank 1 of 1; its task was passed 2 of 2 times.' },
    ]);
    expect(result.dropped).toEqual([
      { episodeId: 'long', code: 'duplicate', reason: 'It calls the same tools in the same way as short.' },
    ]);
  });

  test('a task that is passed more often gives fewer traces', () => {
    const samples = (passes: number) =>
      Array.from({ length: 8 }, (_, index) =>
        made(`e${index}`, { canonicalTools: `way ${index}`, reward: reward(index < passes ? 1 : 0) }),
      );
    expect(select(samples(8), rejectionFineTuning).counts).toEqual({ kept: 2, task_cap: 6 });
    expect(select(samples(4), rejectionFineTuning).counts).toEqual({ kept: 3, not_success: 4, task_cap: 1 });
    expect(select(samples(2), rejectionFineTuning).counts).toEqual({ kept: 2, not_success: 6 });
  });

  test('uniform groups are those of one run: a task passed in another run does not make them mixed', () => {
    const wanted = selectionSpecSchema.parse({ dropUniformGroups: { allPass: true }, dropDuplicates: false });
    const episodes = [
      made('a'),
      made('b'),
      made('c', { runId: 'r2' }),
      made('d', { runId: 'r2', reward: reward(0) }),
    ];
    expect(select(episodes, wanted).counts).toEqual({ kept: 1, all_pass_group: 2, not_success: 1 });
  });

  test('best-of-n takes the margin over the mean of the whole group, dropped samples included', () => {
    const wanted = selectionSpecSchema.parse({
      onlySuccess: false,
      bestOf: { n: 2, margin: 0.3 },
      dropDuplicates: false,
    });
    const values = [0.2, 0.4, 0.9, 1, 1];
    const episodes = values.map((value, index) => made(`e${index}`, { reward: reward(value) }));
    const result = select(episodes, wanted);
    expect(result.kept.map((one) => one.episodeId)).toEqual(['e3', 'e4']);
    expect(result.counts).toEqual({ kept: 2, below_margin: 3 });
  });

  test('a held-out episode is dropped by name, and no field of the document can ask for it', () => {
    const result = select([made('e', { split: 'heldout', taskId: 'secret-7' })], rejectionFineTuning);
    expect(result.dropped[0]?.reason).toBe('Its task secret-7 is held out for evaluation.');
    expect(selectionSpecSchema.safeParse({ splits: ['heldout'] }).success).toBe(false);
  });

  test('the same episode given twice is a mistake of the caller', () => {
    expect(() => select([made('e'), made('e')], rejectionFineTuning)).toThrow(/given twice/);
  });
});

function keptOf(episodes: readonly Candidate[], wanted: Parameters<typeof select>[1]): Candidate[] {
  const ids = new Set(select(episodes, wanted).kept.map((one) => one.episodeId));
  return episodes.filter((episode) => ids.has(episode.id));
}

function reward(value: number): NonNullable<Candidate['reward']> {
  return { value, success: value === 1, flags: [] };
}

function made(id: string, more: Partial<Candidate> = {}): Candidate {
  return {
    id,
    runId: 'r1',
    taskId: 't',
    split: 'train',
    policyId: 'model',
    status: 'finished',
    endReason: 'resolved',
    turns: 4,
    toolErrors: 0,
    malformed: 0,
    canonicalTools: 'find {}',
    reward: reward(1),
    ...more,
  };
}

test('an episode that repeats the beginning of another is left to the pairs', () => {
  const one: Candidate = {
    id: 'a',
    runId: 'r',
    taskId: 't',
    split: 'train',
    policyId: 'model',
    status: 'finished',
    endReason: 'resolved',
    turns: 2,
    toolErrors: 0,
    malformed: 0,
    canonicalTools: 'x',
    reward: { value: 1, success: true, flags: [] },
  };
  const fork: Candidate = { ...one, id: 'b', canonicalTools: 'y', forkedFrom: { episodeId: 'a', seq: 3 } };
  const { kept, dropped } = select([one, fork], rejectionFineTuning);
  expect(kept.map(({ episodeId }) => episodeId)).toEqual(['a']);
  expect(dropped).toMatchObject([{ episodeId: 'b', code: 'forked' }]);
});
