// Jobs as first-class things: listed, started on their own, followed, cancelled, resumed; against the stand-in trainer.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aboutJob, readAbout } from './about.ts';
import type { JobEvent } from './events.ts';
import { followJob } from './follow.ts';
import { planJob, validateJob } from './inspect.ts';
import { jobPlaces, writeJob, type TrainingJob } from './job.ts';
import { noteProcess, runningProcess } from './process.ts';
import {
  jobEvents,
  jobFolder,
  listJobs,
  listTrials,
  readJob,
  trialsFolder,
  type JobSummary,
} from './registry.ts';
import { runTrainingJob } from './run.ts';
import { cancelJob, resumeJob, startJob } from './start.ts';

const python = join(import.meta.dirname, 'fixtures', 'fake-python.mjs');
const hello = {
  emit: { t: 'hello', kind: 'sft', versions: {}, device: { type: 'cpu', name: 'cpu' } },
};
const ok = { emit: { t: 'end', status: 'ok' } };
const artifact = { emit: { t: 'artifact', path: 'model/a.safetensors', sha256: 'ab'.repeat(32), bytes: 12 } };
const metric = (step: number, loss: number) => ({ emit: { t: 'metric', step, loss } });

let workspace: { readonly jobs: string };
beforeEach(() => {
  workspace = { jobs: mkdtempSync(join(tmpdir(), 'registry-')) };
});
afterEach(() => {
  for (const { folder } of listJobs(workspace)) cancelJob(folder, { force: true });
  rmSync(workspace.jobs, { recursive: true, force: true });
});

function jobThat(id: string, ...play: readonly object[]): TrainingJob {
  return {
    kind: 'sft',
    job_id: id,
    seed: 7,
    model: { path: '/models/base' },
    data: { format: 'tokens', train: [{ path: '/data/train.jsonl' }] },
    hparams: { play },
  };
}

const start = (id: string, ...play: readonly object[]): Promise<JobSummary> =>
  startJob({ workspace, python, job: jobThat(id, ...play), about: aboutJob(`Job ${id}`) });

async function followed(folder: string, after = 0) {
  const events: JobEvent[] = [];
  const following = followJob(folder, { after, everyMs: 20 });
  for (;;) {
    const next = await following.next();
    if (next.done === true) return { events, result: next.value };
    events.push(next.value);
  }
}

test('a started job lives on its own, is followed to its end, and then is listed as finished with all it said', async () => {
  const warning = {
    emit: { t: 'warning', code: 'grad_spike', message: 'One step pulled hard.', hint: 'Wait.' },
  };
  const progress = { emit: { t: 'progress', step: 3, total: 9, eta_s: 4.5 } };
  const started = await start(
    'a',
    hello,
    metric(1, 2),
    metric(3, 0.5),
    warning,
    progress,
    { wait: 100 },
    artifact,
    ok,
  );
  expect(started).toMatchObject({ id: 'a', status: 'running', title: 'Job a', kind: 'sft' });
  const { events, result } = await followed(started.folder);
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(result?.outcome).toBe('ok');
  expect(listJobs(workspace)).toEqual([
    {
      ...{ id: 'a', folder: join(workspace.jobs, 'a'), kind: 'sft', title: 'Job a', status: 'finished' },
      ...{ started: expect.any(String), ended: expect.any(String), latest: expect.any(String) },
      ...{ phase: null, progress: { step: 3, total: 9, etaSeconds: 4.5 }, metrics: { loss: 0.5 }, plan: {} },
      device: { type: 'cpu', name: 'cpu' },
      warnings: [{ seq: 4, code: 'grad_spike', message: 'One step pulled hard.', hint: 'Wait.' }],
      error: null,
      artifacts: [
        {
          ...{
            path: join(workspace.jobs, 'a', 'out', 'model', 'a.safetensors'),
            name: 'model/a.safetensors',
          },
          ...{ sha256: 'ab'.repeat(32), bytes: 12 },
        },
      ],
      ...{ model: '/models/base', data: ['/data/train.jsonl'], about: readAbout(started.folder), seq: 7 },
    },
  ]);
});

