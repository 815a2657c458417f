// Recipes: their documents, and each of them run to a registered policy against the flywheel's stand-in trainer.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashText } from '@understudy/kernel';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readDataset } from '../datasets/read.ts';
import { openDesk, scratch, type Desk } from '../episodes/desk.fixture.ts';
import type { Player } from '../flywheel/flywheel.ts';
import { player } from '../flywheel/player.fixture.ts';
import { listJobs, readJob } from '../jobs/registry.ts';
import { openSplit, type OpenSplit } from '../packs/load.ts';
import { embeddedModel } from '../policies/open.ts';
import { listRecipes, loadRecipe, type Recipe } from './recipe.ts';
import { findRecipeRun, listRecipeRuns, readRecipeRun } from './record.ts';
import { recipeRunId, runRecipe, type RecipeParts } from './run-recipe.ts';
import { planStages } from './stages.ts';

const python = join(import.meta.dirname, '..', 'flywheel', 'fixtures', 'stand-in-trainer.mjs');
const tiny = join(import.meta.dirname, '..', 'policies', 'fixtures', 'tiny.gguf');

let desk: Desk;
let heldout: OpenSplit;
let place: ReturnType<typeof scratch>;
let weights: string;
beforeAll(async () => {
  desk = await openDesk(12);
  heldout = await openSplit(desk.pack, 'heldout', 4);
});
beforeEach(() => {
  place = scratch();
  weights = join(place.workspace.models, 'weights');
  mkdirSync(weights);
  copyFileSync(tiny, join(weights, 'real.gguf'));
});
afterEach(() => place.close());

/** The base solves 30% of its episodes, whatever was trained 80%; what it samples follows from what it does. */
async function openModel(gguf: string): Promise<Player> {
  const base = await player(gguf, [...desk.tasks, ...heldout.tasks], gguf === embeddedModel.gguf ? 0.3 : 0.8);
  return {
    ...base,
    act: async (input, signal) => {
      const output = await base.act(input, signal);
      const sampledIds = [20 + (hashText(JSON.stringify([output.text, output.toolCalls])) % 200), 8];
      // Each act carries on where the one before it ended: three ids of prompt, then one, and two sampled.
      const { turn } = input;
      const chained =
        turn === 0 ? { prefix: 0, promptIds: [1, 2, 3] } : { prefix: 2 + 3 * turn, promptIds: [turn] };
      return output.tokens === undefined
        ? output
        : { ...output, tokens: { ...output.tokens, ...chained, sampledIds } };
    },
  };
}

const options = (recipe: Recipe) => ({
  recipe,
  pack: desk.pack,
  base: 'embedded',
  model: { gguf: embeddedModel.gguf, weights },
  seed: 7,
  temperature: 1,
  tasks: { train: 12, heldout: 4 },
  threads: 1,
});

const closed: string[] = [];
const parts = (more: Partial<RecipeParts> = {}): RecipeParts => ({
  workspace: place.workspace,
  store: place.store,
  python,
  openModel,
  openTasks: () =>
    Promise.resolve({
      ...{ url: 'http://127.0.0.1:1', tokenVariable: 'LIVE_TOKEN', token: 'secret' },
      broken: new AbortController().signal,
      close: () => Promise.resolve(void closed.push('live')),
    }),
  observer: { stage: () => ({ update: () => undefined, end: () => undefined }), note: () => undefined },
  signal: new AbortController().signal,
  ...more,
});

const made = (jobId: string): unknown =>
  JSON.parse(readFileSync(join(place.workspace.jobs, jobId, 'out', 'model', 'weights.json'), 'utf8'));

