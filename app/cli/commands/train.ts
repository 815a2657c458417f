/** `understudy train`: fine-tunes on a dataset and exports the model, with progress; the same command resumes. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import {
  defaultTraining,
  embeddedModel,
  openWorkspace,
  readDataset,
  trainRound,
  usableTrainer,
} from '@understudy/engine';
import type { DatasetManifest } from '@understudy/engine';
import type { Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { createProgress } from '../output/progress.ts';
import { decimal, fileName, seedOption, workspaceOption } from './options.ts';

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
    .option('--lr <number>', 'peak learning rate', decimal(0, 1), defaultTraining.lr)
    .option('--epochs <number>', 'passes over the data', decimal(0, 1000), defaultTraining.epochs)
    .option('--name <name>', 'name of the jobs (default: the dataset)', fileName)
    .addOption(seedOption())
    .addOption(workspaceOption())
    .action(train);
}

async function train(folder: string, options: TrainOptions): Promise<void> {
  const place = resolve(folder);
  const manifest = trainable(place);
  const weights = resolve(options.weights);
  if (!existsSync(weights))
    throw new InputError(
      `There is no folder ${weights} to start from.`,
      'Name a Hugging Face model folder with --weights, or leave it out for the embedded model.',
    );
  const trainer = await usableTrainer();
  if ('missing' in trainer)
    throw new ExitError(`Training needs the trainer: ${trainer.missing}`, exitCodes.trainerMissing);
  await interruptible(async (signal) => {
    const workspace = openWorkspace(options.workspace, { lock: true });
    try {
      const { model } = await trainRound(
        {
          name: options.name ?? manifest.name,
          jobsFolder: workspace.jobs,
          python: trainer.python,
          weights,
          dataset: { folder: place, manifest },
          settings: { ...defaultTraining, lr: options.lr, epochs: options.epochs },
          seed: options.seed,
          threads: availableParallelism(),
        },
        createProgress(false),
        signal,
      );
      process.stdout.write(`${model.path}\n`);
    } finally {
      workspace.close();
    }
  });
}

/** The manifest of a whole dataset with tokens. Throws WorkspaceError where there is none. */
function trainable(folder: string): DatasetManifest {
  const { manifest } = readDataset(folder);
  if (manifest.counts.tokenRows > 0) return manifest;
  throw new ExitError(
    `${folder} holds no tokens: its episodes were not played by a local model.\nRoll out with a .gguf model (\`understudy run --policy FILE.gguf\`) and export that run.`,
    exitCodes.data,
  );
}
