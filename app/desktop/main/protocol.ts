/** `app://understudy/…`: the built screens, read from their folder and from nowhere else, with the headers that keep them in. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';
import { isOwn, scheme } from './address.ts';
import { stoppedPage, stoppedPath, unbuiltPage } from './pages.ts';

/** Styles are written by the component library at run time; scripts come from the folder alone, and none is evaluated. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Must be called before Electron is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** @param folder the built screens; may lie in the archive of the packaged app */
export function serveScreens(folder: string): void {
  protocol.handle(scheme, (request) => answer(folder, request));
}

/**
 * 400, 403, 404 and 405 as a server would. A path that is no file is a screen's own place (an episode's id may have a dot in it),
 * so it gets the first page; only the folder of built files, `assets`, holds nothing else.
 */
export async function answer(folder: string, request: Pick<Request, 'method' | 'url'>): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const url = URL.parse(request.url);
  if (url === null || !isOwn(request.url)) return refusal(403);
  if (url.pathname === stoppedPath) return html(200, stoppedPage(url.searchParams.get('reason')));
  const file = fileIn(folder, url.pathname);
  if (file === null) return refusal(400);
  const found = await contents(file);
  if (found !== null) return new Response(found, { headers: headers(typeOf(file)) });
  if (url.pathname.startsWith('/assets/')) return refusal(404);
  const first = await contents(path.join(folder, 'index.html'));
  return first === null
    ? html(503, unbuiltPage())
    : new Response(first, { headers: headers(typeOf('.html')) });
}

/** Null for what is no file that can be read. */
async function contents(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(file));
  } catch {
    return null;
  }
}

function typeOf(file: string): string {
  return types[path.extname(file)] ?? types[file] ?? 'application/octet-stream';
}

/** The file that a path names, or null when it lies outside the folder or is no path. */
function fileIn(folder: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (name.includes('\0')) return null;
  const root = path.resolve(folder);
  const file = path.resolve(root, `.${name}`);
  const inside = path.relative(root, file);
  return inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside) ? null : file;
}

function headers(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': contentPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
}

function html(status: number, text: string): Response {
  return new Response(text, { status, headers: headers('text/html; charset=utf-8') });
}

function refusal(status: 400 | 403 | 404 | 405): Response {
  return new Response(null, { status, headers: headers('text/plain; charset=utf-8') });
}
