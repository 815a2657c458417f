/** Applies a selection to episodes. Pure, deterministic, and the same whatever the order of the episodes. */
import type { EpisodeRecord } from '../store/records.ts';
import type { LabelVerdict } from '../store/labels.ts';
import type { SelectionSpec } from './spec.ts';

/** What a selection looks at. */
export interface Candidate extends Pick<
  EpisodeRecord,
  | 'id'
  | 'runId'
  | 'taskId'
  | 'split'
  | 'policyId'
  | 'status'
  | 'endReason'
  | 'turns'
  | 'toolErrors'
  | 'malformed'
  | 'canonicalTools'
> {
  /** Null until it is scored. */
  readonly reward: Pick<NonNullable<EpisodeRecord['reward']>, 'value' | 'success' | 'flags'> | null;
  /** What people said of it as a whole; absent is nothing. */
  readonly labels?: readonly LabelVerdict[];
  /** Absent or null where it was played from its beginning. */
  readonly forkedFrom?: EpisodeRecord['forkedFrom'];
}

/** Why an episode may be dropped, in the order in which the reasons are looked at. */
export const dropCodes = [
  'held_out',
  'not_finished',
  'forked',
  'unjudged',
  'other_policy',
  'end_reason',
  'flagged',
  'labelled_bad',
  'not_labelled_good',
  'malformed',
  'tool_errors',
  'not_success',
  'low_reward',
  'all_pass_group',
  'all_fail_group',
  'duplicate',
  'below_margin',
  'not_best',
  'task_cap',
] as const;
export type DropCode = (typeof dropCodes)[number];

export interface Kept {
  readonly episodeId: string;
  /** One sentence. */
  readonly reason: string;
}

export interface Dropped extends Kept {
  readonly code: DropCode;
}

export interface SelectionResult {
  readonly spec: SelectionSpec;
  /** Both lists by episode id; together they hold each input once. */
  readonly kept: readonly Kept[];
  readonly dropped: readonly Dropped[];
  /** How many were kept, and how many dropped for each reason that occurred. */
  readonly counts: Readonly<Partial<Record<DropCode | 'kept', number>>>;
}

interface Judged {
  readonly episode: Candidate;
  readonly value: number;
  readonly success: boolean;
  readonly flags: readonly string[];
}

interface Refusal {
  readonly code: DropCode;
  readonly reason: string;
}

/** Selects. Throws RangeError when two episodes have the same id. */
export function select(episodes: readonly Candidate[], spec: SelectionSpec): SelectionResult {
  const refused = new Map<string, Refusal>();
  const judged: Judged[] = [];
  const ids = new Set<string>();
  for (const episode of episodes) {
    if (ids.has(episode.id)) throw new RangeError(`The episode ${episode.id} is given twice.`);
    ids.add(episode.id);
    const found = judge(episode);
    if ('code' in found) refused.set(episode.id, found);
    else judged.push(found);
  }

  const groups = groupBy(judged, (one) => `${one.episode.runId}\n${one.episode.taskId}`);
  const passed = [...groups.values()].flatMap((group) => {
    const uniform = uniformGroup(group, spec);
    return group.filter((one) => {
      const refusal = quality(one, spec) ?? uniform;
      if (refusal !== null) refused.set(one.episode.id, refusal);
      return refusal === null;
    });
  });

  const tasks = groupBy(judged, (one) => one.episode.taskId);
  const kept: Kept[] = [];
  for (const [taskId, candidates] of groupBy(passed, (one) => one.episode.taskId)) {
    const ranked = candidates.toSorted((a, b) => rank(a, b, spec));
    const distinct = spec.dropDuplicates ? dropDuplicates(ranked, refused) : ranked;
    const best = dropNotBest(distinct, groups, spec, refused);
    const all = tasks.get(taskId) ?? [];
    const passes = all.filter((one) => one.success).length;
    const cap = taskCap(spec, passes / all.length);
    best.forEach((one, index) => {
      if (index >= cap) {
        const reason = `Its task gives at most ${cap} (passed ${passes} of ${all.length}), and ${cap} rank before it.`;
        refused.set(one.episode.id, { code: 'task_cap', reason });
        return;
      }
      const outcome = one.success ? 'Success' : 'No success';
      const reason = `${outcome} with reward ${round(one.value)}, rank ${index + 1} of ${best.length}; its task was passed ${passes} of ${all.length} times.`;
      kept.push({ episodeId: one.episode.id, reason });
    });
  }

  const dropped = [...refused].map(([episodeId, refusal]) => ({ episodeId, ...refusal }));
  const counts: Partial<Record<DropCode | 'kept', number>> = { kept: kept.length };
  for (const { code } of dropped.toSorted((a, b) => compareText(a.code, b.code)))
    counts[code] = (counts[code] ?? 0) + 1;
  const byId = (a: Kept, b: Kept) => compareText(a.episodeId, b.episodeId);
  return { spec, kept: kept.sort(byId), dropped: dropped.sort(byId), counts };
}

/** What no specification can switch off: held-out, unfinished and unjudged episodes are never kept. */
function judge(episode: Candidate): Judged | Refusal {
  if (episode.split !== 'train') {
    return { code: 'held_out', reason: `Its task ${episode.taskId} is held out for evaluation.` };
  }
  if (episode.status !== 'finished')
    return { code: 'not_finished', reason: `It is ${episode.status}, not finished.` };
  const from = episode.forkedFrom ?? null;
  if (from !== null)
    return {
      code: 'forked',
      reason: `It repeats the beginning of ${from.episodeId}, which may be another player's; it can make a pair with it.`,
    };
  const value = episode.reward?.value ?? null;
  const success = episode.reward?.success ?? null;
  if (episode.reward === null || value === null || success === null) {
    return {
      code: 'unjudged',
      reason: episode.reward === null ? 'It was not scored.' : 'It could not be judged.',
    };
  }
  return { episode, value, success, flags: episode.reward.flags };
}

