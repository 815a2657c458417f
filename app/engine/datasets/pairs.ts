/**
 * Pairs of a better and a worse answer to the same prompt, in exact recorded tokens. Pure, deterministic, and the same whatever the
 * order of the episodes.
 */
import { z } from 'zod';
import {
  answerOf,
  answerTokens,
  promptHash,
  promptTokens,
  sameIds,
  type Act,
  type Answer,
  type PairDropCode,
  type Played,
  type Unused,
} from './answers.ts';

export const pairSpecSchema = z.strictObject({
  /** The rewards of a pair differ by at least this, above 0 to 1. */
  margin: z.number().positive().max(1).default(0.1),
  /** Pairs made of one group: its best with its worst, the second best with the second worst, … */
  perGroup: z.int().positive().default(1),
  /** The better one must have passed every gate of its reward. */
  chosenSuccess: z.boolean().default(true),
});
export type PairSpec = z.infer<typeof pairSpecSchema>;

const ids = z.array(z.int().nonnegative());
const mask = z.array(z.union([z.literal(0), z.literal(1)]));
export const answerProvenanceSchema = z.strictObject({
  episodeId: z.string(),
  runId: z.string(),
  policyId: z.string(),
  sample: z.int().nonnegative(),
  seed: z.int(),
  reward: z.number().min(0).max(1),
  success: z.boolean(),
  forkedFrom: z.object({ episodeId: z.string(), seq: z.int().nonnegative() }).nullable(),
});
export const pairRowSchema = z.strictObject({
  /** The better episode's id, `>`, the worse one's. */
  id: z.string(),
  /** The task: rows of one group never stand on both sides of a split. */
  group: z.string(),
  /** All that was in the context when the two went different ways. */
  prompt_ids: ids.min(1),
  chosen_ids: ids.min(1),
  /** 1 exactly where the id was sampled by the policy. */
  chosen_mask: mask,
  rejected_ids: ids.min(1),
  rejected_mask: mask,
  /** Difference of their rewards. */
  margin: z.number().positive().max(1),
  provenance: z.strictObject({
    taskId: z.string(),
    family: z.string(),
    /** Forks of one episode, or other samples of its task. */
    of: z.enum(['forks', 'samples']),
    /** Acts that both have in common, all of them in the prompt. */
    sharedActs: z.int().nonnegative(),
    /** sha256 of `prompt_ids`. */
    promptHash: z.string(),
    modelHash: z.string(),
    templateHash: z.string(),
    chosen: answerProvenanceSchema,
    rejected: answerProvenanceSchema,
  }),
});
export type PairRow = z.infer<typeof pairRowSchema>;

export interface Pairs {
  readonly spec: PairSpec;
  /** By id. */
  readonly rows: readonly PairRow[];
  /** Every episode that is in no pair, by id. */
  readonly unused: readonly Unused<PairDropCode>[];
}

/**
 * Pairs the best answer of each group with the worst that can be compared with it. A group is an episode with its forks, or all samples of a task that began with
 * the same prompt under the same model and template. The prompt reaches to where the two went different ways, since what they
 * share says nothing of which is better. Throws RangeError when two episodes have the same id.
 */
export function preferencePairs(
  played: readonly Played[],
  spec: PairSpec,
  policies: readonly string[],
): Pairs {
  const unused = new Map<string, Unused<PairDropCode>>();
  const answers: Answer[] = [];
  const seen = new Set<string>();
  for (const one of played) {
    if (seen.has(one.episode.id)) throw new RangeError(`The episode ${one.episode.id} is given twice.`);
    seen.add(one.episode.id);
    const answer = answerOf(one, policies);
    if ('code' in answer) unused.set(answer.episodeId, answer);
    else answers.push(answer);
  }
  const rows = new Map<string, PairRow>();
  const groups = [
    ...groupsOf(answers, forkKeys(answers)).map((group) => ['forks', group] as const),
    ...groupsOf(answers, sampleKeys(answers)).map((group) => ['samples', group] as const),
  ];
  const why = new Map<string, Unused<PairDropCode>>();
  for (const [of, group] of groups) {
    for (const row of pairsOf(group, of, spec, why)) {
      if (!rows.has(row.id)) rows.set(row.id, row);
    }
  }
  const used = new Set(
    [...rows.values()].flatMap((row) => [episodeOf(row, 'chosen'), episodeOf(row, 'rejected')]),
  );
  for (const { episode } of answers) {
    if (used.has(episode.id)) continue;
    const reason = 'No other episode began with the same prompt.';
    unused.set(episode.id, why.get(episode.id) ?? { episodeId: episode.id, code: 'alone', reason });
  }
  const byId = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return {
    spec,
    rows: [...rows.values()].sort((a, b) => byId(a.id, b.id)),
    unused: [...unused.values()].sort((a, b) => byId(a.episodeId, b.episodeId)),
  };
}

function episodeOf(row: PairRow, side: 'chosen' | 'rejected'): string {
  return row.provenance[side].episodeId;
}

/** The episode that a chain of forks began with, as far as it is among the answers. */
function forkKeys(answers: readonly Answer[]): (answer: Answer) => string {
  const byId = new Map(answers.map((answer) => [answer.episode.id, answer]));
  return ({ episode }) => {
    let root = episode.id;
    let from = episode.forkedFrom;
    for (const passed = new Set([root]); from !== null && !passed.has(from.episodeId);) {
      root = from.episodeId;
      passed.add(root);
      from = byId.get(root)?.episode.forkedFrom ?? null;
    }
    return root;
  };
}

