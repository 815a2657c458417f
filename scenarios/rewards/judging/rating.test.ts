import { describe, expect, it } from 'vitest';
import { aggregate } from '../score.ts';
import { rewardSpecSchema } from '../spec.ts';
import { everyYes, isAnswered, judged, judgementsSchema, rated, type RewardModelSpec } from './judgements.ts';

const taste: RewardModelSpec = { id: 'taste', kind: 'reward_model', weight: 1, gate: false, model: 'rm-1' };
const goal = { id: 'done', kind: 'goal_state', gate: true };

describe('a reward model in a reward', () => {
  it('gives its value, and null, never 0, where it has not said one', () => {
    expect(rated(taste, judgementsSchema.parse({ taste: 0.75 })).score).toBe(0.75);
    expect(rated(taste, { taste: 0 }).score).toBe(0);
    for (const none of [undefined, {}, { taste: null }, { taste: { polite: true } }])
      expect(rated(taste, none).score).toBeNull();
    const { score } = rated(taste, undefined);
    const component = { id: 'taste', kind: 'reward_model', weight: 1, gate: false, evidence: [] } as const;
    expect(aggregate([{ ...component, evidence: [], score }]).value).toBeNull();
  });

  it('is taken at its best in proofs that laziness earns nothing', () => {
    expect(rated(taste, everyYes([taste])).score).toBe(1);
    expect(isAnswered(taste)).toBe(true);
  });

  it('is no answer to a rubric', () => {
    const rubric = [{ id: 'polite', question: 'Was it polite?', weight: 1 }];
    const judge = { id: 'taste', kind: 'judge', weight: 1, gate: false, rubric } as const;
    expect(judged({ ...judge, rubric }, { taste: 0.9 }).score).toBeNull();
  });

  it('may not gate, and names a job, not a path', () => {
    expect(rewardSpecSchema.safeParse([goal, taste]).success).toBe(true);
    expect(rewardSpecSchema.safeParse([goal, { ...taste, gate: true }]).error?.message).toMatch(
      /may not be a gate/,
    );
    expect(rewardSpecSchema.safeParse([goal, { ...taste, model: '../secrets' }]).success).toBe(false);
  });
});
