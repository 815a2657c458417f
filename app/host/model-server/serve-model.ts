/**
 * A local policy behind an OpenAI-compatible endpoint: `/v1/models` and `/v1/chat/completions` with tools, streamed or whole.
 * Loopback by default. Every request brings the bearer key, its Host header must be ours (against DNS rebinding), and a browser's
 * page of another origin is refused: whoever has the key is this machine's user.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PolicyError, type ActOutput, type Policy } from '@understudy/engine';
import { ApiError, errorBody } from './api-error.ts';
import { chunks, completion, openingChunk, type AnswerFrame } from './chat-answer.ts';
import { readChatRequest, type ChatRequest } from './chat-request.ts';
import { TokenMemory } from './token-memory.ts';

export interface ServeModel {
  readonly policy: Policy;
  /** The model's name in requests and answers. */
  readonly name: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Default 127.0.0.1. On another address the network reaches it, with nothing but the key between. */
  readonly address?: string;
  /** At least 16 characters. */
  readonly key: string;
  /** Requests that may wait for the model; more are refused with 429. Default 256. */
  readonly waiting?: number;
  /** Bytes of a request's body. Default 8 MiB. */
  readonly largest?: number;
}

export interface ServedModel {
  /** What clients take as the base URL, ending in `/v1`. */
  readonly url: string;
  readonly port: number;
  /** Ends open requests. The policy stays open: it is its owner's. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** A comment keeps a stream alive while the model thinks, in milliseconds. */
const KEEP_ALIVE = 10_000;

/** Rejects when the port is taken (Node's error, code EADDRINUSE). Throws RangeError for a key that is too short. */
export async function serveModel(options: ServeModel): Promise<ServedModel> {
  const { policy, name, key, address = LOOPBACK, waiting = 256, largest = 8 * 2 ** 20 } = options;
  if (key.length < 16) throw new RangeError('the key must have at least 16 characters');
  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, address, () => done());
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port;
  const names = address === LOOPBACK ? [LOOPBACK, 'localhost'] : [LOOPBACK, 'localhost', address];
  const hosts =
    address === '0.0.0.0' || address === '::' ? null : names.map((host) => `${host}:${String(port)}`);
  const memory = new TokenMemory();
  const created = Math.floor(Date.now() / 1000);
  const described = { id: name, object: 'model', created, owned_by: 'understudy' };
  let open = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    admit(request, hosts, key);
    const path = (request.url ?? '').split('?')[0];
    if (path === '/v1/models') {
      allow(request, 'GET');
      sendJson(response, 200, { object: 'list', data: [described] });
      return;
    }
    if (path === `/v1/models/${encodeURIComponent(name)}`) {
      allow(request, 'GET');
      sendJson(response, 200, described);
      return;
    }
    if (path !== '/v1/chat/completions')
      throw new ApiError(
        404,
        'not_found',
        `There is no ${path ?? ''} here: /v1/models and /v1/chat/completions are.`,
      );
    allow(request, 'POST');
    if (open >= policy.concurrency + waiting) {
      response.setHeader('Retry-After', '1');
      throw new ApiError(429, 'busy', 'Too many requests wait for the model. Try again in a moment.');
    }
    open += 1;
    try {
      const chat = readChatRequest(await readJson(request, largest));
      if (chat.model !== name)
        throw new ApiError(
          404,
          'model_not_found',
          `There is no model ${JSON.stringify(chat.model)}: this is ${name}.`,
          'model',
        );
      await chatted(chat, response);
    } finally {
      open -= 1;
    }
  };

  const chatted = async (chat: ChatRequest, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const frame: AnswerFrame = {
      id: `chatcmpl-${randomBytes(12).toString('hex')}`,
      created: Math.floor(Date.now() / 1000),
      model: name,
    };
    const alive = chat.stream ? openStream(response, frame) : null;
    try {
      const output = await act(policy, memory, chat, gone.signal);
      if (chat.stream) {
        for (const chunk of chunks(frame, output, chat.streamUsage))
          sendEvent(response, JSON.stringify(chunk));
        sendEvent(response, '[DONE]');
        response.end();
      } else sendJson(response, 200, completion(frame, output));
    } finally {
      clearInterval(alive ?? undefined);
    }
  };

  server.on('request', (request, response) => {
    void answer(request, response).catch((error: unknown) => refuse(response, error));
  });
  return {
    url: `http://${hosts === null || address === LOOPBACK ? LOOPBACK : address}:${String(port)}/v1`,
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

async function act(
  policy: Policy,
  memory: TokenMemory,
  { conversation, tools, sampling, seed }: ChatRequest,
  signal: AbortSignal,
): Promise<ActOutput> {
  const remembered = memory.recall(conversation);
  const turn = conversation.filter(({ role }) => role === 'assistant').length;
  // Conversations that begin alike share a cache.
  const start = conversation.findIndex(({ role }) => role === 'assistant');
  const opening = JSON.stringify(conversation.slice(0, start === -1 ? undefined : start));
  const episodeId = createHash('sha256').update(opening).digest('hex').slice(0, 16);
  const input = {
    episodeId,
    turn,
    conversation: remembered,
    tools,
    seed: seed ?? randomInt(2 ** 32),
    sampling,
  };
  const output = await policy.act(input, signal);
  memory.keep(conversation, output);
  return output;
}

/** Throws ApiError 403 for a foreign Host or Origin, 401 without the key. */
function admit(request: IncomingMessage, hosts: readonly string[] | null, key: string): void {
  const { host = '', origin, authorization = '' } = request.headers;
  if (hosts !== null && !hosts.includes(host))
    throw new ApiError(403, 'foreign_host', `This server is not ${host}: call it by the address it printed.`);
  if (origin !== undefined && !(hosts ?? [host]).some((ours) => origin === `http://${ours}`))
    throw new ApiError(403, 'foreign_origin', 'Pages of other sites may not call this server.');
  const given = /^Bearer (.+)$/i.exec(authorization)?.[1] ?? '';
  if (!timingSafeEqual(digest(given), digest(key)))
    throw new ApiError(
      401,
      'invalid_api_key',
      'The key is missing or wrong: send it as "Authorization: Bearer KEY".',
    );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function allow(request: IncomingMessage, method: string): void {
  if (request.method !== method)
    throw new ApiError(405, 'method_not_allowed', `Only ${method} is answered here.`);
}

async function readJson(request: IncomingMessage, largest: number): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    if (!(piece instanceof Buffer)) continue;
    bytes += piece.length;
    if (bytes > largest)
      throw new ApiError(413, 'too_large', `The request has more than ${String(largest)} bytes.`);
    parts.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new ApiError(400, 'invalid_json', 'The body is not JSON.');
  }
}

function openStream(response: ServerResponse, frame: AnswerFrame): NodeJS.Timeout {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  sendEvent(response, JSON.stringify(openingChunk(frame)));
  return setInterval(() => response.write(': at work\n\n'), KEEP_ALIVE);
}

function sendEvent(response: ServerResponse, data: string): void {
  response.write(`data: ${data}\n\n`);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

function refuse(response: ServerResponse, error: unknown): void {
  // The client is gone: there is nobody to tell.
  if (response.destroyed) return;
  const refusal = apiError(error);
  if (response.headersSent) {
    sendEvent(response, JSON.stringify(errorBody(refusal)));
    response.end();
    return;
  }
  // The rest of a body that was not read would be taken for the next request.
  response.setHeader('Connection', 'close');
  sendJson(response, refusal.status, errorBody(refusal));
}

function apiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof PolicyError)
    return new ApiError(error.retryable ? 503 : 500, 'policy', `${error.message} ${error.remedy}`);
  return new ApiError(500, 'internal', error instanceof Error ? error.message : String(error));
}
