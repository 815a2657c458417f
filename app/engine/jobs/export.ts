/** A trained model as the GGUF file that plays: the trainer writes it and proves its logits. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFile } from '../evaluation/report.ts';
import type { Observer } from '../flywheel/observer.ts';
import { TrainingError } from './failure.ts';
import { finishJob } from './finish.ts';
import type { ExportJob } from './job.ts';

export interface ExportModel {
  /** Becomes the file's name; the job is `<name>-gguf`. A new name for every model: llama.cpp's bindings cache by path. */
  readonly name: string;
  readonly jobsFolder: string;
  readonly python: string;
  /** A Hugging Face folder. */
  readonly weights: string;
  /** A LoRA adapter of it, merged into the file. */
  readonly adapter?: string;
  readonly seed: number;
}

/** Rejects with TrainingError, or with the signal's reason. An export that was done is not done again. */
export async function exportModel(
  options: ExportModel,
  observer: Observer,
  signal: AbortSignal,
): Promise<ModelFile> {
  const { name, jobsFolder, python, weights, adapter, seed } = options;
  const job: ExportJob = {
    kind: 'export_gguf',
    job_id: `${name}-gguf`,
    seed,
    model: { path: weights },
    ...(adapter === undefined ? {} : { adapter: { path: adapter } }),
    hparams: { name, type: 'f16' },
  };
  const stage = observer.stage('Exporting GGUF');
  const artifacts = await finishJob(
    { job, folder: join(jobsFolder, job.job_id), python },
    signal,
    (event) => {
      if (event.t === 'progress') stage.update(event.step, event.total, 'parity prompts');
    },
  );
  const gguf = artifacts.find((artifact) => artifact.name.endsWith('.gguf'));
  if (gguf === undefined)
    throw new TrainingError('failed', {
      code: 'no_gguf',
      message: 'the export left no GGUF',
      hint: 'Remove its job folder and run again.',
      place: null,
    });
  stage.end(`${(statSync(gguf.path).size / 1e6).toFixed(1)} MB, logits as the trained model's`);
  return { path: gguf.path, sha256: gguf.sha256, bytes: gguf.bytes };
}
