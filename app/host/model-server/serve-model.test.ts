// The endpoint, driven by our own client (the endpoint policy) with the embedded model, and by hand with a stand-in.
import { request } from 'node:http';
import {
  embeddedModel,
  openEndpointPolicy,
  openLocalPolicy,
  openSplit,
  openTraceStore,
  openWorkspace,
  loadPack,
  runEpisodes,
  PolicyError,
  type ActInput,
  type ActOutput,
  type LocalPolicy,
  type Policy,
} from '@understudy/engine';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { serveModel, type ServeModel, type ServedModel } from './serve-model.ts';

const key = 'a-key-for-tests-only';
const usage = { promptTokens: 12, completionTokens: 3, seconds: 0, cost: null };
const never = new AbortController().signal;

let served: ServedModel | null = null;
afterEach(async () => {
  await served?.close();
  served = null;
});

function standIn(act: (input: ActInput, signal: AbortSignal) => Promise<ActOutput>): Policy {
  return { id: 'test', kind: 'local', concurrency: 1, act, close: () => Promise.resolve() };
}

const saying = (text: string): Policy => standIn(() => Promise.resolve({ text, toolCalls: [], usage }));

async function serve(policy: Policy, more: Partial<ServeModel> = {}): Promise<string> {
  served = await serveModel({ policy, name: 'small', port: 0, key, ...more });
  return served.url;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string | null;
}

async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
}

const answered = z.object({ choices: z.array(z.object({ message: z.looseObject({}) })) });
const chunked = z.object({
  id: z.string(),
  object: z.string(),
  choices: z.array(z.object({ delta: z.looseObject({}), finish_reason: z.string().nullable() })),
  usage: z.looseObject({}).optional(),
});
const hello = { model: 'small', messages: [{ role: 'user', content: 'Hello' }] };
const tools = [
  { type: 'function', function: { name: 'get_order', parameters: { type: 'object', properties: {} } } },
];

describe('an episode played through the endpoint', () => {
  let folder: string;
  let local: LocalPolicy;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'serve-'));
    local = await openLocalPolicy({ modelPath: embeddedModel.gguf, temperature: 0, processes: 1 });
  });
  afterEach(async () => {
    await local.close();
    rmSync(folder, { recursive: true });
  });

  test('is the one played locally, word for word, at temperature 0', { timeout: 60_000 }, async () => {
    const url = await serve(local);
    const pack = loadPack('helpdesk-refunds');
    const { arena, tasks } = await openSplit(pack, 'heldout', 6);
    const workspace = openWorkspace(folder, { lock: true });
    const store = openTraceStore(workspace);
    const keyed = { apiKeyEnv: 'K', env: { K: key } };
    const remote = openEndpointPolicy({ baseUrl: url, model: 'small', temperature: 0, ...keyed });
    const common = { kind: 'evaluation', split: 'heldout', samples: 1, seed: 7, settings: {} } as const;
    for (const [id, policy] of [['here', local] as const, ['there', remote] as const])
      await runEpisodes({ id, pack, tasks, ...common }, { arena, policy, store }, never, () => undefined);
    const played = (id: string) =>
      store.episodes({ runIds: [id] }).map(({ id: episode, taskId, reward, turns, endReason }) => ({
        ...{ taskId, reward, turns, endReason },
        said: store.events(episode).flatMap((event) => {
          if (event.type !== 'agent_turn') return [];
          const { text, toolCalls, malformed } = event;
          return [{ text, calls: toolCalls.map((call) => [call.name, call.arguments]), malformed }];
        }),
      }));
    expect(played('there')).toEqual(played('here'));
    expect(played('here').flatMap(({ said }) => said).length).toBeGreaterThan(20);
    expect(played('here').filter(({ reward }) => reward?.success === true).length).toBeGreaterThan(0);
    expect(remote.spending().promptTokens).toBeGreaterThan(1000);
    store.close();
    workspace.close();
    arena.world.close();
  });

  test('goes on from the very tokens the model wrote, not from its text', { timeout: 60_000 }, async () => {
    const seen: ActInput[] = [];
    const url = await serve({
      ...local,
      act: (input, signal) => {
        seen.push(input);
        return local.act(input, signal);
      },
    });
    const first = await post(url, { ...hello, temperature: 0, max_tokens: 200 });
    const [said] = answered.parse(JSON.parse(first.text)).choices.map(({ message }) => message);
    const more = [...hello.messages, said, { role: 'user', content: 'And then?' }];
    await post(url, { ...hello, messages: more });
    const edited = [
      ...hello.messages,
      { role: 'assistant', content: 'Something else.' },
      { role: 'user', content: 'x' },
    ];
    await post(url, { ...hello, messages: edited });
    const tokens = seen.map(({ conversation }) =>
      conversation.map((one) => 'tokens' in one && one.tokens !== undefined),
    );
    expect(tokens).toEqual([[false], [false, true, false], [false, false, false]]);
    expect(seen[0]).toMatchObject({ turn: 0, sampling: { temperature: 0, maxTokens: 200 } });
    expect(seen[1]?.episodeId).toBe(seen[0]?.episodeId);
  });
});

