/**
 * Goes back to any step of a stored episode and plays on from there: by another policy, after another line of the user, or both. What
 * comes of it is an ordinary episode that knows where it left the original.
 */
import { hashText } from '@understudy/kernel';
import type { EpisodeEvent, Voice } from '@understudy/scenarios';
import type { Judge } from '../judges/judge.ts';
import type { Policy } from '../policies/policy.ts';
import type { EpisodeRecord } from '../store/records.ts';
import type { EpisodeWriter, TraceStore } from '../store/traces.ts';
import { WorkspaceError } from '../store/errors.ts';
import { playEpisode, type Played } from './play.ts';
import { rebuildSession, type Rebuilt, type RebuildPlace } from './rebuild.ts';

export interface Fork {
  readonly place: RebuildPlace;
  readonly store: TraceStore;
  readonly original: EpisodeRecord;
  /** The step to go back to: the move it belongs to is kept, all that follows is played anew. */
  readonly upTo: number;
  readonly policy: Policy;
  /** What the user says next, in place of its own words; only where it is the user's turn. */
  readonly userLine?: string;
  readonly voice?: Voice;
  readonly judge?: Judge;
}

export interface Forked extends Played {
  readonly episodeId: string;
}

/** The run that keeps what a policy made of the episodes of another run. */
export function forkRunId(runId: string, policyId: string): string {
  return `${runId}-forks-${policyId.replaceAll(/[^\w.-]+/g, '-')}`;
}

/**
 * Throws RebuildError where the episode does not come out the same again, WorkspaceError `conflict` where nothing can follow, and what
 * playEpisode throws.
 */
export async function forkEpisode(fork: Fork, signal: AbortSignal): Promise<Forked> {
  const { place, store, original, policy } = fork;
  const rebuilt = rebuildSession(place, store.events(original.id), fork.upTo);
  const { session } = rebuilt;
  if (session.next.who === 'nobody')
    throw new WorkspaceError('conflict', `The episode is over at step ${String(fork.upTo)}.`, {
      remedy: 'Go back to an earlier step and play on from there.',
    });
  if (fork.userLine !== undefined && session.next.who !== 'user')
    throw new WorkspaceError('conflict', `After step ${String(fork.upTo)} it is the agent's turn.`, {
      remedy: 'Choose the step before a line of the user to give it other words.',
    });
  const { writer, events } = beginFork(store, original, rebuilt, policy.id);
  if (fork.userLine !== undefined) session.userSays({ text: fork.userLine, voice: 'person' });
  const played = await playEpisode(
    {
      ...place,
      policy,
      ...(fork.voice === undefined ? {} : { voice: fork.voice }),
      ...(fork.judge === undefined ? {} : { judge: fork.judge }),
      // A draw of its own: the same policy would only repeat itself.
      seed: hashText(`fork ${writer.episodeId}`),
      writer,
      from: { session, events },
    },
    signal,
  );
  return { ...played, episodeId: writer.episodeId };
}

export interface BegunFork {
  /** Has the kept events already. */
  readonly writer: EpisodeWriter;
  /** The kept events as they are stored. */
  readonly events: readonly EpisodeEvent[];
}

/** Begins the episode that a rebuilt one becomes when it is played on by `policyId`. */
export function beginFork(
  store: TraceStore,
  original: EpisodeRecord,
  { events }: Rebuilt,
  policyId: string,
): BegunFork {
  const source = store.run(original.runId);
  const runId = forkRunId(original.runId, policyId);
  store.createRun({
    id: runId,
    kind: 'rollout',
    policyId,
    scenario: source?.scenario ?? '',
    settings: { forksOf: original.runId, settings: source?.settings ?? null },
  });
  const before = store.episodes({ runIds: [runId], taskIds: [original.taskId] });
  const writer = store.beginEpisode({
    runId,
    taskId: original.taskId,
    family: original.family,
    split: original.split,
    sample: before.reduce((next, { sample }) => Math.max(next, sample + 1), 0),
    seed: original.seed,
    policyId,
    forkedFrom: { episodeId: original.id, seq: events.length - 1 },
  });
  const kept = movedTo(events, Date.now());
  writer.append(kept);
  return { writer, events: kept };
}

/** The same durations, ending at `now`: what lay between original and fork is no part of the episode. */
export function movedTo(events: readonly EpisodeEvent[], now: number): readonly EpisodeEvent[] {
  const later = now - (events.at(-1)?.wallTime ?? now);
  return events.map((event) => ({ ...event, wallTime: event.wallTime + later }));
}
