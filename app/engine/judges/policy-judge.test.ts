import type { EpisodeEvent, Message, RewardSpec } from '@understudy/scenarios';
import { askJudge } from '@understudy/scenarios';
import { describe, expect, it } from 'vitest';
import { free } from '../episodes/desk.fixture.ts';
import type { ActOutput, Policy } from '../policies/policy.ts';
import { PolicyError } from '../policies/policy.ts';
import { policyJudge } from './policy-judge.ts';

const spec: RewardSpec = [
  {
    id: 'manners',
    kind: 'judge',
    weight: 1,
    gate: false,
    rubric: [
      { id: 'polite', question: 'Was the agent polite?', weight: 1 },
      { id: 'clear', question: 'Was the outcome clear?', weight: 3 },
    ],
  },
];
const stamp = { seq: 0, simTime: 0, wallTime: 0, worldHash: '' };
const log: readonly EpisodeEvent[] = [
  {
    ...stamp,
    type: 'agent_turn',
    trajectory: 'agent',
    text: 'You get 5.00 back.',
    toolCalls: [],
    usage: { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null },
  },
];
const task = { system: 'Be kind.', user: { goal: 'get money back' } };

function answering(answer: (conversation: readonly Message[]) => Partial<ActOutput>): Policy {
  return {
    id: 'scripted:judge',
    kind: 'scripted',
    concurrency: 1,
    act: ({ conversation, tools }, signal) => {
      signal.throwIfAborted();
      expect(tools).toEqual([]);
      return Promise.resolve({ text: null, toolCalls: [], usage: free, ...answer(conversation) });
    },
    close: () => Promise.resolve(),
  };
}

const ask = (policy: Policy, signal = new AbortController().signal): ReturnType<typeof askJudge> =>
  askJudge(policyJudge(policy), task, spec, log, signal);

describe('a policy as judge', () => {
  it('is asked every question at once, and its answers become judgements', async () => {
    const seen: string[] = [];
    const judgements = await ask(
      answering((conversation) => {
        seen.push(conversation.map(({ content }) => content).join('\n'));
        return { text: '{"q1":"yes","q2":"no"}' };
      }),
    );
    expect(judgements).toEqual({ manners: { polite: true, clear: false } });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/q1: Was the agent polite\?\nq2: Was the outcome clear\?$/);
  });

  it('that calls tools, says nothing or breaks gives no judgement', async () => {
    const outputs: readonly Partial<ActOutput>[] = [
      { text: null, malformed: 'half a call' },
      { text: '{"q1":"yes","q2":"no"}', toolCalls: [{ id: '1', name: 'grade', arguments: {} }] },
      { text: 'I would say yes.' },
    ];
    for (const output of outputs) expect(await ask(answering(() => output))).toEqual({ manners: null });
    const broken = answering(() => {
      throw new PolicyError('gone', { remedy: 'none', retryable: true });
    });
    expect(await ask(broken)).toEqual({ manners: null });
  });

  it('passes an abort on', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(
      ask(
        answering(() => ({ text: 'x' })),
        stop.signal,
      ),
    ).rejects.toThrow('enough');
  });
});
