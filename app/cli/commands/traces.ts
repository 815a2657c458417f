/** `understudy score`, `select` and `export`: from stored traces to a dataset, without playing anything again. */
import { readFileSync } from 'node:fs';
import {
  datasetFolder,
  judgeEpisode,
  judgeOf,
  openRaters,
  withRatings,
  packById,
  openSplit,
  pairSpecSchema,
  rejectionFineTuning,
  select,
  selectionSpecSchema,
  writeDataset,
  shiftScorer,
  trainerPython,
} from '@understudy/engine';
import type { PreferenceOptions, SelectionResult, SelectionSpec, TraceStore } from '@understudy/engine';
import { isAnswered, rewardOf, scoreEpisode } from '@understudy/scenarios';
import type { AdmittedTask, Arena, Judgements, Log, Pack, Reward } from '@understudy/scenarios';
import type { Command } from 'commander';
import { textTable } from '../output/table.ts';
import { InputError } from '../errors.ts';
import { notify } from '../output/notice.ts';
import { interruptible } from '../interrupt.ts';
import { judgeNotice, openJudge } from './judge.ts';
import { decimal, fileName, judgeOption, scenarioOption, wholeNumber, workspaceOption } from './options.ts';
import { playedTasks } from './played-tasks.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface TraceOptions {
  readonly workspace: string;
  readonly scenario: string;
  readonly spec?: string;
  readonly json?: boolean;
  readonly name?: string;
  readonly judge?: string;
  readonly key?: string;
  readonly rpm?: number;
  readonly pairs?: true;
  readonly margin?: number;
  readonly kto?: true;
}

export function addTraces(program: Command): void {
  program
    .command('score <run>')
    .description('score the stored traces of a run again, with the reward of the scenario as it is now')
    .addOption(scenarioOption())
    .addOption(judgeOption())
    .option('--key <variable>', "environment variable that holds the endpoint's key")
    .option('--rpm <number>', 'requests a minute the endpoint may get', wholeNumber(1, 1_000_000))
    .addOption(workspaceOption())
    .action((runId: string, options: TraceOptions) =>
      interruptible((signal) =>
        inWorkspace(options.workspace, 'write', (opened) => score(opened, runId, options, signal)),
      ),
    );
  program
    .command('select <run...>')
    .description('apply a selection to the traces of runs: what is kept and dropped, and why')
    .option('--spec <file>', 'a selection document (JSON); what it leaves out has its default')
    .option('--json', 'print every kept and dropped trace as JSON')
    .addOption(workspaceOption())
    .action((runIds: string[], options: TraceOptions) =>
      inWorkspace(options.workspace, 'read', ({ store }) => {
        const selection = choose(store, runIds, options);
        process.stdout.write(
          options.json === true ? `${JSON.stringify(selection, null, 2)}\n` : `${counts(selection)}\n`,
        );
      }),
    );
  program
    .command('export <run...>')
    .description('select and write a dataset: JSONL, exact tokens, Parquet, a dataset card')
    .addOption(scenarioOption())
    .option('--spec <file>', 'a selection document (JSON); what it leaves out has its default')
    .option('--name <name>', 'name of the dataset (default: the scenario)', fileName)
    .option('--pairs', 'also pairs.jsonl: the best answer of each group against its worst')
    .option('--margin <reward>', 'how far apart their rewards are at least (default: 0.1)', decimal(0.001, 1))
    .option('--kto', 'also kto.jsonl: every judged answer, labelled good or bad')
    .addOption(workspaceOption())
    .action((runIds: string[], options: TraceOptions) =>
      inWorkspace(options.workspace, 'write', (parts) => exportDataset(parts, runIds, options)),
    );
}

function runsOf(store: TraceStore, runIds: readonly string[]): readonly string[] {
  for (const id of runIds) {
    if (store.run(id) === null)
      throw new InputError(`There is no run "${id}".`, '`understudy show` lists the runs of the workspace.');
  }
  return runIds.map((id) => store.run(id)?.policyId ?? '');
}