test('cancelling saves and can be resumed; a resumed job goes on in the same record', async () => {
  const job = await start('c', hello, { heed: 'SIGTERM' });
  for await (const event of followJob(job.folder, { everyMs: 20 })) {
    if (event.t === 'progress') expect(cancelJob(job.folder)).toBe(true);
  }
  expect(readJob(job.folder).status).toBe('cancelled');
  expect(cancelJob(job.folder)).toBe(false);
  writeJob(job.folder, jobThat('c', hello, artifact, ok));
  const before = readJob(job.folder).seq;
  expect((await resumeJob(job.folder, { python })).status).toBe('running');
  const { events, result } = await followed(job.folder, before);
  expect(events[0]?.seq).toBe(before + 1);
  expect(result?.outcome).toBe('ok');
  expect(readJob(job.folder)).toMatchObject({ status: 'finished', artifacts: [{ bytes: 12 }] });
});

test('a job whose process is gone without a last word was interrupted; one that is at work cannot be started twice', async () => {
  const job = await start('k', hello, { heed: 'nothing' });
  await expect(resumeJob(job.folder, { python })).rejects.toMatchObject({ code: 'conflict' });
  expect((await start('k', hello, { heed: 'nothing' })).status).toBe('running');
  await expect(start('k', hello)).rejects.toMatchObject({ code: 'conflict' });
  for await (const event of followJob(job.folder, { everyMs: 20 }))
    if (event.t === 'progress') cancelJob(job.folder, { force: true });
  expect(readJob(job.folder)).toMatchObject({ status: 'interrupted', error: null });
});

test('jobs that a flywheel runs, that wait, and that failed are listed with their state; foreign folders are not', async () => {
  await runTrainingJob({ python, job: jobThat('f', hello, ok), folder: join(workspace.jobs, 'f') });
  const error = { code: 'no_data', message: 'no row', hint: 'Add one.', place: 'train.jsonl' };
  const failing = [
    hello,
    { emit: { t: 'error', ...error } },
    { emit: { t: 'end', status: 'bad_data' } },
    { exit: 4 },
  ];
  await runTrainingJob({ python, job: jobThat('e', ...failing), folder: join(workspace.jobs, 'e') });
  writeJob(join(workspace.jobs, 'q'), jobThat('q', hello));
  mkdirSync(join(workspace.jobs, 'other'));
  mkdirSync(join(workspace.jobs, 'broken'));
  writeFileSync(join(workspace.jobs, 'broken', 'job.json'), '{');
  const found = listJobs(workspace);
  expect(found.map(({ id }) => id).toSorted()).toEqual(['e', 'f', 'q']);
  const statuses = Object.fromEntries(found.map(({ id, status }) => [id, status]));
  expect(statuses).toEqual({ e: 'failed', f: 'finished', q: 'queued' });
  expect(found.find(({ id }) => id === 'e')?.error).toEqual(error);
  expect(found.find(({ id }) => id === 'f')?.title).toBe('f');
});

test('events are read from any point, a page at a time, and a line cut short is not one', async () => {
  const folder = join(workspace.jobs, 'p');
  const steps = Array.from({ length: 40 }, (_, step) => metric(step, 1 / (step + 1)));
  await runTrainingJob({ python, job: jobThat('p', hello, ...steps, ok), folder });
  appendFileSync(jobPlaces(folder).events, '{"v":1,"seq":43,"ts"');
  const seqs = (after?: number, limit?: number) => jobEvents(folder, after, limit).map(({ seq }) => seq);
  expect(seqs()).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
  expect(seqs(39)).toEqual([40, 41, 42]);
  expect(seqs(10, 3)).toEqual([11, 12, 13]);
  expect(seqs(42)).toEqual([]);
  expect(jobEvents(join(workspace.jobs, 'nothing'))).toEqual([]);
});

