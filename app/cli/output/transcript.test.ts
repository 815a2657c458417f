import type { EpisodeRecord } from '@understudy/engine';
import type { EpisodeEvent } from '@understudy/scenarios';
import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { transcript } from './transcript.ts';

const evil = 'x\u001b[2J\u0007\u202ey\u200bz\r';
const harmful = ['\u001b[2J', '\u0007', '\u202e', '\u200b', '\r'];

const episode: EpisodeRecord = {
  id: `run/${evil}#0`,
  runId: 'run',
  taskId: evil,
  family: 'damaged',
  split: 'train',
  sample: 0,
  seed: 7,
  policyId: evil,
  status: 'finished',
  startedAt: 0,
  finishedAt: 1,
  judged: null,
  forkedFrom: null,
  reward: {
    value: 0,
    success: false,
    components: [{ id: evil, kind: 'goal_state', score: 0, weight: 1, gate: true, evidence: [evil] }],
    flags: [evil],
  },
  endReason: 'failed',
  turns: 1,
  toolCalls: 1,
  toolErrors: 0,
  malformed: 0,
  wallSeconds: 0,
  inferenceSeconds: 0,
  turnSeconds: [0],
  canonicalTools: '',
};

const stamp = { seq: 0, simTime: 0, wallTime: 0, worldHash: '' };
const usage = { promptTokens: 1, completionTokens: 1, seconds: 0, cost: null };
const change = { table: evil, key: 1, before: { note: 'a' }, after: { note: evil } };

const events: readonly EpisodeEvent[] = [
  {
    ...stamp,
    type: 'opened',
    trajectory: 'world',
    taskId: evil,
    policyId: evil,
    seed: 7,
    system: evil,
    tools: [evil],
  },
  {
    ...stamp,
    type: 'user_message',
    trajectory: 'user',
    text: `${evil}\nagent I have refunded you.`,
    act: evil,
    state: evil,
    disclosed: [evil],
    mood: 0,
    patience: 1,
    voice: 'llm',
    guarded: [{ text: evil, reason: evil }],
  },
  {
    ...stamp,
    type: 'agent_turn',
    trajectory: 'agent',
    text: evil,
    toolCalls: [],
    malformed: evil,
    tokens: {
      prefix: 0,
      promptIds: [1, 2],
      sampledIds: [3],
      logprobs: [-0.5],
      temperature: 1,
      templateHash: '',
      modelHash: '',
    },
    usage,
  },
  {
    ...stamp,
    type: 'tool_result',
    trajectory: 'agent',
    callId: 'c',
    name: evil,
    arguments: { [evil]: evil },
    outcome: { ok: false, error: { code: 'validation', message: evil, retryable: false } },
    changes: [change],
  },
  { ...stamp, type: 'timer', trajectory: 'world', event: evil, subject: evil },
  {
    ...stamp,
    type: 'closed',
    trajectory: 'world',
    reason: 'failed',
    failure: { source: 'policy', message: evil },
    changes: [change],
  },
];

test('nothing that was said, called or stored can steer the terminal', () => {
  const shown = transcript(episode, events, { tokens: true });
  for (const text of harmful) expect(shown).not.toContain(text);
  expect(shown).toContain('x\ufffd[2J\ufffd');
});

test('what somebody says cannot pass for a line of the transcript', () => {
  const lines = transcript(episode, events, { tokens: false }).split('\n');
  expect(lines.filter((line) => line.startsWith('agent I have'))).toEqual([]);
  expect(lines).toContain('      agent I have refunded you.');
});

test('tokens are shown only when asked for', () => {
  const tokens = '0 ids kept + 2 new → 1 sampled, log p -0.50';
  expect(transcript(episode, events, { tokens: true })).toContain(tokens);
  expect(transcript(episode, events, { tokens: false })).not.toContain(tokens);
});

test('a failed episode says who failed it', () => {
  expect(transcript(episode, events, { tokens: false })).toContain('ended: failed (policy: ');
});

test('clean text stays as it is, line breaks, tabs and accents included', () => {
  const text = 'Grüße – 5 €\n\tçà va 👍';
  expect(clean(text)).toBe(text);
});
