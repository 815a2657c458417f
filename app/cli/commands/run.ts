/** `understudy run` and `understudy eval`: a policy plays tasks of a scenario pack, every episode recorded and scored. */
import { availableParallelism } from 'node:os';
import {
  defaultRunId,
  judgeOf,
  openRaters,
  trainerPython,
  packById,
  openPolicy,
  openShifts,
  openSplit,
  runEpisodes,
  scriptedNames,
  summarize,
} from '@understudy/engine';
import type { EvaluationSummary, Policy, Run } from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import type { Pack } from '@understudy/scenarios';
import { Option, type Command } from 'commander';
import { InputError } from '../errors.ts';
import { evaluationTable } from '../output/tables.ts';
import { notify } from '../output/notice.ts';
import { createProgress } from '../output/progress.ts';
import { interruptible } from '../interrupt.ts';
import { judgeNotice, openJudge } from './judge.ts';
import {
  decimal,
  fileName,
  judgeOption,
  scenarioOption,
  seedOption,
  wholeNumber,
  workspaceOption,
} from './options.ts';
import { checkSpeaking, openSpeaker, speakingOptions } from './speaking.ts';
import type { Speaker, SpeakingOptions } from './speaking.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface RunOptions extends SpeakingOptions {
  readonly workspace: string;
  readonly scenario: string;
  readonly policy: string;
  readonly split: Split;
  readonly tasks?: number;
  readonly shift?: string;
  readonly curriculum?: boolean;
  readonly samples: number;
  readonly seed: number;
  readonly temperature: number;
  readonly processes: number;
  readonly judge?: string;
  readonly key?: string;
  readonly rpm?: number;
  readonly name?: string;
  readonly json?: boolean;
}

export function addRun(program: Command): void {
  common(
    program.command('run').description('play episodes: training tasks, so many samples each'),
    'train',
    8,
  ).action((options: RunOptions) => play('rollout', options));
  common(
    program
      .command('eval')
      .description('evaluate a policy: held-out tasks, success with 95% interval, pass^k'),
    'heldout',
    4,
  ).action((options: RunOptions) => play('evaluation', options));
}

function common(command: Command, split: Split, samples: number): Command {
  return speakingOptions(command)
    .addOption(scenarioOption())
    .option(
      '--policy <policy>',
      `embedded, ${scriptedNames.join(', ')}, a .gguf file, or http(s)://host/v1#model`,
      'embedded',
    )
    .addOption(new Option('--split <split>', 'which tasks').choices(['train', 'heldout']).default(split))
    .option('--tasks <number>', 'how many tasks (default: all of the split)', wholeNumber(1, 1_000_000))
    .option('--shift <id>', 'shifts of the pack in place of single tasks: many cases, one clock, a queue')
    .option('--curriculum', 'easy tasks first, in place of families in turn: the same tasks in another order')
    .option('--samples <number>', 'episodes per task', wholeNumber(1, 1000), samples)
    .addOption(seedOption())
    .option('--temperature <number>', 'sampling temperature of a model', decimal(0, 2), 1)
    .option(
      '--processes <number>',
      'inference processes of a local model',
      wholeNumber(1, 256),
      availableParallelism(),
    )
    .addOption(judgeOption())
    .option('--key <variable>', "environment variable that holds the endpoint's key")
    .option('--rpm <number>', 'requests a minute the endpoint may get', wholeNumber(1, 1_000_000))
    .option(
      '--name <run>',
      'name of the run (default: made of what it plays); the same settings go on with it',
      fileName,
    )
    .option('--json', 'print the summary as JSON')
    .addOption(workspaceOption());
}

async function play(kind: Run['kind'], options: RunOptions): Promise<void> {
  checkSpeaking(options);
  if (options.curriculum === true && options.shift !== undefined)
    throw new InputError(
      'Shifts have no difficulty to be put in order by.',
      'Leave out either --curriculum or --shift.',
    );
  const pack = packById({ folder: options.workspace }, options.scenario);
  await interruptible((signal) =>
    inWorkspace(options.workspace, 'write', (opened) => playIn(opened, kind, pack, options, signal)),
  );
}

async function playIn(
  { store, workspace }: OpenedWorkspace,
  kind: Run['kind'],
  pack: Pack,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { split, samples, seed, temperature } = options;
  const { arena, tasks } =
    options.shift === undefined
      ? await openSplit(pack, split, options.tasks, options.curriculum === true ? 'curriculum' : 'turns')
      : await openShifts(pack, options.shift, split, options.tasks);
  const open = (name: string): Promise<Policy> =>
    openPolicy(
      {
        name,
        temperature,
        processes: options.processes,
        ...(options.key === undefined ? {} : { keyVariable: options.key }),
        ...(options.rpm === undefined ? {} : { requestsPerMinute: options.rpm }),
      },
      tasks,
      signal,
    );
  const opened: Policy[] = [];
  let speaker: Speaker | undefined;
  const raters = openRaters(pack, { workspace, python: trainerPython(), arena });
  const use = async (opening: Promise<Policy>): Promise<Policy> => {
    const policy = await opening;
    opened.push(policy);
    return policy;
  };
  try {
    const policy = await use(open(options.policy));
    speaker = await openSpeaker(options, (voice) => use(open(voice)));
    const { judge: name } = options;
    const judge =
      name === undefined ? null : judgeOf(await use(openJudge({ ...options, judge: name }, signal)));
    notify(judgeNotice(pack, judge, workspace, raters));
    for (const note of raters.notes) notify(note);
    const settings = {
      temperature,
      voice: speaker.id,
      ...(judge === null ? {} : { judge: judge.id }),
      ...(options.curriculum === true ? { curriculum: true } : {}),
      ...(options.shift === undefined ? {} : { shift: options.shift }),
    };
    const plan = { kind, pack, split, tasks, samples, seed, settings };
    const id = options.name ?? defaultRunId(plan, policy.id);
    const title = kind === 'rollout' ? 'Rolling out' : 'Evaluating';
    const stage = createProgress(options.json === true).stage(title);
    const voice = speaker.voice === null ? {} : { voice: speaker.voice };
    await runEpisodes(
      { id, ...plan },
      { arena, policy, store, raters, ...voice, ...(judge === null ? {} : { judge }) },
      signal,
      ({ done, total, succeeded }) => {
        stage.update(done, total, `${String(succeeded)} succeeded`);
      },
    );
    const summary = summarize(store.episodes({ runIds: [id] }));
    stage.end(`${String(summary.episodes)} episodes in run ${id}`);
    print(id, summary, options.json === true);
  } finally {
    speaker?.close();
    for (const one of opened) await one.close();
    await raters.close();
  }
}

function print(run: string, summary: EvaluationSummary, json: boolean): void {
  process.stdout.write(
    json ? `${JSON.stringify({ run, ...summary }, null, 2)}\n` : `${evaluationTable(summary)}\n`,
  );
}
