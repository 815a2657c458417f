import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToolSpec } from '@understudy/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { openEndpointPolicy, type EndpointOptions } from './endpoint.ts';
import { PolicyError, type ActInput } from './policy.ts';
import { createRequestGate, type Pace } from './requestGate.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string, count: number) => void;

const tools: readonly ToolSpec[] = [
  { name: 'get_order', description: 'Read.', parameters: { type: 'object', properties: {} } },
];
const input: ActInput = {
  episodeId: 'e',
  turn: 2,
  seed: 2 ** 32 - 1,
  tools,
  conversation: [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: null,
      toolCalls: [{ id: 'a', name: 'get_order', arguments: { order_id: '4821' } }],
    },
    { role: 'tool', callId: 'a', name: 'get_order', content: '{}' },
  ],
};
const never = new AbortController().signal;
const usage = { prompt_tokens: 1000, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 400 } };
const said = (message: object, more: object = {}) => ({
  choices: [{ message, finish_reason: 'stop' }],
  usage,
  ...more,
});
const hello = said({ content: ' Hello. ' });

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

async function serve(handler: Handler, options: Partial<EndpointOptions> = {}) {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const mine = count;
    void readText(request).then((body) => handler(request, response, body, mine));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const waits: number[] = [];
  const pace: Pace = {
    now: () => performance.now(),
    random: () => 0.5,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
  const policy = openEndpointPolicy({
    baseUrl: `http://127.0.0.1:${port}/v1/`,
    model: 'small',
    pace,
    ...options,
  });
  return { policy, waits, requests: () => count };
}
const answer = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const refusal = async (act: Promise<unknown>): Promise<PolicyError> => {
  const error: unknown = await act.catch((cause: unknown) => cause);
  if (error instanceof PolicyError) return error;
  throw new Error(`no PolicyError but ${String(error)}`);
};

describe('an endpoint policy', () => {
  it('sends the conversation, the tools and the key in OpenAI’s format', async () => {
    const seen: unknown[] = [];
    const { policy } = await serve(
      (request, response, body) => {
        seen.push(request.url, request.headers.authorization, JSON.parse(body));
        answer(response, 200, hello);
      },
      {
        apiKeyEnv: 'KEY',
        env: { KEY: 'secret' },
        temperature: 0.3,
        maxTokens: 99,
        maxTokensField: 'max_completion_tokens',
      },
    );
    const output = await policy.act(input, never);
    expect(output).toMatchObject({
      text: 'Hello.',
      toolCalls: [],
      usage: { promptTokens: 1000, completionTokens: 10, cost: null },
    });
    expect(seen).toEqual([
      '/v1/chat/completions',
      'Bearer secret',
      {
        model: 'small',
        seed: 2 ** 31 - 1,
        temperature: 0.3,
        max_completion_tokens: 99,
        tool_choice: 'auto',
        tools: [{ type: 'function', function: tools[0] }],
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Hi' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'a',
                type: 'function',
                function: { name: 'get_order', arguments: '{"order_id":"4821"}' },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'a', content: '{}' },
        ],
      },
    ]);
  });

  it('reads tool calls, and gives ids to those without', async () => {
    const call = (id: string | null, args: unknown) => ({
      id,
      type: 'function',
      function: { name: 'get_order', arguments: args },
    });
    const { policy } = await serve((_, response) =>
      answer(
        response,
        200,
        said({
          content: null,
          tool_calls: [call('x', '{"order_id":"1"}'), call(null, { order_id: '2' }), call('x', '')],
        }),
      ),
    );
    const output = await policy.act(input, never);
    expect(output.toolCalls).toEqual([
      { id: 'x', name: 'get_order', arguments: { order_id: '1' } },
      { id: 'call_2_1', name: 'get_order', arguments: { order_id: '2' } },
      { id: 'call_2_2', name: 'get_order', arguments: {} },
    ]);
  });

  it.each([
    [
      'broken arguments',
      said({ tool_calls: [{ function: { name: 'get_order', arguments: '{"a":' } }] }),
      'not JSON',
    ],
    [
      'an unknown tool',
      said({ tool_calls: [{ function: { name: 'rm', arguments: '{}' } }] }),
      'not among the tools',
    ],
    ['an empty message', said({ content: '' }), 'empty'],
    ['a cut message', { choices: [{ message: { content: 'He' }, finish_reason: 'length' }] }, 'did not end'],
  ])('calls %s malformed and does not fail', async (_, body, problem) => {
    const { policy } = await serve((__, response) => answer(response, 200, body));
    expect((await policy.act(input, never)).malformed).toContain(problem);
  });

  it('adds up what acts cost, and says how many it has no price for', async () => {
    const { policy } = await serve(
      (_, response, __, count) => answer(response, 200, count === 2 ? { ...hello, usage: undefined } : hello),
      { prices: { small: { input: 2, output: 10, cachedInput: 1 } } },
    );
    expect((await policy.act(input, never)).usage.cost).toBeCloseTo(0.0017, 10);
    expect((await policy.act(input, never)).usage.cost).toBeNull();
    await policy.act(input, never);
    expect(policy.spending()).toMatchObject({
      acts: 3,
      promptTokens: 2000,
      completionTokens: 20,
      unpriced: 1,
    });
    expect(policy.spending().cost).toBeCloseTo(0.0034, 10);
  });

  it('retries with growing, jittered waits, and as long as Retry-After says', async () => {
    const { policy, waits, requests } = await serve((_, response, __, count) => {
      if (count === 1) answer(response, 500, 'oops');
      else if (count === 2) answer(response, 429, 'slow down', { 'retry-after': '7' });
      else if (count === 3) response.destroy();
      else answer(response, 200, hello);
    });
    expect((await policy.act(input, never)).text).toBe('Hello.');
    expect(requests()).toBe(4);
    expect(waits).toEqual([250, 7000, 1000]);
  });

  it('gives up after its retries, and at once when asked to wait for too long', async () => {
    const failing = await serve((_, response) => answer(response, 503, 'down'), { retries: 2 });
    expect(await refusal(failing.policy.act(input, never))).toMatchObject({
      retryable: true,
      message: expect.stringContaining('503'),
    });
    expect(failing.requests()).toBe(3);
    const busy = await serve((_, response) => answer(response, 429, '', { 'retry-after': '3600' }));
    await refusal(busy.policy.act(input, never));
    expect(busy.requests()).toBe(1);
  });

  it.each([
    [401, 'no', /Set KEY to a valid key/],
    [404, 'no', /model’s name/],
    [400, '{"error":"tools unsupported"}', /answer says/],
    [429, '{"error":{"code":"insufficient_quota"}}', /credit/],
    [200, 'not json', /base URL/],
    [200, '{"choices":[]}', /chat completions format/],
  ])('does not retry %i %s, and says what to do', async (status, body, remedy) => {
    const { policy, requests } = await serve((_, response) => answer(response, status, body), {
      apiKeyEnv: 'KEY',
      env: { KEY: 'secret' },
    });
    const error = await refusal(policy.act(input, never));
    expect(error).toMatchObject({ retryable: false, remedy: expect.stringMatching(remedy) });
    expect(error.message).toContain('http://127.0.0.1');
    expect(error.message).not.toContain('secret');
    expect(requests()).toBe(1);
  });

  it('limits the time of an attempt', async () => {
    const { policy } = await serve(() => undefined, { timeoutMs: 30, retries: 0 });
    expect((await refusal(policy.act(input, never))).message).toContain('did not answer within 0.03 s');
  });

  it('stops when aborted or closed', async () => {
    const { policy } = await serve(() => undefined);
    const abort = new AbortController();
    const act = policy.act(input, abort.signal);
    abort.abort(new Error('enough'));
    await expect(act).rejects.toThrow('enough');
    const open = policy.act(input, never);
    await policy.close();
    await expect(open).rejects.toThrow('closed');
  });

  it('refuses to open without its key or with no address', () => {
    const options = { baseUrl: 'http://127.0.0.1/v1', model: 'm' };
    expect(() => openEndpointPolicy({ ...options, apiKeyEnv: 'KEY', env: {} })).toThrow(
      /KEY holds no API key/,
    );
    expect(() => openEndpointPolicy({ ...options, baseUrl: 'api.example' })).toThrow(/no base URL/);
  });

  it('keeps no more requests under way than it may', async () => {
    let open = 0;
    let most = 0;
    const { policy } = await serve(
      (_, response) => {
        open += 1;
        most = Math.max(most, open);
        void sleep(5).then(() => {
          open -= 1;
          answer(response, 200, hello);
        });
      },
      { concurrency: 3 },
    );
    await Promise.all(Array.from({ length: 12 }, () => policy.act(input, never)));
    expect(most).toBe(3);
  });
});

describe('the request gate', () => {
  it('starts at most so many requests in any minute', async () => {
    let time = 0;
    const pace: Pace = {
      now: () => time,
      random: () => 0,
      sleep: (ms) => {
        time += ms;
        return Promise.resolve();
      },
    };
    const gate = createRequestGate({ concurrent: 2, perMinute: 2, pace });
    const starts: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const leave = await gate.enter(never);
      starts.push(time);
      time += 1000;
      leave();
    }
    expect(starts).toEqual([0, 1000, 60_000, 61_000, 120_000]);
  });
});
