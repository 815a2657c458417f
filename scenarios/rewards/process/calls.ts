/** The agent's calls with their places in the log. */
import type { Log, ToolResult } from '../log.ts';

export interface PlacedCall {
  /** Place in the log. */
  readonly at: number;
  /** Counted from 1. */
  readonly step: number;
  readonly call: ToolResult;
}

/** Something wrong at a place of the log. Scores, and the placement by step, are counted from these. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

export function placedCalls(log: Log): readonly PlacedCall[] {
  const calls: PlacedCall[] = [];
  for (const [at, event] of log.entries())
    if (event.type === 'tool_result' && event.trajectory === 'agent')
      calls.push({ at, step: calls.length + 1, call: event });
  return calls;
}

export function placeOf({ step, call }: PlacedCall): string {
  return `step ${String(step)}: ${call.name}`;
}
