/** What the store knows about one episode, as the replay shows it. Needs no scenario and no world, so that it opens at once. */
import type { TraceStore } from '@understudy/engine';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { EpisodePage, Step } from '../contract/episodes.ts';
import { RequestError } from '../errors.ts';
import { componentViews } from './evidence.ts';
import { chartsOf, stateChanges } from './states.ts';
import { verdictOf } from './verdict.ts';
import { flagMeaning } from './words.ts';

/** Throws RequestError `NOT_FOUND`, and WorkspaceError for a store that cannot be read. */
export function episodePage(store: Pick<TraceStore, 'episode' | 'events' | 'run'>, id: string): EpisodePage {
  const record = store.episode(id);
  if (record === null)
    throw new RequestError(
      'NOT_FOUND',
      `There is no episode ${id}.`,
      'Choose one from the list of episodes.',
    );
  const events = store.events(id);
  const states = stateChanges(events);
  return {
    record,
    run: store.run(record.runId),
    verdict: verdictOf(record, events),
    steps: events.map(stepOf),
    components: componentViews(record.reward?.components ?? [], events),
    flags: (record.reward?.flags ?? []).map((flag) => ({ id: flag, meaning: flagMeaning(flag) })),
    charts: chartsOf(states),
    states,
  };
}

function stepOf(event: EpisodeEvent): Step {
  if (event.type !== 'agent_turn') return event;
  const { tokens, ...rest } = event;
  if (tokens === undefined) return { ...rest, tokenCounts: null };
  return {
    ...rest,
    tokenCounts: { prompt: tokens.prefix + tokens.promptIds.length, sampled: tokens.sampledIds.length },
  };
}
