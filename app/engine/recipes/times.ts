/**
 * How long the stages of a recipe will about take, before anything is played. Playing: at the pace of the model's last run here.
 * Training: what the trainer's own plan says of rows as many and as long as there may be. Nobody knows before the playing how many
 * episodes are kept, so these are ranges, and each says what it rests on.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actsOf } from '../datasets/answers.ts';
import { paceOf } from '../episodes/pace.ts';
import { planJob, type JobInspection } from '../jobs/inspect.ts';
import type { RunnableJob } from '../jobs/job.ts';
import type { OpenTasks } from '../jobs/live.ts';
import { describeGguf } from '../policies/registry.ts';
import type { Run } from '../store/records.ts';
import type { TraceStore } from '../store/traces.ts';
import type { RecipeStage } from './recipe.ts';
import type { RecipeOptions } from './run-recipe.ts';
import { planStages, tasksOfShare } from './stages.ts';

/** Seconds. Where `low` is 0, only the upper end is known. */
export interface TimeRange {
  readonly low: number;
  readonly high: number;
}

export interface StageTime {
  readonly id: string;
  /** Null where nothing can be said. Starting a job and writing its model file come on top. */
  readonly seconds: TimeRange | null;
  /** What the range rests on, or why there is none; one or two sentences. */
  readonly restsOn: string;
}

export interface TimesParts {
  readonly store: TraceStore;
  readonly python: string;
  /** Absent where nothing serves live tasks. */
  readonly openTasks?: OpenTasks;
  readonly signal: AbortSignal;
}

/** Of the trainer's `data.max_length`: no row is longer. */
const LONGEST = 4096;
/** Rows and tokens of each in the question to the trainer; its answer is in proportion to both. */
const ASKED = { rows: 16, tokens: 256 };
/** One task in so many is passed once: what the lower end assumes. */
const RARE = 10;
const NEWEST_RUNS = 5;
const READ_EPISODES = 32;

/** In the order of the stages; the trainer takes some seconds. Rejects with TrainingError where it does not answer. */
export async function planTimes(options: RecipeOptions, parts: TimesParts): Promise<readonly StageTime[]> {
  const { recipe, pack, tasks } = options;
  const runs = await newestRuns(options, parts.store);
  const pace = lastPace(runs, parts.store);
  const tokens = tokensOf(
    runs.filter(({ scenario }) => scenario === pack.id),
    parts.store,
  );
  const planned = planStages(recipe, pack, tasks);
  const known = new Map<string, Promise<JobInspection>>();
  return Promise.all(
    recipe.stages.map(async (stage, index): Promise<StageTime> => {
      if (stage.do === 'evaluate' || stage.do === 'rollout')
        return { id: stage.id, ...playing(planned[index]?.episodes ?? 0, pace) };
      if (stage.do === 'reinforce') return { id: stage.id, ...(await living(stage, options, parts)) };
      const rows = rowsOf(stage, recipe.stages.slice(0, index), options);
      return { id: stage.id, ...(await learning(stage, { ...rows, tokens }, options, parts, known)) };
    }),
  );
}

/** Of all stages together; null where the time of one is not known. */
export function wholeTime(times: readonly StageTime[]): TimeRange | null {
  const found = times.map(({ seconds }) => seconds).filter((seconds) => seconds !== null);
  if (found.length < times.length) return null;
  const sum = (of: (range: TimeRange) => number): number => found.reduce((all, one) => all + of(one), 0);
  return { low: sum(({ low }) => low), high: sum(({ high }) => high) };
}

type Time = Omit<StageTime, 'id'>;

function playing(episodes: number, pace: number | null): Time {
  if (pace === null)
    return { seconds: null, restsOn: 'Playing: how long it takes is known once this model has played here.' };
  const seconds = episodes / pace;
  return { seconds: { low: seconds, high: seconds }, restsOn: 'Playing: at the pace of its last run here.' };
}

