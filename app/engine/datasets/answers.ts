/** An episode as an answer to its first prompt: the exact tokens of its acts, ready to be compared with another episode's. */
import { createHash } from 'node:crypto';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { EpisodeRecord } from '../store/records.ts';

/** What a comparison looks at. */
export interface Played {
  readonly episode: Pick<
    EpisodeRecord,
    | 'id'
    | 'runId'
    | 'taskId'
    | 'family'
    | 'split'
    | 'policyId'
    | 'sample'
    | 'seed'
    | 'status'
    | 'endReason'
    | 'turns'
    | 'reward'
    | 'forkedFrom'
  >;
  readonly events: readonly EpisodeEvent[];
}

/** Ids that entered the context, and ids that the policy then sampled. */
export interface Act {
  readonly promptIds: readonly number[];
  readonly sampledIds: readonly number[];
}

export interface Answer {
  readonly episode: Played['episode'];
  readonly value: number;
  readonly success: boolean;
  readonly flags: readonly string[];
  /** At least one; the first one's prompt is where the episode began. */
  readonly acts: readonly [Act, ...Act[]];
  readonly modelHash: string;
  readonly templateHash: string;
}

/** Why an episode is in no row. */
export type AnswerDropCode =
  'held_out' | 'not_finished' | 'unjudged' | 'other_policy' | 'shift' | 'no_tokens' | 'segmented' | 'flagged';
export type PairDropCode =
  AnswerDropCode | 'alone' | 'below_margin' | 'no_difference' | 'none_good' | 'not_extreme';

export interface Unused<Code extends string = string> {
  readonly episodeId: string;
  readonly code: Code;
  /** One sentence. */
  readonly reason: string;
}

/** The answer that an episode gave, or why it can give none. `policies` are those whose traces may be used. */
export function answerOf(
  { episode, events }: Played,
  policies: readonly string[],
): Answer | Unused<AnswerDropCode> {
  const unused = (code: AnswerDropCode, reason: string) => ({ episodeId: episode.id, code, reason });
  if (episode.split !== 'train')
    return unused('held_out', `Its task ${episode.taskId} is held out for evaluation.`);
  if (episode.status !== 'finished') return unused('not_finished', `It is ${episode.status}, not finished.`);
  const value = episode.reward?.value ?? null;
  const success = episode.reward?.success ?? null;
  if (episode.reward === null || value === null || success === null)
    return unused('unjudged', 'It has no reward to compare.');
  if (!policies.includes(episode.policyId))
    return unused('other_policy', `It was played by ${episode.policyId}.`);
  if (events.some((event) => event.case !== undefined))
    return unused('shift', 'It is a shift, whose conversation was folded as it went on.');
  const acted = actsOf(events);
  if ('code' in acted) return unused(acted.code, acted.reason);
  return { episode, value, success, flags: episode.reward.flags, ...acted };
}

/** The exact tokens of an episode's acts, or why they do not make one sequence. */
export function actsOf(
  events: readonly EpisodeEvent[],
):
  | Pick<Answer, 'acts' | 'modelHash' | 'templateHash'>
  | { readonly code: 'no_tokens' | 'segmented'; readonly reason: string } {
  const records = events.flatMap((event) =>
    event.type === 'agent_turn' && event.tokens !== undefined ? [event.tokens] : [],
  );
  const [first, ...rest] = records;
  if (first === undefined) return { code: 'no_tokens', reason: 'Its policy recorded no tokens.' };
  let length = 0;
  for (const { prefix, promptIds, sampledIds } of records) {
    if (prefix !== length) return { code: 'segmented', reason: 'Its prompt started afresh in mid-episode.' };
    length += promptIds.length + sampledIds.length;
  }
  return { acts: [first, ...rest], modelHash: first.modelHash, templateHash: first.templateHash };
}

/** The tokens from act `from` on: its prompt, when it belongs to the answer, then what was sampled and read in turn. */
export function answerTokens(
  acts: readonly Act[],
  from: number,
): { readonly ids: readonly number[]; readonly mask: readonly (0 | 1)[] } {
  const ids: number[] = [];
  const mask: (0 | 1)[] = [];
  for (const [index, act] of acts.slice(from).entries()) {
    // The prompt of the first act is the prompt that the answer is to.
    if (index > 0) append(ids, mask, act.promptIds, 0);
    append(ids, mask, act.sampledIds, 1);
  }
  return { ids, mask };
}

/** All that was in the context when act `index` was sampled. */
export function promptTokens(acts: readonly Act[], index: number): readonly number[] {
  const ids: number[] = [];
  for (const [place, act] of acts.slice(0, index + 1).entries()) {
    append(ids, null, act.promptIds, 0);
    if (place < index) append(ids, null, act.sampledIds, 1);
  }
  return ids;
}

/** sha256 in hex of token ids. */
export function promptHash(ids: readonly number[]): string {
  return createHash('sha256').update(Uint32Array.from(ids)).digest('hex');
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function append(ids: number[], mask: (0 | 1)[] | null, more: readonly number[], kind: 0 | 1): void {
  // One by one: spread into push(), a long context would overflow the argument list.
  for (const id of more) {
    ids.push(id);
    mask?.push(kind);
  }
}
