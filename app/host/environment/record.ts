/** Keeps the episodes of a reinforcement-learning job in the trace store, so that they can be shown and learned from like any others. */
import { episodeKey, summarizeEvents } from '@understudy/engine';
import type { TraceStore } from '@understudy/engine';
import type { FinishedEpisode } from './episodes.ts';

export interface EpisodeRecorder {
  /** Stores an episode. One that a job plays again after it was interrupted is there already, and left as it is. */
  keep(episode: FinishedEpisode): void;
}

/** Makes the run where there is none. Throws WorkspaceError when traces cannot be stored. */
export function recordEpisodes(
  store: TraceStore,
  run: { readonly id: string; readonly policyId: string; readonly scenario: string },
): EpisodeRecorder {
  store.createRun({ ...run, kind: 'rollout', settings: { job: 'grpo' } });
  const kept = new Set(store.finishedKeys(run.id));
  return {
    keep: ({ taskId, family, sample, seed, policyId, events, reward }) => {
      const key = episodeKey(taskId, sample);
      if (kept.has(key)) return;
      const writer = store.beginEpisode({
        runId: run.id,
        taskId,
        family,
        split: 'train',
        sample,
        seed,
        policyId,
      });
      writer.append(events);
      const summary = summarizeEvents(events);
      writer.finish(summary, reward);
      // A failed one may be played again.
      if (summary.endReason !== 'failed') kept.add(key);
    },
  };
}