/** The rules that look at one trace alone, in the order of the specification. */
function quality(one: Judged, spec: SelectionSpec): Refusal | null {
  const { episode, value, success } = one;
  if (spec.policies !== null && !spec.policies.includes(episode.policyId)) {
    return { code: 'other_policy', reason: `It was played by ${episode.policyId}.` };
  }
  if (episode.endReason !== null && spec.excludeEndReasons.includes(episode.endReason)) {
    return { code: 'end_reason', reason: `It ended with ${episode.endReason}.` };
  }
  const flags = one.flags.filter((flag) => spec.excludeFlags === 'all' || spec.excludeFlags.includes(flag));
  if (flags.length > 0) return { code: 'flagged', reason: `It is flagged: ${flags.toSorted().join(', ')}.` };
  const said = labelRefusal(episode.labels ?? [], spec);
  if (said !== null) return said;
  if (spec.maxMalformed !== null && episode.malformed > spec.maxMalformed) {
    return {
      code: 'malformed',
      reason: `It has ${episode.malformed} malformed turns; ${spec.maxMalformed} are allowed.`,
    };
  }
  if (spec.maxToolErrors !== null && episode.toolErrors > spec.maxToolErrors) {
    return {
      code: 'tool_errors',
      reason: `It has ${episode.toolErrors} tool errors; ${spec.maxToolErrors} are allowed.`,
    };
  }
  if (spec.onlySuccess && !success)
    return { code: 'not_success', reason: `Something that had to hold did not (reward ${round(value)}).` };
  if (value < spec.minReward) {
    return { code: 'low_reward', reason: `Its reward ${round(value)} is below ${spec.minReward}.` };
  }
  return null;
}

function labelRefusal(labels: readonly LabelVerdict[], { labelled }: SelectionSpec): Refusal | null {
  if (labelled === 'any') return null;
  if (labels.includes('bad')) return { code: 'labelled_bad', reason: 'A reviewer called it bad.' };
  if (labelled === 'not_bad' || labels.includes('good')) return null;
  return { code: 'not_labelled_good', reason: 'No reviewer has called it good.' };
}

function uniformGroup(group: readonly Judged[], spec: SelectionSpec): Refusal | null {
  const { allPass, allFail } = spec.dropUniformGroups;
  if (allPass && group.every((one) => one.success)) {
    return { code: 'all_pass_group', reason: `All ${group.length} samples of its group passed.` };
  }
  if (allFail && group.every((one) => !one.success)) {
    return { code: 'all_fail_group', reason: `All ${group.length} samples of its group failed.` };
  }
  return null;
}

/** Keeps the first of each canonical tool sequence; `ranked` are traces of one task, best first. */
function dropDuplicates(ranked: readonly Judged[], refused: Map<string, Refusal>): readonly Judged[] {
  const first = new Map<string, string>();
  return ranked.filter(({ episode }) => {
    const earlier = first.get(episode.canonicalTools);
    if (earlier === undefined) {
      first.set(episode.canonicalTools, episode.id);
      return true;
    }
    refused.set(episode.id, {
      code: 'duplicate',
      reason: `It calls the same tools in the same way as ${earlier}.`,
    });
    return false;
  });
}

function dropNotBest(
  ranked: readonly Judged[],
  groups: ReadonlyMap<string, readonly Judged[]>,
  spec: SelectionSpec,
  refused: Map<string, Refusal>,
): readonly Judged[] {
  const { bestOf } = spec;
  if (bestOf === null) return ranked;
  const taken = new Map<string, number>();
  return ranked.filter(({ episode, value }) => {
    const key = `${episode.runId}\n${episode.taskId}`;
    const group = groups.get(key) ?? [];
    const mean = sum(group.map((one) => one.value)) / group.length;
    // Means of equal rewards can end a rounding error above them.
    if (value < mean + bestOf.margin - 1e-9) {
      const reason = `Its reward ${round(value)} is not ${bestOf.margin} above its group's mean ${round(mean)}.`;
      refused.set(episode.id, { code: 'below_margin', reason });
      return false;
    }
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    if (count <= bestOf.n) return true;
    refused.set(episode.id, {
      code: 'not_best',
      reason: `It is not among the best ${bestOf.n} of its group.`,
    });
    return false;
  });
}

function taskCap(spec: SelectionSpec, passRate: number): number {
  if (spec.perTaskCap === null) return Infinity;
  const { max, easy } = spec.perTaskCap;
  return Math.round(max - (max - easy) * passRate);
}

/** Best first. The id decides last, so that the order of the input never does. */
function rank(a: Judged, b: Judged, spec: SelectionSpec): number {
  const shorter = a.episode.turns - b.episode.turns || a.episode.toolErrors - b.episode.toolErrors;
  return b.value - a.value || (spec.preferShorter ? shorter : 0) || compareText(a.episode.id, b.episode.id);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(items, key);
}

/** A sum that does not depend on the order of its terms: equal inputs must select the same. */
function sum(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b).reduce((total, value) => total + value, 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
