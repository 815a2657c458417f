import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, it } from 'vitest';
import { migrate } from './migrations.ts';
import { sampleEvents, sampleReward, sampleStart } from './sample.fixture.ts';
import { summarizeEvents } from './summary.ts';
import { createTraceStore, type TraceStore } from './traces.ts';

let store: TraceStore;
beforeEach(() => {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:');
  store = createTraceStore(db, ':memory:', () => 1);
  store.createRun({ id: 'run-1', kind: 'rollout', policyId: 'p', scenario: 's', settings: {} });
});

function add(taskId: string, sample: number): void {
  const writer = store.beginEpisode(sampleStart(taskId, sample));
  writer.append(sampleEvents(taskId));
  writer.finish(summarizeEvents(sampleEvents(taskId)), sampleReward(1));
}

it('episodes of a run lie beside each other by task and sample, whatever order they were played in', () => {
  for (const [task, sample] of [
    ['b', 0],
    ['a', 1],
    ['a', 0],
  ] as const)
    add(task, sample);
  expect(store.beside('run-1/a#0')).toEqual({ before: null, after: 'run-1/a#1' });
  expect(store.beside('run-1/a#1')).toEqual({ before: 'run-1/a#0', after: 'run-1/b#0' });
  expect(store.beside('run-1/b#0')).toEqual({ before: 'run-1/a#1', after: null });
  expect(store.beside('none')).toEqual({ before: null, after: null });
});
