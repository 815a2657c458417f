import type { EpisodePage, Step } from '@understudy/host/contract';
import { expect, it } from 'vitest';
import { createCursor } from './cursor.ts';
import { beyond, columnsOf, modelOf, worldAfter } from './model.ts';

const stamp = (seq: number) => ({ seq, simTime: 0, wallTime: 0, worldHash: '' });
const call = (seq: number, before: number | null, after: number | null): Step => ({
  ...stamp(seq),
  type: 'tool_result',
  trajectory: 'agent',
  callId: 'c',
  name: 'set',
  arguments: {},
  outcome: { ok: true, result: null },
  changes: [
    {
      table: 'lamps',
      key: 1,
      before: before === null ? null : { id: 1, light: before },
      after: after === null ? null : { id: 1, light: after },
    },
  ],
});

it('the world after a step is what differs from the opening, and nothing where it was put back', () => {
  const steps = [call(0, 1, 2), call(1, 2, 3), call(2, 3, 1)];
  expect(worldAfter(steps, 0)).toMatchObject([{ seq: 0, before: { light: 1 }, after: { light: 2 } }]);
  expect(worldAfter(steps, 1)).toMatchObject([{ seq: 1, before: { light: 1 }, after: { light: 3 } }]);
  expect(worldAfter(steps, 2)).toEqual([]);
  expect(worldAfter([call(0, null, 2), call(1, 2, null)], 1)).toEqual([]);
  expect(columnsOf({ table: 't', key: 1, before: null, after: { id: 1, light: 2 } })).toEqual([
    'id',
    'light',
  ]);
});

it('finds the next and the one before, and stays inside', () => {
  expect(beyond([2, 5, 9], 5, 1)).toBe(9);
  expect(beyond([2, 5, 9], 5, -1)).toBe(2);
  expect(beyond([2], 2, 1)).toBeNull();
  const cursor = createCursor(3, 99);
  expect(cursor.step()).toBe(3);
  cursor.go(-4);
  expect(cursor.step()).toBe(0);
  cursor.go(Number.NaN);
  expect(cursor.step()).toBe(0);
});

it('carries the user and the progress on to the steps in which they do not change', () => {
  const said: Step = {
    ...stamp(0),
    type: 'user_message',
    trajectory: 'user',
    text: 'Broken!',
    act: 'open',
    state: 'waiting',
    disclosed: ['order'],
    mood: -0.2,
    patience: 3,
    voice: 'template',
    guarded: [],
  };
  const page: EpisodePage = {
    record: {
      ...{ id: 'r/t#0', runId: 'r', taskId: 't', family: 'f', split: 'train', sample: 0, seed: 1 },
      ...{ policyId: 'p', forkedFrom: null, endReason: null, turns: 0, toolCalls: 0, toolErrors: 0 },
      ...{ malformed: 0, wallSeconds: 0, inferenceSeconds: 0, turnSeconds: [], canonicalTools: '' },
      ...{ status: 'running', reward: null, judged: null, startedAt: 0, finishedAt: null },
    },
    run: null,
    verdict: { kind: 'running', headline: '', because: [] },
    steps: [said, call(1, 1, 2), call(2, 2, 2)],
    ...{ components: [], flags: [], charts: [], states: [] },
  };
  const model = modelOf(page, null);
  expect(model.user[2]).toEqual({ mood: -0.2, patience: 3, told: ['order'], act: 'open' });
  expect(model.changed).toEqual([1, 2]);
  expect(model.progress).toBeNull();
  expect(model.words()[0]).toBe('broken!');
});
