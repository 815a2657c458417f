/** The host as a browser meets it: over its real HTTP server and sockets, with the client that the screens use. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { contract } from './contract/index.ts';
import { openHost, type Host } from './host.ts';
import { serveHost, subprotocol, type Served } from './serve.ts';
import { accessToken } from './token.ts';

type Client = ContractRouterClient<typeof contract>;

let folder: string;
let host: Host;
let served: Served;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-host-'));
  const ui = join(folder, 'ui');
  mkdirSync(join(ui, 'assets'), { recursive: true });
  writeFileSync(join(ui, 'index.html'), '<p>the app</p>');
  writeFileSync(join(ui, 'assets', 'a.js'), '1');
  host = openHost({ workspace: join(folder, 'workspace') });
  token = accessToken(host.context.workspace);
  served = await serveHost(host, { port: 0, token, ui });
});

afterAll(async () => {
  await served.close();
  await host.close();
  rmSync(folder, { recursive: true });
});

function socket(more: { origin?: string; token?: string; host?: string } = {}): WebSocket {
  const origin = more.origin ?? `http://127.0.0.1:${String(served.port)}`;
  const headers = more.host === undefined ? {} : { Host: more.host };
  return new WebSocket(`ws://127.0.0.1:${String(served.port)}/`, [subprotocol, more.token ?? token], {
    origin,
    headers,
  });
}

async function opens(one: WebSocket): Promise<boolean> {
  return new Promise((done) => {
    one.once('open', () => {
      done(true);
      one.close();
    });
    one.once('error', () => done(false));
  });
}

function client(): { readonly api: Client; readonly open: { close(): void } } {
  const url = `ws://127.0.0.1:${String(served.port)}/`;
  const headers = { origin: `http://127.0.0.1:${String(served.port)}` };
  const open = new globalThis.WebSocket(url, { protocols: [subprotocol, token], headers });
  return { api: createORPCClient<Client>(new RPCLink({ websocket: open })), open };
}

async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; csp: string }> {
  return new Promise((done, failed) => {
    const asked = request({ port: served.port, path, headers }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () =>
        done({
          status: response.statusCode ?? 0,
          body,
          csp: String(response.headers['content-security-policy'] ?? ''),
        }),
      );
    });
    asked.on('error', failed);
    asked.end();
  });
}

test('a socket opens only with our token, our origin and our host', async () => {
  expect(await opens(socket())).toBe(true);
  expect(await opens(socket({ token: 'x'.repeat(64) }))).toBe(false);
  expect(await opens(socket({ origin: 'https://example.com' }))).toBe(false);
  expect(await opens(socket({ origin: `http://127.0.0.1:${String(served.port + 1)}` }))).toBe(false);
  expect(await opens(socket({ host: 'rebound.example.com' }))).toBe(false);
});

test('the page comes with a policy that runs no foreign script, and nothing outside its folder is served', async () => {
  const page = await get('/runs/some/where');
  expect(page).toMatchObject({ status: 200, body: '<p>the app</p>' });
  expect(page.csp).toContain("script-src 'self';");
  expect((await get('/assets/a.js')).status).toBe(200);
  expect((await get('/assets/none.js')).status).toBe(404);
  for (const path of ['/../workspace/workspace.json', '/%2e%2e/workspace/workspace.json'])
    expect((await get(path)).body).toBe('<p>the app</p>');
  expect((await get('/episodes/pack.family-3%230')).body).toBe('<p>the app</p>');
  expect((await get('/..%2fworkspace%2fworkspace.json')).status).toBe(404);
  expect((await get('/', { Host: 'rebound.example.com' })).status).toBe(403);
});

test('the contract answers over a socket, and errors arrive as data with a remedy', async () => {
  const { api, open } = client();
  expect(await api.app.info()).toMatchObject({ workspace: join(folder, 'workspace') });
  expect(await api.home.counts()).toMatchObject({ episodes: 0, runs: 0 });
  const error = await api.runs.get({ id: 'none' }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no run none.',
    data: { remedy: 'Choose one from the list of runs.' },
  });
  open.close();
});

test('the contract answers over a message port', async () => {
  const { port1, port2 } = new MessageChannel();
  host.connectPort(port1);
  const api = createORPCClient<Client>(new PortLink({ port: port2 }));
  expect(await api.home.counts()).toMatchObject({ episodes: 0 });
  port1.close();
  port2.close();
});

test('work is seen by every screen, told about as it goes, and can be cancelled', async () => {
  const { api, open } = client();
  const changes = await api.app.changes();
  const item = host.context.works.start({
    kind: 'test',
    title: 'Waiting',
    run: (signal) =>
      new Promise((_done, failed) => signal.addEventListener('abort', () => failed(new Error('stopped')))),
  });
  expect(await changes.next()).toMatchObject({ value: { topic: 'work', id: item.id } });
  expect(await api.app.work.list()).toMatchObject([{ id: item.id, status: 'running' }]);
  await api.app.work.cancel({ id: item.id });
  await host.context.works.settled(item.id);
  expect(await api.app.work.list()).toMatchObject([{ status: 'cancelled' }]);
  await changes.return();
  open.close();
});
