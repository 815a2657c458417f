// The job contract from the engine's side, against a stand-in that speaks it (fixtures/fake-python.mjs).
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attachJob } from './attach.ts';
import { figures, type JobEvent } from './events.ts';
import { jobPlaces, writeJob, type TrainingJob } from './job.ts';
import { noteProcess, runningProcess } from './process.ts';
import { runTrainingJob, type RunJob } from './run.ts';
import type { JobResult } from './result.ts';

const python = join(import.meta.dirname, 'fixtures', 'fake-python.mjs');
const hello = {
  emit: { t: 'hello', kind: 'sft', versions: { torch: '2.13.0' }, device: { type: 'cpu', name: 'cpu' } },
};
const ok = { emit: { t: 'end', status: 'ok' } };
const artifact = { emit: { t: 'artifact', path: 'model/a.safetensors', sha256: 'ab'.repeat(32), bytes: 12 } };

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'jobs-')), 'job');
});
afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function jobThat(...play: readonly object[]): TrainingJob {
  return {
    kind: 'sft',
    job_id: 'j1',
    seed: 7,
    model: { path: 'm' },
    data: { format: 'tokens' },
    hparams: { play },
  };
}

async function run(
  play: readonly object[],
  more: Partial<RunJob> = {},
): Promise<{ result: JobResult; events: JobEvent[] }> {
  const events: JobEvent[] = [];
  const onEvent = (event: JobEvent): void => void events.push(event);
  const result = await runTrainingJob({ python, job: jobThat(...play), folder, onEvent, ...more });
  return { result, events };
}

test('a job that ends well gives its events in order and its artifacts', async () => {
  const metric = { emit: { t: 'metric', step: 3, loss: 0.5, note: 'x', grad_norm: null } };
  const { result, events } = await run([hello, metric, artifact, ok]);
  const path = join(folder, 'out', 'model', 'a.safetensors');
  expect(result).toEqual({
    outcome: 'ok',
    artifacts: [{ path, name: 'model/a.safetensors', sha256: 'ab'.repeat(32), bytes: 12 }],
  });
  expect(events.map((event) => [event.seq, event.t])).toEqual([
    [1, 'hello'],
    [2, 'metric'],
    [3, 'artifact'],
    [4, 'end'],
  ]);
  const second = events[1];
  expect(second?.t === 'metric' && [...figures(second)]).toEqual([['loss', 0.5]]);
  expect(readFileSync(jobPlaces(folder).log, 'utf8')).toContain('working on j1');
  expect(runningProcess(folder)).toBeNull();
});

test('what is no event on stdout is passed over', async () => {
  const { result, events } = await run([hello, { noise: 'Downloading…\n{"t":"metric"}\n\n[1]\n' }, ok]);
  expect(result.outcome).toBe('ok');
  expect(events).toHaveLength(2);
});

test.each([
  ['bad_job', 2, 'bad_job'],
  ['bad_data', 4, 'data'],
  ['out_of_memory', 5, 'out_of_memory'],
  ['failed', 1, 'failed'],
])('an end with status %s is the outcome, with the error and its hint', async (status, exit, outcome) => {
  const error = { code: 'some_code', message: 'what happened', hint: 'what to do', place: 'rows.jsonl:3' };
  const { result } = await run([
    { emit: { t: 'error', ...error } },
    { emit: { t: 'end', status } },
    { exit },
  ]);
  expect(result).toEqual({ outcome, error });
});

test.each([
  [2, 'bad_job'],
  [4, 'data'],
  [5, 'out_of_memory'],
  [1, 'crashed'],
  [0, 'crashed'],
])('without a last word, exit code %d means %s', async (exit, outcome) => {
  const { result } = await run([hello, { exit }]);
  expect(result).toMatchObject({
    outcome,
    error: { code: 'crashed', hint: expect.stringContaining('trainer.log') },
  });
});

test('a process killed from outside is a crash that names the signal', async () => {
  const { result } = await run([hello, { signal: 'SIGKILL' }, { wait: 5_000 }]);
  expect(result).toMatchObject({
    outcome: 'crashed',
    error: { message: expect.stringContaining('SIGKILL') },
  });
});

