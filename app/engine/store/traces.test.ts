import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrations.ts';
import { sampleEvents, sampleReward, sampleStart } from './sample.fixture.ts';
import { summarizeEvents } from './summary.ts';
import { createTraceStore, openTraceStore, type TraceStore } from './traces.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const run = {
  id: 'run-1',
  kind: 'rollout',
  policyId: 'p',
  scenario: 's',
  settings: { group: 8, seed: 7 },
} as const;

let workspace: Workspace;
let store: TraceStore;
beforeEach(() => {
  workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'understudy-traces-')), { lock: true });
  store = openTraceStore(workspace, () => 1_760_000_000_000);
});
afterEach(() => {
  store.close();
  workspace.close();
  rmSync(workspace.folder, { recursive: true, force: true });
});

function reopen(): void {
  store.close();
  store = openTraceStore(workspace);
}

describe('runs', () => {
  test('are created once: the same again gives the stored one, other settings are refused', () => {
    const first = store.createRun(run);
    expect(store.createRun({ ...run, settings: { seed: 7, group: 8 } })).toEqual(first);
    expect(() => store.createRun({ ...run, settings: { group: 4 } })).toThrow(
      /run-1 exists already with other settings/,
    );
    expect(store.runs()).toEqual([first]);
    expect(store.run('none')).toBe(null);
  });
});

