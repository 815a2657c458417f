import type { EpisodeEvent } from '@understudy/scenarios';
import { expect, test } from 'vitest';
import type { Label, LabelVerdict } from '../store/labels.ts';
import { reviewedLabels, type Reviewed } from './reviewed.ts';

const stamp = { simTime: 0, wallTime: 0, worldHash: '' };
const tokens = { prefix: 0, promptIds: [1, 2], sampledIds: [3, 4], logprobs: [0, 0], temperature: 1 };
const turn: EpisodeEvent = {
  ...{ ...stamp, seq: 1, type: 'agent_turn', trajectory: 'agent', text: 'Hi', toolCalls: [] },
  usage: { promptTokens: 2, completionTokens: 2, seconds: 0, cost: null },
  tokens: { ...tokens, templateHash: 'T', modelHash: 'M' },
};

function label(reviewer: string, verdict: LabelVerdict, seq: number | null = null): Label {
  return { episodeId: 'x', reviewer, verdict, seq, note: '', labelledAt: 0 };
}

function episode(id: string, labels: readonly Label[], more: Partial<Reviewed['episode']> = {}): Reviewed {
  const about = { id, runId: 'r', taskId: `task-${id}`, family: 'f', split: 'train', policyId: 'p' } as const;
  return {
    episode: { ...about, sample: 0, seed: 1, status: 'finished', reward: null, ...more },
    events: [turn],
    labels,
  };
}

test('what reviewers say becomes a grade, also where the scenario itself could not judge', () => {
  const { rows, reviewers, agreement } = reviewedLabels([
    episode('b', [label('Ada', 'good'), label('Bob', 'good'), label('Cyd', 'bad'), label('Ada', 'bad', 4)]),
    episode('a', [label('Ada', 'bad'), label('Bob', 'unsure')]),
  ]);
  expect(rows.map(({ id, label: grade }) => [id, grade])).toEqual([
    ['a', 0],
    ['b', 2 / 3],
  ]);
  expect(rows[0]).toMatchObject({
    ...{ group: 'task-a', prompt_ids: [1, 2], completion_ids: [3, 4], completion_mask: [1, 1] },
    provenance: { reward: null, templateHash: 'T', labelled: { Ada: 'bad', Bob: 'unsure' } },
  });
  expect(reviewers).toEqual({ Ada: 2, Bob: 2, Cyd: 1 });
  expect(agreement[0]).toMatchObject({ reviewers: ['Ada', 'Bob'], both: 2, agreed: 1 });
});

test('what is left out says why', () => {
  const good = [label('Ada', 'good')];
  const { rows, unused } = reviewedLabels([
    episode('held', good, { split: 'heldout' }),
    episode('open', good, { status: 'running' }),
    episode('none', [label('Ada', 'good', 2)]),
    episode('shrug', [label('Ada', 'unsure')]),
    episode('split', [label('Ada', 'good'), label('Bob', 'bad')]),
    { ...episode('plain', good), events: [] },
  ]);
  expect(rows).toEqual([]);
  expect(Object.fromEntries(unused.map(({ episodeId, code }) => [episodeId, code]))).toEqual({
    ...{ held: 'held_out', open: 'not_finished', none: 'not_labelled', shrug: 'only_unsure' },
    ...{ split: 'disputed', plain: 'no_tokens' },
  });
});
