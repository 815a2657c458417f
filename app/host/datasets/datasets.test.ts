/** The datasets area as a screen uses it, on a workspace with a few episodes of the sample fixture's kind. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPolicy, openSplit, loadPack, runEpisodes } from '@understudy/engine';
import { call } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { datasets } from './datasets.ts';
import { chosenOf, countsOf, selectFrom } from './candidates.ts';
import { downloadOf, exportTo } from './export.ts';
import { diffOf, lines, pageOf, placeOf, rowsOf, rowView } from './stored.ts';
import { writeChosen } from './write.ts';

let folder: string;
let host: Host;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-host-datasets-'));
  host = openHost({ workspace: join(folder, 'workspace') });
  const { signal } = new AbortController();
  const pack = loadPack('helpdesk-refunds');
  const { arena, tasks } = await openSplit(pack, 'train', 4);
  for (const name of ['gold', 'refuse']) {
    const policy = await openPolicy({ name, temperature: 0, processes: 1 }, tasks, signal);
    const plan = { kind: 'rollout', pack, split: 'train', tasks, samples: 2, seed: 7, settings: {} } as const;
    await runEpisodes(
      { id: name, ...plan },
      { arena, policy, store: host.context.store },
      signal,
      () => undefined,
    );
    await policy.close();
  }
  arena.world.close();
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, more: Partial<Parameters<typeof writeChosen>[1]> = {}) =>
  writeChosen(host.context, {
    runs: ['gold'],
    spec: {},
    name,
    pairs: null,
    kto: false,
    reviews: false,
    ...more,
  });

test('a selection counts what is kept, and names each episode that is dropped, with its reason', () => {
  const { store } = host.context;
  const selected = selectFrom(store, ['gold', 'refuse'], {});
  const counts = countsOf(store, selected);
  expect([counts.considered, counts.kept, counts.tasks]).toEqual([16, 4, 4]);
  expect(counts.policies).toEqual(['scripted:gold']);
  expect(counts.dropped.reduce((sum, { episodes }) => sum + episodes, 0)).toBe(12);
  const duplicates = chosenOf(selected, 'duplicate', { offset: 0, limit: 2 });
  expect(duplicates.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('It calls the same tools in the same way as gold/'),
    expect.stringContaining('It calls the same tools in the same way as gold/'),
  ]);
});

test('the same question is answered from memory, until something changes', () => {
  const { store } = host.context;
  const first = selectFrom(store, ['gold'], { onlySuccess: true });
  expect(selectFrom(store, ['gold'], {})).toBe(first);
  const [kept] = first.result.kept;
  store.labels.set({
    episodeId: kept?.episodeId ?? '',
    reviewer: 'Ada',
    seq: null,
    verdict: 'bad',
    note: '',
  });
  expect(selectFrom(store, ['gold'], {})).not.toBe(first);
  expect(countsOf(store, selectFrom(store, ['gold'], { labelled: 'not_bad' })).facets.labelled).toBe(1);
});

test('what makes no sense is refused with what to do', () => {
  const { store } = host.context;
  expect(() => selectFrom(store, ['gold'], { minReward: 7 })).toThrow(/minReward/);
  expect(() => selectFrom(store, ['nobody'], {})).toThrow(/There is no run nobody/);
});

test('a dataset is written, listed, read row by row, and compared with its next version', async () => {
  const { workspace } = host.context;
  const one = await write('refunds');
  expect(one.existed).toBe(false);
  expect(await write('refunds')).toEqual({ ...one, existed: true });
  const two = await write('refunds', { spec: { dropDuplicates: false, perTaskCap: null } });
  expect(lines(workspace).map((line) => line.folder)).toEqual(
    expect.arrayContaining([one.folder, two.folder]),
  );
  expect(pageOf(workspace, two.folder).versions).toHaveLength(2);
  const [row] = rowsOf(workspace, one.folder, { offset: 0, limit: 1 });
  const view = await rowView(workspace, one.folder, row?.id ?? '');
  expect(view.messages[0]?.role).toBe('system');
  expect(view.provenance?.policyId).toBe('scripted:gold');
  expect(view.tokens).toBe(null);
  const diff = diffOf(workspace, one.folder, two.folder);
  expect([diff.added.length, diff.removed.length, diff.same]).toEqual([4, 0, 4]);
});

test('a damaged dataset hides no other one, and says what is wrong when it is asked for', async () => {
  const { workspace } = host.context;
  const { folder: whole } = await write('whole');
  const { folder: broken } = await write('broken');
  rmSync(join(workspace.datasets, broken, 'tokens.jsonl'));
  const { context } = host;
  expect((await call(datasets.list, undefined, { context })).map((line) => line.folder)).toContain(whole);
  expect(await call(datasets.damaged, undefined, { context })).toMatchObject([
    { folder: broken, reason: 'tokens.jsonl is missing.' },
  ]);
  await expect(call(datasets.get, { folder: broken }, { context })).rejects.toThrow(/is damaged/);
  expect((await call(datasets.get, { folder: whole }, { context })).name).toBe('whole');
});

test('a name that is none, and a selection that keeps nothing, are said and leave nothing behind', async () => {
  await expect(write('No/Name')).rejects.toThrow(/cannot be the name of a dataset/);
  await expect(write('empty', { runs: ['refuse'], spec: { minReward: 1 } })).rejects.toThrow(
    /kept no episode/,
  );
  expect(lines(host.context.workspace).map(({ name }) => name)).not.toContain('empty');
});

test('an export goes into the workspace under a name that is free, or where its person said', async () => {
  const { folder: dataset } = await write('taken');
  const first = await exportTo(host.context, dataset, 'openai-sft', null);
  const second = await exportTo(host.context, dataset, 'openai-sft', null);
  expect(first.report.problems).toEqual([]);
  expect(second.path).toBe(first.path.replace('.jsonl', '-2.jsonl'));
  const taken = downloadOf(host.context, first.download ?? '');
  expect(Buffer.from(taken.base64, 'base64')).toEqual(readFileSync(first.path));
  const chosen = join(folder, 'mine.jsonl');
  expect((await exportTo(host.context, dataset, 'messages', chosen)).download).toBe(null);
  expect(existsSync(chosen)).toBe(true);
  await expect(exportTo(host.context, dataset, 'messages', 'not/whole')).rejects.toThrow(/not a whole path/);
});

test('nothing outside of the datasets and the exports can be reached by a name', () => {
  const { workspace } = host.context;
  writeFileSync(join(workspace.folder, 'secret.txt'), 'secret');
  for (const name of ['../secret.txt', '..', 'workspace.json', '/etc/passwd'])
    expect(() => downloadOf(host.context, name)).toThrow(/There is no export/);
  for (const name of ['../datasets', '..', '.'])
    expect(() => placeOf(workspace, name)).toThrow(/There is no dataset/);
});
