/** A policy behind any OpenAI-compatible chat completions endpoint. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ToolSpec } from '@understudy/kernel';
import type { Message, ToolCall, Usage } from '@understudy/scenarios';
import { z } from 'zod';
import { postJson, type EndpointTarget } from './endpointRequest.ts';
import { checkCall, malformed, type Parsed } from './parse.ts';
import { PolicyError, type ActOutput, type Policy } from './policy.ts';
import { createRequestGate, type Pace } from './requestGate.ts';

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** Prompt tokens that the server had in its cache. Default: like other input. */
  readonly cachedInput?: number;
}

export interface EndpointOptions {
  /** Up to and without `/chat/completions`, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** The name of the environment variable that holds the key; absent: no key is sent. */
  readonly apiKeyEnv?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly temperature?: number;
  /** Longest answer, in tokens; absent: the server's own limit. */
  readonly maxTokens?: number;
  /** The field in which the server expects that limit. Default `max_tokens`. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Milliseconds for one attempt. Default 60,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first. Default 5. */
  readonly retries?: number;
  /** Requests under way at once. Default 8. */
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  /** Prices by model name; a model without one costs null. */
  readonly prices?: Readonly<Record<string, Price>>;
  readonly pace?: Pace;
}

/** Sums over all acts so far. */
export interface Spending {
  readonly acts: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars of the acts whose cost is known; null when none is. */
  readonly cost: number | null;
  /** Acts whose cost is not known. */
  readonly unpriced: number;
}

export interface EndpointPolicy extends Policy {
  readonly kind: 'endpoint';
  spending(): Spending;
}

const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().nullish(),
                function: z.object({ name: z.string(), arguments: z.unknown() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.int().nonnegative(),
      completion_tokens: z.int().nonnegative(),
      prompt_tokens_details: z.object({ cached_tokens: z.int().nonnegative().nullish() }).nullish(),
    })
    .nullish(),
});
type Completion = z.infer<typeof completionSchema>;

const clock: Pace = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    delay(ms, undefined, { signal }).catch(() => {
      signal.throwIfAborted();
    }),
  random: () => Math.random(),
};

/** Throws PolicyError when the base URL is none, or the named environment variable holds no key. Opens no connection. */
export function openEndpointPolicy(options: EndpointOptions): EndpointPolicy {
  const { model, pace = clock, concurrency = 8 } = options;
  const base = readBaseUrl(options.baseUrl);
  const target: EndpointTarget = {
    url: `${base.href.replace(/\/+$/, '')}/chat/completions`,
    key: readKey(options),
    keyName: options.apiKeyEnv ?? null,
    timeoutMs: options.timeoutMs ?? 60_000,
    retries: options.retries ?? 5,
    pace,
    gate: createRequestGate({
      concurrent: concurrency,
      ...(options.requestsPerMinute === undefined ? {} : { perMinute: options.requestsPerMinute }),
      pace,
    }),
  };
  const closing = new AbortController();
  let spent: Spending = { acts: 0, promptTokens: 0, completionTokens: 0, cost: null, unpriced: 0 };

  return {
    id: `endpoint:${base.host}/${model}`,
    kind: 'endpoint',
    concurrency,
    spending: () => spent,
    close() {
      closing.abort(
        new PolicyError('The policy was closed.', { remedy: 'Open it again.', retryable: false }),
      );
      return Promise.resolve();
    },
    async act({ conversation, tools, seed, turn }, signal): Promise<ActOutput> {
      const started = performance.now();
      const body = {
        model,
        messages: conversation.map(toWireMessage),
        ...(tools.length === 0 ? {} : { tools: tools.map(toWireTool), tool_choice: 'auto' }),
        // Some servers read the seed as a signed 32-bit number.
        seed: seed % 2 ** 31,
        ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
        ...(options.maxTokens === undefined
          ? {}
          : { [options.maxTokensField ?? 'max_tokens']: options.maxTokens }),
      };
      const json = await postJson(target, body, AbortSignal.any([signal, closing.signal]));
      const parsed = completionSchema.safeParse(json);
      if (!parsed.success)
        throw new PolicyError(
          `${target.url} answered with something that is no chat completion: ${z.prettifyError(parsed.error)}`,
          {
            remedy: 'Check that the server speaks the OpenAI chat completions format.',
            retryable: false,
          },
        );
      const usage: Usage = {
        promptTokens: parsed.data.usage?.prompt_tokens ?? 0,
        completionTokens: parsed.data.usage?.completion_tokens ?? 0,
        seconds: (performance.now() - started) / 1000,
        cost: costOf(parsed.data, options.prices?.[model]),
      };
      spent = {
        acts: spent.acts + 1,
        promptTokens: spent.promptTokens + usage.promptTokens,
        completionTokens: spent.completionTokens + usage.completionTokens,
        cost: usage.cost === null ? spent.cost : (spent.cost ?? 0) + usage.cost,
        unpriced: spent.unpriced + (usage.cost === null ? 1 : 0),
      };
      return { ...read(parsed.data, tools, (index) => `call_${turn}_${index}`), usage };
    },
  };
}

function read(completion: Completion, tools: readonly ToolSpec[], callId: (index: number) => string): Parsed {
  const [choice] = completion.choices;
  if (choice === undefined) return malformed('an answer without a choice');
  if (choice.finish_reason === 'length') return malformed('the message did not end within the token limit');
  if (choice.finish_reason === 'content_filter')
    return malformed('the endpoint’s content filter stopped the message');
  const toolCalls: ToolCall[] = [];
  for (const [index, { id, function: call }] of (choice.message.tool_calls ?? []).entries()) {
    const known = id === null || id === undefined || id === '' || toolCalls.some((each) => each.id === id);
    const checked = checkCall(known ? callId(index) : id, call.name, call.arguments, tools);
    if (!checked.ok) return malformed(checked.problem);
    toolCalls.push(checked.call);
  }
  const text = (choice.message.content ?? choice.message.refusal ?? '').trim();
  if (text === '' && toolCalls.length === 0) return malformed('an empty message');
  return { text: text === '' ? null : text, toolCalls };
}

function costOf({ usage }: Completion, price: Price | undefined): number | null {
  if (usage === null || usage === undefined || price === undefined) return null;
  const cached = Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, usage.prompt_tokens);
  const input = (usage.prompt_tokens - cached) * price.input + cached * (price.cachedInput ?? price.input);
  return (input + usage.completion_tokens * price.output) / 1e6;
}

function toWireMessage(message: Message): object {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.content };
    case 'assistant':
      if (message.toolCalls.length === 0) return { role: 'assistant', content: message.content ?? '' };
      return {
        role: 'assistant',
        content: message.content,
        tool_calls: message.toolCalls.map((call) => ({
          id: call.id,
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.arguments) },
        })),
      };
  }
}

function toWireTool({ name, description, parameters }: ToolSpec): object {
  return { type: 'function', function: { name, description, parameters } };
}

function readBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new PolicyError(`${JSON.stringify(text)} is no base URL of an endpoint.`, {
      remedy: 'Give an http or https address such as http://127.0.0.1:8000/v1.',
      retryable: false,
    });
  return url;
}

function readKey({ apiKeyEnv, env = process.env }: EndpointOptions): string | null {
  if (apiKeyEnv === undefined) return null;
  const key = env[apiKeyEnv]?.trim();
  if (key === undefined || key === '')
    throw new PolicyError(`The environment variable ${apiKeyEnv} holds no API key.`, {
      remedy: `Set it before you start, for example: export ${apiKeyEnv}=…`,
      retryable: false,
    });
  return key;
}
