/** The job document and its folder: `job.json` beside `out/`, where the trainer keeps everything it makes. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** JSONL rows; `path` absolute or relative to the job's folder, `sha256` (hex) checked when given. */
export interface JobFile {
  readonly path: string;
  readonly sha256?: string;
}

export interface JobData {
  readonly train?: readonly JobFile[];
  readonly eval?: readonly JobFile[];
  readonly format: 'messages' | 'tokens';
  /** In tokens; longer rows are dropped and counted, or fail the job. */
  readonly max_length?: number;
  readonly overlong?: 'drop' | 'fail';
}

interface AnyJob {
  readonly job_id: string;
  readonly seed: number;
  /** By the trainer's names (trainer/README.md); what is left out has its default, what is unknown is refused. */
  readonly hparams?: Readonly<Record<string, unknown>>;
  /** A checkpoint every `every` optimizer steps, the newest `keep` kept. */
  readonly save?: { readonly every?: number; readonly keep?: number };
  /** `auto` goes on from the newest checkpoint in the folder; `never` starts over. */
  readonly resume?: 'auto' | 'never';
  /** Wall-clock seconds of one run; at the limit it saves and ends resumable. */
  readonly limits?: { readonly seconds?: number };
}

/** A Hugging Face folder; `path` absolute or relative to the job's folder. */
export interface JobModel {
  readonly path: string;
  readonly dtype?: 'auto' | 'bf16' | 'fp32';
}

export interface PretrainJob extends AnyJob {
  readonly kind: 'pretrain';
  readonly data: JobData;
}

export interface SftJob extends AnyJob {
  readonly kind: 'sft';
  readonly model: JobModel;
  /** A LoRA adapter; null or absent trains all weights. */
  readonly adapter?: {
    readonly r?: number;
    readonly alpha?: number;
    readonly targets?: 'all-linear';
    readonly init_from?: string | null;
  } | null;
  readonly data: JobData;
}

export interface ExportJob extends AnyJob {
  readonly kind: 'export_gguf';
  readonly model: JobModel;
  /** Prompts for the parity check; random tokens where absent. */
  readonly data?: JobData | null;
}

/** What a training job is asked to do, without the fields that its folder decides. */
export type TrainingJob = PretrainJob | SftJob | ExportJob;

/** Where the things of a job lie in its folder. */
export function jobPlaces(folder: string): {
  readonly job: string;
  readonly out: string;
  readonly events: string;
  /** What the trainer and its libraries wrote to stderr, over all runs. */
  readonly log: string;
  /** The process of the newest run. */
  readonly process: string;
} {
  const out = join(folder, 'out');
  return {
    job: join(folder, 'job.json'),
    out,
    events: join(out, 'events.jsonl'),
    log: join(folder, 'trainer.log'),
    process: join(folder, 'process.json'),
  };
}

/** The job file's text. */
export function jobText(job: TrainingJob): string {
  return `${JSON.stringify({ v: 1, ...job, out: 'out' }, null, 2)}\n`;
}

/** Writes `job.json` beside its place, then renames it: a reader sees the old one or the new one. Makes the folder. */
export function writeJob(folder: string, job: TrainingJob): string {
  mkdirSync(folder, { recursive: true });
  const place = jobPlaces(folder).job;
  writeFileSync(`${place}.tmp`, jobText(job));
  renameSync(`${place}.tmp`, place);
  return place;
}