describe('episodes', () => {
  test('come back as they were written, events and summary', () => {
    store.createRun(run);
    const events = sampleEvents('task-1');
    const writer = store.beginEpisode(sampleStart('task-1', 0));
    writer.append(events.slice(0, 2));
    writer.append([]);
    writer.append(events.slice(2));
    writer.finish(summarizeEvents(events), sampleReward(1));
    reopen();
    expect(store.events(writer.episodeId)).toEqual(events);
    expect(store.episode(writer.episodeId)).toEqual({
      ...sampleStart('task-1', 0),
      forkedFrom: null,
      id: 'run-1/task-1#0',
      status: 'finished',
      endReason: 'resolved',
      turns: 3,
      toolCalls: 2,
      toolErrors: 0,
      malformed: 0,
      wallSeconds: 3.5,
      inferenceSeconds: 0.75,
      turnSeconds: [0.25, 0.25, 0.25],
      canonicalTools: 'find_order {"order":"O-0"}\nfind_order {"order":"O-1"}',
      reward: sampleReward(1),
      judged: null,
      startedAt: 1_760_000_000_000,
      finishedAt: 1_760_000_000_000,
    });
  });

  test('accept no event twice and none out of order, and keep the rest of a refused append out', () => {
    store.createRun(run);
    const events = sampleEvents('task-1');
    const writer = store.beginEpisode(sampleStart('task-1', 0));
    writer.append(events.slice(0, 2));
    expect(() => writer.append(events.slice(0, 2))).toThrow(/out of order/);
    expect(() => writer.append(events.slice(2, 3).concat(events.slice(4)))).toThrow(/out of order/);
    expect(store.events(writer.episodeId)).toEqual(events.slice(0, 2));
  });

  test('are re-scored without being replayed', () => {
    store.createRun(run);
    const id = play('task-1', 0, null);
    expect(store.episode(id)?.reward).toBe(null);
    store.scoreEpisode(id, sampleReward(0.5, ['spam']));
    expect(store.episode(id)?.reward).toEqual(sampleReward(0.5, ['spam']));
    store.scoreEpisode(id, sampleReward(null));
    const judged = { judge: 'j', answers: { manners: { polite: true }, care: null } };
    store.scoreEpisode(id, sampleReward(0.5), judged);
    store.scoreEpisode(id, sampleReward(null));
    expect(store.episode(id)?.judged).toEqual(judged);
    expect(store.episode(id)?.reward?.value).toBe(null);
    expect(() => store.scoreEpisode('nobody', sampleReward(1))).toThrow(/no episode nobody/);
  });

  test('are found by run, policy, task and status', () => {
    store.createRun(run);
    store.createRun({ ...run, id: 'run-2' });
    play('task-2', 1, 1);
    play('task-1', 0, 0);
    store.beginEpisode(sampleStart('task-1', 0, { runId: 'run-2', policyId: 'other' }));
    expect(store.episodes().map((episode) => episode.id)).toEqual([
      'run-1/task-1#0',
      'run-2/task-1#0',
      'run-1/task-2#1',
    ]);
    expect(store.episodes({ runIds: ['run-1'], taskIds: ['task-1'] })).toHaveLength(1);
    expect(store.episodes({ policyIds: ['other'] })).toHaveLength(1);
    expect(store.episodes({ statuses: ['finished', 'failed'] })).toHaveLength(2);
    expect(store.episodes({ runIds: [] })).toEqual([]);
  });

  test('need their run, and are played once for each task and sample', () => {
    expect(() => store.beginEpisode(sampleStart('task-1', 0))).toThrow(/no run run-1/);
    store.createRun(run);
    play('task-1', 0, 1);
    expect(() => store.beginEpisode(sampleStart('task-1', 0))).toThrow(/task-1#0 has been played/);
  });
});

describe('resuming', () => {
  test('plays again what was running, failed or cancelled, and nothing that was finished', () => {
    store.createRun(run);
    play('done', 0, 1);
    play('broken', 0, null, 'failed');
    play('cancelled', 0, null, 'cancelled');
    store.beginEpisode(sampleStart('cut', 0)).append(sampleEvents('cut').slice(0, 3));
    reopen();
    expect(store.finishedKeys('run-1')).toEqual(new Set(['done#0']));
    expect(store.episode('run-1/cut#0')?.status).toBe('abandoned');
    expect(store.events('run-1/cut#0')).toHaveLength(3);
    expect(store.episode('run-1/broken#0')?.status).toBe('failed');
    for (const task of ['broken', 'cancelled', 'cut']) expect(play(task, 0, 1)).toBe(`run-1/${task}#0~1`);
    expect(store.finishedKeys('run-1').size).toBe(4);
    expect(store.episode('run-1/broken#0')?.status).toBe('abandoned');
  });
});

describe('opening', () => {
  test('for reading works beside the writer and writes nothing', () => {
    store.createRun(run);
    play('task-1', 0, 1);
    const beside = openWorkspace(workspace.folder, { lock: false });
    const reader = openTraceStore(beside);
    try {
      expect(reader.episodes()).toHaveLength(1);
      play('task-2', 0, 1);
      expect(reader.episodes()).toHaveLength(2);
      expect(() => reader.createRun({ ...run, id: 'run-3' })).toThrow(/cannot be written to/);
    } finally {
      reader.close();
    }
  });

  test('for reading says when nothing was played yet', () => {
    const empty = openWorkspace(join(workspace.folder, 'models', 'empty'), { lock: true });
    empty.close();
    const beside = openWorkspace(empty.folder, { lock: false });
    expect(() => openTraceStore(beside)).toThrow(/no traces yet in the workspace .*empty/);
  });

  test('refuses a file that is no database, and leaves it as it is', () => {
    store.close();
    for (const suffix of ['-wal', '-shm']) rmSync(workspace.traces + suffix, { force: true });
    writeFileSync(workspace.traces, 'this is no database, whatever its name says. '.repeat(40));
    expect(() => openTraceStore(workspace)).toThrow(
      /traces\.sqlite: the file is not a readable SQLite database/,
    );
    rmSync(workspace.traces);
    store = openTraceStore(workspace);
  });

  test('names the episode whose stored event does not read', () => {
    store.createRun(run);
    const id = play('task-1', 0, 1);
    const db = new DatabaseSync(workspace.traces);
    db.exec(`UPDATE events SET json = '{"type":"closed"}' WHERE seq = 3`);
    db.close();
    expect(() => store.events(id)).toThrow(/event 3 of run-1\/task-1#0 does not read/);
  });
});

test('a full disk is named, nothing of the refused append is kept, and the store goes on when there is room', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db, 'full.sqlite');
  const small = createTraceStore(db, 'full.sqlite', Date.now);
  small.createRun(run);
  const events = sampleEvents('task-1', 200);
  const writer = small.beginEpisode(sampleStart('task-1', 0));
  writer.append(events.slice(0, 2));
  const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  db.exec(`PRAGMA max_page_count = ${pages + 2}`);
  expect(() => writer.append(events.slice(2))).toThrow(/full\.sqlite: the disk is full/);
  expect(small.events(writer.episodeId)).toHaveLength(2);
  db.exec('PRAGMA max_page_count = 100000');
  writer.append(events.slice(2));
  expect(small.events(writer.episodeId)).toEqual(events);
  small.close();
});

test('two thousand episodes of sixteen events are written in a few seconds', () => {
  store.createRun(run);
  const events = sampleEvents('task', 6);
  const summary = summarizeEvents(events);
  const started = performance.now();
  for (let task = 0; task < 2000; task += 1) {
    const writer = store.beginEpisode(sampleStart(`task-${task}`, 0));
    for (let from = 0; from < events.length; from += 3) writer.append(events.slice(from, from + 3));
    writer.finish(summary, sampleReward(1));
  }
  expect((performance.now() - started) / 1000).toBeLessThan(8);
  expect(store.finishedKeys('run-1').size).toBe(2000);
});

function play(taskId: string, sample: number, value: number | null, reason?: 'failed' | 'cancelled'): string {
  const events = sampleEvents(taskId);
  const writer = store.beginEpisode(sampleStart(taskId, sample));
  writer.append(events);
  const summary = summarizeEvents(events);
  writer.finish(
    { ...summary, endReason: reason ?? summary.endReason },
    ...(value === null ? [] : [sampleReward(value)]),
  );
  return writer.episodeId;
}
