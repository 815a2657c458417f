/** The training half of a round: fine-tune on a dataset, export to GGUF. A job that has ended well is not run again. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { attachJob } from '../jobs/attach.ts';
import { figures, type JobError, type JobEvent } from '../jobs/events.ts';
import type { TrainingJob } from '../jobs/job.ts';
import type { JobArtifact, JobResult } from '../jobs/result.ts';
import { runningProcess } from '../jobs/process.ts';
import { runTrainingJob } from '../jobs/run.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import type { ModelFile, TrainingSummary } from '../evaluation/report.ts';
import { mean } from '../evaluation/statistics.ts';
import type { Observer } from './observer.ts';
import type { TrainingSettings } from './options.ts';

/** The trainer ended without a model. `outcome` decides the exit code. */
export class TrainingError extends Error {
  readonly outcome: Exclude<JobResult['outcome'], 'ok' | 'cancelled'>;
  readonly remedy: string;
  constructor(outcome: TrainingError['outcome'], error: JobError) {
    super(`Training failed: ${error.message}${error.place === null ? '' : ` (${error.place})`}`);
    this.name = 'TrainingError';
    this.outcome = outcome;
    this.remedy = error.hint;
  }
}

export interface TrainRound {
  readonly name: string;
  readonly jobsFolder: string;
  readonly python: string;
  /** Hugging Face folder to start from. */
  readonly weights: string;
  readonly dataset: { readonly folder: string; readonly manifest: DatasetManifest };
  readonly settings: TrainingSettings;
  readonly seed: number;
  readonly threads: number;
}

export interface TrainedRound {
  readonly training: TrainingSummary;
  readonly model: ModelFile;
}

/** Rejects with TrainingError, or with the signal's reason when it was cancelled (a checkpoint is kept). */
export async function trainRound(
  round: TrainRound,
  observer: Observer,
  signal: AbortSignal,
): Promise<TrainedRound> {
  const { jobsFolder, dataset, settings, seed, threads } = round;
  // Another dataset is another job, even under the same name.
  const name = `${round.name}-${dataset.manifest.version.slice(0, 6)}`;
  const tokens = dataset.manifest.files.find((file) => file.path === 'tokens.jsonl');
  const sft: TrainingJob = {
    kind: 'sft',
    job_id: `${name}-sft`,
    seed,
    model: { path: round.weights },
    data: {
      train: [
        {
          path: join(dataset.folder, 'tokens.jsonl'),
          ...(tokens === undefined ? {} : { sha256: tokens.sha256 }),
        },
      ],
      format: 'tokens',
    },
    hparams: {
      lr: settings.lr,
      epochs: settings.epochs,
      batch_size: 64,
      batch_tokens: settings.batchTokens,
      threads,
    },
    save: { every: 100, keep: 1 },
  };
  const sftFolder = join(jobsFolder, sft.job_id);
  const log = new TrainingLog();
  const training = observer.stage('Training');
  await finish({ job: sft, folder: sftFolder, python: round.python }, signal, (event) => {
    log.add(event);
    if (event.t === 'progress') training.update(event.step, event.total, `loss ${log.lastLoss.toFixed(3)}`);
  });
  const summary = log.summary(sft.job_id);
  training.end(
    `${String(summary.steps)} steps, loss ${summary.firstLoss.toFixed(3)} → ${summary.lastLoss.toFixed(3)}`,
  );

  const weights = join(sftFolder, 'out', 'model');
  const exporting = observer.stage('Exporting GGUF');
  const exportJob: TrainingJob = {
    kind: 'export_gguf',
    job_id: `${name}-gguf`,
    seed,
    model: { path: weights },
    hparams: { name, type: 'f16' },
  };
  const artifacts = await finish(
    { job: exportJob, folder: join(jobsFolder, exportJob.job_id), python: round.python },
    signal,
    (event) => {
      if (event.t === 'progress') exporting.update(event.step, event.total, 'parity prompts');
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
  exporting.end(`${(statSync(gguf.path).size / 1e6).toFixed(1)} MB, logits as the trained model's`);
  return { training: summary, model: { path: gguf.path, sha256: gguf.sha256, bytes: gguf.bytes } };
}

/** Runs a job, or takes the result of an earlier run that ended well. */
async function finish(
  run: { readonly job: TrainingJob; readonly folder: string; readonly python: string },
  signal: AbortSignal,
  onEvent: (event: JobEvent) => void,
): Promise<readonly JobArtifact[]> {
  // A run that is at work now is followed by runTrainingJob, so that an interrupt reaches it.
  if (runningProcess(run.folder) === null) {
    const earlier = await attachJob(run.folder, { signal });
    if (earlier?.outcome === 'ok') {
      await attachJob(run.folder, { onEvent, signal });
      return earlier.artifacts;
    }
  }
  const result = await runTrainingJob({ ...run, onEvent, signal });
  signal.throwIfAborted();
  if (result.outcome === 'ok') return result.artifacts;
  if (result.outcome === 'cancelled') {
    throw new TrainingError('failed', {
      code: result.reason,
      message: 'the trainer was stopped from outside',
      hint: 'Run the same command again: it goes on from the checkpoint.',
      place: null,
    });
  }
  throw new TrainingError(result.outcome, result.error);
}

/** What a report says of a training job, gathered from its events. */
class TrainingLog {
  #device = 'unknown';
  #steps = 0;
  readonly #losses: number[] = [];
  #began: number | null = null;
  #ended = 0;

  get lastLoss(): number {
    return this.#losses.at(-1) ?? 0;
  }

  add(event: JobEvent): void {
    const at = Date.parse(event.ts);
    this.#began ??= at;
    this.#ended = at;
    if (event.t === 'hello')
      this.#device =
        event.device.name === '' ? event.device.type : `${event.device.type} (${event.device.name})`;
    if (event.t === 'progress') this.#steps = event.step;
    if (event.t === 'metric') {
      const loss = figures(event).get('loss');
      if (loss !== undefined) this.#losses.push(loss);
    }
  }

  summary(jobId: string): TrainingSummary {
    // One batch says little: the first and the last eighth of them are compared.
    const part = Math.ceil(this.#losses.length / 8);
    return {
      jobId,
      device: this.#device,
      steps: this.#steps,
      firstLoss: mean(this.#losses.slice(0, part)) ?? 0,
      lastLoss: part === 0 ? 0 : (mean(this.#losses.slice(-part)) ?? 0),
      seconds: this.#began === null ? 0 : (this.#ended - this.#began) / 1000,
    };
  }
}
