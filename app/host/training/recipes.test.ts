/** Recipes on the host: planned, refused, taken up by the next host, and live jobs that stop with it; nothing is played or trained. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { call } from '@orpc/server';
import {
  aboutJob,
  cancelJob,
  jobPlaces,
  listJobs,
  loadPack,
  loadRecipe,
  RecipeRecord,
  readJob,
  startLiveJob,
  type LiveTasksWanted,
} from '@understudy/engine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { follow } from './follow.ts';
import { resumeLive } from './live.ts';
import { optionsOf } from './recipe-work.ts';
import { recipes } from './recipes.ts';

const python = resolve(import.meta.dirname, '..', '..', 'engine', 'jobs', 'fixtures', 'fake-python.mjs');
const hello = { emit: { t: 'hello', kind: 'grpo', versions: {}, device: { type: 'cpu', name: 'cpu' } } };
const scenario = 'helpdesk-refunds';

let folder: string;
let host: Host;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-recipes-'));
  host = openHost({ workspace: folder });
});
afterEach(async () => {
  for (const job of listJobs(host.context.workspace)) cancelJob(job.folder, { force: true });
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const choice = {
  ...{ recipe: 'rejection-sampling', scenario, base: 'embedded', seed: 7 },
  tasks: { train: 4, heldout: 3 },
};
/** A host whose machine has no trainer: recipes can be looked at and not be run. */
const without = (): Host['context'] => ({
  ...host.context,
  trainer: () => Promise.resolve({ missing: 'there is no Python.' }),
});

test('the plan counts what each stage plays, and says what is in the way', async () => {
  const plan = await call(recipes.plan, choice, { context: without() });
  expect(plan.stages.map(({ episodes, jobs }) => [episodes, jobs])).toEqual([
    [12, 0],
    [32, 0],
    [0, 1],
    [12, 0],
  ]);
  expect(plan).toMatchObject({ episodes: 56, begun: null });
  expect(plan.problems).toEqual([
    { message: expect.stringContaining('there is no Python'), hint: expect.any(String) },
  ]);
  const start = call(recipes.start, { choice, name: 'Mine' }, { context: without() });
  await expect(start).rejects.toThrow('there is no Python');
  expect(await call(recipes.list, undefined, { context: host.context })).toEqual([]);
  const unknown = call(recipes.plan, { ...choice, recipe: '../x' }, { context: host.context });
  await expect(unknown).rejects.toThrow('There is no recipe');
});

test('a recipe that was at work is taken up by the next host, unless what it stands on has changed', async () => {
  const { workspace } = host.context;
  const { recipe, base, tasks, seed, temperature, pack } = optionsOf(host.context, {
    ...choice,
    recipe: loadRecipe(choice.recipe),
  });
  const asked = { recipe, base, tasks, seed, temperature, title: 'Mine' };
  new RecipeRecord(workspace, {
    ...{ ...asked, id: 'rejection-sampling-00000000' },
    scenario: { id: pack.id, title: pack.title },
  }).begin('play');
  await host.close();
  host = openHost({ workspace: folder });
  const works = () => host.context.works.list();
  expect(works()).toMatchObject([
    { kind: 'recipe', title: 'Mine', link: '/training/recipes/rejection-sampling-00000000' },
  ]);
  // The name has a digest that no choice of today has.
  await vi.waitFor(() => expect(works()[0]?.status).toBe('failed'), 10_000);
  expect(works()[0]?.outcome?.message).toContain('has changed since this was begun');
  const view = await call(recipes.get, { id: 'rejection-sampling-00000000' }, { context: host.context });
  expect(view).toMatchObject({ state: 'stopped', work: null, done: 0 });
  expect(view.stages.map(({ state }) => state)).toEqual(['waiting', 'stopped', 'waiting', 'waiting']);
});

test(
  'a job on live tasks is resumed on tasks served anew, and saved when the host that serves them ends',
  {
    timeout: 60_000,
  },
  async () => {
    const { workspace } = host.context;
    const wanted: LiveTasksWanted[] = [];
    const closed: string[] = [];
    const { over } = await startLiveJob({
      ...{ workspace, python },
      job: {
        ...{ kind: 'grpo', job_id: 'live', seed: 7, model: { path: 'm' }, rl: { group: 4 } },
        hparams: { play: [hello, { heed: 'SIGTERM' }] },
      },
      about: aboutJob('Live', { live: { scenario, tasks: 2, record: true } }),
      packOf: loadPack,
      openTasks: (asked) => {
        wanted.push(asked);
        return Promise.resolve({
          ...{ url: 'http://127.0.0.1:1', tokenVariable: 'LIVE_TOKEN', token: 'secret' },
          broken: new AbortController().signal,
          close: () => Promise.resolve(void closed.push('live')),
        });
      },
    });
    const at = join(workspace.jobs, 'live');
    expect(wanted).toMatchObject([{ pack: { id: scenario }, tasks: 2, run: 'live' }]);
    await vi.waitFor(() => expect(readJob(at).progress).not.toBeNull(), 8000);
    expect(closed).toEqual([]);
    cancelJob(at);
    expect(await over).toBeNull();
    expect(closed).toEqual(['live']);

    await resumeLive(host.context, at, { id: 'live', python });
    const written = readFileSync(jobPlaces(at).job, 'utf8');
    expect(written).toMatch(/"env_url": "http:\/\/127\.0\.0\.1:\d{4,5}"/);
    expect(written).not.toContain('secret');
    expect(host.context.store.runs().map(({ id }) => id)).toEqual(['live']);
    const { seq } = readJob(at);
    follow(host.context, 'live');
    await vi.waitFor(() => expect(readJob(at)).toMatchObject({ status: 'running', seq: 6 }), 8000);
    await host.close();
    expect(readJob(at).status).toBe('cancelled');
    expect(readJob(at).seq).toBeGreaterThan(seq);
    host = openHost({ workspace: folder });
    expect(host.context.works.list()).toEqual([]);
  },
);
