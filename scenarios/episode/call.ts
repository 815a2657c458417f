/** One tool call of an episode: done in the world, told to the agent, written down for the log. */
import { invokeTool } from '@understudy/kernel';
import type { Timer, ToolContext, ToolOutcome } from '@understudy/kernel';
import type { Message, ToolCall } from '../trace/conversation.ts';
import type { EpisodeEvent, Unstamped } from '../trace/event.ts';
import type { Arena } from './arena.ts';

type ToolResult = Extract<EpisodeEvent, { type: 'tool_result' }>;

export interface Called {
  readonly event: Unstamped<ToolResult>;
  readonly message: Extract<Message, { role: 'tool' }>;
}

/** Calls a tool. Throws only for a fault of the system itself; what the tool refuses is an answer like any other. */
export function callTool(
  arena: Arena,
  context: ToolContext,
  toolCall: ToolCall,
  onDue: (timer: Timer) => void,
): Called {
  const { world } = context;
  const { id: callId, name, arguments: args } = toolCall;
  const before = world.snapshot();
  const outcome = invokeTool(arena.tools, context, name, args, onDue);
  const changed = world.snapshot().changes !== before.changes;
  return {
    event: {
      type: 'tool_result',
      trajectory: 'agent',
      callId,
      name,
      arguments: args,
      outcome: recorded(outcome),
      changes: changed ? [...world.diff(before)] : [],
    },
    message: { role: 'tool', callId, name, content: shown(outcome) },
  };
}

/** The outcome as the log keeps it: always the same order of fields. */
function recorded(outcome: ToolOutcome): ToolResult['outcome'] {
  if (outcome.ok) return { ok: true, result: outcome.result };
  const { code, message, hint, retryable } = outcome.error;
  return {
    ok: false,
    error: hint === undefined ? { code, message, retryable } : { code, message, hint, retryable },
  };
}

/** The outcome as the agent reads it. */
function shown(outcome: ToolOutcome): string {
  if (outcome.ok) return JSON.stringify(outcome.result);
  const { code, message, hint } = outcome.error;
  return JSON.stringify({ error: code, message, ...(hint === undefined ? {} : { hint }) });
}
