// A finished job becomes a policy with a held-out evaluation beside its base's; against the flywheel's stand-in trainer.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDesk, scratch, type Desk } from '../episodes/desk.fixture.ts';
import { player } from '../flywheel/player.fixture.ts';
import { aboutJob, writeAbout, type JobAbout } from '../jobs/about.ts';
import { finishJob } from '../jobs/finish.ts';
import { jobFolder } from '../jobs/registry.ts';
import type { SftJob } from '../jobs/job.ts';
import { openSplit, type OpenSplit } from '../packs/load.ts';
import { afterTraining, policyIdOf, type AfterTraining } from './after-training.ts';
import { embeddedModel } from './open.ts';
import { addGguf, findPolicy, listPolicies } from './registry.ts';

const python = join(import.meta.dirname, '..', 'flywheel', 'fixtures', 'stand-in-trainer.mjs');
const tiny = join(import.meta.dirname, 'fixtures', 'tiny.gguf');
const signal = new AbortController().signal;
const evaluate = { scenario: 'desk', tasks: 4, samples: 4, seed: 9, temperature: 1 };

let desk: Desk;
let heldout: OpenSplit;
let place: ReturnType<typeof scratch>;
let opened: string[];
beforeAll(async () => {
  desk = await openDesk(4);
  heldout = await openSplit(desk.pack, 'heldout', 4);
});
beforeEach(async () => {
  place = scratch();
  opened = [];
  const weights = join(place.workspace.models, 'weights');
  mkdirSync(weights);
  copyFileSync(tiny, join(weights, 'real.gguf'));
  await addGguf(place.workspace, { id: 'small', path: tiny, copy: false });
});
afterEach(() => place.close());

async function trained(about: Partial<JobAbout>, end = true): Promise<string> {
  const rows = join(place.workspace.datasets, 'rows.jsonl');
  writeFileSync(rows, '{}\n');
  const sha256 = createHash('sha256').update(readFileSync(rows)).digest('hex');
  const job: SftJob = {
    kind: 'sft',
    job_id: 'first',
    seed: 7,
    model: { path: join(place.workspace.models, 'weights') },
    data: { train: [{ path: rows, sha256 }], format: 'tokens' },
  };
  const folder = join(place.workspace.jobs, 'first');
  writeAbout(folder, aboutJob('First', { base: 'embedded', ...about }));
  if (end) await finishJob({ job, folder, python }, signal);
  else writeFileSync(join(folder, 'job.json'), JSON.stringify({ v: 1, ...job, out: 'out' }));
  return folder;
}

const parts = (folder: string): AfterTraining => ({
  workspace: place.workspace,
  store: place.store,
  python,
  folder,
  openModel: (gguf) => {
    opened.push(gguf);
    return player(gguf, heldout.tasks, gguf === embeddedModel.gguf ? 0.3 : 0.9);
  },
  packOf: () => desk.pack,
  observer: { stage: () => ({ update: () => undefined, end: () => undefined }), note: () => undefined },
  signal,
});

test('a finished job becomes a policy, evaluated on the same held-out tasks as its base', async () => {
  const folder = await trained({ afterwards: { register: 'My First!', evaluate } });
  const made = await afterTraining(parts(folder));
  expect(made).toMatchObject({ id: 'my-first', title: 'My First!', state: 'ready' });
  const source = made?.source;
  if (source?.kind !== 'trained') throw new Error('a trained policy expected');
  expect(source).toMatchObject({
    ...{ job: { id: 'first', kind: 'sft' }, base: 'embedded', adaptation: 'full' },
    heldout: { before: { tasks: 4, samples: 4, seed: 9 }, after: { scenario: desk.pack.id } },
  });
  expect(made?.file).toContain('.gguf');
  expect(
    jobFolder(place.workspace, `first-${/first-([0-9a-f]{12})/.exec(made?.file ?? '')?.[1] ?? ''}-gguf`),
  ).toBeTruthy();
  const { before, after } = source.heldout;
  expect(place.store.episodes({ runIds: [after?.runId ?? ''] })).toHaveLength(16);
  expect(after?.runId === before?.runId).toBe(false);
  expect(after?.success?.rate ?? 0).toBeGreaterThan(before?.success?.rate ?? 1);
  expect(findPolicy(place.workspace, 'my-first')).toEqual(made);
});

test('called again it plays nothing twice and comes to the same', async () => {
  const folder = await trained({ afterwards: { register: 'again', evaluate } });
  const first = await afterTraining(parts(folder));
  const episodes = place.store.episodes().length;
  const second = await afterTraining(parts(folder));
  expect(place.store.episodes()).toHaveLength(episodes);
  expect(second?.addedAt).toBe(first?.addedAt);
  const figures = (policy: typeof first) =>
    policy?.source.kind === 'trained' ? policy.source.heldout.after?.success : null;
  expect(figures(second)).toEqual(figures(first));
});

test('a job that asks for nothing gives nothing; one that asks for no evaluation is only registered', async () => {
  expect(await afterTraining(parts(await trained({})))).toBeNull();
  expect(listPolicies(place.workspace)).toHaveLength(2);
  writeAbout(
    join(place.workspace.jobs, 'first'),
    aboutJob('First', { afterwards: { register: 'plain', evaluate: null } }),
  );
  const made = await afterTraining(parts(join(place.workspace.jobs, 'first')));
  expect(made?.source).toMatchObject({ base: null, heldout: { before: null, after: null } });
  expect(opened).toEqual([]);
});

test('a job that is not finished, and a name that is another policy’s, are refused', async () => {
  const waiting = await trained({ afterwards: { register: 'w', evaluate: null } }, false);
  await expect(afterTraining(parts(waiting))).rejects.toThrow('The job first is queued, not finished');
  const folder = await trained({ afterwards: { register: 'small', evaluate: null } });
  await expect(afterTraining(parts(folder))).rejects.toMatchObject({ code: 'conflict' });
});

test.each([
  ['Köln 2!', 'k-ln-2'],
  ['...', 'trained'],
  ['x'.repeat(90), 'x'.repeat(61)],
])('%s is registered as %s', (title, id) => {
  expect(policyIdOf(title)).toBe(id);
});
