/** An episode's agent trajectory as chat messages in the OpenAI shape, built from its events alone. */
import type { EpisodeEvent, ToolCall } from '@understudy/scenarios';
import { z } from 'zod';

export const chatMessageSchema = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.string() }),
  z.strictObject({ role: z.literal('user'), content: z.string() }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.string().nullable(),
    tool_calls: z
      .array(
        z.strictObject({
          id: z.string(),
          type: z.literal('function'),
          /** `arguments` is JSON text: readers that unify columns would otherwise pad every call with foreign keys. */
          function: z.strictObject({ name: z.string(), arguments: z.string() }),
        }),
      )
      .optional(),
  }),
  z.strictObject({
    role: z.literal('tool'),
    tool_call_id: z.string(),
    name: z.string(),
    content: z.string(),
  }),
]);
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** The conversation as the agent saw and continued it, the tool answers as their JSON text. */
export function chatMessages(events: readonly EpisodeEvent[]): ChatMessage[] {
  return events.flatMap((event): ChatMessage[] => {
    switch (event.type) {
      case 'opened':
        return [{ role: 'system', content: event.system }];
      case 'user_message':
        return [{ role: 'user', content: event.text }];
      case 'agent_turn': {
        const calls = event.toolCalls.map(chatCall);
        const said: ChatMessage = {
          role: 'assistant',
          content: event.text,
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        };
        if (event.malformed === undefined) return [said];
        const content = JSON.stringify({ error: 'malformed', message: event.malformed });
        return [said, { role: 'tool', tool_call_id: 'malformed', name: 'malformed', content }];
      }
      case 'tool_result':
        // What the user did with its own hands reaches the agent in the user's words only.
        if (event.trajectory === 'user') return [];
        return [
          {
            role: 'tool',
            tool_call_id: event.callId,
            name: event.name,
            content: JSON.stringify(answer(event.outcome)),
          },
        ];
      case 'timer':
      case 'closed':
        return [];
    }
  });
}

function chatCall(call: ToolCall) {
  return {
    id: call.id,
    type: 'function' as const,
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  };
}

function answer(outcome: Extract<EpisodeEvent, { type: 'tool_result' }>['outcome']) {
  if (outcome.ok) return outcome.result;
  const { code, message, hint } = outcome.error;
  return { error: code, message, ...(hint === undefined ? {} : { hint }) };
}
