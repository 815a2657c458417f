/**
 * The environment server: live worlds over HTTP, for trainers. On loopback only, with a bearer token, batched, and training tasks only.
 *
 *   GET  /v1/info      protocol, pack, tasks, tools, limits, counts
 *   POST /v1/episodes  {policy, episodes: [{task, seed, sample, maxTurns}]}   opens many
 *   POST /v1/step      {steps: [{id, output | text + toolCalls, tokens}]}     moves many
 *   POST /v1/close     {ids, reason}                                         ends many
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { createEpisodes } from './episodes.ts';
import type { EnvironmentLimits, EnvironmentParts, EnvironmentStats } from './episodes.ts';
import { closeSchema, policySchema, protocolVersion, startSchema, stepSchema } from './protocol.ts';
import type { Refusal } from './protocol.ts';

export * from './client.ts';
export * from './episodes.ts';
export * from './live.ts';
export * from './protocol.ts';
export * from './record.ts';
export * from './thread.ts';

export interface EnvironmentServerOptions extends Omit<EnvironmentParts, 'now'> {
  /** Default: one that the system chooses. */
  readonly port?: number;
  /** Default: a random one. */
  readonly token?: string;
  readonly limits?: Partial<EnvironmentLimits> & {
    /** Bytes of a request. */
    readonly body?: number;
  };
  readonly now?: () => number;
}

export interface EnvironmentServer {
  /** `http://127.0.0.1:PORT`, without a slash behind it. */
  readonly url: string;
  readonly token: string;
  stats(): EnvironmentStats;
  close(): Promise<void>;
}

const defaults = { episodes: 4096, idleMs: 15 * 60_000, body: 32_000_000 };
const EXPIRE_EVERY_MS = 30_000;

/** Twelve hex digits over everything that decides what an episode is like: a resumed job plays the same pack or none. */
export function environmentHash({ pack, tasks }: Pick<EnvironmentParts, 'pack' | 'tasks'>): string {
  const text = JSON.stringify([protocolVersion, pack, tasks.map(({ id }) => id)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Rejects where the port is taken. */
export async function startEnvironmentServer(options: EnvironmentServerOptions): Promise<EnvironmentServer> {
  const { pack, arena, tasks, now = Date.now, token = randomBytes(24).toString('base64url') } = options;
  const held = tasks.find(({ split }) => split !== 'train');
  if (held !== undefined) throw new RangeError(`${held.id} is held out: only training tasks are served.`);
  const limits = { ...defaults, ...options.limits };
  const episodes = createEpisodes({ ...options, now }, limits);
  const hash = environmentHash(options);
  const expected = digest(token);

  const info = (): object => ({
    protocol: protocolVersion,
    pack: { id: pack.id, title: pack.title, hash },
    split: 'train',
    tasks: tasks.map(({ id, family }) => ({ id, family })),
    tools: arena.specs.map((tool) => ({ type: 'function', function: tool })),
    limits: { turns: pack.limits.agent_turns, episodes: limits.episodes, body: limits.body },
    voice: options.voice === undefined ? 'template' : 'llm',
    /** Whether finished episodes are kept, so that their exact tokens are worth sending. */
    records: options.onFinished !== undefined,
    stats: episodes.stats(),
  });

  const routes: Readonly<Record<string, (body: unknown) => Promise<object> | object>> = {
    '/v1/episodes': async (body) => {
      const { policy, episodes: items } = startSchema.parse(body);
      return { episodes: await episodes.start(policySchema.parse(policy), items) };
    },
    '/v1/step': async (body) => ({ episodes: await episodes.step(stepSchema.parse(body).steps) }),
    '/v1/close': (body) => {
      const { ids, reason } = closeSchema.parse(body);
      return { episodes: episodes.close(ids, reason) };
    },
  };

  const answer = async (request: IncomingMessage, hosts: readonly string[]): Promise<Answer> => {
    // A page in a browser that found the port by guessing has another Host, or an Origin, or no token.
    if (!hosts.includes(request.headers.host ?? '') || request.headers.origin !== undefined)
      return refuse(403, 'wrong_host', 'Ask by the address that the server was announced with.');
    if (!sameToken(request.headers.authorization, expected))
      return refuse(
        401,
        'unauthorized',
        'Send `Authorization: Bearer TOKEN` with the token it was started with.',
      );
    const [path = ''] = (request.url ?? '').split('?');
    if (path === '/v1/info')
      return request.method === 'GET' ? { status: 200, body: info() } : wrongMethod('GET');
    const route = routes[path];
    if (route === undefined || !Object.hasOwn(routes, path))
      return refuse(404, 'not_found', `There is no ${path.slice(0, 80)} here; /v1/info says what there is.`);
    if (request.method !== 'POST') return wrongMethod('POST');
    const text = await readBody(request, limits.body);
    if (text === null)
      return refuse(
        413,
        'too_large',
        `A request may have ${limits.body} bytes: move fewer episodes at once.`,
      );
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return refuse(400, 'bad_request', 'The body is not JSON.');
    }
    episodes.expire();
    try {
      return { status: 200, body: await route(body) };
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const [issue] = error.issues;
      return refuse(
        400,
        'bad_request',
        `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`,
      );
    }
  };

  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    answer(request, hosts)
      .catch((error: unknown): Answer => {
        const message = error instanceof Error ? error.message : String(error);
        return refuse(500, 'bad_request', `The environment could not answer: ${message}`);
      })
      .then((done) => {
        send(response, done);
      })
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  hosts = [`127.0.0.1:${address.port}`, `localhost:${address.port}`];
  const timer = setInterval(() => {
    episodes.expire();
  }, EXPIRE_EVERY_MS);
  timer.unref();
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    stats: () => episodes.stats(),
    close: async () => {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

function refuse(status: number, code: Refusal['code'], message: string): Answer {
  return { status, body: { error: { code, message } } };
}

function wrongMethod(right: string): Answer {
  return refuse(405, 'wrong_method', `Use ${right} here.`);
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': text.length,
    'cache-control': 'no-store',
    // What is left of a body that was refused half-read cannot be told from the next request.
    ...(status === 200 ? {} : { connection: 'close' }),
  });
  response.end(text);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** In a time that does not tell how much of it was right. */
function sameToken(header: string | undefined, expected: Buffer): boolean {
  return timingSafeEqual(digest(/^Bearer (.+)$/.exec(header ?? '')?.[1] ?? ''), expected);
}

/** The whole body as text, or null when it is longer than `limit` bytes. */
async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    if (size > limit) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
