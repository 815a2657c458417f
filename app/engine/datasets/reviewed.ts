/**
 * What reviewers said of whole episodes, as `labels.jsonl` for a reward model: exact tokens with the share of good verdicts as the grade.
 * An episode needs no reward of its own for that: people grade what no check can. Pure.
 */
import type { EpisodeEvent } from '@understudy/scenarios';
import { agreementOf, type Agreement } from '../evaluation/agreement.ts';
import type { Label, LabelVerdict } from '../store/labels.ts';
import type { EpisodeRecord } from '../store/records.ts';
import { actsOf, answerTokens, type Act, type Unused } from './answers.ts';

/** An episode with all its labels. */
export interface Reviewed {
  readonly episode: Pick<
    EpisodeRecord,
    'id' | 'runId' | 'taskId' | 'family' | 'split' | 'policyId' | 'sample' | 'seed' | 'status' | 'reward'
  >;
  readonly events: readonly EpisodeEvent[];
  readonly labels: readonly Label[];
}

export type ReviewedDropCode =
  | 'held_out'
  | 'not_finished'
  | 'not_labelled'
  | 'only_unsure'
  | 'disputed'
  | 'shift'
  | 'no_tokens'
  | 'segmented';

export interface ReviewedRow {
  readonly id: string;
  /** The task: rows of one group never stand on both sides of a split. */
  readonly group: string;
  readonly prompt_ids: readonly number[];
  readonly completion_ids: readonly number[];
  readonly completion_mask: readonly (0 | 1)[];
  /** Share of good among the good and bad verdicts, 0..1. */
  readonly label: number;
  readonly provenance: {
    readonly episodeId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly family: string;
    readonly policyId: string;
    readonly sample: number;
    readonly seed: number;
    readonly modelHash: string;
    readonly templateHash: string;
    /** What the scenario's own reward said; null where it could not be judged. */
    readonly reward: number | null;
    /** Each reviewer's verdict. */
    readonly labelled: Readonly<Record<string, LabelVerdict>>;
  };
}

export interface ReviewedLabels {
  /** By id. */
  readonly rows: readonly ReviewedRow[];
  /** Every episode without a row, by id. */
  readonly unused: readonly Unused<ReviewedDropCode>[];
  /** Who labelled how many of these episodes. */
  readonly reviewers: Readonly<Record<string, number>>;
  /** Of each two reviewers over the episodes that both labelled, these with the most in common first. */
  readonly agreement: readonly (Agreement & { readonly reviewers: readonly [string, string] })[];
}

export function reviewedLabels(all: readonly Reviewed[]): ReviewedLabels {
  const rows: ReviewedRow[] = [];
  const unused: Unused<ReviewedDropCode>[] = [];
  const reviewers = new Map<string, number>();
  for (const one of all.toSorted((a, b) => (a.episode.id < b.episode.id ? -1 : 1))) {
    for (const { reviewer } of whole(one)) reviewers.set(reviewer, (reviewers.get(reviewer) ?? 0) + 1);
    const row = rowOf(one);
    if ('code' in row) unused.push({ episodeId: one.episode.id, ...row });
    else rows.push(row);
  }
  return { rows, unused, reviewers: Object.fromEntries([...reviewers].sort()), agreement: agreements(all) };
}

/** Labels of the episode as a whole. */
function whole({ labels }: Reviewed): readonly Label[] {
  return labels.filter(({ seq }) => seq === null);
}

interface Refused {
  readonly code: ReviewedDropCode;
  readonly reason: string;
}

function rowOf(one: Reviewed): ReviewedRow | Refused {
  const { episode, events } = one;
  if (episode.split !== 'train')
    return { code: 'held_out', reason: `Its task ${episode.taskId} is held out for evaluation.` };
  if (episode.status !== 'finished')
    return { code: 'not_finished', reason: `It is ${episode.status}, not finished.` };
  const labels = whole(one);
  const count = (verdict: LabelVerdict): number => labels.filter((label) => label.verdict === verdict).length;
  const [good, bad] = [count('good'), count('bad')];
  if (labels.length === 0) return { code: 'not_labelled', reason: 'Nobody has labelled it as a whole.' };
  if (good + bad === 0) return { code: 'only_unsure', reason: 'Everybody who looked at it was unsure.' };
  if (good === bad)
    return { code: 'disputed', reason: `${String(good)} called it good and as many bad: talk it over.` };
  if (events.some((event) => event.case !== undefined))
    return { code: 'shift', reason: 'It is a shift, whose conversation was folded as it went on.' };
  const acted = actsOf(events);
  if ('code' in acted) return acted;
  return row(one, acted, good / (good + bad));
}

function row(
  one: Reviewed,
  {
    acts,
    modelHash,
    templateHash,
  }: { readonly acts: readonly [Act, ...Act[]]; readonly modelHash: string; readonly templateHash: string },
  label: number,
): ReviewedRow {
  const { id, runId, taskId, family, policyId, sample, seed, reward } = one.episode;
  const { ids, mask } = answerTokens(acts, 0);
  const labelled = Object.fromEntries(whole(one).map(({ reviewer, verdict }) => [reviewer, verdict]));
  const played = { episodeId: id, runId, taskId, family, policyId, sample, seed };
  return {
    ...{
      id,
      group: taskId,
      prompt_ids: acts[0].promptIds,
      completion_ids: ids,
      completion_mask: mask,
      label,
    },
    provenance: { ...played, modelHash, templateHash, reward: reward?.value ?? null, labelled },
  };
}

function agreements(all: readonly Reviewed[]): ReviewedLabels['agreement'] {
  const together = new Map<string, { names: readonly [string, string]; pairs: [string, string][] }>();
  for (const one of all) {
    const labels = whole(one).toSorted((a, b) => (a.reviewer < b.reviewer ? -1 : 1));
    for (const [index, first] of labels.entries())
      for (const second of labels.slice(index + 1)) {
        const key = JSON.stringify([first.reviewer, second.reviewer]);
        const known = together.get(key) ?? { names: [first.reviewer, second.reviewer], pairs: [] };
        known.pairs.push([first.verdict, second.verdict]);
        together.set(key, known);
      }
  }
  return [...together.values()]
    .map(({ names, pairs }) => ({ reviewers: names, ...agreementOf(pairs) }))
    .toSorted((a, b) => b.both - a.both);
}
