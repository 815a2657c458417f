/** One tool call of an episode: done in the world, told to who called, written down for the log. */
import { invokeTool, invokeWithFaults } from '@understudy/kernel';
import type { Faults, FaultyOutcome, Timer, Tool, ToolContext } from '@understudy/kernel';
import type { Message, ToolCall } from '../trace/conversation.ts';
import type { EpisodeEvent, Unstamped } from '../trace/event.ts';

type ToolResult = Extract<EpisodeEvent, { type: 'tool_result' }>;

export interface Called {
  readonly outcome: FaultyOutcome;
  readonly event: Unstamped<ToolResult>;
  readonly message: Extract<Message, { role: 'tool' }>;
}

export interface Caller {
  readonly tools: readonly Tool[];
  readonly context: ToolContext;
  /** What befalls the calls; null where nothing does. */
  readonly faults: Faults | null;
  readonly onDue: (timer: Timer) => void;
}

/** Calls a tool. Throws only for a bug of the system itself; what the tool refuses is an answer like any other. */
export function callTool(caller: Caller, toolCall: ToolCall): Called {
  const { tools, context, faults, onDue } = caller;
  const { world, actor } = context;
  const { id: callId, name, arguments: args } = toolCall;
  let before = world.snapshot();
  // Timers come due before the tool runs; what they do is in their own events.
  const ring = (timer: Timer): void => {
    onDue(timer);
    before = world.snapshot();
  };
  const outcome: FaultyOutcome =
    faults === null
      ? invokeTool(tools, context, name, args, ring)
      : invokeWithFaults(faults, tools, context, name, args, ring);
  const changed = world.snapshot().changes !== before.changes;
  const { fault } = outcome;
  return {
    outcome,
    event: {
      type: 'tool_result',
      trajectory: actor.kind === 'user' ? 'user' : 'agent',
      callId,
      name,
      arguments: args,
      outcome: recorded(outcome),
      changes: changed ? [...world.diff(before)] : [],
      ...(fault === undefined ? {} : { fault }),
    },
    message: { role: 'tool', callId, name, content: shown(outcome) },
  };
}

/** The outcome as the log keeps it: always the same order of fields. */
function recorded(outcome: FaultyOutcome): ToolResult['outcome'] {
  if (outcome.ok) return { ok: true, result: outcome.result };
  const { code, message, hint, retryable } = outcome.error;
  return {
    ok: false,
    error: hint === undefined ? { code, message, retryable } : { code, message, hint, retryable },
  };
}

/** The outcome as the agent reads it. */
function shown(outcome: FaultyOutcome): string {
  if (outcome.ok) return JSON.stringify(outcome.result);
  const { code, message, hint } = outcome.error;
  return JSON.stringify({ error: code, message, ...(hint === undefined ? {} : { hint }) });
}