test.each([
  ['cancel', 'the command on stdin', { termMs: 5_000, killMs: 9_000 }, 'cancelled'],
  ['SIGTERM', 'a signal when the command goes unheard', { termMs: 50, killMs: 9_000 }, 'cancelled'],
  ['nothing', 'a kill when nothing is heard', { termMs: 50, killMs: 200 }, 'killed'],
])('an abort reaches a job that heeds %s: by %s', async (heed, _by, grace, reason) => {
  const abort = new AbortController();
  const events: JobEvent[] = [];
  const onEvent = (event: JobEvent): void => {
    events.push(event);
    if (event.t === 'progress') abort.abort();
  };
  const { result } = await run([hello, { heed }], { signal: abort.signal, grace, onEvent });
  expect(result).toEqual({ outcome: 'cancelled', reason });
  const saved = events.flatMap((event) => (event.t === 'checkpoint' ? [event.path] : []));
  expect(saved).toEqual(heed === 'nothing' ? [] : [`checkpoints/${heed}`]);
});

test('a job that is aborted before it starts is not started', async () => {
  const { result, events } = await run([hello, ok], { signal: AbortSignal.abort() });
  expect(result).toEqual({ outcome: 'cancelled', reason: 'cancelled' });
  expect(events).toEqual([]);
});

test('a Python that is not there is a failure with a remedy', async () => {
  const { result } = await run([], { python: join(folder, 'no-python') });
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'no_python' } });
});

test('a listener that throws ends the job, and the error is the caller’s', async () => {
  const onEvent = (): never => {
    throw new Error('mine');
  };
  await expect(run([hello, { heed: 'cancel' }], { onEvent })).rejects.toThrow('mine');
  expect(runningProcess(folder)).toBeNull();
});

test('attaching replays what was recorded, from the seq asked for, and gives the newest run’s result', async () => {
  const first = await run([hello, { emit: { t: 'end', status: 'cancelled' } }, { exit: 3 }]);
  expect(first.result.outcome).toBe('cancelled');
  appendFileSync(jobPlaces(folder).log, 'more\n');
  await run([hello, artifact, ok]);
  const seqs: number[] = [];
  const result = await attachJob(folder, { after: 2, onEvent: (event) => void seqs.push(event.seq) });
  expect(seqs).toEqual([3, 4, 5]);
  expect(result).toMatchObject({ outcome: 'ok', artifacts: [{ bytes: 12 }] });
});

test('attaching to a folder without a run gives null', async () => {
  mkdirSync(folder, { recursive: true });
  expect(await attachJob(folder)).toBeNull();
});

test('attaching follows a job at work to its end, and running the same job again does so too', async () => {
  const job = jobThat(hello, { wait: 600 }, artifact, ok);
  const child = spawn(python, ['-m', 'understudy_trainer', 'run', writeJob(folder, job)], {
    stdio: 'ignore',
  });
  if (child.pid === undefined) throw new Error('the stand-in did not start');
  noteProcess(folder, child.pid);
  const other = await runTrainingJob({ python, job: jobThat(hello), folder });
  expect(other).toMatchObject({ outcome: 'failed', error: { code: 'already_running' } });
  const [attached, again] = await Promise.all([
    attachJob(folder, { everyMs: 20 }),
    runTrainingJob({ python, job, folder }),
    once(child, 'exit'),
  ]);
  expect(attached).toMatchObject({ outcome: 'ok', artifacts: [{ bytes: 12 }] });
  expect(again).toEqual(attached);
});

test('a job at work whose process is gone without a last word counts as crashed', async () => {
  await run([hello, { exit: 9 }]);
  expect(await attachJob(folder)).toMatchObject({ outcome: 'crashed' });
});

test('aborting the watching leaves the job alone', async () => {
  const job = jobThat(hello, { heed: 'SIGTERM' });
  const child = spawn(python, ['-m', 'understudy_trainer', 'run', writeJob(folder, job)], {
    stdio: 'ignore',
  });
  if (child.pid === undefined) throw new Error('the stand-in did not start');
  noteProcess(folder, child.pid);
  await expect(attachJob(folder, { signal: AbortSignal.timeout(300), everyMs: 20 })).rejects.toThrow();
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test.each([
  ['outlive', 'ok'],
  ['end', 'cancelled'],
])('when its starter leaves, a job that may %s ends %s', async (outlive, outcome) => {
  const progress = { emit: { t: 'progress', step: 1, total: 2, eta_s: null } };
  const play =
    outlive === 'outlive' ? [hello, progress, { wait: 500 }, artifact, ok] : [hello, { heed: 'SIGTERM' }];
  mkdirSync(folder, { recursive: true });
  const playFile = join(folder, 'play.json');
  writeFileSync(playFile, JSON.stringify(play));
  const starter = join(import.meta.dirname, 'fixtures', 'starter.ts');
  const args = [starter, folder, playFile, python, outlive];
  await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  expect(await attachJob(folder, { everyMs: 20 })).toMatchObject({ outcome });
});
