/** What an evaluation says: a summary of one set of episodes, and the comparison of two. Pure. */
import type { EpisodeRecord } from '../store/records.ts';
import {
  clusteredRate,
  difference,
  mean,
  meanOverTasks,
  passAtK,
  passHatK,
  percentile,
  type Interval,
  type Trials,
} from './statistics.ts';

/** What a summary counts in an episode. */
export type EvaluatedEpisode = Pick<
  EpisodeRecord,
  'taskId' | 'family' | 'status' | 'reward' | 'turns' | 'toolErrors' | 'turnSeconds'
>;

export interface TaskResult extends Trials {
  readonly taskId: string;
  readonly family: string;
}

/** Rates and means are over judged episodes; null where there is none. */
export interface GroupSummary {
  readonly tasks: number;
  /** Judged episodes and those that could not be judged. */
  readonly episodes: number;
  /** Something other than the policy broke: neither passed nor failed. */
  readonly nulls: number;
  readonly success: Interval | null;
  readonly passAt1: number | null;
  /** pass^4: all of four samples pass. Over tasks with at least four judged samples; null when there is none. */
  readonly passHat4: number | null;
  readonly meanReward: number | null;
  readonly meanTurns: number | null;
  readonly toolErrorsPerTask: number | null;
  /** 95th percentile of the seconds inside the policy, over all turns. */
  readonly p95TurnSeconds: number | null;
}

export interface EvaluationSummary extends GroupSummary {
  readonly families: readonly (GroupSummary & { readonly family: string })[];
  /** By task id. */
  readonly perTask: readonly TaskResult[];
}

export interface FamilyGain {
  readonly family: string;
  readonly before: number | null;
  readonly after: number | null;
  /** after - before; null where one of them is. */
  readonly gain: number | null;
  /** What the family adds to the overall gain: the contributions sum to it. */
  readonly contribution: number;
}

export interface Comparison {
  /** after - before of the success rate, with its 95% interval; null where one of them is. */
  readonly success: { readonly gain: number; readonly low: number; readonly high: number } | null;
  /** The interval after lies wholly above the one before. */
  readonly clearlyBetter: boolean;
  /** Largest contribution first. */
  readonly families: readonly FamilyGain[];
  /** Tasks in both whose rate of passing rose, fell, stayed. */
  readonly tasks: { readonly better: number; readonly worse: number; readonly same: number };
}

/** Sums up finished and failed episodes; running and abandoned ones are not looked at. */
export function summarize(episodes: readonly EvaluatedEpisode[]): EvaluationSummary {
  const over = episodes.filter((episode) => episode.status === 'finished' || episode.status === 'failed');
  const families = [...new Set(over.map((episode) => episode.family))].sort();
  return {
    ...summarizeGroup(over),
    families: families.map((family) => ({
      family,
      ...summarizeGroup(over.filter((episode) => episode.family === family)),
    })),
    perTask: taskResults(over),
  };
}

function summarizeGroup(episodes: readonly EvaluatedEpisode[]): GroupSummary {
  const tasks = taskResults(episodes);
  const judged = episodes.filter((episode) => outcome(episode) !== null);
  return {
    tasks: tasks.length,
    episodes: episodes.length,
    nulls: episodes.length - judged.length,
    success: clusteredRate(tasks),
    passAt1: meanOverTasks(tasks, (task) => passAtK(task, 1)),
    passHat4: meanOverTasks(tasks, (task) => passHatK(task, 4)),
    meanReward: mean(judged.map((episode) => episode.reward?.value ?? 0)),
    meanTurns: mean(judged.map((episode) => episode.turns)),
    toolErrorsPerTask: mean(judged.map((episode) => episode.toolErrors)),
    p95TurnSeconds: percentile(
      judged.flatMap((episode) => episode.turnSeconds),
      0.95,
    ),
  };
}

function taskResults(episodes: readonly EvaluatedEpisode[]): readonly TaskResult[] {
  return [...Map.groupBy(episodes, (episode) => episode.taskId)]
    .map(([taskId, samples]) => ({
      taskId,
      family: samples[0]?.family ?? '',
      n: samples.filter((episode) => outcome(episode) !== null).length,
      c: samples.filter((episode) => outcome(episode) === true).length,
    }))
    .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
}

/** Whether the episode passed; null when that could not be judged. */
function outcome(episode: EvaluatedEpisode): boolean | null {
  if (episode.status === 'failed' || episode.reward === null || episode.reward.value === null) return null;
  return episode.reward.success;
}

/** Where a gain came from. Both summaries should be of the same tasks. */
export function compare(before: EvaluationSummary, after: EvaluationSummary): Comparison {
  const earlier = new Map(
    before.perTask.filter((task) => task.n > 0).map((task) => [task.taskId, task.c / task.n]),
  );
  const changes = after.perTask.flatMap((task) => {
    const rate = earlier.get(task.taskId);
    return rate === undefined || task.n === 0 ? [] : [task.c / task.n - rate];
  });
  const names = [...before.families, ...after.families].map((family) => family.family);
  const families = [...new Set(names)].map((family): FamilyGain => {
    const was = before.families.find((one) => one.family === family);
    const is = after.families.find((one) => one.family === family);
    const rates = { before: was?.success?.rate ?? null, after: is?.success?.rate ?? null };
    const gain = rates.before === null || rates.after === null ? null : rates.after - rates.before;
    return { family, ...rates, gain, contribution: shareOfRate(is, after) - shareOfRate(was, before) };
  });
  return {
    success:
      before.success === null || after.success === null ? null : difference(before.success, after.success),
    clearlyBetter:
      before.success !== null && after.success !== null && after.success.low > before.success.high,
    families: families.sort((a, b) => b.contribution - a.contribution || (a.family < b.family ? -1 : 1)),
    tasks: {
      better: changes.filter((change) => change > 0).length,
      worse: changes.filter((change) => change < 0).length,
      same: changes.filter((change) => change === 0).length,
    },
  };
}

/** How much of the overall rate is this family's passes. */
function shareOfRate(part: GroupSummary | undefined, whole: GroupSummary): number {
  const judged = whole.episodes - whole.nulls;
  if (part === undefined || part.success === null || judged === 0) return 0;
  return (part.success.rate * (part.episodes - part.nulls)) / judged;
}
