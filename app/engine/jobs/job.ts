/** The job document and its folder: `job.json` beside `out/`, where the trainer keeps everything it makes. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../store/whole.ts';

/** JSONL rows; `path` absolute or relative to the job's folder, `sha256` (hex) checked when given. */
export interface JobFile {
  readonly path: string;
  readonly sha256?: string;
}

/** `Format`: whole conversations, unless a kind says otherwise. */
export interface JobData<Format extends string = 'messages' | 'tokens'> {
  readonly train?: readonly JobFile[];
  readonly eval?: readonly JobFile[];
  readonly format: Format;
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
  /** 4-bit weights under an adapter, on CUDA with bitsandbytes only. */
  readonly quant?: 'none' | 'nf4';
}

/** LoRA on every linear layer. */
export interface JobAdapter {
  readonly r?: number;
  readonly alpha?: number;
  readonly targets?: 'all-linear';
  readonly init_from?: string | null;
}

export interface PretrainJob extends AnyJob {
  readonly kind: 'pretrain';
  readonly data: JobData;
}

export interface SftJob extends AnyJob {
  readonly kind: 'sft';
  readonly model: JobModel;
  /** A LoRA adapter; null or absent trains all weights. */
  readonly adapter?: JobAdapter | null;
  readonly data: JobData;
}

/** From `pairs.jsonl` of a dataset. */
export interface DpoJob extends AnyJob {
  readonly kind: 'dpo';
  readonly model: JobModel;
  readonly adapter?: JobAdapter | null;
  readonly data: JobData<'pairs'>;
}

/** From `kto.jsonl` of a dataset. */
export interface KtoJob extends AnyJob {
  readonly kind: 'kto';
  readonly model: JobModel;
  readonly adapter?: JobAdapter | null;
  readonly data: JobData<'kto'>;
}

/** A model that scores answers, from `pairs.jsonl` or `labels.jsonl`. */
export interface RewardJob extends AnyJob {
  readonly kind: 'reward';
  readonly model: JobModel;
  readonly adapter?: JobAdapter | null;
  readonly data: JobData<'pairs' | 'labels'>;
}

/** Adapters of one base, or models of one shape, made one; each of them is evaluated on `data.eval`. */
export interface MergeJob extends AnyJob {
  readonly kind: 'merge';
  /** The base of adapters, or what models were tuned from. */
  readonly model?: JobModel | null;
  /** At least two; `weight` null or absent is an equal share. */
  readonly inputs: readonly { readonly path: string; readonly weight?: number | null }[];
  readonly data?: JobData | null;
}

/** Reinforcement learning on live episodes that an environment server plays (`startEnvironmentServer` of the host). */
export interface GrpoJob extends AnyJob {
  readonly kind: 'grpo';
  readonly model: JobModel;
  readonly adapter?: JobAdapter | null;
  /** By the trainer's names (trainer/README.md). */
  readonly rl: {
    readonly env_url: string;
    /** The environment variable that holds the server's token. */
    readonly token_env?: string;
    /** Groups a step, and episodes a group. */
    readonly tasks?: number;
    readonly group?: number;
    readonly max_turns?: number;
    readonly max_tokens?: number;
    readonly context?: number;
    readonly temperature?: number;
    readonly slots?: number;
    /** What plays the model while it learns; auto: vLLM where it is installed and fits the job. */
    readonly generation?: 'auto' | 'transformers' | 'vllm';
    readonly staleness?: 0 | 1;
    readonly budget?: 'uniform' | 'adaptive';
    readonly process?: 'none' | 'penalties' | 'shaped' | 'both';
    readonly process_weight?: number;
  };
}

export interface ExportJob extends AnyJob {
  readonly kind: 'export_gguf';
  readonly model: JobModel;
  /** A LoRA adapter of that model: merged into the file, or a file of its own (`hparams.lora`). */
  readonly adapter?: { readonly path: string } | null;
  /** Prompts for the parity check; random tokens where absent. */
  readonly data?: JobData | null;
}

/** Held-out figures with intervals, of `data.eval`. */
export interface EvalJob extends AnyJob {
  readonly kind: 'eval';
  readonly model: JobModel;
  readonly adapter?: { readonly path: string } | null;
  readonly data: JobData;
}

/** The same job with other settings: its trials are jobs in `trialsFolder` (registry.ts). */
export interface SweepJob extends AnyJob {
  readonly kind: 'sweep';
  /** A job of another kind, without `job_id`. */
  readonly trial: Readonly<Record<string, unknown>>;
  readonly hparams: {
    readonly search?: 'grid' | 'random';
    /** By dotted path, as in `hparams.lr`: values to try, or a range for a random search. */
    readonly space: Readonly<
      Record<
        string,
        | { readonly values: readonly (string | number | boolean | null)[] }
        | { readonly low: number; readonly high: number; readonly log?: boolean; readonly whole?: boolean }
      >
    >;
    /** How many a random search draws. */
    readonly trials?: number;
    readonly metric: string;
    readonly goal: 'min' | 'max';
    readonly pick?: 'last' | 'best';
  };
}

/** What a training job is asked to do, without the fields that its folder decides. */
export type TrainingJob =
  PretrainJob | SftJob | DpoJob | KtoJob | RewardJob | MergeJob | GrpoJob | ExportJob | EvalJob | SweepJob;

/** A job of any kind that the trainer knows, as it stands in a job file; TrainingJob has the kinds this side builds by hand. */
export interface JobDocument extends AnyJob {
  readonly kind: string;
}
export type RunnableJob = TrainingJob | JobDocument;

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
export function jobText(job: RunnableJob): string {
  return `${JSON.stringify({ v: 1, ...job, out: 'out' }, null, 2)}\n`;
}

/**
 * Whether the text of a job file asks for the same as the job. Where live tasks are served does not matter: a server has another
 * address each time.
 */
export function sameJob(text: string, job: RunnableJob): boolean {
  const asked = jobText(job);
  return text === asked || withoutAddress(text) === withoutAddress(asked);
}

const liveJob = z.looseObject({ rl: z.looseObject({ env_url: z.string() }) });

function withoutAddress(text: string): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  const parsed = liveJob.safeParse(document);
  return JSON.stringify(
    parsed.success ? { ...parsed.data, rl: { ...parsed.data.rl, env_url: '' } } : document,
  );
}

/** Writes the address of the live tasks into the job file of a folder. False where it is no job that plays any. */
export function writeAddress(folder: string, url: string): boolean {
  const file = jobPlaces(folder).job;
  const parsed = liveJob.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) return false;
  const { data } = parsed;
  writeWhole(file, `${JSON.stringify({ ...data, rl: { ...data.rl, env_url: url } }, null, 2)}\n`);
  return true;
}

/** Writes `job.json` beside its place, then renames it: a reader sees the old one or the new one. Makes the folder. */
export function writeJob(folder: string, job: RunnableJob): string {
  mkdirSync(folder, { recursive: true });
  const place = jobPlaces(folder).job;
  writeFileSync(`${place}.tmp`, jobText(job));
  renameSync(`${place}.tmp`, place);
  return place;
}
