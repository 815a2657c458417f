/** `understudy score`, `select` and `export`: from stored traces to a dataset, without playing anything again. */
import { readFileSync } from 'node:fs';
import {
  datasetFolder,
  loadPack,
  openSplit,
  rejectionFineTuning,
  select,
  selectionSpecSchema,
  writeDataset,
} from '@understudy/engine';
import type { SelectionResult, SelectionSpec, TraceStore } from '@understudy/engine';
import { scoreEpisode } from '@understudy/scenarios';
import type { Command } from 'commander';
import { textTable } from '../output/table.ts';
import { InputError } from '../errors.ts';
import { fileName, scenarioOption, workspaceOption } from './options.ts';
import { inWorkspace, type OpenedWorkspace } from './workspace.ts';

interface TraceOptions {
  readonly workspace: string;
  readonly scenario: string;
  readonly spec?: string;
  readonly json?: boolean;
  readonly name?: string;
}

export function addTraces(program: Command): void {
  program
    .command('score <run>')
    .description('score the stored traces of a run again, with the reward of the scenario as it is now')
    .addOption(scenarioOption())
    .addOption(workspaceOption())
    .action((runId: string, options: TraceOptions) =>
      inWorkspace(options.workspace, 'write', ({ store }) => score(store, runId, options)),
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

async function score(store: TraceStore, runId: string, options: TraceOptions): Promise<void> {
  runsOf(store, [runId]);
  const pack = loadPack(options.scenario);
  const splits = {
    train: (await openSplit(pack, 'train')).tasks,
    heldout: (await openSplit(pack, 'heldout')).tasks,
  };
  const tasks = new Map([...splits.train, ...splits.heldout].map((task) => [task.id, task]));
  let scored = 0;
  let changed = 0;
  for (const episode of store.episodes({ runIds: [runId], statuses: ['finished', 'failed'] })) {
    const task = tasks.get(episode.taskId);
    if (task === undefined)
      throw new InputError(
        `The run plays ${episode.taskId}, which ${pack.id} does not have.`,
        'Name the scenario the run was made with by --scenario.',
      );
    const reward = scoreEpisode(task, pack.reward, store.events(episode.id));
    if (reward.value !== episode.reward?.value) changed += 1;
    store.scoreEpisode(episode.id, reward);
    scored += 1;
  }
  process.stdout.write(
    `${String(scored)} episodes scored, ${String(changed)} with another reward than before\n`,
  );
}

function choose(store: TraceStore, runIds: readonly string[], options: TraceOptions): SelectionResult {
  runsOf(store, runIds);
  return select(
    store.episodes({ runIds }),
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
  const pack = loadPack(options.scenario);
  const selection = choose(store, runIds, options);
  const { arena } = await openSplit(pack, 'train', 1);
  const manifest = writeDataset(workspace, store, selection, {
    name: options.name ?? pack.id,
    scenario: pack.id,
    policies: [...new Set(runsOf(store, runIds))],
    modelHash: null,
    tools: arena.specs,
  });
  process.stdout.write(`${counts(selection)}\n${datasetFolder(workspace, manifest)}\n`);
}
