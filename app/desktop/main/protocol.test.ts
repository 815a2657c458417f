import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { protocol } from '../electron.fixture.ts';
import { answer, contentPolicy, declareScheme, serveScreens } from './protocol.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

let parent: string;
let screens: string;

beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'understudy-screens-'));
  screens = path.join(parent, 'screens');
  mkdirSync(path.join(screens, 'assets'), { recursive: true });
  mkdirSync(path.join(parent, 'screens-secret'));
  writeFileSync(path.join(screens, 'index.html'), 'the first page');
  writeFileSync(path.join(screens, 'assets', 'a.js'), '1');
  writeFileSync(path.join(parent, 'secret.txt'), 'secret');
  writeFileSync(path.join(parent, 'screens-secret', 'x.txt'), 'secret');
});
afterAll(() => rmSync(parent, { recursive: true }));

const get = async (address: string, method = 'GET'): Promise<Response> =>
  answer(screens, { method, url: address });

test('the first page and its files come with the policy that keeps them in', async () => {
  const page = await get('app://understudy/');
  expect(await page.text()).toBe('the first page');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const script = await get('app://understudy/assets/a.js?v=1');
  expect(await script.text()).toBe('1');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  for (const one of [page, script, await get('app://understudy/assets/none.js')]) {
    expect(one.headers.get('content-security-policy')).toBe(contentPolicy);
    expect(one.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('the policy lets scripts come from the app alone, and none be evaluated', () => {
  const rules = new Map(contentPolicy.split('; ').map((rule) => [rule.split(' ')[0], rule]));
  expect(rules.get('script-src')).toBe("script-src 'self'");
  expect(rules.get('default-src')).toBe("default-src 'none'");
  expect(rules.get('connect-src')).toBe("connect-src 'self'");
  expect(rules.get('frame-ancestors')).toBe("frame-ancestors 'none'");
  expect(contentPolicy).not.toContain('unsafe-eval');
});

test('a place of the screens is the first page, also one with a dot in it', async () => {
  for (const place of ['/episodes/run-1', '/episodes/run-1%2Fpack.family-3%230', '/assets'])
    expect(await (await get(`app://understudy${place}`)).text()).toBe('the first page');
  expect((await get('app://understudy/assets/none.js')).status).toBe(404);
});

test.each([
  '/..%2fsecret.txt',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/assets/..%2f..%2fsecret.txt',
  '/..%2fscreens-secret%2fx.txt',
  '/%2e%2e%2fsecret.txt',
  '/a%00b',
  '/%E0%A4%A',
])('%s is refused', async (place) => {
  expect((await get(`app://understudy${place}`)).status).toBe(400);
});

test('no path, however written, leads out of the folder', async () => {
  const parts = fc.array(
    fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', 'secret.txt', 'assets', '\\', '//', '%252f'),
    {
      maxLength: 8,
    },
  );
  await fc.assert(
    fc.asyncProperty(parts, fc.constantFrom('/', '%2f', ''), async (names, joint) => {
      const response = await get(`app://understudy/${names.join(joint)}`);
      expect(await response.text()).not.toContain('secret');
    }),
  );
});

test('another host, another scheme and another method are refused', async () => {
  expect((await get('app://elsewhere/')).status).toBe(403);
  expect((await get('app://understudy:1/')).status).toBe(403);
  expect((await get('app://me@understudy/')).status).toBe(403);
  expect((await get('file:///etc/passwd')).status).toBe(403);
  expect((await get('app://understudy/', 'POST')).status).toBe(405);
});

test('the page for a window that stopped says why in our words, and repeats nothing it was given', async () => {
  const page = await get('app://understudy/~stopped?reason=oom');
  expect(await page.text()).toContain('ran out of memory');
  const hostile = await get(
    `app://understudy/~stopped?reason=${encodeURIComponent('<script>alert(1)</script>')}`,
  );
  expect(await hostile.text()).not.toContain('<script');
});

test('screens that were never built are said to be missing, with the remedy', async () => {
  const response = await answer(path.join(parent, 'none'), { method: 'GET', url: 'app://understudy/' });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm start');
});

test('the scheme is standard and secure, and is served from the folder', () => {
  declareScheme();
  expect(protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
    { scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) },
  ]);
  serveScreens(screens);
  expect(protocol.handle).toHaveBeenCalledWith('app', expect.any(Function));
});
