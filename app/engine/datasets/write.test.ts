import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { select, type SelectionResult } from '../selection/select.ts';
import { rejectionFineTuning, selectionSpecSchema } from '../selection/spec.ts';
import { modelPolicy, sampleEvents, sampleReward, sampleStart } from '../store/sample.fixture.ts';
import { summarizeEvents } from '../store/summary.ts';
import { openTraceStore, type TraceStore } from '../store/traces.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';
import { labelRowSchema } from './labels.ts';
import { pairSpecSchema } from './pairs.ts';
import { listDatasets, readDataset, surveyDatasets, verifyDataset } from './read.ts';
import { datasetFolder, writeDataset, type DatasetOptions } from './write.ts';

const tool = (name: string) => ({
  name,
  description: `Does ${name}.`,
  parameters: { type: 'object', properties: { order: { type: 'string' } } },
});
const options: DatasetOptions = {
  name: 'refunds-round-1',
  scenario: 'helpdesk-refunds',
  policies: [modelPolicy],
  modelHash: 'model',
  tools: [tool('find_order'), tool('refund')],
};

let workspace: Workspace;
let store: TraceStore;
beforeEach(() => {
  workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'understudy-datasets-')), { lock: true });
  store = openTraceStore(workspace);
  store.createRun({ id: 'run-1', kind: 'rollout', policyId: modelPolicy, scenario: 's', settings: {} });
  play('task-1', 1, 1);
  play('task-2', 1, 2);
  play('task-2', 0, 3);
  play('task-3', null, 2);
});
afterEach(() => {
  store.close();
  workspace.close();
  rmSync(workspace.folder, { recursive: true, force: true });
});

