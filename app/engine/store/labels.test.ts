import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { select } from '../selection/select.ts';
import { selectionSpecSchema } from '../selection/spec.ts';
import type { LabelVerdict, QueueOptions } from './labels.ts';
import { sampleEvents, sampleReward, sampleStart } from './sample.fixture.ts';
import { summarizeEvents } from './summary.ts';
import { openTraceStore, type TraceStore } from './traces.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let store: TraceStore;
let now = 1000;

beforeEach(() => {
  workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'understudy-labels-')), { lock: true });
  store = openTraceStore(workspace, () => (now += 10));
  store.createRun({ id: 'run-1', kind: 'rollout', policyId: 'p', scenario: 's', settings: {} });
  for (const task of ['a', 'b', 'c', 'd', 'e']) {
    const events = sampleEvents(task);
    const writer = store.beginEpisode(sampleStart(task, 0));
    writer.append(events);
    writer.finish(summarizeEvents(events), sampleReward(1));
  }
  store.beginEpisode(sampleStart('going-on', 0));
});
afterEach(() => {
  store.close();
  workspace.close();
  rmSync(workspace.folder, { recursive: true, force: true });
});

const idOf = (task: string): string => `run-1/${task}#0`;
const say = (task: string, reviewer: string, verdict: LabelVerdict, seq: number | null = null, note = '') =>
  store.labels.set({ episodeId: idOf(task), reviewer, seq, verdict, note });
const queue = (more: Partial<QueueOptions> = {}) =>
  store.labels.queue({ reviewer: 'Ada', order: 'unlabelled', seed: 1, size: 100, search: {}, ...more });
const tasks = (more: Partial<QueueOptions> = {}) =>
  queue(more).items.map(({ episodeId }) => episodeId.replace(/^run-1\/(.*)#0$/, '$1'));

describe('labels', () => {
  test('are set, changed and taken back, of an episode and of its steps, one for each reviewer', () => {
    say('a', 'Ada', 'good');
    say('a', 'Ada', 'bad', 2, 'Asked twice.');
    say('a', 'Ben', 'unsure');
    expect(say('a', 'Ada', 'bad', null, 'On second thoughts.').labelledAt).toBe(now);
    expect(
      store.labels.of(idOf('a')).map(({ reviewer, seq, verdict, note }) => [reviewer, seq, verdict, note]),
    ).toEqual([
      ['Ben', null, 'unsure', ''],
      ['Ada', null, 'bad', 'On second thoughts.'],
      ['Ada', 2, 'bad', 'Asked twice.'],
    ]);
    store.labels.withdraw({ episodeId: idOf('a'), reviewer: 'Ada', seq: null });
    store.labels.withdraw({ episodeId: idOf('a'), reviewer: 'Ada', seq: null });
    expect(store.labels.of(idOf('a')).map(({ seq }) => seq)).toEqual([null, 2]);
    expect(store.labels.reviewers()).toEqual([
      { name: 'Ada', episodes: 0 },
      { name: 'Ben', episodes: 1 },
    ]);
  });

  test('are refused for an episode or a step that is not there, and without a name', () => {
    expect(() => say('nowhere', 'Ada', 'good')).toThrow(/there is no episode/);
    expect(() => say('a', 'Ada', 'good', 99)).toThrow(/there is no step 99/);
    expect(() => say('a', '  ', 'good')).toThrow();
  });

  test('outlive the store, and every change moves its revision', () => {
    const before = store.revision();
    say('b', 'Ada', 'good');
    expect(store.revision()).toBeGreaterThan(before);
    store.close();
    store = openTraceStore(workspace);
    expect(store.labels.of(idOf('b')).map(({ verdict }) => verdict)).toEqual(['good']);
  });
});

describe('the queue', () => {
  test('has what is over, what this reviewer has not labelled first', () => {
    say('a', 'Ada', 'good');
    say('b', 'Ben', 'good');
    expect(tasks()).toEqual(['b', 'c', 'd', 'e', 'a']);
    expect(tasks({ reviewer: 'Ben' })).toEqual(['a', 'c', 'd', 'e', 'b']);
    expect(queue({ size: 2 })).toMatchObject({
      matching: 5,
      items: [{ others: 1, mine: null }, { others: 0 }],
    });
    expect(tasks({ search: { tasks: ['c'] } })).toEqual(['c']);
  });

  test('can begin with what reviewers disagree on', () => {
    say('d', 'Ada', 'good');
    say('d', 'Ben', 'bad');
    say('c', 'Ben', 'bad');
    expect(tasks({ order: 'disagreements' }).slice(0, 2)).toEqual(['d', 'c']);
    expect(queue({ order: 'disagreements' }).items[0]?.disputed).toBe(true);
  });

  test('as a random sample is the same for everybody with the same seed, and another with another', () => {
    const orders = [1, 2, 3, 4].map((seed) => tasks({ order: 'random', seed }).join());
    expect(tasks({ order: 'random', seed: 1, reviewer: 'Ben' }).join()).toBe(orders[0]);
    say('a', 'Ada', 'good');
    expect(tasks({ order: 'random', seed: 1 }).join()).toBe(orders[0]);
    expect(new Set(orders).size).toBeGreaterThan(1);
  });
});

test('agreement is over the episodes that both labelled as a whole', () => {
  for (const task of ['a', 'b', 'c']) say(task, 'Ada', task === 'c' ? 'bad' : 'good');
  for (const task of ['a', 'b', 'c', 'd']) say(task, 'Ben', task === 'a' ? 'good' : 'bad');
  say('a', 'Cleo', 'bad', 1);
  expect(store.labels.agreement()).toMatchObject([{ reviewers: ['Ada', 'Ben'], both: 3, agreed: 2 }]);
});

test('a selection can ask for what people said', () => {
  say('a', 'Ada', 'good');
  say('b', 'Ada', 'bad');
  say('c', 'Ada', 'good');
  say('c', 'Ben', 'bad');
  say('d', 'Ada', 'unsure');
  say('e', 'Ada', 'bad', 2);
  const kept = (labelled: string): string =>
    select(store.candidates(['run-1']), selectionSpecSchema.parse({ labelled }))
      .kept.map(({ episodeId }) => episodeId.slice(6, 7))
      .join('');
  expect(kept('any')).toBe('abcde');
  expect(kept('not_bad')).toBe('ade');
  expect(kept('good')).toBe('a');
  const { counts } = select(store.candidates(['run-1']), selectionSpecSchema.parse({ labelled: 'good' }));
  expect(counts).toEqual({ kept: 1, labelled_bad: 2, not_labelled_good: 2, not_finished: 1 });
});

test('candidates select as the whole records do', () => {
  const spec = selectionSpecSchema.parse({});
  expect(select(store.candidates(['run-1']), spec)).toEqual(
    select(store.episodes({ runIds: ['run-1'] }), spec),
  );
  expect(store.candidates(['none'])).toEqual([]);
});
