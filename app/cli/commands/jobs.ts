/** `understudy jobs`: training jobs of a workspace: listed, planned, started on their own, followed, cancelled, resumed, finished. */
import { availableParallelism } from 'node:os';
import {
  aboutJob,
  afterTraining,
  cancelJob,
  followJob,
  jobFolder,
  listJobs,
  listTrials,
  openLocalPolicy,
  planJob,
  readJob,
  readJobDocument,
  packById,
  resumeJob,
  resumeLiveJob,
  startJob,
  TrainingError,
  usableTrainer,
  type FollowJob,
} from '@understudy/engine';
import { openLiveTasks } from '@understudy/host/environment';
import type { Command } from 'commander';
import { ExitError, InputError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { eventLine, inspectionPage, jobPage, jobsTable } from '../output/job-lines.ts';
import { createProgress } from '../output/progress.ts';
import { decimal, fileName, seedOption, wholeNumber, workspaceOption } from './options.ts';
import { workspaceBeside } from './workspace-beside.ts';
import { inWorkspace } from './workspace.ts';

interface Options {
  readonly workspace: string;
  readonly json?: boolean;
}

interface OneOptions extends Options {
  readonly force?: boolean;
  readonly follow?: boolean;
}

interface StartOptions extends Options {
  readonly name?: string;
  readonly title?: string;
  readonly base?: string;
  readonly register?: string;
  readonly evaluate?: string;
  readonly tasks?: number;
  readonly samples: number;
  readonly temperature: number;
  readonly seed: number;
  readonly follow?: boolean;
}

export function addJobs(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('training jobs: list them (default), plan, start, follow, cancel, resume, finish one');
  jobs
    .command('list', { isDefault: true })
    .description('every job of the workspace, the newest first')
    .option('--json', 'print JSON')
    .addOption(workspaceOption())
    .action(({ workspace, json }: Options) => {
      const found = listJobs(workspaceBeside(workspace, { make: false }));
      process.stdout.write(json === true ? `${JSON.stringify(found, null, 2)}\n` : jobsTable(found));
    });
  one(jobs, 'show', 'one job: how far it is, its figures, warnings, error and artifacts', show).option(
    '--json',
    'print JSON',
  );
  jobs
    .command('plan <file>')
    .description('what the trainer would make of a job file: problems, or rows, steps and memory')
    .option('--json', 'print JSON')
    .action(plan);
  jobs
    .command('start <file>')
    .description('start the job of a job file on its own: it goes on when this command or the app ends')
    .option('--name <name>', "the job's name (default: its job_id, or the file's name)", fileName)
    .option('--title <text>', 'what to call it')
    .option('--base <policy>', 'the policy it starts from, evaluated beside the new one')
    .option('--register <name>', '`jobs finish` makes a policy of this name out of it')
    .option('--evaluate <pack>', '`jobs finish` plays held-out tasks of this pack')
    .option('--tasks <number>', 'held-out tasks (default: all of the pack)', wholeNumber(1, 1_000_000))
    .option('--samples <number>', 'episodes per held-out task', wholeNumber(1, 1000), 4)
    .option('--temperature <number>', 'sampling temperature of that evaluation', decimal(0, 2), 1)
    .addOption(seedOption())
    .option('--follow', 'show what happens until it ends; Ctrl-C leaves it at work')
    .addOption(workspaceOption())
    .action(start);
  one(jobs, 'cancel', 'ask a job to save and end', cancel).option(
    '--force',
    'end it at once; what it did since its last checkpoint is lost',
  );
  one(jobs, 'resume', 'go on with a job from its newest checkpoint', resume).option(
    '--follow',
    'show what happens until it ends',
  );
  one(
    jobs,
    'follow',
    'show what happened so far and what happens until it ends; Ctrl-C leaves it at work',
    (id, options) => follow(jobFolder(workspaceBeside(options.workspace, { make: false }), id), 0),
  );
  one(
    jobs,
    'finish',
    'register the policy a finished job made, and evaluate it, as it was started to be',
    finish,
  );
}

function one(
  jobs: Command,
  name: string,
  description: string,
  action: (id: string, options: OneOptions) => void | Promise<void>,
): Command {
  return jobs.command(`${name} <job>`).description(description).addOption(workspaceOption()).action(action);
}

function show(id: string, { workspace: folder, json }: Options): void {
  const workspace = workspaceBeside(folder, { make: false });
  const job = readJob(jobFolder(workspace, id), id);
  const trials = job.kind === 'sweep' ? listTrials(workspace, id) : [];
  if (json === true) {
    process.stdout.write(`${JSON.stringify(job.kind === 'sweep' ? { ...job, trials } : job, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${jobPage(job)}${trials.length === 0 ? '' : jobsTable(trials)}`);
}

async function plan(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const python = await trainerPython();
  await interruptible(async (signal) => {
    const found = await planJob({ python, job: readJobDocument(file), signal });
    process.stdout.write(json === true ? `${JSON.stringify(found, null, 2)}\n` : inspectionPage(found));
    if (!found.ok) throw new ExitError('The job cannot run as it is.', exitCodes.input);
  });
}

async function start(file: string, options: StartOptions): Promise<void> {
  const job = readJobDocument(file, options.name);
  const evaluate =
    options.evaluate === undefined
      ? null
      : {
          scenario: options.evaluate,
          tasks: options.tasks ?? null,
          samples: options.samples,
          seed: options.seed,
          temperature: options.temperature,
        };
  if (evaluate !== null && options.register === undefined)
    throw new InputError('--evaluate needs a policy to evaluate.', 'Name it with --register.');
  const about = aboutJob(options.title ?? job.job_id, {
    base: options.base ?? null,
    scenario: options.evaluate ?? null,
    afterwards: { register: options.register ?? null, evaluate },
  });
  const python = await trainerPython();
  const workspace = workspaceBeside(options.workspace, { make: true });
  const { id, folder } = await startJob({ workspace, python, job, about });
  process.stdout.write(`${id}\n`);
  if (options.follow === true) await follow(folder, 0);
}

function cancel(id: string, options: OneOptions): void {
  const folder = jobFolder(workspaceBeside(options.workspace, { make: false }), id);
  const asked = cancelJob(folder, { force: options.force === true });
  process.stdout.write(
    asked ? `${id} ${options.force === true ? 'is ended' : 'saves and ends'}.\n` : `${id} is not at work.\n`,
  );
}

async function resume(id: string, options: OneOptions): Promise<void> {
  const folder = jobFolder(workspaceBeside(options.workspace, { make: false }), id);
  const { seq, about } = readJob(folder);
  if ((about?.live ?? null) !== null) {
    await resumeLive(id, folder, seq, options);
    return;
  }
  await resumeJob(folder, { python: await trainerPython(), id });
  process.stdout.write(`${id} is at work again.\n`);
  if (options.follow === true) await follow(folder, seq);
}

/** One that plays live tasks: they are served by this process, which stays until the run is over. */
async function resumeLive(id: string, folder: string, after: number, options: OneOptions): Promise<void> {
  const python = await trainerPython();
  await interruptible((signal) =>
    inWorkspace(options.workspace, 'write', async ({ workspace, store }) => {
      const { over } = await resumeLiveJob(folder, {
        ...{ python, id },
        openTasks: (wanted) => openLiveTasks(wanted, store),
        packOf: (scenario) => packById(workspace, scenario),
      });
      process.stdout.write(
        `${id} is at work again, on live tasks that this command serves. Ctrl-C stops it, saved.\n`,
      );
      const save = (): void => void cancelJob(folder);
      signal.addEventListener('abort', save, { once: true });
      if (signal.aborted) save();
      const ended = told(folder, { after });
      await Promise.allSettled([ended, over]);
      signal.removeEventListener('abort', save);
      const broke = await over;
      if (broke !== null) throw broke;
      await ended;
    }),
  );
}

async function follow(folder: string, after: number): Promise<void> {
  await interruptible((signal) => told(folder, { after, signal }));
}

/** Says what happens until the run is over. Rejects where it did not end well. */
async function told(folder: string, from: FollowJob): Promise<void> {
  const events = followJob(folder, from);
  let next = await events.next();
  while (next.done !== true) {
    const line = eventLine(next.value);
    if (line !== null) process.stdout.write(`${line}\n`);
    next = await events.next();
  }
  const result = next.value;
  if (result?.outcome === 'cancelled')
    throw new ExitError(
      'The job was cancelled; `understudy jobs resume` goes on with it.',
      exitCodes.cancelled,
    );
  if (result !== null && result.outcome !== 'ok') throw new TrainingError(result.outcome, result.error);
}

async function finish(id: string, options: Options): Promise<void> {
  const python = await trainerPython();
  await interruptible((signal) =>
    inWorkspace(options.workspace, 'write', async ({ workspace, store }) => {
      const processes = availableParallelism();
      const policy = await afterTraining({
        ...{ workspace, store, python, signal },
        folder: jobFolder(workspace, id),
        openModel: (modelPath, temperature) => openLocalPolicy({ modelPath, temperature, processes, signal }),
        observer: createProgress(false),
      });
      if (policy === null)
        throw new InputError(
          `The job ${id} was started without a policy to make.`,
          'Start it with --register, or add the file it made: `understudy policies add`.',
        );
      process.stdout.write(`${policy.id}\n`);
    }),
  );
}

async function trainerPython(): Promise<string> {
  const trainer = await usableTrainer();
  if ('python' in trainer) return trainer.python;
  throw new ExitError(`Training needs the trainer: ${trainer.missing}`, exitCodes.trainerMissing);
}
