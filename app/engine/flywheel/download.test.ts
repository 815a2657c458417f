import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PolicyError } from '../policies/policy.ts';
import { downloadModel, type Download } from './download.ts';

const tiny = readFileSync(join(import.meta.dirname, '..', 'policies', 'fixtures', 'tiny.gguf'));

let server: Server;
let requests: string[] = [];
let folder: string;
const notes: string[] = [];
const progress: [number, number][] = [];

/** Sends the headers and half of a file, and then nothing more. */
const half: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': tiny.length });
  response.write(tiny.subarray(0, tiny.length / 2));
};

const answers: Readonly<Record<string, RequestListener>> = {
  '/models/tiny%20one.gguf': (_, response) => response.end(tiny),
  '/unknown-length.gguf': (_, response) => {
    response.write(tiny.subarray(0, 1000));
    response.end(tiny.subarray(1000));
  },
  '/page.gguf': (_, response) => response.end('<html>Log in to download</html>'),
  '/busy.gguf': (_, response) => response.writeHead(503).end(),
  '/broken.gguf': (request, response) => {
    half(request, response);
    setTimeout(() => response.destroy(), 20);
  },
  '/stalled.gguf': half,
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    requests.push(request.url ?? '');
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end('no such file');
    else answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  requests = [];
  notes.length = 0;
  progress.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

function address(path: string): URL {
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('the server does not listen');
  return new URL(path, `http://127.0.0.1:${place.port}`);
}

function fetchModel(path: string, more: Partial<Download> = {}): Promise<string> {
  return downloadModel({
    url: address(path),
    folder,
    observer: {
      note: (text) => void notes.push(text),
      stage: () => ({
        update: (done, total) => void progress.push([done, total]),
        end: (summary) => void notes.push(summary),
      }),
    },
    signal: new AbortController().signal,
    ...more,
  });
}

test.each(['/models/tiny%20one.gguf', '/unknown-length.gguf'])(
  '%s is fetched whole, and named by address and content',
  async (path) => {
    const file = await fetchModel(path);
    expect(readFileSync(file).equals(tiny)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(file).toMatch(/[\w.-]+-[0-9a-f]{8}-[0-9a-f]{12}\.gguf$/);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.every(([done, total]) => done <= total)).toBe(true);
  },
);

test('a file that is there is not fetched again; one that was changed is', async () => {
  const file = await fetchModel('/models/tiny%20one.gguf');
  expect(await fetchModel('/models/tiny%20one.gguf')).toBe(file);
  expect(requests).toHaveLength(1);
  expect(notes.at(-1)).toContain(file);
  writeFileSync(file, 'something else');
  expect(await fetchModel('/models/tiny%20one.gguf')).toBe(file);
  expect(requests).toHaveLength(2);
  expect(readFileSync(file).equals(tiny)).toBe(true);
});

test.each([
  ['/missing.gguf', /answered HTTP 404/, false],
  ['/busy.gguf', /answered HTTP 503/, true],
  ['/page.gguf', /is no usable model/, false],
  ['/broken.gguf', /broke off after \d+ of \d+ bytes/, true],
])('%s is refused, saying why, and leaves nothing behind', async (path, why, retryable) => {
  const error: unknown = await fetchModel(`${path}?key=secret`).catch((cause: unknown) => cause);
  if (!(error instanceof PolicyError)) throw new Error('the download was not refused');
  expect(error.message).toMatch(why);
  expect(error.message).toContain(address(path).href);
  expect(error.message).not.toContain('secret');
  expect(error.retryable).toBe(retryable);
  expect(readdirSync(folder)).toEqual([]);
});

test('a host that is not there is named', async () => {
  const url = new URL('http://127.0.0.1:1/a.gguf');
  await expect(fetchModel('', { url })).rejects.toThrow(/127\.0\.0\.1:1\/a\.gguf cannot be reached/);
});

test.each(['/models/tiny%20one.gguf', '/unknown-length.gguf'])(
  '%s that does not fit on the disk is refused',
  async (path) => {
    await expect(fetchModel(path, { spaceBytes: tiny.length - 1 })).rejects.toMatchObject({
      name: 'WorkspaceError',
      code: 'full',
    });
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('an interrupt ends a download that stalls, and leaves nothing behind', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 50);
  await expect(fetchModel('/stalled.gguf', { signal: abort.signal })).rejects.toThrow('aborted');
  expect(readdirSync(folder)).toEqual([]);
});
