/** `understudy grpo`: reinforcement learning on live training tasks, then an export to GGUF; the same command resumes. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import {
  aboutJob,
  embeddedModel,
  exportModel,
  figures,
  finishJob,
  packById,
  readAbout,
  usableTrainer,
  writeAbout,
} from '@understudy/engine';
import type { GrpoJob, JobEvent, LiveTasks, Observer } from '@understudy/engine';
import { openLiveTasks } from '@understudy/host/environment';
import { canonical } from '@understudy/kernel';
import type { Pack } from '@understudy/scenarios';
import { Option, type Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { notify } from '../output/notice.ts';
import { createProgress } from '../output/progress.ts';
import { judgeNotice } from './judge.ts';
import { decimal, fileName, scenarioOption, seedOption, wholeNumber, workspaceOption } from './options.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface GrpoOptions {
  readonly workspace: string;
  readonly scenario: string;
  readonly weights: string;
  readonly steps: number;
  readonly groups: number;
  readonly group: number;
  readonly pool?: number;
  readonly lr: number;
  readonly loss: 'dapo' | 'dr_grpo' | 'gspo';
  readonly advantage?: 'std' | 'mean' | 'rloo';
  readonly kl: number;
  readonly process: NonNullable<GrpoJob['rl']['process']>;
  readonly budget: NonNullable<GrpoJob['rl']['budget']>;
  readonly overlap?: boolean;
  readonly generation?: NonNullable<GrpoJob['rl']['generation']>;
  readonly temperature: number;
  readonly seed: number;
  readonly name?: string;
  readonly traces: boolean;
  readonly export: boolean;
}

export function addGrpo(program: Command): void {
  program
    .command('grpo')
    .description(
      'reinforcement learning: a model plays live training tasks in groups and learns from what they earn; the same command resumes',
    )
    .addOption(scenarioOption())
    .option('--weights <folder>', 'Hugging Face folder to start from', embeddedModel.weights)
    .option('--steps <number>', 'updates of the model', wholeNumber(1, 1_000_000), 30)
    .option('--groups <number>', 'tasks played for each update', wholeNumber(1, 4096), 8)
    .option('--group <number>', 'episodes of a task that are compared', wholeNumber(2, 256), 8)
    .option('--pool <number>', 'how many of the training tasks (default: all)', wholeNumber(1, 1_000_000))
    .option('--lr <number>', 'peak learning rate', decimal(0, 1), 2e-4)
    .addOption(
      new Option('--loss <loss>', 'policy loss').choices(['dapo', 'dr_grpo', 'gspo']).default('dapo'),
    )
    .addOption(
      new Option(
        '--advantage <how>',
        'how an episode is compared with its group (default: as the loss does)',
      ).choices(['std', 'mean', 'rloo']),
    )
    .option('--kl <number>', 'weight of staying near the first model', decimal(0, 100), 0)
    .addOption(
      new Option('--process <which>', 'rewards of single turns on top of the reward of the end')
        .choices(['none', 'penalties', 'shaped', 'both'])
        .default('none'),
    )
    .addOption(
      new Option('--budget <how>', 'adaptive: more episodes for uncertain tasks, none for settled ones')
        .choices(['uniform', 'adaptive'])
        .default('uniform'),
    )
    .option('--overlap', "play the next step's episodes while this step's update is computed")
    .addOption(
      new Option(
        '--generation <how>',
        'what plays the model while it learns (default: transformers; auto: vLLM where it is installed and fits)',
      ).choices(['auto', 'transformers', 'vllm']),
    )
    .option('--temperature <number>', 'sampling temperature', decimal(0.01, 2), 1)
    .option('--no-traces', 'do not store the episodes in the workspace')
    .option('--no-export', 'leave out the GGUF file')
    .option('--name <name>', 'name of the job (default: the scenario)', fileName)
    .addOption(seedOption())
    .addOption(workspaceOption())
    .action((options: GrpoOptions) =>
      interruptible((signal) =>
        inWorkspace(options.workspace, 'write', (opened) => learn(opened, options, signal)),
      ),
    );
}

async function learn(
  { workspace, store }: OpenedWorkspace,
  options: GrpoOptions,
  signal: AbortSignal,
): Promise<void> {
  const pack = packById(workspace, options.scenario);
  const weights = resolve(options.weights);
  if (!existsSync(weights))
    throw new InputError(
      `There is no folder ${weights} to start from.`,
      'Name a Hugging Face model folder with --weights, or leave it out for the embedded model.',
    );
  const trainer = await usableTrainer();
  if ('missing' in trainer)
    throw new ExitError(`Training needs the trainer: ${trainer.missing}`, exitCodes.trainerMissing);
  notify(judgeNotice(pack, null, workspace));
  const name = jobName(pack, weights, options);
  const served = options.pool ?? null;
  const live = await openLiveTasks({ pack, tasks: served, run: options.traces ? name : null }, store);
  // Broken live tasks end the job as an interrupt does: it saves, and the same command goes on.
  const within = AbortSignal.any([signal, live.broken]);
  const progress = createProgress(false);
  try {
    const folder = join(workspace.jobs, name);
    const about = {
      ...{ base: weights, scenario: options.scenario },
      live: { scenario: options.scenario, tasks: served, record: options.traces },
    };
    if (readAbout(folder) === null)
      writeAbout(folder, aboutJob(`Reinforcement learning on ${pack.title}`, about));
    await finishJob(
      {
        job: jobOf(name, weights, live, options),
        folder,
        python: trainer.python,
        env: { [live.tokenVariable]: live.token },
      },
      within,
      reporter(progress, live.tasks),
    );
    const model = join(folder, 'out', 'model');
    if (!options.export) process.stdout.write(`${model}\n`);
    else {
      const { path } = await exportModel(
        { name, jobsFolder: workspace.jobs, python: trainer.python, weights: model, seed: options.seed },
        progress,
        within,
      );
      process.stdout.write(`${path}\n`);
    }
  } finally {
    await live.close();
  }
}

/** Other settings are another job, even under the same name: what was begun is never taken for something else. */
function jobName(pack: Pack, weights: string, options: GrpoOptions): string {
  const { workspace: _workspace, traces: _traces, export: _export, name = pack.id, ...settings } = options;
  const key = createHash('sha256').update(canonical({ ...settings, weights, pack: JSON.stringify(pack) }));
  return `grpo-${name}-${key.digest('hex').slice(0, 6)}`;
}

