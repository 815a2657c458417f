/** Jobs outlive the host and are taken up again by the next one; against the stand-in trainer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { aboutJob, cancelJob, listJobs, readJob, startJob, type JobSummary } from '@understudy/engine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { jobView } from './jobs.ts';

const python = resolve(import.meta.dirname, '..', '..', 'engine', 'jobs', 'fixtures', 'fake-python.mjs');
const hello = { emit: { t: 'hello', kind: 'sft', versions: {}, device: { type: 'cpu', name: 'cpu' } } };
const ok = { emit: { t: 'end', status: 'ok' } };

let folder: string;
let host: Host;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-follow-'));
  host = openHost({ workspace: folder });
});

afterEach(async () => {
  for (const job of listJobs(host.context.workspace)) cancelJob(job.folder, { force: true });
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (id: string, register: string | null, ...play: readonly object[]): Promise<JobSummary> =>
  startJob({
    workspace: host.context.workspace,
    python,
    job: {
      kind: 'sft',
      job_id: id,
      seed: 7,
      model: { path: 'm' },
      data: { format: 'tokens' },
      hparams: { play },
    },
    about: aboutJob(`Job ${id}`, { afterwards: { register, evaluate: null } }),
  });

async function reopened(): Promise<void> {
  await host.close();
  host = openHost({ workspace: folder });
}

const works = () => host.context.works.list();

test('a job at work goes on when the host ends, and the next host follows it to its end', async () => {
  const job = await start('a', null, hello, { wait: 1500 }, ok);
  await reopened();
  expect(works()).toMatchObject([{ title: 'Job a', status: 'running', link: '/training/a' }]);
  expect(jobView(host.context, 'a')).toMatchObject({ status: 'running', work: works()[0]?.id });
  await reopened();
  expect(readJob(job.folder).status).toBe('running');
  await vi.waitFor(() => expect(works()[0]?.status).toBe('done'), 8000);
  expect(jobView(host.context, 'a')).toMatchObject({ status: 'finished', work: null, unfinished: false });
});

test('whoever stops the work stops the job, and it saves', async () => {
  const job = await start('b', null, hello, { heed: 'SIGTERM' });
  await vi.waitFor(() => expect(readJob(job.folder).progress).not.toBeNull(), 5000);
  await reopened();
  const [item] = works();
  host.context.works.cancel(item?.id ?? '');
  await host.context.works.settled(item?.id ?? '');
  expect(readJob(job.folder).status).toBe('cancelled');
  expect(works()[0]?.status).toBe('cancelled');
});

test('a finished job that asks for a policy is taken up; one that asks for none is left alone', async () => {
  const asks = await start('c', 'Mine', hello, ok);
  const plain = await start('d', null, hello, ok);
  for (const { folder: at } of [asks, plain])
    await vi.waitFor(() => expect(readJob(at).status).toBe('finished'), 5000);
  await reopened();
  expect(works().map(({ title }) => title)).toEqual(['Job c']);
  expect(jobView(host.context, 'c').unfinished).toBe(true);
});
