/** `understudy run` and `understudy eval`: a policy plays tasks of a scenario pack, every episode recorded and scored. */
import { availableParallelism } from 'node:os';
import {
  loadPack,
  openPolicy,
  openSplit,
  openTraceStore,
  openWorkspace,
  policyVoice,
  runEpisodes,
  summarize,
} from '@understudy/engine';
import type { EvaluationSummary } from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import { Option, type Command } from 'commander';
import { evaluationTable } from '../output/tables.ts';
import { createProgress } from '../output/progress.ts';
import { onInterrupt } from '../interrupt.ts';
import { decimal, scenarioOption, seedOption, wholeNumber, workspaceOption } from './options.ts';

interface RunOptions {
  readonly workspace: string;
  readonly scenario: string;
  readonly policy: string;
  readonly split: Split;
  readonly tasks?: number;
  readonly samples: number;
  readonly seed: number;
  readonly temperature: number;
  readonly processes: number;
  readonly voice?: string;
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
  return command
    .addOption(scenarioOption())
    .option(
      '--policy <policy>',
      'embedded, gold, no-op, refuse, spam, random, dump, a .gguf file, or http(s)://host/v1#model',
      'embedded',
    )
    .addOption(new Option('--split <split>', 'which tasks').choices(['train', 'heldout']).default(split))
    .option('--tasks <number>', 'how many tasks (default: all of the split)', wholeNumber(1, 1_000_000))
    .option('--samples <number>', 'episodes per task', wholeNumber(1, 1000), samples)
    .addOption(seedOption())
    .option('--temperature <number>', 'sampling temperature of a model', decimal(0, 2), 1)
    .option(
      '--processes <number>',
      'inference processes of a local model',
      wholeNumber(1, 256),
      availableParallelism(),
    )
    .option(
      '--voice <policy>',
      'a model that lends the user its voice: embedded, a .gguf file or an endpoint (default: templates)',
    )
    .option('--key <variable>', "environment variable that holds the endpoint's key")
    .option('--rpm <number>', 'requests a minute the endpoint may get', wholeNumber(1, 1_000_000))
    .option('--name <run>', 'name of the run; the same name and settings go on with it')
    .option('--json', 'print the summary as JSON')
    .addOption(workspaceOption());
}

async function play(kind: 'rollout' | 'evaluation', options: RunOptions): Promise<void> {
  const { signal, release } = onInterrupt();
  const pack = loadPack(options.scenario);
  const workspace = openWorkspace(options.workspace, { lock: true });
  const store = openTraceStore(workspace);
  try {
    const { arena, tasks } = await openSplit(pack, options.split, options.tasks);
    const choice = {
      temperature: options.temperature,
      processes: options.processes,
      ...(options.key === undefined ? {} : { keyVariable: options.key }),
      ...(options.rpm === undefined ? {} : { requestsPerMinute: options.rpm }),
    };
    const policy = await openPolicy({ ...choice, name: options.policy }, tasks, signal);
    const speaker =
      options.voice === undefined
        ? undefined
        : await openPolicy({ ...choice, name: options.voice }, [], signal);
    const title = kind === 'rollout' ? 'Rolling out' : 'Evaluating';
    const stage = createProgress(options.json === true).stage(title);
    try {
      const id =
        options.name ??
        `${kind}-${pack.id}-${options.split}-${policy.id.replaceAll(/[^\w.-]+/g, '-')}-s${String(options.seed)}`;
      await runEpisodes(
        {
          id,
          kind,
          pack,
          split: options.split,
          tasks,
          samples: options.samples,
          seed: options.seed,
          settings: { temperature: options.temperature, voice: options.voice ?? 'template' },
        },
        { arena, policy, store, ...(speaker === undefined ? {} : { voice: policyVoice(speaker) }) },
        signal,
        ({ done, total, succeeded }) => {
          stage.update(done, total, `${String(succeeded)} succeeded`);
        },
      );
      const summary = summarize(store.episodes({ runIds: [id] }));
      stage.end(`${String(summary.episodes)} episodes in run ${id}`);
      print(summary, options.json === true);
    } finally {
      await policy.close();
      await speaker?.close();
    }
  } finally {
    store.close();
    workspace.close();
    release();
  }
}

function print(summary: EvaluationSummary, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(summary, null, 2)}\n` : `${evaluationTable(summary)}\n`);
}
