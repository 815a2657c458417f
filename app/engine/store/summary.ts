/** Counts an episode's events into its summary. Pure: the same events give the same summary. */
import { canonical } from '@understudy/kernel';
import type { EpisodeEvent } from '@understudy/scenarios';
import type { EpisodeSummary } from './records.ts';

/** The summary of a whole episode. Throws RangeError unless its last event is `closed`. */
export function summarizeEvents(events: readonly EpisodeEvent[]): EpisodeSummary {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last?.type !== 'closed') {
    throw new RangeError('An episode is summed up when it is over: its last event must be "closed".');
  }
  const acts = events.filter((event) => event.type === 'agent_turn');
  const results = events
    .filter((event) => event.type === 'tool_result')
    .filter((event) => event.trajectory === 'agent');
  const turnSeconds = acts.map((event) => event.usage.seconds);
  return {
    endReason: last.reason,
    turns: acts.length,
    toolCalls: results.length,
    toolErrors: results.filter((event) => !event.outcome.ok).length,
    malformed: acts.filter((event) => event.malformed !== undefined).length,
    // A wall clock may be set back during an episode; a duration is never negative.
    wallSeconds: Math.max(0, (last.wallTime - first.wallTime) / 1000),
    inferenceSeconds: turnSeconds.reduce((sum, seconds) => sum + seconds, 0),
    turnSeconds,
    canonicalTools: results.map((event) => `${event.name} ${canonical(event.arguments)}`).join('\n'),
  };
}