test('a folder that another job took is not mixed up with what was read of the first', async () => {
  const folder = join(workspace.jobs, 'r');
  await runTrainingJob({ python, job: jobThat('r', hello, metric(1, 5), metric(2, 4), ok), folder });
  expect(readJob(folder).metrics).toEqual({ loss: 4 });
  truncateSync(jobPlaces(folder).events);
  await runTrainingJob({
    python,
    job: jobThat('r', hello, { emit: { t: 'metric', step: 1, kl: 1 } }, ok),
    folder,
  });
  expect(readJob(folder).metrics).toEqual({ kl: 1 });
});

test('the trials of a sweep are jobs in its folder, found by an id of two parts', () => {
  const sweep = join(workspace.jobs, 's');
  writeJob(sweep, jobThat('s'));
  for (const name of ['002', '001']) writeJob(join(trialsFolder(sweep), name), jobThat(name));
  expect(listTrials(workspace, 's').map(({ id }) => id)).toEqual(['s/001', 's/002']);
  expect(jobFolder(workspace, 's/002')).toBe(join(trialsFolder(sweep), '002'));
  expect(listJobs(workspace).map(({ id }) => id)).toEqual(['s']);
});

test.each(['', '..', '../x', 's/../..', '/etc', 'a/b/c', 'nothing'])('%j names no job', (id) => {
  expect(() => jobFolder(workspace, id)).toThrow(expect.objectContaining({ code: 'not_found' }));
});

test('a note of a process number that is another program’s by now is no run, and is never signalled', () => {
  const folder = join(workspace.jobs, 'n');
  writeJob(folder, jobThat('n'));
  const file = jobPlaces(folder).process;
  noteProcess(folder, process.pid);
  if (process.platform === 'linux') expect(runningProcess(folder)).toBeNull();
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: '2001-01-01T00:00:00.000Z' }));
  expect(runningProcess(folder)).toBeNull();
  expect(cancelJob(folder)).toBe(false);
  expect(readJob(folder)).toMatchObject({ status: 'failed', error: { code: 'crashed' } });
});

test('a Python that is not there is said at once, by a start and by an inspection', async () => {
  const missing = join(workspace.jobs, 'no-python');
  const job = jobThat('m', hello);
  const error = { name: 'TrainingError', message: expect.stringContaining('no-python') };
  await expect(startJob({ workspace, python: missing, job, about: aboutJob('M') })).rejects.toMatchObject(
    error,
  );
  await expect(validateJob({ python: missing, job })).rejects.toMatchObject(error);
});

test('a plan is parsed: problems with their hints, or figures', async () => {
  const problem = {
    code: 'no_model',
    place: 'model.path',
    message: 'holds no config.json',
    hint: 'Name one.',
  };
  const refused = jobThat('v', { document: { v: 1, ok: false, kind: 'sft', problems: [problem] } });
  expect(await validateJob({ python, job: refused })).toEqual({ ok: false, problems: [problem], plan: null });
  const plan = { rows_kept: 3, rows_dropped: { overlong: 1 }, steps: 2, memory_bytes: 9, extra: [1] };
  const planned = jobThat('v', { document: { v: 1, ok: true, kind: 'sft', problems: [], plan } });
  expect(await planJob({ python, job: planned })).toEqual({ ok: true, problems: [], plan });
  await expect(planJob({ python, job: jobThat('v', { noise: 'Traceback' }) })).rejects.toMatchObject({
    remedy: expect.stringContaining('understudy doctor'),
  });
});

test('about.json is written whole and read back', async () => {
  const { folder } = await start('w', hello, ok);
  expect(readAbout(folder)).toMatchObject({
    v: 1,
    title: 'Job w',
    recipe: null,
    afterwards: { register: null },
  });
  writeFileSync(join(folder, 'about.json'), readFileSync(join(folder, 'about.json'), 'utf8').slice(0, 20));
  expect(readAbout(folder)).toBeNull();
  expect(readJob(folder).title).toBe('w');
});
