import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Voice } from '@understudy/scenarios';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { gold, openDesk, scratch, timeless, type Desk } from '../episodes/desk.fixture.ts';
import { runEpisodes } from '../episodes/run.ts';
import { readRecording, recordToFile, replayFromFile } from './recording.ts';

let desk: Desk;
let folder: string;
const signal = new AbortController().signal;
const path = (): string => join(folder, 'voice.jsonl');

beforeAll(async () => {
  desk = await openDesk(2);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-voice-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A voice that never says the same again: what was recorded is the only way back. */
function moody(): Voice {
  let asked = 0;
  return {
    kind: 'llm',
    say: (request) => {
      asked += 1;
      if (asked % 5 === 0) return Promise.reject(new Error('out of breath'));
      const facts = request.move.disclose.map(({ value }) => value);
      return Promise.resolve(
        asked % 3 === 0 ? 'It is 12345.' : `${'well '.repeat(asked)}${facts.join(' and ')}`,
      );
    },
  };
}

/** The events of a small run with this voice. */
async function traces(voice: Voice): Promise<readonly string[]> {
  const place = scratch();
  try {
    const plan = {
      id: 'r',
      kind: 'rollout',
      pack: desk.pack,
      split: 'train',
      tasks: desk.tasks,
      samples: 3,
      seed: 5,
      settings: {},
    } as const;
    const parts = { arena: desk.arena, policy: await gold(desk), voice, store: place.store };
    await runEpisodes(plan, parts, signal, () => undefined);
    return place.store.episodes({ runIds: ['r'] }).map(({ id }) => timeless(place.store.events(id)));
  } finally {
    place.close();
  }
}

test('episodes with a language model’s voice can be played again from the file, exactly', async () => {
  const recording = recordToFile(moody(), path());
  const played = await traces(recording.voice);
  recording.close();
  expect(played.join()).toContain('"voice":"llm"');
  expect(played.join()).toContain('out of breath');
  expect(await traces(replayFromFile(path()))).toEqual(played);
});

test('a recording that lacks a line fails the episode instead of playing another one', async () => {
  writeFileSync(path(), '');
  await expect(traces(replayFromFile(path()))).rejects.toThrow(/the recording has no attempt 1/);
});

test('a line that a killed process left half written is cut off, and the rest goes on', async () => {
  const [task] = desk.tasks;
  if (task === undefined) throw new Error('the desk has no task');
  const line = JSON.stringify({ line: 'a', attempt: 0, prompt: '[]', reply: { text: 'hi' } });
  writeFileSync(path(), `${line}\n{"line":"b","att`);
  expect(readRecording(path())).toHaveLength(1);
  recordToFile(moody(), path()).close();
  appendFileSync(path(), `${line}\n`);
  expect(readFileSync(path(), 'utf8')).toBe(`${line}\n${line}\n`);
  expect(readRecording(path())).toHaveLength(2);
});

test('a file that is none, or holds something else, is refused with its name and line', () => {
  expect(() => readRecording(join(folder, 'none'))).toThrow(/none cannot be read/);
  writeFileSync(path(), '{"line":1}\n');
  expect(() => readRecording(path())).toThrow(/voice\.jsonl, line 1 is not a recorded line/);
  expect(() => recordToFile(moody(), join(folder, 'no', 'such'))).toThrow(/cannot be written/);
});