async function score(
  { store, workspace }: OpenedWorkspace,
  runId: string,
  options: TraceOptions,
  signal: AbortSignal,
): Promise<void> {
  runsOf(store, [runId]);
  const pack = packById(workspace, options.scenario);
  const tasks = await playedTasks(pack);
  const shifts = shiftScorer(pack);
  const { arena } = await openSplit(pack, 'train', 1);
  const policy =
    options.judge === undefined ? null : await openJudge({ ...options, judge: options.judge }, signal);
  const raters = openRaters(pack, { workspace, python: trainerPython(), arena });
  try {
    const judge = policy === null ? null : judgeOf(policy);
    notify(judgeNotice(pack, judge, workspace, raters));
    for (const note of raters.notes) notify(note);
    const counts = { scored: 0, changed: 0, unjudged: 0 };
    for (const episode of store.episodes({ runIds: [runId], statuses: ['finished', 'failed'] })) {
      const log = store.events(episode.id);
      const shift = await shifts(episode.taskId, log);
      const { task, score } = shift ?? alone(pack, tasks.of(episode.taskId), log);
      const asked = judge === null ? null : await judgeEpisode(judge, pack, task, log, signal);
      const ratings = shift === null ? await raters.rate(rewardOf(pack, episode.family), log) : {};
      signal.throwIfAborted();
      // They are asked again at each scoring.
      const judged = withRatings(asked ?? episode.judged, ratings);
      const reward = score(judged?.answers);
      if (reward.value !== episode.reward?.value) counts.changed += 1;
      if (reward.components.some((one) => isAnswered(one) && one.score === null)) counts.unjudged += 1;
      store.scoreEpisode(episode.id, reward, judged ?? undefined);
      counts.scored += 1;
    }
    const unjudged =
      counts.unjudged === 0 ? '' : `, ${String(counts.unjudged)} without an answer that they need`;
    process.stdout.write(
      `${String(counts.scored)} episodes scored, ${String(counts.changed)} with another reward than before${unjudged}\n`,
    );
  } finally {
    await policy?.close();
    await raters.close();
  }
}

/** A stored episode of one task, to be scored with what a judge has answered. */
function alone(
  pack: Pack,
  { task, arena }: { readonly task: AdmittedTask; readonly arena: Arena },
  log: Log,
): { readonly task: AdmittedTask; readonly score: (judgements?: Judgements) => Reward } {
  const spec = rewardOf(pack, task.family);
  return {
    task,
    score: (judgements) =>
      scoreEpisode(task, spec, log, { arena, pack, ...(judgements === undefined ? {} : { judgements }) }),
  };
}

function choose(store: TraceStore, runIds: readonly string[], options: TraceOptions): SelectionResult {
  runsOf(store, runIds);
  return select(
    store.candidates(runIds),
    options.spec === undefined ? rejectionFineTuning : readSpec(options.spec),
  );
}

function readSpec(file: string): SelectionSpec {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
      'Correct the file, or leave --spec out for the default selection.',
    );
  }
  const parsed = selectionSpecSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new InputError(
    `${file} is not a selection: ${places.join('; ')}`,
    `Correct these places; the fields are: ${Object.keys(rejectionFineTuning).join(', ')}.`,
  );
}

function counts(selection: SelectionResult): string {
  const dropped = Object.entries(selection.counts).filter(([reason]) => reason !== 'kept');
  const rows = [
    ['kept', String(selection.kept.length)],
    ...dropped.map(([reason, count]) => [reason, String(count)]),
  ];
  return textTable(['outcome', 'episodes'], rows);
}

async function exportDataset(
  { workspace, store }: OpenedWorkspace,
  runIds: readonly string[],
  options: TraceOptions,
): Promise<void> {
  const pack = packById(workspace, options.scenario);
  const selection = choose(store, runIds, options);
  const { arena } = await openSplit(pack, 'train', 1);
  const manifest = writeDataset(workspace, store, selection, {
    name: options.name ?? pack.id,
    scenario: pack.id,
    policies: [...new Set(runsOf(store, runIds))],
    modelHash: null,
    tools: arena.specs,
    preferences: preferencesAsked(options),
  });
  const { pairs, kto } = manifest.counts;
  const made = [
    ...(pairs === undefined ? [] : [`${String(pairs)} pairs`]),
    ...(kto === undefined ? [] : [`${String(kto)} labelled answers`]),
  ];
  const lines = [counts(selection), ...made, datasetFolder(workspace, manifest)];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function preferencesAsked({ pairs, margin, kto }: TraceOptions): PreferenceOptions {
  const spec = margin === undefined ? {} : { margin };
  return {
    ...(pairs === undefined ? {} : { pairs: pairSpecSchema.parse(spec) }),
    ...(kto === undefined ? {} : { kto }),
  };
}