function sampleKeys(answers: readonly Answer[]): (answer: Answer) => string {
  const hashes = new Map(answers.map((answer) => [answer, promptHash(answer.acts[0].promptIds)]));
  return (answer) =>
    [answer.episode.taskId, answer.modelHash, answer.templateHash, hashes.get(answer)].join('\n');
}

/** Groups of two and more, each from its best answer to its worst. */
function groupsOf(answers: readonly Answer[], keyOf: (answer: Answer) => string): readonly Answer[][] {
  const groups = new Map<string, Answer[]>();
  for (const answer of answers) {
    const key = keyOf(answer);
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.toSorted(fromBestToWorst));
}

/** By reward; at equal reward the shorter one is the better one. */
function fromBestToWorst(a: Answer, b: Answer): number {
  return b.value - a.value || a.episode.turns - b.episode.turns || (a.episode.id < b.episode.id ? -1 : 1);
}

function pairsOf(
  group: readonly Answer[],
  of: 'forks' | 'samples',
  spec: PairSpec,
  why: Map<string, Unused<PairDropCode>>,
): readonly PairRow[] {
  const explain = (answer: Answer, code: PairDropCode, reason: string) =>
    why.set(answer.episode.id, { episodeId: answer.episode.id, code, reason });
  const rows: PairRow[] = [];
  const good = group.filter((answer) => answer.flags.length === 0 && (answer.success || !spec.chosenSuccess));
  for (const answer of group)
    why.set(answer.episode.id, { episodeId: answer.episode.id, ...left(answer, good) });
  const apart = (better: Answer, worse: Answer) => better.value - worse.value;
  const [best] = good;
  const worst = group.at(-1);
  // Rewards are sums of weights: without the tolerance 0.3 - 0.2 would be under 0.1.
  const enough = spec.margin - 1e-9;
  if (best !== undefined && worst !== undefined && apart(best, worst) < enough) {
    const reason = `The best and the worst of its group are ${round(Math.max(0, apart(best, worst)))} apart, less than ${spec.margin}.`;
    for (const answer of group) explain(answer, 'below_margin', reason);
    return [];
  }
  const used = new Set<Answer>();
  for (const better of good) {
    if (rows.length === spec.perGroup) break;
    if (used.has(better)) continue;
    for (const worse of group.toReversed()) {
      if (worse === better || used.has(worse) || apart(better, worse) < enough) continue;
      const row = pairRow(better, worse, of, apart(better, worse));
      if (row !== null) {
        rows.push(row);
        used.add(better).add(worse);
        break;
      }
      const reason = 'Up to where one of the two ended, it did the same as the other.';
      for (const answer of [better, worse]) explain(answer, 'no_difference', reason);
    }
  }
  return rows;
}

/** Why an answer is left where others of its group were paired. */
function left(answer: Answer, good: readonly Answer[]): Omit<Unused<PairDropCode>, 'episodeId'> {
  if (answer.flags.length > 0) {
    const flags = answer.flags.join(', ');
    return { code: 'flagged', reason: `Its reward is flagged (${flags}): it can only be the worse one.` };
  }
  if (good.length === 0)
    return { code: 'none_good', reason: 'No answer of its group is good enough to be preferred.' };
  return {
    code: 'not_extreme',
    reason: `Others of its group are better or worse than it (${round(answer.value)}).`,
  };
}

/** The pair, or null where the two cannot be compared. */
function pairRow(better: Answer, worse: Answer, of: 'forks' | 'samples', margin: number): PairRow | null {
  if (better.modelHash !== worse.modelHash || better.templateHash !== worse.templateHash) return null;
  const shared = forkPoint(better.acts, worse.acts);
  if (shared === null) return null;
  const prompt = promptTokens(better.acts, shared);
  const chosen = answerTokens(better.acts, shared);
  const rejected = answerTokens(worse.acts, shared);
  return pairRowSchema.parse({
    id: `${better.episode.id}>${worse.episode.id}`,
    group: better.episode.taskId,
    prompt_ids: prompt,
    chosen_ids: chosen.ids,
    chosen_mask: chosen.mask,
    rejected_ids: rejected.ids,
    rejected_mask: rejected.mask,
    margin,
    provenance: {
      taskId: better.episode.taskId,
      family: better.episode.family,
      of,
      sharedActs: shared,
      promptHash: promptHash(prompt),
      modelHash: better.modelHash,
      templateHash: better.templateHash,
      chosen: provenanceOf(better),
      rejected: provenanceOf(worse),
    },
  });
}

/**
 * How many acts two answers share before the first whose prompt is the same and whose sample (or what it led to) differs. Null where
 * one did all that the other did and no more: nothing tells them apart.
 */
function forkPoint(one: readonly Act[], other: readonly Act[]): number | null {
  for (const [index, act] of one.entries()) {
    const same = other[index];
    if (same === undefined) return null;
    // The same act met another answer of the world: they are answers to the prompt before it.
    if (!sameIds(act.promptIds, same.promptIds)) return index === 0 ? null : index - 1;
    if (!sameIds(act.sampledIds, same.sampledIds)) return index;
  }
  return null;
}

export function provenanceOf(answer: Answer): z.infer<typeof answerProvenanceSchema> {
  const { id: episodeId, runId, policyId, sample, seed, forkedFrom } = answer.episode;
  const { value: reward, success } = answer;
  return { episodeId, runId, policyId, sample, seed, reward, success, forkedFrom };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
