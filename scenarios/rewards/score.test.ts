import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldActs, pack, playActs, playAgent, taskOf } from '../episode/desk.fixture.ts';
import { goldAgent } from '../agents/gold.ts';
import { noOp } from '../agents/lazy.ts';
import { episodeEventSchema } from '../trace/event.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import type { ComponentScore } from './reward.ts';
import { rewardSchema } from './reward.ts';
import { aggregate, earnsNothing, scoreEpisode } from './score.ts';

const score = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
const kind: fc.Arbitrary<ComponentScore['kind']> = fc.constantFrom('goal_state', 'process');
const component = fc.record({
  id: fc.string(),
  kind,
  score,
  weight: fc.double({ min: 0, max: 10, noNaN: true }),
  gate: fc.boolean(),
  evidence: fc.array(fc.string(), { maxLength: 1 }),
});
const components: fc.Arbitrary<readonly ComponentScore[]> = fc.array(component, {
  minLength: 1,
  maxLength: 8,
});

describe('an aggregate', () => {
  it('lies in 0..1', () => {
    fc.assert(
      fc.property(components, (list) => {
        const { value } = aggregate(list);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is null as soon as one component is', () => {
    fc.assert(
      fc.property(components, component, fc.nat(), (list, one, at) => {
        const place = at % (list.length + 1);
        expect(aggregate(list.toSpliced(place, 0, { ...one, score: null }))).toEqual({
          value: null,
          success: null,
        });
      }),
    );
  });

  it('is multiplied by every gate', () => {
    fc.assert(
      fc.property(components, component, (list, one) => {
        const before = aggregate(list).value ?? 0;
        const { value, success } = aggregate([...list, { ...one, gate: true }]);
        expect(value).toBeCloseTo(before * one.score, 10);
        if (one.score < 1) expect(success).toBe(false);
      }),
    );
  });

  it('succeeds exactly when every gate is 1', () => {
    fc.assert(
      fc.property(components, (list) => {
        expect(aggregate(list).success).toBe(list.every(({ gate, score: s }) => !gate || s === 1));
      }),
    );
  });

  it('does not change with the order or with a weightless component', () => {
    fc.assert(
      fc.property(components, component, (list, one) => {
        const value = aggregate(list).value ?? 0;
        expect(aggregate(list.toReversed()).value).toBeCloseTo(value, 10);
        fc.pre(list.some(({ gate, weight }) => !gate && weight > 0.001));
        expect(aggregate([...list, { ...one, gate: false, weight: 0 }]).value).toBeCloseTo(value, 10);
      }),
    );
  });

  it('of nothing is no success', () => {
    expect(aggregate([]).success).toBe(false);
  });
});

describe('the score of an episode', () => {
  it('is 1 for the gold solution, is a reward by its schema, and shows evidence everywhere', async () => {
    const { reward } = await playAgent(await taskOf('damaged_refund'), goldAgent);
    expect(reward).toMatchObject({ value: 1, success: true, flags: [] });
    expect(rewardSchema.parse(reward)).toEqual(reward);
    for (const { evidence } of reward.components) expect(evidence.length).toBeGreaterThan(0);
  });

  it('is the same when a stored log is scored again', async () => {
    const task = await taskOf('late_large', 3);
    for (const acts of [goldActs(task), goldActs(task).slice(0, 3)]) {
      const { log, reward } = await playActs(task, acts);
      const stored = episodeEventSchema.array().parse(JSON.parse(JSON.stringify(log)));
      expect(scoreEpisode(task, pack.reward, stored)).toEqual(reward);
      expect(scoreEpisode(task, pack.reward, log)).toEqual(reward);
    }
  });

  it('is null, never 0, for what was cancelled, broken by something else, or never finished', async () => {
    const task = await taskOf('final_sale');
    const { log } = await playAgent(task, noOp.agent);
    const ended = (reason: 'cancelled' | 'failed'): readonly EpisodeEvent[] =>
      log.map((event) => (event.type === 'closed' ? { ...event, reason } : event));
    for (const reason of ['cancelled', 'failed'] as const)
      expect(scoreEpisode(task, pack.reward, ended(reason))).toMatchObject({
        value: null,
        success: null,
        components: [],
        flags: ['repeated_garbage', reason],
      });
    expect(scoreEpisode(task, pack.reward, log.slice(0, -1))).toMatchObject({
      value: null,
      flags: ['repeated_garbage', 'unfinished'],
    });
    expect(earnsNothing(task, pack.reward, ended('cancelled'))).toBe(false);
  });

  it('is 0 for whoever does nothing', async () => {
    const task = await taskOf('final_sale');
    const { log, reward } = await playAgent(task, noOp.agent);
    expect(reward).toMatchObject({ value: 0, success: false });
    expect(earnsNothing(task, pack.reward, log)).toBe(true);
  });
});
