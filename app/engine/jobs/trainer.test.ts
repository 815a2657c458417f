// The real trainer, where one is set up: its doctor, its refusals, and a job small enough for a test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { attachJob } from './attach.ts';
import type { JobEvent } from './events.ts';
import type { TrainingJob } from './job.ts';
import { runTrainingJob } from './run.ts';
import { trainerPython, trainerStatus } from './trainer.ts';

const status = await trainerStatus();
const python = trainerPython() ?? '';
if (status.kind !== 'ready') {
  const why =
    status.kind === 'missing' ? status.reason : status.doctor.missing.map((one) => one.package).join(', ');
  console.log(`The tests of the real trainer are left out: ${why}`);
}

const testTrainer = test.skipIf(status.kind !== 'ready');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainer-'));
  const row = (n: number): string =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `order ${n} is broken` },
        { role: 'assistant', content: `i will refund order ${n}` },
      ],
    });
  writeFileSync(join(folder, 'rows.jsonl'), Array.from({ length: 40 }, (_, n) => `${row(n)}\n`).join(''));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function pretraining(hparams: Readonly<Record<string, unknown>>): TrainingJob {
  const data = { train: [{ path: '../rows.jsonl' }], format: 'messages', max_length: 128 } as const;
  return { kind: 'pretrain', job_id: 'tiny', seed: 7, data, hparams };
}

const size = {
  layers: 1,
  heads: 1,
  ffn: 64,
  vocab: 320,
  ctx: 128,
  batch_tokens: 512,
  eval_every: 100,
  dtype: 'fp32',
};

// PyTorch alone takes seconds to import.
vi.setConfig({ testTimeout: 120_000 });

testTrainer('a job runs to its artifacts, every event of it known here', async () => {
  const events: JobEvent[] = [];
  const place = join(folder, 'fits');
  const job = pretraining({ ...size, steps: 3 });
  const result = await runTrainingJob({
    python,
    job,
    folder: place,
    onEvent: (event) => void events.push(event),
  });
  expect(result).toMatchObject({ outcome: 'ok' });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ t }) => t))).toEqual(
    new Set(['hello', 'phase', 'plan', 'metric', 'progress', 'artifact', 'end']),
  );
  const replayed: JobEvent[] = [];
  expect(await attachJob(place, { onEvent: (event) => void replayed.push(event) })).toEqual(result);
  expect(replayed).toEqual(events);
});

testTrainer('a wrong field comes back as a bad job with a hint', async () => {
  const job = pretraining({ ...size, steps: 3, layer: 2 });
  mkdirSync(join(folder, 'wrong'));
  const result = await runTrainingJob({ python, job, folder: join(folder, 'wrong') });
  expect(result).toMatchObject({
    outcome: 'bad_job',
    error: { code: 'unknown_field', place: 'job.json: hparams.layer', hint: 'Did you mean `layers`?' },
  });
});

test('the set-up’s own reason is what is reported when it could not provide the trainer', async () => {
  const told = await trainerStatus({ UNDERSTUDY_TRAINER_MISSING: 'No usable Python was found.' });
  expect(told).toMatchObject({ kind: 'missing', reason: 'No usable Python was found.' });
});

test('a Python that cannot run the trainer is missing, with its own words', async () => {
  const told = await trainerStatus({ UNDERSTUDY_PYTHON: process.execPath });
  expect(told).toMatchObject({ kind: 'missing', reason: expect.stringContaining(process.execPath) });
});
