/** What a reward component looks at, and what it says. */
import type { EpisodeEvent } from '../trace/event.ts';

export interface Verdict {
  readonly score: number;
  readonly evidence: readonly string[];
}

/** The log of an episode; sequence numbers and wall times are not looked at. */
export type Log = readonly EpisodeEvent[];
export type ToolResult = Extract<EpisodeEvent, { type: 'tool_result' }>;

export function toolResults(log: Log): readonly ToolResult[] {
  return log.filter((event) => event.type === 'tool_result');
}
