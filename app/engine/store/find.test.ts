import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wordsOf } from './find.ts';
import { sampleEvents, sampleReward, sampleStart } from './sample.fixture.ts';
import { summarizeEvents } from './summary.ts';
import { openTraceStore, type TraceStore } from './traces.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let store: TraceStore;

beforeAll(() => {
  workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'understudy-find-')), { lock: true });
  let now = 1000;
  store = openTraceStore(workspace, () => (now += 10));
  for (const id of ['run-1', 'run-2']) {
    store.createRun({ id, kind: 'rollout', policyId: 'p', scenario: `pack-of-${id}`, settings: {} });
  }
  const play = (task: string, value: number | null, more: { runId?: string; flags?: string[] } = {}) => {
    const events = sampleEvents(task);
    const writer = store.beginEpisode(sampleStart(task, 0, { runId: more.runId ?? 'run-1' }));
    writer.append(events);
    writer.finish(summarizeEvents(events), value === null ? undefined : sampleReward(value, more.flags));
  };
  play('good', 1);
  play('bad', 0, { flags: ['spam'] });
  play('dirty', 0, { flags: ['garbage', 'spam'] });
  play('unscored', null);
  play('other', 1, { runId: 'run-2' });
  store.beginEpisode(sampleStart('going-on', 0));
});

afterAll(() => {
  store.close();
  workspace.close();
  rmSync(workspace.folder, { recursive: true });
});

const tasks = (search: Parameters<TraceStore['find']>[0]): string[] =>
  store.find(search, { offset: 0, limit: 100 }).map((line) => line.taskId);

test('the newest come first, a page at a time', () => {
  expect(tasks({})).toEqual(['going-on', 'other', 'unscored', 'dirty', 'bad', 'good']);
  expect(store.find({}, { offset: 1, limit: 2 }).map((line) => line.taskId)).toEqual(['other', 'unscored']);
});

test('filters restrict together, and their values are alternatives', () => {
  expect(tasks({ runs: ['run-1'], outcomes: ['passed', 'failed'], sort: 'oldest' })).toEqual([
    'good',
    'bad',
    'dirty',
  ]);
  expect(tasks({ scenarios: ['pack-of-run-2'] })).toEqual(['other']);
  expect(tasks({ outcomes: ['unjudged'] })).toEqual(['unscored']);
  expect(tasks({ outcomes: ['running'] })).toEqual(['going-on']);
  expect(tasks({ outcomes: [] })).toEqual([]);
  expect(tasks({ tasks: [] })).toEqual([]);
});

test('flags are found one by one or all together', () => {
  expect(tasks({ flags: ['any'], sort: 'oldest' })).toEqual(['bad', 'dirty']);
  expect(tasks({ flags: ['garbage'] })).toEqual(['dirty']);
  expect(store.find({ tasks: ['dirty'] }, { offset: 0, limit: 1 })[0]?.flags).toEqual(['garbage', 'spam']);
});

test('the words of a transcript are found, beginnings of the last one too, and what was called', () => {
  expect(tasks({ text: 'find_order' })).toHaveLength(5);
  expect(tasks({ text: 'find ord' })).toHaveLength(5);
  expect(tasks({ text: 'nobody said this' })).toEqual([]);
});

test('words are searched together with filters, in any order', () => {
  expect(tasks({ text: 'find_order', outcomes: ['failed'], sort: 'worst' })).toEqual(['bad', 'dirty']);
  expect(store.count({ text: 'find_order', runs: ['run-1'] })).toMatchObject({ total: 4, passed: 1 });
});

test('counts are those of the same search', () => {
  expect(store.count({ runs: ['run-1'] })).toEqual({ total: 5, passed: 1, judged: 3, meanReward: 1 / 3 });
  expect(store.count({ tasks: ['none'] })).toEqual({ total: 0, passed: 0, judged: 0, meanReward: null });
});

test('facets name what there is, the most frequent first', () => {
  const { flags, scenarios, ends, policies } = store.facets();
  expect(policies.map((one) => one.episodes)).toEqual([6]);
  // What is still being played has no end yet.
  expect(ends.map((one) => one.episodes)).toEqual([5]);
  expect(flags).toEqual([
    { value: 'spam', episodes: 2 },
    { value: 'garbage', episodes: 1 },
  ]);
  expect(scenarios.map((one) => one.value)).toEqual(['pack-of-run-1', 'pack-of-run-2']);
});

test('whatever somebody types is a search, never an error of syntax', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(() => store.find({ text }, { offset: 0, limit: 1 })).not.toThrow();
    }),
  );
  expect(wordsOf('NOT "refund* OR')).toBe('"NOT" "refund" "OR"*');
  expect(wordsOf(' - ')).toBe(null);
  expect(wordsOf('a re')).toBe('"a" "re"*');
  expect(wordsOf('room 7')).toBe('"room" "7"');
  expect(wordsOf('退')).toBe('"退"*');
});
