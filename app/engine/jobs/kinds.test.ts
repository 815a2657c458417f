// Kinds of job on the embedded model with the real trainer, where one is set up: started on their own, as the app starts them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { embeddedModel } from '../policies/open.ts';
import { aboutJob } from './about.ts';
import { attachJob } from './attach.ts';
import { planJob } from './inspect.ts';
import type { JobFile, TrainingJob } from './job.ts';
import { cancelJob, startJob } from './start.ts';
import { followJob } from './follow.ts';
import { jobEvents, listTrials, readJob, type JobSummary } from './registry.ts';
import { trainerPython, trainerStatus } from './trainer.ts';

const status = await trainerStatus();
const python = trainerPython() ?? '';
const testTrainer = test.skipIf(status.kind !== 'ready');
const model = { path: embeddedModel.weights, dtype: 'fp32' } as const;

// PyTorch alone takes seconds to import.
vi.setConfig({ testTimeout: 600_000 });

let workspace: { readonly jobs: string };
let rows: JobFile;
beforeAll(() => {
  workspace = { jobs: mkdtempSync(join(tmpdir(), 'kinds-')) };
  rows = { path: join(workspace.jobs, 'rows.jsonl') };
  const row = (n: number): object => ({
    id: `r${String(n)}`,
    family: n % 2 === 0 ? 'even' : 'odd',
    messages: [
      { role: 'user', content: `order ${String(n)} is broken` },
      { role: 'assistant', content: `I will refund order ${String(n)}.` },
    ],
  });
  writeFileSync(rows.path, Array.from({ length: 24 }, (_, n) => `${JSON.stringify(row(n))}\n`).join(''));
});
afterAll(() => rmSync(workspace.jobs, { recursive: true, force: true }));

const data = () => ({ train: [rows], eval: [rows], format: 'messages' }) as const;
const tuning = (id: string, hparams: object = {}): TrainingJob => ({
  ...{ kind: 'sft', job_id: id, seed: 7, model, adapter: { r: 4 }, data: data() },
  hparams: { epochs: 2, batch_size: 8, lr: 1e-3, threads: 1, ...hparams },
  save: { every: 2, keep: 1 },
});

async function done(job: TrainingJob): Promise<JobSummary> {
  const { folder } = await startJob({ workspace, python, job, about: aboutJob(job.job_id) });
  expect(await attachJob(folder)).toMatchObject({ outcome: 'ok' });
  return readJob(folder);
}

testTrainer('an adapter is trained, evaluated by family, and exported beside the model', async () => {
  const trained = await done(tuning('tuned'));
  expect(trained).toMatchObject({ status: 'finished', kind: 'sft', progress: { step: 6, total: 6 } });
  const adapter = { path: join(trained.folder, 'out', 'adapter') };
  const { metrics, folder } = await done({
    ...{ kind: 'eval', job_id: 'after', seed: 7, model, adapter, data: data() },
  });
  // The adapter is what is measured: its loss is the one that its training ended with, far under its beginning.
  expect(metrics['eval_loss']).toBeCloseTo(trained.metrics['eval_loss'] ?? 0, 3);
  const [first] = jobEvents(trained.folder).filter(({ t }) => t === 'metric');
  expect(metrics['eval_loss_high'] ?? 9).toBeLessThan(first?.t === 'metric' ? Number(first['loss']) : 0);
  const report = z.object({ families: z.record(z.string(), z.object({ rows: z.int() })) });
  const { families } = report.parse(JSON.parse(readFileSync(join(folder, 'out', 'evaluation.json'), 'utf8')));
  expect(families).toMatchObject({ even: { rows: 12 }, odd: { rows: 12 } });
  const hparams = { name: 'tuned-lora', lora: 'separate', parity_prompts: 1, parity_tokens: 4 };
  const exported = await done({
    ...{ kind: 'export_gguf', job_id: 'exported', seed: 7, model, adapter, hparams },
  });
  expect(exported.artifacts.map((one) => one.name)).toEqual(['tuned-lora.gguf', 'parity.json']);
});

testTrainer(
  'a sweep is planned, cancelled in the middle of a trial, goes on, and names its best',
  async () => {
    const { job_id: _, ...trial } = tuning('trial', { epochs: 4 });
    const job: TrainingJob = {
      ...{ kind: 'sweep', job_id: 'sweep', seed: 7, trial },
      hparams: { space: { 'hparams.lr': { values: [1e-6, 2e-3] } }, metric: 'eval_loss', goal: 'min' },
    };
    expect(await planJob({ python, job })).toMatchObject({ ok: true, plan: { trials: 2, rows_kept: 24 } });
    const { folder } = await startJob({ workspace, python, job, about: aboutJob('Sweep') });
    // The trial is at work in the sweep's own process.
    await expect
      .poll(() => listTrials(workspace, 'sweep').at(0)?.progress?.step ?? 0, { timeout: 240_000 })
      .toBeGreaterThan(1);
    expect(listTrials(workspace, 'sweep').at(0)?.status).toBe('running');
    expect(cancelJob(folder)).toBe(true);
    for await (const event of followJob(folder))
      if (event.t === 'end') expect(event.status).toBe('cancelled');
    expect(listTrials(workspace, 'sweep').at(0)?.status).toBe('cancelled');
    const finished = await done(job);
    expect(finished.artifacts.map((one) => one.name)).toEqual(['results.json', 'results.csv', 'results.svg']);
    const results = z.object({ best: z.string() });
    expect(results.parse(JSON.parse(readFileSync(join(folder, 'out', 'results.json'), 'utf8'))).best).toBe(
      '002',
    );
    expect(listTrials(workspace, 'sweep').map((one) => one.status)).toEqual(['finished', 'finished']);
  },
);
