/** `understudy flywheel`: the whole loop, and at its end what it brought. */
import { availableParallelism } from 'node:os';
import {
  defaultTraining,
  flywheelReport,
  fullSizes,
  judgeComponents,
  packById,
  openLocalPolicy,
  quickSizes,
  runFlywheel,
  usableTrainer,
} from '@understudy/engine';
import type { FlywheelOutcome } from '@understudy/engine';
import type { Pack } from '@understudy/scenarios';
import type { Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { createProgress } from '../output/progress.ts';
import { flywheelTable } from '../output/flywheel-table.ts';
import { modelFile, namedModel, type NamedModel } from './base-model.ts';
import { decimal, scenarioOption, seedOption, wholeNumber, workspaceOption } from './options.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface Options {
  readonly workspace: string;
  readonly scenario: string;
  readonly model: string;
  readonly rounds: number;
  readonly seed: number;
  readonly temperature: number;
  readonly processes: number;
  readonly quick?: boolean;
  readonly curriculum?: boolean;
  readonly json?: boolean;
}

export function addFlywheel(program: Command): void {
  program
    .command('flywheel')
    .description(
      'evaluate, roll out, select, train, evaluate again: shows on held-out tasks what training brought',
    )
    .option('--quick', 'the small one: fewer tasks, under two minutes on two cores')
    .option('--curriculum', 'roll training tasks out easy ones first, in place of families in turn')
    .option('--rounds <number>', 'turns of the loop', wholeNumber(1, 20), 1)
    .addOption(scenarioOption())
    .option(
      '--model <model>',
      'embedded, the path of a .gguf file with its Hugging Face weights in a folder `weights` beside it, or the https address of a .gguf file (without weights the loop ends with the dataset)',
      'embedded',
    )
    .addOption(seedOption())
    .option(
      '--temperature <number>',
      'sampling temperature, in rollouts and evaluations alike',
      decimal(0.01, 2),
      1,
    )
    .option(
      '--processes <number>',
      'inference processes of one thread each',
      wholeNumber(1, 256),
      availableParallelism(),
    )
    .option('--json', 'print the report as JSON and nothing else')
    .addOption(workspaceOption())
    .action(flywheel);
}

async function flywheel(options: Options): Promise<void> {
  const pack = packById({ folder: options.workspace }, options.scenario);
  const unanswered = judgeComponents(pack);
  if (unanswered.length > 0)
    throw new InputError(
      `The flywheel asks no judge, and every reward of ${pack.id} would stay null without one (${unanswered.join(', ')}).`,
      'Leave the judge components out of the pack, or go step by step: run --judge, select, export, train.',
    );
  const model = namedModel(options.model);
  await interruptible((signal) =>
    inWorkspace(options.workspace, 'write', (opened) => turn(opened, { pack, model }, options, signal)),
  );
}

async function turn(
  { workspace, store }: OpenedWorkspace,
  { pack, model }: { readonly pack: Pack; readonly model: NamedModel },
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { rounds, seed, temperature, processes } = options;
  const observer = createProgress(options.json === true);
  const outcome = await runFlywheel(
    {
      pack,
      model: await modelFile(model, { folder: workspace.models, observer, signal }),
      rounds,
      seed,
      temperature,
      sizes: options.quick === true ? quickSizes : fullSizes,
      training: defaultTraining,
      curriculum: options.curriculum === true,
      processes,
    },
    {
      workspace,
      store,
      trainer: await usableTrainer(),
      openModel: (modelPath) => openLocalPolicy({ modelPath, processes, temperature, signal }),
      observer,
      signal,
      command: commandLine(),
    },
  );
  print(outcome, options.json === true);
  if (outcome.run.incomplete !== null)
    throw new ExitError(
      `The loop ended with the dataset, before training: ${outcome.run.incomplete}`,
      exitCodes.trainerMissing,
    );
}

function print(outcome: FlywheelOutcome, json: boolean): void {
  const report = flywheelReport(outcome.run);
  process.stdout.write(
    json ? `${JSON.stringify(report, null, 2)}\n` : `${flywheelTable(report, outcome.files)}\n`,
  );
}

function commandLine(): string {
  return `npm run flywheel${process.argv.length > 3 ? ` -- ${process.argv.slice(3).join(' ')}` : ''}`;
}
