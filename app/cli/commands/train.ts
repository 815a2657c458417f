/** `understudy train`: runs one training job file, shows its progress, resumes it when it was interrupted. */
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  embeddedModel,
  openWorkspace,
  readDataset,
  runTrainingJob,
  trainerStatus,
  TrainingError,
} from '@understudy/engine';
import type { TrainingJob } from '@understudy/engine';
import type { Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { onInterrupt } from '../interrupt.ts';
import { createProgress } from '../output/progress.ts';
import { decimal, seedOption, workspaceOption } from './options.ts';

interface TrainOptions {
  readonly workspace: string;
  readonly weights: string;
  readonly lr: number;
  readonly epochs: number;
  readonly seed: number;
  readonly name?: string;
}

export function addTrain(program: Command): void {
  program
    .command('train <dataset>')
    .description('fine-tune a model on a dataset folder and export it to GGUF; the same command resumes')
    .option('--weights <folder>', 'Hugging Face folder to start from', embeddedModel.weights)
    .option('--lr <number>', 'peak learning rate', decimal(0, 1), 1e-3)
    .option('--epochs <number>', 'passes over the data', decimal(0, 1000), 4)
    .option('--name <name>', 'name of the job (default: the dataset)')
    .addOption(seedOption())
    .addOption(workspaceOption())
    .action(train);
}

async function train(folder: string, options: TrainOptions): Promise<void> {
  const status = await trainerStatus();
  if (status.kind === 'missing')
    throw new ExitError(
      `Training needs the trainer: ${status.reason}\n${status.remedy}`,
      exitCodes.trainerMissing,
    );
  const { signal, release } = onInterrupt();
  const workspace = openWorkspace(options.workspace, { lock: true });
  try {
    const manifest = readDataset(folder).manifest;
    const name = options.name ?? basename(resolve(folder));
    const { seed } = options;
    const tokens = manifest.files.find((file) => file.path === 'tokens.jsonl');
    if (tokens === undefined)
      throw new InputError(
        `${folder} has no tokens.jsonl.`,
        'Export the dataset again with `understudy export`.',
      );
    const sft: TrainingJob = {
      kind: 'sft',
      job_id: `${name}-sft`,
      seed,
      model: { path: resolve(options.weights) },
      data: {
        train: [{ path: join(resolve(folder), 'tokens.jsonl'), sha256: tokens.sha256 }],
        format: 'tokens',
      },
      hparams: { lr: options.lr, epochs: options.epochs, batch_size: 64, batch_tokens: 8192 },
    };
    const place = await runJob(sft, join(workspace.jobs, sft.job_id), status.python, signal);
    const gguf: TrainingJob = {
      kind: 'export_gguf',
      job_id: `${name}-gguf`,
      seed,
      model: { path: join(place, 'out', 'model') },
      hparams: { name },
    };
    const exported = await runJob(gguf, join(workspace.jobs, gguf.job_id), status.python, signal);
    process.stdout.write(`${join(exported, 'out', `${name}.gguf`)}\n`);
  } finally {
    workspace.close();
    release();
  }
}

async function runJob(
  job: TrainingJob,
  folder: string,
  python: string,
  signal: AbortSignal,
): Promise<string> {
  mkdirSync(dirname(folder), { recursive: true });
  const stage = createProgress(false).stage(job.job_id);
  let loss = '';
  const result = await runTrainingJob({
    python,
    job,
    folder,
    signal,
    onEvent: (event) => {
      if (event.t === 'metric' && typeof event['loss'] === 'number')
        loss = `loss ${event['loss'].toFixed(3)}`;
      if (event.t === 'progress') stage.update(event.step, event.total, loss);
    },
  });
  signal.throwIfAborted();
  if (result.outcome === 'cancelled')
    throw new ExitError('The job was stopped; the same command resumes it.', exitCodes.cancelled);
  if (result.outcome !== 'ok') throw new TrainingError(result.outcome, result.error);
  stage.end(loss === '' ? 'done' : loss);
  return folder;
}
