import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curriculum } from '@understudy/scenarios';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readDataset } from '../datasets/read.ts';
import { openDesk, scratch, type Desk } from '../episodes/desk.fixture.ts';
import { runEpisodes } from '../episodes/run.ts';
import { openSplit, type OpenSplit } from '../packs/load.ts';
import { openLocalPolicy } from '../policies/local.ts';
import { openPolicy } from '../policies/open.ts';
import { runFlywheel, type FlywheelParts, type Player } from './flywheel.ts';
import type { Observer } from './observer.ts';
import { defaultTraining, type FlywheelOptions } from './options.ts';
import { player } from './player.fixture.ts';

const sizes = { heldoutTasks: 11, heldoutSamples: 4, trainTasks: 11, group: 4 };
const trainer = { python: join(import.meta.dirname, 'fixtures', 'stand-in-trainer.mjs') };
const tiny = join(import.meta.dirname, '..', 'policies', 'fixtures', 'tiny.gguf');

let desk: Desk;
let heldout: OpenSplit;
let place: ReturnType<typeof scratch>;
let weights: string;

beforeAll(async () => {
  desk = await openDesk(sizes.trainTasks);
  heldout = await openSplit(desk.pack, 'heldout', sizes.heldoutTasks);
});
beforeEach(() => {
  place = scratch();
  weights = join(place.workspace.models, 'weights');
  mkdirSync(weights);
  writeFileSync(base(), 'the base model');
});
afterEach(() => place.close());

const base = () => join(place.workspace.models, 'base.gguf');

const options = (more: Partial<FlywheelOptions> = {}): FlywheelOptions => ({
  pack: desk.pack,
  model: { gguf: base(), weights },
  rounds: 1,
  seed: 7,
  temperature: 1,
  sizes,
  training: defaultTraining,
  processes: 1,
  ...more,
});

/** The base model solves 30% of its episodes, a trained one 90%. */
const openModel = (gguf: string): Promise<Player> =>
  player(gguf, [...desk.tasks, ...heldout.tasks], gguf === base() ? 0.3 : 0.9);

const unseen: Observer = {
  stage: () => ({ update: () => undefined, end: () => undefined }),
  note: () => undefined,
};

const parts = (more: Partial<FlywheelParts> = {}): FlywheelParts => ({
  workspace: place.workspace,
  store: place.store,
  trainer,
  openModel,
  observer: unseen,
  signal: new AbortController().signal,
  command: 'test',
  ...more,
});

/** How often a job was begun. */
function begun(jobId: string): number {
  const events = readFileSync(join(place.workspace.jobs, jobId, 'out', 'events.jsonl'), 'utf8');
  return events.split('\n').filter((line) => line.includes('"hello"')).length;
}

function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length > 1) throw new Error(`one expected, not ${list.length}`);
  return first;
}

test('a round trains on what was kept and shows on the same held-out episodes what it brought', async () => {
  const { run, files } = await runFlywheel(options(), parts());
  expect(run.incomplete).toBeNull();
  expect(run.evaluations.map(({ label }) => label)).toEqual(['base', 'round 1']);
  const [before, after] = run.evaluations;
  if (before === undefined || after === undefined) throw new Error('two evaluations expected');
  expect(after.seed).toBe(before.seed);
  expect(after.summary.success?.rate ?? 0).toBeGreaterThan(before.summary.success?.rate ?? 1);
  const episodes = (runId: string) =>
    place.store
      .episodes({ runIds: [runId] })
      .map(({ taskId, sample, seed, split }) => ({ taskId, sample, seed, split }));
  expect(episodes(after.runId)).toEqual(episodes(before.runId));
  expect(episodes(before.runId)).toHaveLength(44);
  expect(new Set(episodes(before.runId).map(({ split }) => split))).toEqual(new Set(['heldout']));

  const round = only(run.rounds);
  expect(round.rollout.summary.episodes).toBe(44);
  expect(round.training).toMatchObject({ steps: 2, firstLoss: 2, lastLoss: 1, device: 'cpu (stand-in)' });
  const made = JSON.parse(readFileSync(round.model?.path ?? '', 'utf8'));
  const tokens = join(round.dataset?.folder ?? '', 'tokens.jsonl');
  const { manifest } = readDataset(round.dataset?.folder ?? '');
  expect(made).toEqual({
    from: weights,
    rows: manifest.files.find((file) => tokens.endsWith(file.path))?.sha256,
    seed: 7,
  });
  expect(JSON.parse(readFileSync(files.json, 'utf8'))).toMatchObject({
    comparison: { success: { gain: expect.closeTo(0.6, 0) } },
  });
  expect(readFileSync(files.markdown, 'utf8')).toContain(desk.pack.id);
});