/** The newest runs that the model played here, the newest first. */
async function newestRuns({ model }: RecipeOptions, store: TraceStore): Promise<readonly Run[]> {
  const { sha256 } = await describeGguf(model.gguf);
  const theirs = store.runs().filter(({ policyId }) => policyId === `local:${sha256.slice(0, 16)}`);
  return theirs.slice(-NEWEST_RUNS).toReversed();
}

/** Episodes a second in the newest run that was played for long enough. */
function lastPace(runs: readonly Run[], store: TraceStore): number | null {
  for (const { id } of runs) {
    const episodes = store.episodes({ runIds: [id], statuses: ['finished'] });
    const pace = paceOf(episodes.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [finishedAt])));
    if (pace !== null) return pace;
  }
  return null;
}

/** Tokens of an episode on average, as its row would have them; null where none was played. */
function tokensOf(runs: readonly Run[], store: TraceStore): number | null {
  const episodes = runs.flatMap(({ id }) => store.episodes({ runIds: [id], statuses: ['finished'] }));
  const lengths = episodes.slice(0, READ_EPISODES).flatMap(({ id }) => {
    const acted = actsOf(store.events(id));
    if ('code' in acted) return [];
    return [acted.acts.reduce((sum, act) => sum + act.promptIds.length + act.sampledIds.length, 0)];
  });
  return lengths.length === 0 ? null : lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
}

interface Rows {
  readonly least: number;
  readonly most: number;
}

/** How many rows the stage may learn from, whatever the model can do. */
function rowsOf(
  stage: Extract<RecipeStage, { do: 'train' | 'experts' }>,
  before: readonly RecipeStage[],
  { pack, tasks }: RecipeOptions,
): Rows {
  const train = Math.min(tasks.train ?? pack.tasks.train, pack.tasks.train);
  const rollouts = before.flatMap((one) => (one.do === 'rollout' ? [one] : []));
  const own = stage.do === 'train' && stage.rollouts === 'last' ? rollouts.slice(-1) : rollouts;
  const played = own.map(({ share, samples }) => ({ groups: tasksOfShare(share, train), samples }));
  const groups = played.reduce((sum, one) => sum + one.groups, 0);
  const episodes = played.reduce((sum, one) => sum + one.groups * one.samples, 0);
  const least = Math.max(1, Math.round(groups / RARE));
  if (stage.do === 'train' && stage.kind === 'dpo') return { least, most: groups * stage.pairs.perGroup };
  const { bestOf, perTaskCap } = stage.selection;
  const ofGroups = bestOf === null ? episodes : groups * bestOf.n;
  const ofTasks =
    perTaskCap === null ? episodes : Math.max(0, ...played.map((one) => one.groups)) * perTaskCap.max;
  return { least, most: Math.min(episodes, ofGroups, ofTasks) };
}

async function learning(
  stage: Extract<RecipeStage, { do: 'train' | 'experts' }>,
  { least, most, tokens }: Rows & { readonly tokens: number | null },
  options: RecipeOptions,
  parts: TimesParts,
  known: Map<string, Promise<JobInspection>>,
): Promise<Time> {
  const kind = stage.do === 'train' ? stage.kind : 'sft';
  const key = JSON.stringify([kind, stage.hparams]);
  const asked = known.get(key) ?? askRows(kind, stage.hparams, options, parts);
  known.set(key, asked);
  const whole = rangeOf(await asked);
  const merge = stage.do === 'experts' ? rangeOf(await askMerge(stage, options, parts)) : { low: 0, high: 0 };
  if (typeof whole === 'string') return { seconds: null, restsOn: whole };
  if (typeof merge === 'string') return { seconds: null, restsOn: merge };
  const share = (rows: number, length: number): number => (rows * length) / (ASKED.rows * ASKED.tokens);
  const called = kind === 'dpo' ? 'pairs' : 'rows';
  return tokens === null
    ? {
        seconds: { low: 0, high: whole.high * share(most, LONGEST) + merge.high },
        restsOn: `Training: at most ${String(most)} ${called}, as long as they can be: this model has not played here yet.`,
      }
    : {
        seconds: {
          low: whole.low * share(least, tokens) + merge.low,
          high: whole.high * share(most, tokens) + merge.high,
        },
        restsOn:
          `Training: ${String(least)} to ${String(most)} ${called}, with episodes of ${String(Math.round(tokens))} tokens as in its last runs here: ` +
          'how many are kept is known after the playing.',
      };
}