describe('the recipes that come with Understudy', () => {
  test('are the six, each in words, beginning and ending with the same held-out tasks', () => {
    const recipes = listRecipes();
    expect(recipes.map(({ name }) => name)).toEqual([
      'curriculum',
      'rejection-sampling',
      'rft-then-dpo',
      'rft-then-grpo',
      'six-experts-then-merge',
      'tao-like',
    ]);
    for (const { stages } of recipes) {
      expect([stages[0]?.do, stages.at(-1)?.do]).toEqual(['evaluate', 'evaluate']);
      expect(stages[0]).toMatchObject({ samples: 4 });
    }
  });

  test.each(['rejection-sampling', 'curriculum', 'tao-like'])(
    '%s runs to a registered policy with its held-out results',
    { timeout: 30_000 },
    async (name) => {
      const { stages, policy } = await runRecipe(options(loadRecipe(name)), parts());
      expect(policy).toMatchObject({
        state: 'ready',
        source: { kind: 'trained', recipe: { name }, base: 'embedded' },
      });
      const source = policy?.source;
      if (source?.kind !== 'trained') throw new Error('a trained policy expected');
      const { before, after } = source.heldout;
      expect(before).toMatchObject({ tasks: 4, samples: 4, seed: 8 });
      expect(after?.success?.rate ?? 0).toBeGreaterThan(before?.success?.rate ?? 1);
      expect(stages.flatMap(({ jobs }) => jobs)).toContain(source.job.id);
      const job = readJob(join(place.workspace.jobs, source.job.id));
      expect(job).toMatchObject({ status: 'finished', about: { recipe: { name }, scenario: desk.pack.id } });
    },
  );

  test('learning by reinforcement goes on from the newest model, with the token in the environment only', async () => {
    const { policy } = await runRecipe(options(loadRecipe('rft-then-grpo')), parts());
    const job = listJobs(place.workspace).find(({ kind }) => kind === 'grpo');
    expect(job?.model).toContain('-learn-sft-');
    expect(made(job?.id ?? '')).toMatchObject({ kind: 'grpo', token: 'secret' });
    expect(readFileSync(join(job?.folder ?? '', 'job.json'), 'utf8')).not.toContain('secret');
    expect(policy?.source).toMatchObject({
      ...{ job: { kind: 'grpo' }, heldout: { before: { tasks: 4 }, after: { tasks: 4 } } },
    });
    expect(closed).toContain('live');
    expect(job?.about?.live).toEqual({ scenario: desk.pack.id, tasks: 12, record: true });
  });

  test('experts learn from families of their own and are merged', async () => {
    const { stages, policy } = await runRecipe(options(loadRecipe('six-experts-then-merge')), parts());
    expect(policy?.source).toMatchObject({ job: { kind: 'merge' }, heldout: { after: { tasks: 4 } } });
    const { jobs } = stages.find(({ id }) => id === 'experts') ?? { jobs: [] };
    const families = jobs.slice(0, -1).map((id) => {
      const folder = readJob(join(place.workspace.jobs, id)).about?.dataset?.folder ?? '';
      return Object.keys(readDataset(folder).manifest.counts.families);
    });
    expect(families.length).toBeGreaterThan(1);
    expect(new Set(families.flat()).size).toBe(families.flat().length);
    expect(made(jobs.at(-1) ?? '')).toMatchObject({ kind: 'merge', inputs: families.map(() => true) });
  });
});

test('preferences are learned from pairs of the newest model’s own tries', async () => {
  const { stages } = await runRecipe(options(loadRecipe('rft-then-dpo')), parts());
  const [job = ''] = stages.find(({ id }) => id === 'prefer')?.jobs ?? [];
  expect(made(job)).toMatchObject({ kind: 'dpo', rows: [expect.any(Number)] });
  expect(readJob(join(place.workspace.jobs, job)).model).toContain('-learn-sft-');
});

