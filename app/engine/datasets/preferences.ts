/** The preference files of a dataset: pairs and labels of all the episodes that a selection looked at, with the reasons for the rest. */
import { WorkspaceError } from '../store/errors.ts';
import type { TraceStore } from '../store/traces.ts';
import type { Played, Unused } from './answers.ts';
import { gradedRows, ktoRows, type Grades } from './labels.ts';
import type { PreferenceFile } from './manifest.ts';
import { preferencePairs, type PairSpec } from './pairs.ts';
import { reviewedLabels } from './reviewed.ts';

/** Which files to write; those left out are not. */
export interface PreferenceOptions {
  /** `pairs.jsonl`, for dpo and for reward models. */
  readonly pairs?: PairSpec;
  /** `kto.jsonl`. */
  readonly kto?: true;
  /** `labels.jsonl`, for reward models: grades given, what reviewers said, or (null) the episodes' rewards. */
  readonly labels?: Grades | 'reviews' | null;
}

export interface Preferences {
  readonly files: Readonly<Partial<Record<PreferenceFile, string>>>;
  /** Rows of each file that was asked for. */
  readonly counts: { readonly pairs?: number; readonly kto?: number; readonly labels?: number };
}

/**
 * The files for these episodes of the store. Nothing is asked for: no files. Throws WorkspaceError `empty` where reviews are asked for
 * and none can be learned from.
 */
export function preferencesOf(
  store: TraceStore,
  episodeIds: readonly string[],
  policies: readonly string[],
  options: PreferenceOptions,
): Preferences {
  const { pairs: pairSpec, kto: wantsKto, labels: grades } = options;
  if (pairSpec === undefined && wantsKto === undefined && grades === undefined)
    return { files: {}, counts: {} };
  const played = episodeIds.flatMap((id): Played[] => {
    const episode = store.episode(id);
    return episode === null ? [] : [{ episode, events: store.events(id) }];
  });
  const pairs = pairSpec === undefined ? null : preferencePairs(played, pairSpec, policies);
  const kto = wantsKto === undefined ? null : ktoRows(played, policies);
  const labels =
    grades === undefined
      ? null
      : grades === 'reviews'
        ? reviewedRows(store, played, policies)
        : { ...gradedRows(played, policies, grades), said: {} };
  const report = {
    ...(pairs === null ? {} : { pairs: { spec: pairs.spec, ...summary(pairs) } }),
    ...(kto === null ? {} : { kto: summary(kto) }),
    ...(labels === null ? {} : { labels: { ...labels.said, ...summary(labels) } }),
  };
  return {
    files: {
      ...(pairs === null ? {} : { 'pairs.jsonl': jsonLines(pairs.rows) }),
      ...(kto === null ? {} : { 'kto.jsonl': jsonLines(kto.rows) }),
      ...(labels === null ? {} : { 'labels.jsonl': jsonLines(labels.rows) }),
      'preferences.json': `${JSON.stringify(report, null, 2)}\n`,
    },
    counts: {
      ...(pairs === null ? {} : { pairs: pairs.rows.length }),
      ...(kto === null ? {} : { kto: kto.rows.length }),
      ...(labels === null ? {} : { labels: labels.rows.length }),
    },
  };
}

/** Graded by the reviewers of whole episodes; `said` tells who they were and how far they agree. */
function reviewedRows(store: TraceStore, played: readonly Played[], policies: readonly string[]) {
  const reviewed = reviewedLabels(played.map((one) => ({ ...one, labels: store.labels.of(one.episode.id) })));
  const { reviewers, agreement, unused } = reviewed;
  const of = new Map(reviewed.rows.map(({ id, label }) => [id, label]));
  const graded = gradedRows(played, policies, { by: Object.keys(reviewers).join(', '), of });
  if (graded.rows.length === 0)
    throw new WorkspaceError(
      'empty',
      `None of the ${String(played.length)} episodes has a review that can be learned from.`,
      { remedy: 'Review episodes of training tasks that a local model played, each as a whole.' },
    );
  const known = new Set(unused.map(({ episodeId }) => episodeId));
  return {
    rows: graded.rows,
    unused: [...unused, ...graded.unused.filter(({ episodeId }) => !known.has(episodeId))],
    said: { reviewers, agreement },
  };
}

function summary({
  rows,
  unused,
}: {
  readonly rows: readonly unknown[];
  readonly unused: readonly Unused[];
}) {
  const reasons = new Map<string, number>();
  for (const code of unused.map((one) => one.code).sort()) reasons.set(code, (reasons.get(code) ?? 0) + 1);
  return { rows: rows.length, unusedEpisodes: Object.fromEntries(reasons), unused };
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