test('the same call again does nothing again and gives the same numbers', async () => {
  const first = await runFlywheel(options(), parts());
  const before = place.store.episodes().length;
  const jobs = [only(first.run.rounds).training?.jobId ?? ''].flatMap((id) => [
    id,
    id.replace(/sft$/, 'gguf'),
  ]);
  const deaf = async (gguf: string): Promise<Player> => ({
    ...(await openModel(gguf)),
    act: () => Promise.reject(new Error('must not be asked')),
  });
  const second = await runFlywheel(options(), parts({ openModel: deaf }));
  expect(second.run.evaluations).toEqual(first.run.evaluations);
  expect(second.run.rounds).toEqual(first.run.rounds);
  expect(second.files).toEqual(first.files);
  expect(place.store.episodes()).toHaveLength(before);
  expect(jobs.map(begun)).toEqual([1, 1]);
});

test('the training set holds the model’s own traces of training tasks, whatever else lies in the workspace', async () => {
  const { store } = place;
  const model = await openModel(base());
  const signal = new AbortController().signal;
  for (const [split, open] of [['train', desk] as const, ['heldout', heldout] as const]) {
    const gold = await openPolicy({ name: 'gold', temperature: 0, processes: 1 }, open.tasks, signal);
    for (const policy of [gold, model]) {
      const { arena, tasks } = open;
      const id = `${split}-${policy.kind}`;
      const plan = {
        id,
        kind: 'rollout',
        pack: desk.pack,
        split,
        tasks,
        samples: 2,
        seed: 3,
        settings: {},
      } as const;
      await runEpisodes(plan, { arena, policy, store }, signal, () => undefined);
    }
  }
  const { run } = await runFlywheel(options(), parts());
  const { rows, tokens } = readDataset(only(run.rounds).dataset?.folder ?? '');
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map(({ provenance }) => provenance.policyId))).toEqual(new Set([model.id]));
  expect(new Set(rows.map(({ provenance }) => provenance.runId))).toEqual(
    new Set([only(run.rounds).rollout.runId]),
  );
  const tasks = desk.tasks.map((task) => task.id);
  for (const { provenance } of rows) expect(tasks).toContain(provenance.taskId);
  expect(new Set(tokens.map(({ id }) => id.split('@')[0]))).toEqual(new Set(rows.map(({ id }) => id)));

  const words = new Set(rows.flatMap((row) => JSON.stringify(row.messages).match(/\w+/g) ?? []));
  const facts = (tasks: OpenSplit['tasks'], id: string) =>
    tasks.flatMap((task) => task.user.facts.filter((fact) => fact.id === id).map((fact) => fact.value));
  const orders = facts(heldout.tasks, 'order_id');
  expect(orders.length).toBeGreaterThan(5);
  expect(orders.filter((order) => words.has(order))).toEqual([]);
  expect(facts(desk.tasks, 'order_id').some((order) => words.has(order))).toBe(true);
});

test('a second round starts from the first weights with the traces of both', async () => {
  const { run } = await runFlywheel(options({ rounds: 2 }), parts());
  const [first, second] = run.rounds;
  expect(run.evaluations).toHaveLength(3);
  expect(first?.dataset?.counts.considered).toBe(44);
  expect(second?.dataset?.counts.considered).toBe(88);
  expect(second?.rollout.policyId).not.toBe(first?.rollout.policyId);
  expect(JSON.parse(readFileSync(second?.model?.path ?? '', 'utf8'))).toMatchObject({ from: weights });
});

test.each([
  ['the trainer', { trainer: { missing: 'There is no Python.' } }, {}, 'There is no Python.'],
  ['the weights', {}, { weights: null }, 'has no Hugging Face weights beside it'],
])('without %s the loop ends with the dataset and says why', async (_, lacking, model, why) => {
  const asked = options({ model: { gguf: base(), weights, ...model } });
  const { run, files } = await runFlywheel(asked, parts(lacking));
  expect(run.incomplete).toContain(why);
  expect(run.evaluations).toHaveLength(1);
  const round = only(run.rounds);
  expect(round).toMatchObject({ training: null, model: null });
  expect(readDataset(round.dataset?.folder ?? '').rows.length).toBeGreaterThan(0);
  expect(readFileSync(files.markdown, 'utf8')).toContain(why);
});