test('the same call again plays and trains nothing twice, and the record says what came of each stage', async () => {
  const recipe = loadRecipe('rejection-sampling');
  const asked = { ...options(recipe), title: 'Mine' };
  const first = await runRecipe(asked, parts());
  expect(first.id).toBe(await recipeRunId(asked));
  const episodes = place.store.episodes().length;
  const jobs = listJobs(place.workspace).map(({ id, seq }) => [id, seq]);
  const second = await runRecipe(asked, parts());
  expect(place.store.episodes()).toHaveLength(episodes);
  expect(listJobs(place.workspace).map(({ id, seq }) => [id, seq])).toEqual(jobs);
  expect(second.policy?.id).toBe(first.policy?.id);

  const run = readRecipeRun(place.workspace, second.id);
  expect(run).toMatchObject({
    ...{ id: first.id, title: 'Mine', state: 'finished', error: null, base: 'embedded' },
    ...{ policy: first.policy?.id, scenario: { id: desk.pack.id, title: desk.pack.title } },
  });
  const [before, play, learn, after] = run.stages;
  expect(before).toMatchObject({ state: 'done', evaluation: { tasks: 4, samples: 4 } });
  expect(play?.episodes?.played).toBe(96);
  expect(place.store.episodes({ runIds: [play?.run ?? ''] })).toHaveLength(96);
  const [data, ...moreData] = learn?.datasets ?? [];
  const left = Object.values(data?.dropped ?? {}).reduce((sum, rows) => sum + rows, 0);
  expect([data?.considered, (data?.kept ?? 0) + left, moreData]).toEqual([96, 96, []]);
  expect(learn?.jobs).toEqual([expect.stringMatching(/-learn-sft-/)]);
  expect(after?.evaluation?.success?.rate).toBeGreaterThan(before?.evaluation?.success?.rate ?? 1);
  const planned = planStages(recipe, desk.pack, asked.tasks);
  expect(planned.map((stage) => [stage.episodes, stage.jobs])).toEqual([
    [16, 0],
    [96, 0],
    [0, 1],
    [16, 0],
  ]);
  expect(listRecipeRuns(place.workspace).map(({ id }) => id)).toEqual([first.id]);
  expect(findRecipeRun(place.workspace, '../../x')).toBeNull();
});

test(
  'a stopped run says where, keeps what was done, and goes on; a failed one says why',
  { timeout: 30_000 },
  async () => {
    const recipe = loadRecipe('rejection-sampling');
    const id = await recipeRunId(options(recipe));
    const stop = new AbortController();
    const stage = (title: string) => {
      if (title.startsWith('Try')) stop.abort(new Error('enough'));
      return { update: () => undefined, end: () => undefined };
    };
    const stopped = parts({ signal: stop.signal, observer: { stage, note: () => undefined } });
    await expect(runRecipe(options(recipe), stopped)).rejects.toThrow('enough');
    const states = () => readRecipeRun(place.workspace, id).stages.map(({ state }) => state);
    expect(readRecipeRun(place.workspace, id).state).toBe('stopped');
    expect(states()).toEqual(['done', 'stopped', 'waiting', 'waiting']);
    const broken = parts({ python: join(place.workspace.folder, 'no-python') });
    await expect(runRecipe(options(recipe), broken)).rejects.toThrow('no-python');
    expect(readRecipeRun(place.workspace, id)).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('no-python'), remedy: expect.any(String) },
    });
    expect(states()).toEqual(['done', 'done', 'failed', 'waiting']);
    await runRecipe(options(recipe), parts());
    expect(readRecipeRun(place.workspace, id)).toMatchObject({ state: 'finished', error: null });
  },
);

test('without live tasks a recipe that needs them is refused before anything is played', async () => {
  const { openTasks: _, ...rest } = parts();
  await expect(runRecipe(options(loadRecipe('rft-then-grpo')), rest)).rejects.toThrow(
    'nothing here serves them',
  );
  expect(place.store.episodes()).toHaveLength(0);
});

describe('a recipe of one’s own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recipes-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = (change: object): string => {
    const file = join(folder, 'own.json');
    const own = { ...loadRecipe('rejection-sampling'), name: 'own', ...change };
    writeFileSync(file, JSON.stringify(own));
    return file;
  };

  test('is read from its file', () => {
    expect(loadRecipe(written({})).name).toBe('own');
  });

  const [evaluate, rollout, train] = loadRecipe('rejection-sampling').stages;
  test.each<[object, RegExp]>([
    [{ stages: [train] }, /a rollout has to come before it[^]*stages\[0\]\.id/],
    [{ stages: [evaluate, evaluate] }, /another stage before/],
    [{ stages: [{ ...rollout, samples: 1 }] }, /samples/],
    [{ stages: [{ ...train, do: 'teach' }] }, /stages\[0\]\.do/],
    [{ surprise: 1 }, /surprise/],
    [{ name: 'other' }, /says its name is other/],
  ])('is refused where it makes no sense (%#)', (change, says) => {
    expect(() => loadRecipe(written(change))).toThrow(says);
  });

  test('that is not there names those there are', () => {
    expect(() => loadRecipe('nothing')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('tao-like') }),
    );
    expect(() => loadRecipe(join(folder, 'none.json'))).toThrow('cannot be read as a recipe');
  });
});