test('an answer has the shape of a chat completion, with usage, tool calls, and what ended it', async () => {
  const toolCalls = [{ id: 'call_0_0', name: 'get_order', arguments: { order_id: '7' } }];
  const url = await serve(standIn(() => Promise.resolve({ text: null, toolCalls, usage })));
  const { status, text } = await post(url, { ...hello, tools });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    created: expect.any(Number),
    model: 'small',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [
            {
              id: 'call_0_0',
              type: 'function',
              function: { name: 'get_order', arguments: '{"order_id":"7"}' },
            },
          ],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
  });
});

test.each([
  ['the message did not end within 5 tokens', 'length'],
  ['the conversation has 900 tokens, more than the context of 512 holds', 'length'],
  ['an empty message', 'stop'],
])('a message that cannot be read (%s) is empty, ends with %s and says why', async (malformed, finish) => {
  const url = await serve(standIn(() => Promise.resolve({ text: null, toolCalls: [], malformed, usage })));
  const { text } = await post(url, hello);
  expect(JSON.parse(text)).toMatchObject({
    choices: [{ message: { content: '' }, finish_reason: finish }],
    understudy: { malformed },
  });
});

test('a stream opens at once, brings text, calls, the end and the usage, and closes with [DONE]', async () => {
  const toolCalls = [{ id: 'c', name: 'get_order', arguments: {} }];
  const url = await serve(standIn(() => Promise.resolve({ text: 'Let me look.', toolCalls, usage })));
  const { text, type } = await post(url, {
    ...hello,
    tools,
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(type).toContain('text/event-stream');
  const events = text
    .trimEnd()
    .split('\n\n')
    .map((event) => event.replace(/^data: /, ''));
  expect(events.at(-1)).toBe('[DONE]');
  const parsed = events.slice(0, -1).map((event) => chunked.parse(JSON.parse(event)));
  expect(parsed.every(({ object, id }) => object === 'chat.completion.chunk' && id === parsed[0]?.id)).toBe(
    true,
  );
  expect(parsed.map(({ choices: [choice] }) => choice?.delta)).toEqual([
    { role: 'assistant', content: '' },
    { content: 'Let me look.' },
    {
      tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'get_order', arguments: '{}' } }],
    },
    {},
    undefined,
  ]);
  expect(parsed.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
  expect(parsed.at(-1)?.usage).toEqual({ prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 });
});

test('messages of every role reach the policy, parts joined and tool results under their tool’s name', async () => {
  let seen: ActInput | null = null;
  const url = await serve(
    standIn((input) => {
      seen = input;
      return Promise.resolve({ text: 'ok', toolCalls: [], usage });
    }),
  );
  const call = { id: 'a', type: 'function', function: { name: 'get_order', arguments: '{"order_id":"7"}' } };
  const messages = [
    { role: 'developer', content: 'Be kind.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'My ' },
        { type: 'text', text: 'order?' },
      ],
    },
    { role: 'assistant', content: '', tool_calls: [call] },
    { role: 'tool', tool_call_id: 'a', content: '{}' },
  ];
  await post(url, { model: 'small', messages, tools, seed: -1, temperature: 0.5, max_completion_tokens: 9 });
  expect(seen).toMatchObject({
    conversation: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'My order?' },
      {
        role: 'assistant',
        content: null,
        toolCalls: [{ id: 'a', name: 'get_order', arguments: { order_id: '7' } }],
      },
      { role: 'tool', callId: 'a', name: 'get_order', content: '{}' },
    ],
    tools: [{ name: 'get_order', description: '', parameters: { type: 'object' } }],
    ...{ turn: 1, seed: 2 ** 32 - 1, sampling: { temperature: 0.5, maxTokens: 9 } },
  });
  await post(url, { ...hello, tools, tool_choice: 'none' });
  expect(seen).toMatchObject({ tools: [], sampling: {} });
});

