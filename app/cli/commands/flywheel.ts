/** `understudy flywheel`: the whole loop, and at its end what it brought. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  defaultTraining,
  embeddedModel,
  flywheelReport,
  fullSizes,
  loadPack,
  openTraceStore,
  openWorkspace,
  quickSizes,
  runFlywheel,
  trainerStatus,
} from '@understudy/engine';
import type { FlywheelOptions, FlywheelOutcome, FlywheelParts, TrainerStatus } from '@understudy/engine';
import type { Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { onInterrupt } from '../interrupt.ts';
import { createProgress } from '../output/progress.ts';
import { flywheelTable } from '../output/flywheel-table.ts';
import { decimal, scenarioOption, seedOption, wholeNumber, workspaceOption } from './options.ts';

interface Options {
  readonly workspace: string;
  readonly scenario: string;
  readonly model: string;
  readonly rounds: number;
  readonly seed: number;
  readonly temperature: number;
  readonly processes: number;
  readonly quick?: boolean;
  readonly json?: boolean;
}

export function addFlywheel(program: Command): void {
  program
    .command('flywheel')
    .description(
      'evaluate, roll out, select, train, evaluate again: shows on held-out tasks what training brought',
    )
    .option('--quick', 'the small one: fewer tasks, about four minutes on two cores')
    .option('--rounds <number>', 'turns of the loop', wholeNumber(1, 20), 1)
    .addOption(scenarioOption())
    .option(
      '--model <model>',
      'embedded, or the path of a .gguf file with its Hugging Face weights in a folder `weights` beside it',
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
  const { signal, release } = onInterrupt();
  const observer = createProgress(options.json === true);
  const workspace = openWorkspace(options.workspace, { lock: true });
  try {
    const store = openTraceStore(workspace);
    try {
      const settings: FlywheelOptions = {
        pack: loadPack(options.scenario),
        model: modelOf(options.model),
        rounds: options.rounds,
        seed: options.seed,
        temperature: options.temperature,
        sizes: options.quick === true ? quickSizes : fullSizes,
        training: defaultTraining,
        processes: options.processes,
      };
      const trainer = trainerOf(await trainerStatus());
      const outcome = await runFlywheel(settings, {
        workspace,
        store,
        trainer,
        observer,
        signal,
        command: commandLine(),
      });
      print(outcome, options.json === true);
      if (outcome.run.incomplete !== null)
        throw new ExitError(
          `The loop ended with the dataset, before training: ${outcome.run.incomplete}`,
          exitCodes.trainerMissing,
        );
    } finally {
      store.close();
    }
  } finally {
    workspace.close();
    release();
  }
}

function print(outcome: FlywheelOutcome, json: boolean): void {
  const report = flywheelReport(outcome.run);
  process.stdout.write(
    json ? `${JSON.stringify(report, null, 2)}\n` : `${flywheelTable(report, outcome.files)}\n`,
  );
}

/** The trainer's Python; or, for the report and the exit code, what is missing and how to go on. */
function trainerOf(status: TrainerStatus): FlywheelParts['trainer'] {
  if (status.kind === 'ready') return { python: status.python };
  if (status.kind === 'missing') return { missing: `${status.reason} ${status.remedy}` };
  const lacking = status.doctor.missing.map((one) => `${one.package} (${one.get})`);
  return { missing: `${status.python} lacks ${lacking.join(', ')}. Then run the same command again.` };
}

/** The model to start from. A GGUF of one's own has its Hugging Face weights in a folder `weights` beside it. */
function modelOf(name: string): FlywheelOptions['model'] {
  if (name === 'embedded') return embeddedModel;
  const gguf = resolve(name);
  if (!existsSync(gguf))
    throw new InputError(
      `There is no model file ${gguf}.`,
      'Give --model the path of a .gguf file, or leave it out for the embedded model.',
    );
  const weights = join(dirname(gguf), 'weights');
  return { gguf, weights: existsSync(weights) ? weights : null };
}

function commandLine(): string {
  return `npm run flywheel${process.argv.length > 3 ? ` -- ${process.argv.slice(3).join(' ')}` : ''}`;
}
