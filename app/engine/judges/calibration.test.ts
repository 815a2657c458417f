import { readFileSync, writeFileSync } from 'node:fs';
import { probes } from '@understudy/scenarios';
import type { Message } from '@understudy/scenarios';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratch } from '../episodes/desk.fixture.ts';
import { checkJudge, isTrusted, keepCalibration } from './calibration.ts';
import { answerByHeart } from './judge.fixture.ts';

let place: ReturnType<typeof scratch>;
beforeEach(() => {
  place = scratch();
});
afterEach(() => place.close());
const quiet = new AbortController().signal;

const judge = (answer: (prompt: readonly Message[]) => string) => ({
  id: 'http://host/v1#grader',
  model: { answer: (prompt: readonly Message[]) => Promise.resolve(answer(prompt)) },
});

test('a judge is asked about every probe, and one that answers right is trusted from then on', async () => {
  const able = judge(answerByHeart);
  expect(isTrusted(place.workspace, able.id)).toBe(false);
  const seen: number[] = [];
  const calibration = await checkJudge(able, probes, 4, quiet, (done) => seen.push(done));
  expect(seen.at(-1)).toBe(probes.length);
  expect(calibration.objections).toEqual([]);
  const file = keepCalibration(place.workspace, able.id, calibration);
  expect(isTrusted(place.workspace, able.id)).toBe(true);
  expect(isTrusted(place.workspace, 'http://host/v1#other')).toBe(false);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
  expect(isTrusted(place.workspace, able.id)).toBe(false);
});

test('a judge that says yes to all, or is out of reach, is not trusted', async () => {
  const kind = judge(() => '{"q1":"yes","q2":"yes","q3":"yes"}');
  const calibration = await checkJudge(kind, probes, 1, quiet);
  expect(calibration.fooledBy.length).toBe(probes.filter((probe) => probe.kind !== 'plain').length);
  keepCalibration(place.workspace, kind.id, calibration);
  expect(isTrusted(place.workspace, kind.id)).toBe(false);
  const gone = { id: 'gone', model: { answer: () => Promise.reject(new Error('503')) } };
  expect((await checkJudge(gone, probes, 2, quiet)).objections.length).toBe(1);
});

test('the check stops when it is called off', async () => {
  const stop = new AbortController();
  const slow = {
    id: 'slow',
    model: {
      answer: (_: readonly Message[], signal: AbortSignal) => {
        stop.abort(new Error('enough'));
        signal.throwIfAborted();
        return Promise.resolve('');
      },
    },
  };
  await expect(checkJudge(slow, probes, 1, stop.signal)).rejects.toThrow('enough');
});
