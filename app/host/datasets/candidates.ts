/** What selections look at, kept between two looks: while somebody edits a selection, ten thousand episodes are read once. */
import { performance } from 'node:perf_hooks';
import {
  select,
  selectionSpecSchema,
  type Candidate,
  dropCodes,
  type SelectionResult,
  type SelectionSpec,
  type TraceStore,
} from '@understudy/engine';
import { z } from 'zod';
import type { ChosenEpisode, SelectionCounts } from '../contract/datasets.ts';
import { RequestError } from '../errors.ts';
import { flagMeaning } from '../episodes/words.ts';

interface Looked {
  readonly key: string;
  readonly revision: number;
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly results: Map<string, Selected>;
}

export interface Selected {
  readonly result: SelectionResult;
  readonly candidates: ReadonlyMap<string, Candidate>;
  readonly milliseconds: number;
}

/** Selections that are remembered for the pages of their lists. */
const REMEMBERED = 8;

const looked = new WeakMap<TraceStore, Looked>();

/** Throws RequestError for a selection that is none, or a run that is not there. */
export function selectFrom(
  store: TraceStore,
  runs: readonly string[],
  wanted: Partial<SelectionSpec>,
): Selected {
  const spec = specOf(wanted);
  const at = lookAt(store, runs);
  const key = JSON.stringify(spec);
  const known = at.results.get(key);
  if (known !== undefined) return known;
  const begun = performance.now();
  const result = select([...at.candidates.values()], spec);
  const made = { result, candidates: at.candidates, milliseconds: performance.now() - begun };
  at.results.set(key, made);
  const [oldest] = at.results.keys();
  if (at.results.size > REMEMBERED && oldest !== undefined) at.results.delete(oldest);
  return made;
}

export function specOf(wanted: Partial<SelectionSpec>): SelectionSpec {
  const parsed = selectionSpecSchema.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new RequestError('BAD_REQUEST', z.prettifyError(parsed.error), 'Correct the value it names.');
}

function lookAt(store: TraceStore, runs: readonly string[]): Looked {
  const key = [...runs].sort().join('\n');
  const revision = store.revision();
  const before = looked.get(store);
  if (before !== undefined && before.key === key && before.revision === revision) return before;
  const missing = runs.find((id) => store.run(id) === null);
  if (missing !== undefined)
    throw new RequestError('NOT_FOUND', `There is no run ${missing}.`, 'Choose among the runs of the list.');
  const candidates = new Map(store.candidates(runs).map((candidate) => [candidate.id, candidate]));
  const now = { key, revision, candidates, results: new Map<string, Selected>() };
  looked.set(store, now);
  return now;
}

export function countsOf(store: TraceStore, { result, candidates, milliseconds }: Selected): SelectionCounts {
  const kept = result.kept.flatMap(({ episodeId }) => candidates.get(episodeId) ?? []);
  const runs = new Set([...candidates.values()].map(({ runId }) => runId));
  const rewards = kept.map(({ reward }) => reward?.value ?? 0);
  const { kept: _kept, ...dropped } = result.counts;
  return {
    considered: candidates.size,
    kept: kept.length,
    dropped: dropCodes
      .flatMap((code) => {
        const episodes = dropped[code];
        return episodes === undefined ? [] : [{ code, episodes }];
      })
      .sort((a, b) => b.episodes - a.episodes),
    tasks: new Set(kept.map(({ taskId }) => taskId)).size,
    meanReward: kept.length === 0 ? null : rewards.reduce((sum, value) => sum + value, 0) / kept.length,
    policies: [...new Set(kept.map(({ policyId }) => policyId))].sort(),
    scenarios: [...new Set([...runs].flatMap((id) => store.run(id)?.scenario ?? []))].sort(),
    facets: facetsOf([...candidates.values()]),
    milliseconds,
  };
}

function facetsOf(candidates: readonly Candidate[]): SelectionCounts['facets'] {
  const flags = tally(candidates.flatMap(({ reward }) => reward?.flags ?? []));
  const ends = tally(candidates.flatMap(({ endReason }) => endReason ?? []));
  return {
    policies: [...new Set(candidates.map(({ policyId }) => policyId))].sort(),
    flags: flags.map(({ id, episodes }) => ({ id, episodes, meaning: flagMeaning(id) })),
    ends,
    labelled: candidates.filter(({ labels }) => labels !== undefined).length,
  };
}

function tally(values: readonly string[]): { readonly id: string; readonly episodes: number }[] {
  return [...Map.groupBy(values, (value) => value)]
    .map(([id, all]) => ({ id, episodes: all.length }))
    .sort((a, b) => b.episodes - a.episodes || (a.id < b.id ? -1 : 1));
}

/** A page of what was kept (`kept`) or dropped for one reason. */
export function chosenOf(
  { result, candidates }: Selected,
  which: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): readonly ChosenEpisode[] {
  const all = which === 'kept' ? result.kept : result.dropped.filter(({ code }) => code === which);
  return all.slice(offset, offset + limit).flatMap(({ episodeId, reason }) => {
    const candidate = candidates.get(episodeId);
    if (candidate === undefined) return [];
    const { taskId, turns, reward } = candidate;
    return [
      {
        ...{ episodeId, taskId, turns, reason },
        sample: Number(/#(\d+)(?:~\d+)?$/.exec(episodeId)?.[1] ?? 0),
        reward: reward?.value ?? null,
        success: reward?.success ?? null,
      },
    ];
  });
}