test('a training that fails ends the loop with the trainer’s words, and the next call goes on there', async () => {
  writeFileSync(join(weights, 'fail'), '');
  await expect(runFlywheel(options(), parts())).rejects.toMatchObject({
    name: 'TrainingError',
    outcome: 'failed',
    message: expect.stringContaining('it diverged'),
    remedy: 'lower the rate',
  });
  const played = place.store.episodes().length;
  rmSync(join(weights, 'fail'));
  const { run } = await runFlywheel(options(), parts());
  expect(run.evaluations).toHaveLength(2);
  expect(place.store.episodes()).toHaveLength(played + 44);
});

test('an interrupt in the middle of training is heeded, and the next call goes on there', async () => {
  writeFileSync(join(weights, 'slow'), '');
  const abort = new AbortController();
  const observer: Observer = {
    ...unseen,
    stage: (title) => ({
      update: () => {
        if (title === 'Training') abort.abort();
      },
      end: () => undefined,
    }),
  };
  await expect(runFlywheel(options(), parts({ observer, signal: abort.signal }))).rejects.toThrow('aborted');
  rmSync(join(weights, 'slow'));
  const { run } = await runFlywheel(options(), parts());
  expect(run.evaluations).toHaveLength(2);
  expect(begun(only(run.rounds).training?.jobId ?? '')).toBe(2);
});

test('an episode that failed and is played later makes another dataset, and that another model', async () => {
  let fail = true;
  const flaky = async (gguf: string): Promise<Player> => {
    const model = await openModel(gguf);
    return {
      ...model,
      act: (input, signal) =>
        fail && input.episodeId.startsWith('rollout') && input.episodeId.endsWith('#0')
          ? Promise.reject(new Error('gone'))
          : model.act(input, signal),
    };
  };
  const first = await runFlywheel(options(), parts({ openModel: flaky }));
  fail = false;
  const second = await runFlywheel(options(), parts({ openModel: flaky }));
  const [before, after] = [only(first.run.rounds), only(second.run.rounds)];
  expect(after.dataset?.hash).not.toBe(before.dataset?.hash);
  expect(after.model?.path).not.toBe(before.model?.path);
  expect(before.rollout.summary.nulls).toBe(11);
  expect(after.rollout.summary.nulls).toBe(0);
});

test('with a curriculum training tasks are rolled out easy ones first, and held-out tasks as ever', async () => {
  const played = new Set<string>();
  const watched = async (gguf: string): Promise<Player> => {
    const model = await openModel(gguf);
    return {
      ...model,
      concurrency: 1,
      act: (input, signal) => {
        played.add(input.episodeId.replace(/^[^/]*\//, '').replace(/#\d+$/, ''));
        return model.act(input, signal);
      },
    };
  };
  const { run } = await runFlywheel(options({ curriculum: true }), parts({ openModel: watched }));
  const order = (tasks: readonly { readonly id: string }[]) => tasks.map(({ id }) => id);
  expect([...played]).toEqual([...order(heldout.tasks), ...order(curriculum(desk.tasks))]);
  expect(run.settings).toMatchObject({ curriculum: true });
});

test('a model that solves nothing leaves nothing to learn from', { timeout: 60_000 }, async () => {
  const small = { heldoutTasks: 2, heldoutSamples: 1, trainTasks: 3, group: 2 };
  const signal = new AbortController().signal;
  const asked = options({ sizes: small, model: { gguf: tiny, weights: null } });
  const open = (modelPath: string) =>
    openLocalPolicy({ modelPath, processes: 1, temperature: 1, maxTokens: 32, signal });
  const missing = { missing: 'There is no Python.' };
  await expect(runFlywheel(asked, parts({ openModel: open, trainer: missing }))).rejects.toMatchObject({
    name: 'WorkspaceError',
    code: 'empty',
    remedy: expect.stringContaining('Roll out more'),
  });
  expect(place.store.episodes({ statuses: ['finished'] })).toHaveLength(8);
});