describe('writeDataset', () => {
  test('writes rows, tokens, reasons and card, and reads them back verified', () => {
    const manifest = writeDataset(workspace, store, selected(), options);
    expect(manifest.counts).toEqual({
      episodes: 2,
      tasks: 2,
      tokenRows: 2,
      tokens: 9 + 14,
      supervisedTokens: 5 + 7,
      families: { damaged: 2 },
      considered: 4,
      dropped: { not_success: 1, unjudged: 1 },
    });
    const folder = datasetFolder(workspace, manifest);
    const { rows, tokens } = readDataset(folder);
    expect(rows.map((row) => row.id)).toEqual(['run-1/task-1#0', 'run-1/task-2#0']);
    const [row] = rows;
    expect(row?.messages).toEqual([
      { role: 'system', content: 'You work at a helpdesk.' },
      { role: 'user', content: 'My cup arrived broken.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c0', type: 'function', function: { name: 'find_order', arguments: '{"order":"O-0"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c0', name: 'find_order', content: '{"status":"delivered"}' },
      { role: 'assistant', content: 'Your refund is on its way.' },
    ]);
    expect(row?.tools.map((one) => one.function.name)).toEqual(['find_order', 'refund']);
    expect(row?.provenance).toMatchObject({
      taskId: 'task-1',
      policyId: modelPolicy,
      reward: 1,
      seed: 1000,
      worldHash: 'hash-5',
      modelHash: 'model',
      templateHash: 'template',
    });
    expect(tokens[0]).toEqual({
      id: 'run-1/task-1#0',
      input_ids: [10, 11, 12, 90, 2, 20, 99, 98, 2],
      loss_mask: [0, 0, 0, 1, 1, 0, 1, 1, 1],
    });
    const card = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(card).toMatch(/^---\nlicense: apache-2\.0\n/);
    expect(card).toContain('size_categories:\n- n<1K');
    expect(card).toContain('Of 4 episodes 2 were kept');
    const reasons: unknown = JSON.parse(readFileSync(join(folder, 'selection.json'), 'utf8'));
    expect(reasons).toEqual(selected());
  });

  test('writes pairs and labels of all that the selection looked at, where asked to', () => {
    const plain = writeDataset(workspace, store, selected(), options);
    const manifest = writeDataset(workspace, store, selected(), {
      ...options,
      preferences: { pairs: pairSpecSchema.parse({}), kto: true, labels: null },
    });
    expect(manifest.hash).not.toBe(plain.hash);
    expect(manifest.counts).toMatchObject({ episodes: 2, pairs: 1, kto: 3, labels: 3 });
    const folder = datasetFolder(workspace, manifest);
    const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
    expect(lines('pairs.jsonl').map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ id: 'run-1/task-2#0>run-1/task-2#1', margin: 1 }),
    ]);
    expect(lines('kto.jsonl')).toHaveLength(3);
    expect(JSON.parse(readFileSync(join(folder, 'preferences.json'), 'utf8'))).toMatchObject({
      pairs: { rows: 1, unusedEpisodes: { alone: 1, unjudged: 1 } },
      kto: { rows: 3, unusedEpisodes: { unjudged: 1 } },
    });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(
      '| pairs of a better and a worse answer | 1 |',
    );
    expect(readDataset(folder).manifest.hash).toBe(manifest.hash);
    expect(listDatasets(workspace)).toHaveLength(2);
    appendFileSync(join(folder, 'kto.jsonl'), '{}\n');
    expect(verifyDataset(folder)).toEqual(['kto.jsonl was changed after it was written']);
  });

  test('grades are what reviewers said, where asked to, with how far they agree', () => {
    const write = () =>
      writeDataset(workspace, store, selected(), { ...options, preferences: { labels: 'reviews' } });
    expect(write).toThrow('None of the 4 episodes has a review that can be learned from.');
    const say = (episodeId: string, reviewer: string, verdict: 'good' | 'bad') =>
      store.labels.set({ episodeId, reviewer, seq: null, verdict, note: '' });
    for (const reviewer of ['Ada', 'Ben', 'Cleo'])
      say('run-1/task-2#0', reviewer, reviewer === 'Ada' ? 'bad' : 'good');
    say('run-1/task-2#1', 'Ada', 'bad');
    const manifest = write();
    expect(manifest.counts.labels).toBe(2);
    const folder = datasetFolder(workspace, manifest);
    const rows = readFileSync(join(folder, 'labels.jsonl'), 'utf8').trimEnd().split('\n');
    expect(rows.map((line) => labelRowSchema.parse(JSON.parse(line)))).toMatchObject([
      { id: 'run-1/task-2#0', label: 2 / 3, provenance: { labelled: 'Ada, Ben, Cleo' } },
      { id: 'run-1/task-2#1', label: 0 },
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'preferences.json'), 'utf8'))).toMatchObject({
      labels: { rows: 2, reviewers: { Ada: 2, Ben: 1, Cleo: 1 }, unusedEpisodes: { not_labelled: 2 } },
    });
  });

  test('writes a Parquet file that says the same', async () => {
    const manifest = writeDataset(workspace, store, selected(), options);
    const { rows, tokens } = readDataset(datasetFolder(workspace, manifest));
    const bytes = readFileSync(join(datasetFolder(workspace, manifest), 'data.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const read = await parquetReadObjects({ file });
    expect(read).toEqual(
      rows.map((row, index) => ({
        id: row.id,
        segment: 0,
        messages_json: JSON.stringify(row.messages),
        tools_json: JSON.stringify(row.tools),
        reward: 1,
        success: true,
        task_id: row.provenance.taskId,
        family: 'damaged',
        run_id: 'run-1',
        policy_id: modelPolicy,
        sample: 0,
        seed: 1000n,
        world_hash: row.provenance.worldHash,
        selected: row.provenance.selected,
        input_ids: tokens[index]?.input_ids,
        loss_mask: tokens[index]?.loss_mask,
      })),
    );
  });

  test('keeps episodes without tokens as conversations, with null lists in Parquet', async () => {
    play('task-9', 1, 1, { tokens: false });
    const manifest = writeDataset(workspace, store, selected(), options);
    expect(manifest.counts).toMatchObject({ episodes: 3, tokenRows: 2 });
    const bytes = readFileSync(join(datasetFolder(workspace, manifest), 'data.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const last = (await parquetReadObjects({ file })).at(-1);
    expect(last).toMatchObject({ task_id: 'task-9', input_ids: undefined, loss_mask: undefined });
  });

  test('returns the existing dataset for the same content, and another version for other content', () => {
    const first = writeDataset(workspace, store, selected(), options);
    expect(writeDataset(workspace, store, selected(), options)).toEqual(first);
    play('task-4', 1, 1);
    const second = writeDataset(workspace, store, selected(), options);
    expect(second.version).not.toBe(first.version);
    expect(
      listDatasets(workspace)
        .map((one) => one.version)
        .sort(),
    ).toEqual([first.version, second.version].sort());
    expect(readdirSync(workspace.datasets)).toHaveLength(2);
  });

  test('goes on where a kill left a half-written one', () => {
    const manifest = writeDataset(workspace, store, selected(), options);
    rmSync(datasetFolder(workspace, manifest), { recursive: true });
    const half = join(workspace.datasets, `.writing-${manifest.name}-${manifest.version}`);
    mkdirSync(half);
    writeFileSync(join(half, 'train.jsonl'), '{"half');
    expect(listDatasets(workspace)).toEqual([]);
    expect(writeDataset(workspace, store, selected(), options).hash).toBe(manifest.hash);
    expect(readdirSync(workspace.datasets)).toEqual([`${manifest.name}-${manifest.version}`]);
  });
});

describe('refusals', () => {
  test('a held-out task is named and nothing is written', () => {
    const id = play('secret-7', 1, 1, { split: 'heldout' });
    const forced: SelectionResult = {
      ...selected(),
      kept: [{ episodeId: id, reason: 'Someone wanted it.' }],
    };
    expect(() => writeDataset(workspace, store, forced, options)).toThrow(/The task secret-7 .* is held out/);
    expect(readdirSync(workspace.datasets)).toEqual([]);
  });

  test('a trace of another policy is named', () => {
    play('task-5', 1, 1, { policyId: 'scripted:gold' });
    expect(() => writeDataset(workspace, store, selected(), options)).toThrow(
      /run-1\/task-5#0 was played by scripted:gold, which is none of local:0123abcd/,
    );
  });

  test('a turn that a stranger took in a trace of ours is named', () => {
    const writer = store.beginEpisode(sampleStart('task-9', 0));
    const events = sampleEvents('task-9').map((event) =>
      event.type === 'agent_turn' && event.seq < 4 ? { ...event, by: 'scripted:gold' } : event,
    );
    writer.append(events);
    writer.finish(summarizeEvents(events), sampleReward(1));
    expect(() => writeDataset(workspace, store, selected(), options)).toThrow(
      /a turn was taken by scripted:gold/,
    );
  });

  test('an empty selection says what was dropped for which reason', () => {
    const none = select(store.episodes(), selectionSpecSchema.parse({ policies: ['nobody'] }));
    expect(() => writeDataset(workspace, store, none, options)).toThrow(
      /kept no episode \(kept 0, other_policy 3, unjudged 1\)/,
    );
  });

  test('a tool without a description, and a name that is no folder name', () => {
    expect(() => writeDataset(workspace, store, selected(), { ...options, tools: [tool('refund')] })).toThrow(
      /tool find_order/,
    );
    expect(() => writeDataset(workspace, store, selected(), { ...options, name: '../up' })).toThrow(
      /begins with a letter/,
    );
  });
});

describe('verification', () => {
  test('finds each file that was changed or removed, and reading then refuses', () => {
    const manifest = writeDataset(workspace, store, selected(), options);
    const folder = datasetFolder(workspace, manifest);
    expect(verifyDataset(folder)).toEqual([]);
    appendFileSync(join(folder, 'tokens.jsonl'), '{"id":"x","input_ids":[1],"loss_mask":[1]}\n');
    rmSync(join(folder, 'README.md'));
    expect(verifyDataset(folder)).toEqual([
      'tokens.jsonl was changed after it was written',
      'README.md is missing',
    ]);
    expect(() => readDataset(folder)).toThrow(/tokens\.jsonl was changed/);
    expect(() => writeDataset(workspace, store, selected(), options)).toThrow(/exists but was altered/);
  });

  test('a folder without a manifest, or with a damaged one, is named', () => {
    expect(() => readDataset(join(workspace.datasets, 'none'))).toThrow(/no dataset in .*none/);
    const folder = join(workspace.datasets, 'damaged');
    mkdirSync(folder);
    writeFileSync(join(folder, 'manifest.json'), '{"v":1}');
    expect(() => readDataset(folder)).toThrow(/damaged\/manifest\.json: the dataset cannot be used/);
  });

  test('a damaged folder is told with its reason, and hides no other dataset', () => {
    const whole = writeDataset(workspace, store, selected(), options);
    const copy = (name: string): string => {
      const to = join(workspace.datasets, name);
      cpSync(datasetFolder(workspace, whole), to, { recursive: true });
      return to;
    };
    copy('renamed');
    mkdirSync(join(workspace.datasets, 'empty'));
    writeFileSync(join(copy('no-json'), 'manifest.json'), '{');
    expect(listDatasets(workspace)).toEqual([whole]);
    const { damaged } = surveyDatasets(workspace);
    expect(damaged.map(({ folder, reason }) => `${folder}: ${reason}`)).toEqual([
      'empty: It has no manifest.json.',
      expect.stringMatching(/^no-json: .*cannot be used/),
      expect.stringMatching(/^renamed: The folder was renamed: its manifest says refunds-round-1-/),
    ]);
    appendFileSync(join(datasetFolder(workspace, whole), 'train.jsonl'), 'x');
    expect(surveyDatasets(workspace).damaged).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(/^train\.jsonl was changed: it has/) }),
    );
    rmSync(join(datasetFolder(workspace, whole), 'train.jsonl'));
    expect(surveyDatasets(workspace).damaged).toContainEqual(
      expect.objectContaining({ reason: 'train.jsonl is missing.' }),
    );
  });
});

function selected(): SelectionResult {
  return select(store.episodes(), rejectionFineTuning);
}

function play(
  taskId: string,
  value: number | null,
  calls: number,
  more: { tokens?: boolean; split?: 'heldout'; policyId?: string } = {},
): string {
  const events = sampleEvents(taskId, calls).map((event) => {
    if (event.type !== 'agent_turn' || more.tokens !== false) return event;
    const { tokens: _tokens, ...rest } = event;
    return rest;
  });
  const sample = store.episodes({ taskIds: [taskId] }).length;
  const { tokens: _unused, ...start } = more;
  const writer = store.beginEpisode(sampleStart(taskId, sample, start));
  writer.append(events);
  writer.finish(summarizeEvents(events), sampleReward(value));
  return writer.episodeId;
}
