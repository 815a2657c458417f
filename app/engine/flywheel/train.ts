/** The training half of a round: fine-tune on a dataset, export to GGUF. A job that has ended well is not run again. */
import { join } from 'node:path';
import { figures, type JobEvent } from '../jobs/events.ts';
import { exportModel } from '../jobs/export.ts';
import { finishJob } from '../jobs/finish.ts';
import type { TrainingJob } from '../jobs/job.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import type { ModelFile, TrainingSummary } from '../evaluation/report.ts';
import { mean } from '../evaluation/statistics.ts';
import type { Observer } from './observer.ts';
import type { TrainingSettings } from './options.ts';

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
  await finishJob({ job: sft, folder: sftFolder, python: round.python }, signal, (event) => {
    log.add(event);
    if (event.t === 'progress') training.update(event.step, event.total, `loss ${log.lastLoss.toFixed(3)}`);
  });
  const summary = log.summary(sft.job_id);
  training.end(
    `${String(summary.steps)} steps, loss ${summary.firstLoss.toFixed(3)} → ${summary.lastLoss.toFixed(3)}`,
  );

  const weights = join(sftFolder, 'out', 'model');
  const model = await exportModel(
    { name, jobsFolder, python: round.python, weights, seed },
    observer,
    signal,
  );
  return { training: summary, model };
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
