/** A client of the session protocol in TypeScript: for benchmarks and tests, and for whoever writes a trainer in it. */
import { messageSchema } from '@understudy/scenarios';
import type { Message } from '@understudy/scenarios';
import { z } from 'zod';

const refusal = z.object({ code: z.string(), message: z.string() });

const outcome = z.object({
  end: z.string(),
  reward: z.number().nullable(),
  success: z.boolean().nullable(),
  components: z.array(z.looseObject({ id: z.string(), score: z.number().nullable() })),
  flags: z.array(z.string()),
  steps: z.array(
    z.object({ turn: z.int(), score: z.number(), shaped: z.number(), reasons: z.array(z.string()) }),
  ),
});

const templateMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
  name: z.string().optional(),
  tool_call_id: z.string().optional(),
  tool_calls: z
    .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.json() }) }))
    .optional(),
});

const item = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    id: z.string(),
    messages: z.array(templateMessage),
    done: z.boolean(),
    outcome: outcome.nullable(),
  }),
  z.object({ ok: z.literal(false), id: z.string().nullable(), error: refusal }),
]);
export type ClientReply = z.infer<typeof item>;

const replies = z.object({ episodes: z.array(item) });

const info = z.object({
  protocol: z.int(),
  pack: z.object({ id: z.string(), title: z.string(), hash: z.string() }),
  split: z.literal('train'),
  tasks: z.array(z.object({ id: z.string(), family: z.string() })),
  tools: z.array(z.object({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) })),
  limits: z.object({ turns: z.int(), episodes: z.int(), body: z.int() }),
  voice: z.string(),
  records: z.boolean(),
  stats: z.record(z.string(), z.number()),
});

export interface EnvironmentClient {
  info(): Promise<z.infer<typeof info>>;
  start(policy: object, episodes: readonly unknown[]): Promise<readonly ClientReply[]>;
  step(steps: readonly unknown[]): Promise<readonly ClientReply[]>;
  close(ids: readonly string[], reason: 'turn_limit' | 'cancelled'): Promise<readonly ClientReply[]>;
}

/** Each call rejects with the server's own words where the whole request was refused. */
export function environmentClient(server: {
  readonly url: string;
  readonly token: string;
}): EnvironmentClient {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${server.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const told = z.object({ error: refusal }).parse(answer);
    throw new Error(`${path}: ${response.status} ${told.error.code}: ${told.error.message}`);
  };
  const many = async (path: string, body: object): Promise<readonly ClientReply[]> =>
    replies.parse(await ask(path, body)).episodes;
  return {
    info: async () => info.parse(await ask('/v1/info')),
    start: (policy, episodes) => many('/v1/episodes', { policy, episodes }),
    step: (steps) => many('/v1/step', { steps }),
    close: (ids, reason) => many('/v1/close', { ids, reason }),
  };
}

/** A reply's messages as this project's own, for scripted agents. */
export function conversationOf(reply: Extract<ClientReply, { ok: true }>): readonly Message[] {
  return reply.messages.map((message) => {
    const { role, content, name, tool_call_id: callId } = message;
    if (role === 'tool') return messageSchema.parse({ role, content, name, callId });
    if (role !== 'assistant') return { role, content };
    const toolCalls = (message.tool_calls ?? []).map((call) => ({
      id: call.id,
      name: call.function.name,
      arguments: call.function.arguments,
    }));
    return messageSchema.parse({ role, content: content === '' ? null : content, toolCalls });
  });
}