function jobOf(name: string, weights: string, live: LiveTasks, options: GrpoOptions): GrpoJob {
  const { steps, groups, group, lr, loss, advantage, kl, process: credit, budget, temperature } = options;
  const { generation } = options;
  return {
    kind: 'grpo',
    job_id: name,
    seed: options.seed,
    model: { path: weights },
    rl: {
      env_url: live.url,
      token_env: live.tokenVariable,
      tasks: groups,
      group,
      temperature,
      process: credit,
      budget,
      staleness: options.overlap === true ? 1 : 0,
      ...(generation === undefined ? {} : { generation }),
    },
    hparams: {
      steps,
      lr,
      loss,
      kl,
      ...(advantage === undefined ? {} : { advantage }),
      threads: availableParallelism(),
    },
    save: { every: 10, keep: 1 },
  };
}

/** Shows steps as they are done, and what the job warns of. */
function reporter(progress: Observer, tasks: number): (event: JobEvent) => void {
  const stage = progress.stage(`Learning on ${tasks} tasks`);
  let note = '';
  let last = '';
  return (event) => {
    if (event.t === 'warning') notify(`${event.message} ${event.hint}`);
    if (event.t === 'metric') {
      const named = figures(event);
      const show = (name: string): string => named.get(name)?.toFixed(3) ?? '–';
      note = `reward ${show('reward')}, entropy ${show('entropy')}`;
      last = `reward ${show('reward')} in the last step, ${show('success')} of its episodes succeeded`;
    }
    if (event.t === 'progress') stage.update(event.step, event.total, note);
    if (event.t === 'end' && event.status === 'ok') stage.end(last === '' ? 'done before' : last);
  };
}