test('the models are listed', async () => {
  const url = await serve(saying('hi'));
  const get = async (path: string) =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();
  expect(await get('/models')).toMatchObject({ object: 'list', data: [{ id: 'small', object: 'model' }] });
  expect(await get('/models/small')).toMatchObject({ id: 'small' });
});

describe('what cannot be done is refused in the API’s own shape', () => {
  const refusals: readonly (readonly [string, unknown, number, string, string | null])[] = [
    ['a body that is no JSON', '{', 400, 'invalid_json', null],
    ['no messages', { model: 'small', messages: [] }, 400, 'invalid_value', 'messages'],
    ['another model', { ...hello, model: 'big' }, 404, 'model_not_found', 'model'],
    ['several answers', { ...hello, n: 2 }, 400, 'invalid_value', 'n'],
    ['a stop text', { ...hello, stop: ['\n'] }, 400, 'invalid_value', 'stop'],
    ['a forced call', { ...hello, tools, tool_choice: 'required' }, 400, 'invalid_value', 'tool_choice'],
    [
      'a picture',
      { ...hello, messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      400,
      'invalid_value',
      'messages.0.content',
    ],
    [
      'a tool result without its call',
      { ...hello, messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
      400,
      'invalid_value',
      'messages.0.tool_call_id',
    ],
    ['more than it reads', { ...hello, pad: 'x'.repeat(3000) }, 413, 'too_large', null],
  ];
  test.each(refusals)('%s', async (_, body, status, code, param) => {
    const url = await serve(saying('hi'), { largest: 2000 });
    const answer = await post(url, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code, param, message: expect.any(String) } });
  });

  test('no key, a wrong key, another site’s page, another host name, another path and method', async () => {
    const url = await serve(saying('hi'));
    const port = Number(new URL(url).port);
    expect((await post(url, hello, { authorization: '' })).status).toBe(401);
    expect((await post(url, hello, { authorization: 'Bearer a-key-for-tests-onlx' })).status).toBe(401);
    expect((await post(url, hello, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(url, hello, { origin: `http://127.0.0.1:${String(port)}` })).status).toBe(200);
    const rebound = await new Promise<number>((resolve) => {
      const headers = { host: 'evil.example', authorization: `Bearer ${key}` };
      request({ port, host: '127.0.0.1', path: '/v1/models', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).end();
    });
    expect(rebound).toBe(403);
    const authorization = `Bearer ${key}`;
    expect((await fetch(`${url}/embeddings`, { headers: { authorization } })).status).toBe(404);
    expect((await fetch(`${url}/chat/completions`, { headers: { authorization } })).status).toBe(405);
  });

  test('a model that is gone, also in mid-stream', async () => {
    const error = new PolicyError('An inference process died.', {
      remedy: 'Check the memory.',
      retryable: true,
    });
    const url = await serve(standIn(() => Promise.reject(error)));
    const whole = await post(url, hello);
    expect(whole.status).toBe(503);
    expect(JSON.parse(whole.text)).toMatchObject({
      error: {
        type: 'server_error',
        message: 'An inference process died. Check the memory.',
      },
    });
    expect((await post(url, { ...hello, stream: true })).text).toContain(
      '"error":{"message":"An inference process died',
    );
  });

  test('more requests than may wait', async () => {
    const release = Promise.withResolvers<ActOutput>();
    const url = await serve(
      standIn(() => release.promise),
      { waiting: 0 },
    );
    const first = post(url, hello);
    await expect.poll(async () => (await post(url, hello)).status).toBe(429);
    release.resolve({ text: 'hi', toolCalls: [], usage });
    expect((await first).status).toBe(200);
  });

  test('a key that could be guessed', async () => {
    await expect(serve(saying('hi'), { key: 'short' })).rejects.toThrow('at least 16');
  });
});

test('a client that leaves stops the model', async () => {
  const stopped = Promise.withResolvers<null>();
  const url = await serve(
    standIn((_, signal) => {
      return new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          stopped.resolve(null);
          reject(signal.reason);
        });
      });
    }),
  );
  const leaving = new AbortController();
  const call = fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ ...hello, stream: true }),
    signal: leaving.signal,
  });
  await call;
  leaving.abort();
  await stopped.promise;
});
