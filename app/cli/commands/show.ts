/** `understudy show`: runs and episodes of a workspace, an episode as a readable transcript. */
import { loadPack, playedShift } from '@understudy/engine';
import type { EpisodeRecord, TraceStore } from '@understudy/engine';
import { rewardOf, shapedTurns, shiftCredit, stepScores } from '@understudy/scenarios';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { textTable } from '../output/table.ts';
import { transcript } from '../output/transcript.ts';
import type { StepCredit } from '../output/transcript.ts';
import { workspaceOption } from './options.ts';
import { playedTasks } from './played-tasks.ts';
import { inWorkspace } from './workspace.ts';

interface ShowOptions {
  readonly workspace: string;
  readonly json?: boolean;
  readonly tokens?: boolean;
  readonly failed?: boolean;
  readonly steps?: boolean;
  readonly scenario?: string;
}

export function addShow(program: Command): void {
  program
    .command('show [id]')
    .description(
      'list the runs; of a run its episodes; of an episode the transcript with tools, changes and reward',
    )
    .addOption(workspaceOption())
    .option('--tokens', 'with the tokens recorded for each turn')
    .option('--steps', 'with what the reward gives and takes for each turn of the agent')
    .option('--scenario <pack>', 'for --steps: the pack of the run, where it is a .json file')
    .option('--failed', 'of a run, only episodes without success')
    .option('--json', 'print JSON: the runs, the episodes of a run, or the events of an episode (one a line)')
    .action((id: string | undefined, options: ShowOptions) =>
      inWorkspace(options.workspace, 'read', async ({ store }) => {
        process.stdout.write(await show(store, id, options));
      }),
    );
}

async function show(store: TraceStore, id: string | undefined, options: ShowOptions): Promise<string> {
  const json = options.json === true;
  if (id === undefined) return json ? document(store.runs()) : runs(store);
  const episode = store.episode(id);
  if (episode !== null) {
    const events = store.events(id);
    if (json) return events.map((event) => `${JSON.stringify(event)}\n`).join('');
    const scenario = options.scenario ?? store.run(episode.runId)?.scenario ?? '';
    const steps = options.steps === true ? { steps: await creditOf(scenario, episode, events) } : {};
    return transcript(episode, events, { tokens: options.tokens === true, ...steps });
  }
  if (store.run(id) !== null) {
    const all = store.episodes({ runIds: [id] });
    const shown = all.filter((one) => options.failed !== true || one.reward?.success !== true);
    return json ? document(shown) : episodes(shown);
  }
  throw new InputError(
    `There is no run or episode "${id}" in ${options.workspace}.`,
    '`understudy show` without an id lists the runs, `understudy show RUN` its episodes.',
  );
}

/** Where the credit of an episode falls, with the reward of the scenario as it is now. */
async function creditOf(
  scenario: string,
  episode: EpisodeRecord,
  events: readonly EpisodeEvent[],
): Promise<readonly StepCredit[]> {
  const pack = loadPack(scenario);
  const shift = await playedShift(pack, episode.taskId);
  if (shift !== null) return shiftCredit(pack, shift.task, events, { arena: shift.arena });
  const { task, arena } = (await playedTasks(pack)).of(episode.taskId);
  const spec = rewardOf(pack, task.family);
  const shaped = shapedTurns(task, spec, events);
  return stepScores(spec, task, events, { arena, pack }).map(({ turn, score, reasons }) => ({
    score,
    reasons,
    shaped: shaped[turn] ?? 0,
  }));
}

function document(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function runs(store: TraceStore): string {
  const rows = store.runs().map((run) => {
    const finished = store.episodes({ runIds: [run.id], statuses: ['finished'] });
    const passed = finished.filter((episode) => episode.reward?.success === true).length;
    const success = percent(passed, finished.length);
    return [run.id, run.kind, run.policyId, run.scenario, String(finished.length), success];
  });
  return `${textTable(['run', 'kind', 'policy', 'scenario', 'episodes', 'success'], rows)}\n`;
}

function episodes(shown: readonly EpisodeRecord[]): string {
  const rows = shown.map(({ id, endReason, status, turns, toolErrors, reward }) => {
    const failed = reward?.components.filter((component) => component.gate && component.score !== 1) ?? [];
    return [
      id,
      endReason ?? status,
      String(turns),
      String(toolErrors),
      reward?.value?.toFixed(2) ?? '–',
      failed.map((component) => component.id).join(', '),
    ];
  });
  return `${textTable(['episode', 'end', 'turns', 'errors', 'reward', 'why not'], rows)}\n`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}%`;
}
