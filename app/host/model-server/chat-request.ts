/**
 * A chat completions request, parsed once: messages, tools and sampling as policies take them. What would change the answer and
 * cannot be heeded is refused by name, never passed over.
 */
import type { ToolSpec } from '@understudy/kernel';
import type { Message } from '@understudy/scenarios';
import { z } from 'zod';
import { ApiError } from './api-error.ts';

export interface ChatRequest {
  readonly model: string;
  readonly conversation: readonly Message[];
  /** Those that may be called now: none under `tool_choice: "none"`. */
  readonly tools: readonly ToolSpec[];
  readonly stream: boolean;
  /** A last chunk with the usage. */
  readonly streamUsage: boolean;
  readonly sampling: { readonly temperature?: number; readonly maxTokens?: number };
  /** 0..2^32-1; null: any. */
  readonly seed: number | null;
}

const part = z.object({ type: z.literal('text'), text: z.string() });
const content = z.union([
  z.string(),
  z.array(part).transform((parts) => parts.map(({ text }) => text).join('')),
]);
const jsonObject = z.record(z.string(), z.json());
const argumentsText = z.string().transform((text, context) => {
  const parsed = jsonObject.safeParse(parseJson(text === '' ? '{}' : text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not a JSON object as a string' });
  return z.NEVER;
});
const call = z.object({
  id: z.string().min(1),
  type: z.literal('function').optional(),
  function: z.object({ name: z.string().min(1), arguments: argumentsText }),
});

const messageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content }),
  z.object({ role: z.literal('user'), content }),
  z.object({ role: z.literal('assistant'), content: content.nullish(), tool_calls: z.array(call).nullish() }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content }),
]);

const toolSchema = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'is no name of a tool'),
    description: z.string().nullish(),
    parameters: jsonObject.nullish(),
  }),
});

/** A field that may be there with the value that changes nothing. */
const only = <T extends string | number | boolean>(value: T) =>
  z.literal(value, `only ${String(value)} is supported`).nullish();

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(messageSchema).min(1).max(2000),
  tools: z.array(toolSchema).max(128).nullish(),
  tool_choice: z.enum(['auto', 'none'], 'only "auto" and "none" are supported').nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.int().min(1).max(100_000).nullish(),
  max_completion_tokens: z.int().min(1).max(100_000).nullish(),
  seed: z.int().nullish(),
  n: only(1),
  top_p: only(1),
  presence_penalty: only(0),
  frequency_penalty: only(0),
  logprobs: only(false),
  stop: z.array(z.string()).max(0, 'is not supported').nullish(),
  logit_bias: z
    .record(z.string(), z.number())
    .refine((bias) => Object.keys(bias).length === 0, 'is not supported')
    .nullish(),
  response_format: z.object({ type: only('text') }).nullish(),
});

/** Throws ApiError 400 naming the field. */
export function readChatRequest(body: unknown): ChatRequest {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const param = issue?.path.join('.') ?? null;
    throw new ApiError(
      400,
      'invalid_value',
      `${param ?? 'the body'}: ${issue?.message ?? 'cannot be read'}`,
      param,
    );
  }
  const { model, messages, tools, tool_choice, stream, stream_options, temperature, seed, ...rest } =
    parsed.data;
  const maxTokens = rest.max_completion_tokens ?? rest.max_tokens;
  return {
    model,
    conversation: conversationOf(messages),
    tools: tool_choice === 'none' ? [] : (tools ?? []).map(toolOf),
    stream: stream === true,
    streamUsage: stream_options?.include_usage === true,
    sampling: {
      ...(temperature === null || temperature === undefined ? {} : { temperature }),
      ...(maxTokens === null || maxTokens === undefined ? {} : { maxTokens }),
    },
    seed: seed === null || seed === undefined ? null : ((seed % 2 ** 32) + 2 ** 32) % 2 ** 32,
  };
}

function conversationOf(messages: readonly z.infer<typeof messageSchema>[]): readonly Message[] {
  const names = new Map<string, string>();
  return messages.map((message, index): Message => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', content: message.content };
      case 'user':
        return { role: 'user', content: message.content };
      case 'assistant': {
        const calls = message.tool_calls ?? [];
        for (const { id, function: called } of calls) names.set(id, called.name);
        const text = message.content ?? '';
        return {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          toolCalls: calls.map(({ id, function: called }) => ({ id, ...called })),
        };
      }
      case 'tool': {
        const name = names.get(message.tool_call_id);
        if (name !== undefined)
          return { role: 'tool', callId: message.tool_call_id, name, content: message.content };
        const param = `messages.${String(index)}.tool_call_id`;
        throw new ApiError(
          400,
          'invalid_value',
          `${param}: no assistant message before it makes that call`,
          param,
        );
      }
    }
  });
}

function toolOf({ function: { name, description, parameters } }: z.infer<typeof toolSchema>): ToolSpec {
  return {
    name,
    description: description ?? '',
    parameters: parameters ?? { type: 'object', properties: {} },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
