import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { openConversation, respond } from './machine.ts';
import { voicePrompt } from './prompt.ts';
import { orderId, userWith } from './user.fixture.ts';
import type { VoiceRequest } from './request.ts';
import { speak, speakTemplate } from './voice.ts';
import type { Voice } from './voice.ts';

const user = userWith();
const { state } = openConversation(user, createRng(1));
const asked = { text: 'Your order number?', settled: false };
const request: VoiceRequest = {
  line: 'task#0/turn-1',
  user,
  move: respond(user, state, asked, createRng(1)),
  told: [],
  heard: asked.text,
  rng: createRng(2),
};
const signal = new AbortController().signal;

function voiceOf(lines: readonly (string | Error)[]): Voice & { readonly attempts: number[] } {
  const attempts: number[] = [];
  return {
    kind: 'llm',
    attempts,
    say: (_request, attempt) => {
      attempts.push(attempt);
      const line = lines[attempt];
      return line instanceof Error ? Promise.reject(line) : Promise.resolve(line ?? '');
    },
  };
}

describe('a voice', () => {
  it('speaks the first line that passes, trimmed', async () => {
    expect(await speak(voiceOf([' That would be 4821. \n']), request, signal)).toEqual({
      text: 'That would be 4821.',
      voice: 'llm',
      guarded: [],
    });
  });

  it('is asked again after a line that does not pass, and the line is kept with its reason', async () => {
    const voice = voiceOf(['It is 4822.', 'Sure: 4821.']);
    const line = await speak(voice, request, signal);
    expect(line).toEqual({
      text: 'Sure: 4821.',
      voice: 'llm',
      guarded: [{ text: 'It is 4822.', reason: 'the line does not tell order number' }],
    });
    expect(voice.attempts).toEqual([0, 1]);
  });

  it('gives way to the template after three lines, with every reason', async () => {
    const line = await speak(voiceOf(['', 'I am Tom, 7 years old: 4821.', '4821 <|x|>']), request, signal);
    expect(line).toMatchObject({ text: 'It is order number 4821.', voice: 'template' });
    expect(line.guarded.map(({ reason }) => reason)).toEqual([
      'the line is empty',
      'the line tells "7", which is none of the user\'s facts',
      'the line holds text that belongs to a machine, not to a customer',
    ]);
  });

  it('that throws gives way to the template, saying what happened', async () => {
    const line = await speak(
      voiceOf([new Error('out of memory'), new Error('gone'), new Error('gone')]),
      request,
      signal,
    );
    expect(line).toMatchObject({ text: 'It is order number 4821.', voice: 'template' });
    expect(line.guarded[0]?.reason).toBe('the voice did not answer: out of memory');
    expect(line.guarded).toHaveLength(3);
  });

  it('that throws once may still speak', async () => {
    const line = await speak(voiceOf([new Error('busy'), '4821']), request, signal);
    expect(line).toMatchObject({ text: '4821', voice: 'llm', guarded: [{ text: '' }] });
  });

  it('that is cancelled rejects with the reason and says nothing', async () => {
    const controller = new AbortController();
    const voice: Voice = {
      kind: 'llm',
      say: () => {
        controller.abort(new Error('enough'));
        return Promise.reject(new Error('aborted'));
      },
    };
    await expect(speak(voice, request, controller.signal)).rejects.toThrow('enough');
  });

  it('is told the move and its facts, and nothing it must not say', () => {
    const [system, last] = voicePrompt(request);
    expect(system?.content).toContain('tell order number: 4821');
    expect(system?.content).toContain('product: desk lamp');
    expect(system?.content).not.toContain('70193');
    expect(system?.content).not.toContain('99001');
    expect(last).toEqual({ role: 'user', content: 'Your order number?' });
  });
});

describe('a template', () => {
  it('that breaks the facts of its user is a fault of the scenario', () => {
    const broken = { ...user, speech: { ...user.speech, disclose: ['It is order 1234.'] } };
    expect(() => speakTemplate({ ...request, user: broken })).toThrow(
      /the wording "It is order 1234." breaks the user's own facts: .* correct the scenario/,
    );
  });

  it('opens with the problem, and with the facts a forthcoming user adds', () => {
    const open = openConversation(userWith({ forthcoming: 1 }), createRng(3));
    const text = speakTemplate({ ...request, user, move: { ...open, disclose: [orderId] }, heard: '' }).text;
    expect(text).toBe('My desk lamp arrived damaged. Order number 4821.');
  });
});
