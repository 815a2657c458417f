import { beforeAll, expect, test, vi } from 'vitest';
import { app, event, session, shell, WebContents } from '../electron.fixture.ts';
import { lockDown } from './lock-down.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

const { defaultSession } = session;
let contents: WebContents;

beforeAll(() => {
  lockDown();
  contents = new WebContents();
  app.emit('web-contents-created', {}, contents);
});

function asked(permission: string, requestingUrl: string): boolean {
  const decide = vi.fn();
  defaultSession.request?.(null, permission, decide, { requestingUrl });
  expect(decide).toHaveBeenCalledOnce();
  return decide.mock.lastCall?.[0] === true;
}

test.each([
  'media',
  'geolocation',
  'notifications',
  'midi',
  'clipboard-read',
  'display-capture',
  'fullscreen',
  'pointerLock',
  'openExternal',
  'hid',
  'fileSystem',
  'unknown',
])('%s is denied to every page', (permission) => {
  expect(asked(permission, 'app://understudy/')).toBe(false);
  expect(defaultSession.check?.(null, permission, 'app://understudy/')).toBe(false);
});

test('only our pages may copy, and no page gets a device', () => {
  expect(asked('clipboard-sanitized-write', 'app://understudy/runs')).toBe(true);
  expect(asked('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  expect(defaultSession.device?.()).toBe(false);
});

test.each([
  ['will-navigate', { url: 'https://evil.example/' }, true],
  ['will-navigate', { url: 'file:///etc/passwd' }, true],
  ['will-navigate', { url: 'app://elsewhere/' }, true],
  ['will-navigate', { url: 'javascript:alert(1)' }, true],
  ['will-navigate', { url: 'app://understudy/runs' }, false],
  ['will-frame-navigate', { url: 'app://understudy/', isMainFrame: false }, true],
  ['will-frame-navigate', { url: 'app://understudy/', isMainFrame: true }, false],
  ['will-redirect', { url: 'app://understudy/' }, true],
  ['will-attach-webview', {}, true],
])('%s %o is prevented: %s', (name, details, prevented) => {
  const happening = event(details);
  contents.emit(name, happening);
  expect(happening.defaultPrevented()).toBe(prevented);
});

test('no window opens; an address on the list goes to the browser', () => {
  shell.openExternal.mockClear();
  expect(contents.openHandler?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
  expect(shell.openExternal).not.toHaveBeenCalled();
  expect(contents.openHandler?.({ url: 'https://huggingface.co/x' })).toEqual({ action: 'deny' });
  expect(shell.openExternal).toHaveBeenCalledWith('https://huggingface.co/x');
});

test.each([
  ['blob:app://understudy/1-2-3', false],
  ['app://understudy/export.html', false],
  ['https://evil.example/a.exe', true],
  ['blob:https://evil.example/1', true],
  ['data:text/plain,x', true],
])('a download from %s is prevented: %s', (from, prevented) => {
  const happening = event({});
  defaultSession.emit('will-download', happening, { getURL: () => from });
  expect(happening.defaultPrevented()).toBe(prevented);
});