/** What the trainer says of rows that stand for those to come: their number and length count, not what is in them. */
async function askRows(
  kind: 'sft' | 'dpo',
  hparams: Readonly<Record<string, unknown>>,
  options: RecipeOptions,
  parts: TimesParts,
): Promise<JobInspection> {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-times-'));
  const half = Array.from({ length: ASKED.tokens / 2 }, () => 1);
  const whole = [...half, ...half];
  const masked = half.map(() => 1);
  const rows = Array.from({ length: ASKED.rows }, (_, index) =>
    kind === 'sft'
      ? { id: String(index), input_ids: whole, loss_mask: [0, ...whole.slice(1)] }
      : {
          ...{ id: String(index), group: String(index), prompt_ids: half, margin: 1 },
          ...{ chosen_ids: half, chosen_mask: masked },
          ...{ rejected_ids: half.map(() => 2), rejected_mask: masked },
        },
  );
  try {
    const path = join(folder, 'rows.jsonl');
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const common = { ...questionOf(options), hparams: { threads: options.threads, ...hparams } };
    const job: RunnableJob =
      kind === 'sft'
        ? { ...common, kind, data: { train: [{ path }], format: 'tokens' } }
        : { ...common, kind, data: { train: [{ path }], format: 'pairs' } };
    return await planJob({ job, python: parts.python, signal: parts.signal });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of models of the base's shape. */
function askMerge(
  stage: Extract<RecipeStage, { do: 'experts' }>,
  options: RecipeOptions,
  { python, signal }: TimesParts,
): Promise<JobInspection> {
  const inputs = Array.from({ length: stage.count }, () => ({ path: options.model.weights }));
  const job: RunnableJob = { ...questionOf(options), kind: 'merge', inputs, hparams: stage.merge };
  return planJob({ job, python, signal });
}

/** Reinforcement learning: the trainer plays a few episodes of the tasks, which are not kept. */
async function living(
  stage: Extract<RecipeStage, { do: 'reinforce' }>,
  options: RecipeOptions,
  { openTasks, python, signal }: TimesParts,
): Promise<Time> {
  if (openTasks === undefined) return { seconds: null, restsOn: 'Nothing here serves live tasks.' };
  const tasks = await openTasks({ pack: options.pack, tasks: options.tasks.train, run: null });
  try {
    const { temperature, threads } = options;
    const rl = { ...stage.rl, temperature, env_url: tasks.url, token_env: tasks.tokenVariable };
    const hparams = { threads, ...stage.hparams };
    const job: RunnableJob = { ...questionOf(options), kind: 'grpo', rl, hparams };
    const env = { [tasks.tokenVariable]: tasks.token };
    const inspection = await planJob({ job, python, signal, env });
    const range = rangeOf(inspection);
    if (typeof range === 'string') return { seconds: null, restsOn: range };
    return { seconds: range, restsOn: `While it learns: ${inspection.plan?.seconds_rest_on ?? ''}` };
  } finally {
    await tasks.close();
  }
}

function questionOf({ seed, model }: RecipeOptions) {
  return { job_id: 'plan', seed, model: { path: model.weights } };
}

/** Or what is in the way. */
function rangeOf({ problems, plan }: JobInspection): TimeRange | string {
  if (plan?.seconds_low === undefined || plan.seconds_high === undefined)
    return problems[0]?.message ?? 'The trainer says nothing about the time.';
  return { low: plan.seconds_low, high: plan.seconds_high };
}
