import fc from 'fast-check';
import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { openConversation, respond } from './machine.ts';
import { recordedLineSchema, recordVoice, replayVoice, type RecordedLine } from './record.ts';
import type { VoiceRequest } from './request.ts';
import { userWith } from './user.fixture.ts';
import { speak, type Voice } from './voice.ts';

const user = userWith();
const { state } = openConversation(user, createRng(1));
const request = (line: string, text = 'Your order number?'): VoiceRequest => ({
  line,
  user,
  move: respond(user, state, { text, settled: false }, createRng(1)),
  told: [],
  heard: text,
  rng: createRng(2),
});
const signal = new AbortController().signal;

/** Says one after the other of what it was given, wherever it is asked. */
function improviser(replies: readonly (string | null)[]): Voice {
  const left = [...replies];
  return {
    kind: 'llm',
    say: () => {
      const reply = left.shift() ?? null;
      return reply === null ? Promise.reject(new Error('out of breath')) : Promise.resolve(reply);
    },
  };
}

describe('a recorded voice', () => {
  it('says the same again without the model: lines, refused attempts and failures', async () => {
    const reply = fc.option(fc.constantFrom('It is 4821.', '4821 here', 'It is 9.', '', 'no idea'), {
      nil: null,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 12 }), async (replies) => {
        const kept: RecordedLine[] = [];
        const voice = recordVoice(improviser(replies), (line) => kept.push(line));
        const names = ['a', 'b', 'c'];
        const said = [];
        for (const name of names) said.push(await speak(voice, request(name), signal));
        const text = kept.map((line) => JSON.stringify(line));
        const read = text.map((line) => recordedLineSchema.parse(JSON.parse(line)));
        const again = replayVoice(read);
        // In any order: what is said does not hang on what was said before.
        for (const name of names.toReversed())
          expect(await speak(again, request(name), signal)).toEqual(said[names.indexOf(name)]);
      }),
    );
  });

  it('does not speak where the recording is of another line or another prompt, and no template stands in', async () => {
    const kept: RecordedLine[] = [];
    await speak(
      recordVoice(improviser(['It is 4821.']), (line) => kept.push(line)),
      request('a'),
      signal,
    );
    const voice = replayVoice(kept);
    await expect(speak(voice, request('b'), signal)).rejects.toThrow(/has no attempt 1 of the line b/);
    await expect(speak(voice, request('a', 'Order number?!'), signal)).rejects.toThrow(
      /another prompt.*record it again/,
    );
  });

  it('keeps nothing of a question that was called off', async () => {
    const kept: RecordedLine[] = [];
    const abort = new AbortController();
    const slow: Voice = {
      kind: 'llm',
      say: () => {
        abort.abort(new Error('enough'));
        return Promise.reject(new Error('aborted'));
      },
    };
    const voice = recordVoice(slow, (line) => kept.push(line));
    await expect(voice.say(request('a'), 0, abort.signal)).rejects.toThrow('enough');
    expect(kept).toEqual([]);
  });
});
