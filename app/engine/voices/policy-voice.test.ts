import type { VoiceRequest } from '@understudy/scenarios';
import { openSession } from '@understudy/scenarios';
import { beforeAll, expect, test } from 'vitest';
import { acting, free, openDesk, type Desk } from '../episodes/desk.fixture.ts';
import type { ActInput } from '../policies/policy.ts';
import { policyVoice } from './policy-voice.ts';

const signal = new AbortController().signal;
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk(1);
});

function request(): VoiceRequest {
  const [task] = desk.tasks;
  if (task === undefined) throw new Error('the desk has no task');
  const { next } = openSession(desk.pack, task, desk.arena, { policyId: 'p', seed: 1 });
  if (next.who !== 'user') throw new Error('the user does not speak first');
  return next.request;
}

test('the policy is asked without tools, and each attempt draws anew, always in the same way', async () => {
  const asked: ActInput[] = [];
  const voice = policyVoice(
    acting((input) => {
      asked.push(input);
      return Promise.resolve({ text: 'Hello!', toolCalls: [], usage: free });
    }),
  );
  expect(await voice.say(request(), 0, signal)).toBe('Hello!');
  await voice.say(request(), 1, signal);
  await voice.say(request(), 0, signal);
  const [first, second, third] = asked;
  expect(first?.tools).toEqual([]);
  expect(first?.conversation.length).toBeGreaterThan(0);
  expect(second?.seed).not.toBe(first?.seed);
  expect(third?.seed).toBe(first?.seed);
});

test('a policy that answers without a text is a voice that failed', async () => {
  const mute = policyVoice(
    acting(() => Promise.resolve({ text: null, toolCalls: [], malformed: 'no text in it', usage: free })),
  );
  await expect(mute.say(request(), 0, signal)).rejects.toThrow('no text in it');
});
