/**
 * The host for a browser: the built screens over HTTP and the contract over a WebSocket, on this machine's loopback only. A page
 * of another site cannot reach it: the Host header must be ours (against DNS rebinding), the Origin too, and every
 * socket brings the token.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, relative, resolve, sep } from 'node:path';
import { timingSafeEqual } from 'node:crypto';
import { WebSocketServer } from 'ws';
import type { Host } from './host.ts';

export interface ServeOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** At least 32 characters. Whoever has it can do what the person at this machine can. */
  readonly token: string;
  /** The folder with the built screens: index.html and its files. */
  readonly ui: string;
}

export interface Served {
  /** Where the app is, with the token behind the # that no server ever sees. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The subprotocol that a screen names before its token; the server answers with this one alone. */
export const subprotocol = 'understudy';

const LOOPBACK = '127.0.0.1';
/** A transcript with its exact tokens may be some megabytes; nothing is larger. */
const LARGEST_MESSAGE = 64 * 2 ** 20;

/** Rejects when the port is taken (Node's error, code EADDRINUSE). */
export async function serveHost(host: Host, { port, token, ui }: ServeOptions): Promise<Served> {
  if (token.length < 32) throw new RangeError('the token must have at least 32 characters');
  const server = createServer();
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, LOOPBACK, () => done());
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const hosts = [`${LOOPBACK}:${String(bound)}`, `localhost:${String(bound)}`];
  const ours = (request: IncomingMessage): boolean => hosts.includes(request.headers.host ?? '');

  server.on('request', (request, response) => {
    if (!ours(request)) return refuse(response, 403, 'This host serves only the machine it runs on.');
    sendFile(request, response, ui, hosts);
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    handleProtocols: () => subprotocol,
  });
  server.on('upgrade', (request, socket, head) => {
    const origin = request.headers.origin ?? '';
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
    const known = hosts.some((one) => origin === `http://${one}`);
    if (!ours(request) || !known || !equal(offered[1] ?? '', token) || offered[0] !== subprotocol) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => host.connectSocket(open));
  });
  return {
    url: `http://${LOOPBACK}:${String(bound)}/#token=${token}`,
    port: bound,
    close: async () => {
      for (const open of sockets.clients) open.terminate();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function equal(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** What the page may do. Styles may be inline: the components set CSS variables that way; scripts may not. */
export function contentSecurityPolicy(hosts: readonly string[]): string {
  const connect = hosts.flatMap((one) => [`ws://${one}`, `http://${one}`]).join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  hosts: readonly string[],
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only GET is answered here.');
  const file = fileOf(request.url ?? '/', resolve(folder));
  if (file === null) return refuse(response, 404, 'There is no such file.');
  const size = sizeOf(file) ?? 0;
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Length': size,
    'Content-Security-Policy': contentSecurityPolicy(hosts),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // The names of built files change with their content.
    'Cache-Control': file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
}

/** The file behind a path, never outside of the folder; what is no file is a screen's address, and so the page itself. */
function fileOf(url: string, folder: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://host').pathname);
  } catch {
    return null;
  }
  const page = join(folder, 'index.html');
  if (path.includes('\0')) return null;
  const file = resolve(folder, `.${path}`);
  if (relative(folder, file).startsWith('..')) return null;
  if (sizeOf(file) !== null) return file;
  return path.startsWith('/assets/') || sizeOf(page) === null ? null : page;
}

function sizeOf(file: string): number | null {
  try {
    const found = statSync(file);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
