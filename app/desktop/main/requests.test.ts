import { beforeEach, expect, test, vi } from 'vitest';
import { ask, BrowserWindow, dialog, Notification, shell, type Asking } from '../electron.fixture.ts';
import { answerRequests, type RequestParts } from './requests.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

let window: BrowserWindow;
let page: Asking;
let connect: ReturnType<typeof vi.fn<(port: unknown) => void>>;
let parts: RequestParts;

beforeEach(() => {
  BrowserWindow.all = [];
  Notification.shown = [];
  window = new BrowserWindow();
  page = { sender: window.webContents, senderFrame: window.webContents.mainFrame };
  connect = vi.fn();
  parts = { host: () => ({ connect }), onActions: vi.fn(), onListening: vi.fn() };
  answerRequests(parts);
});

test('a page gets a port to the host, and the host the other end', async () => {
  await ask(page, { kind: 'connect', id: 'c1' });
  expect(connect).toHaveBeenCalledOnce();
  expect(window.webContents.mainFrame.postMessage).toHaveBeenCalledWith('port', 'c1', [expect.anything()]);
});

test('a frame inside a page, another window, and a page from elsewhere are refused before what they say is read', async () => {
  const hostile = { kind: 'open-external', url: 'https://huggingface.co' };
  const refusal = /only the main page of its own windows/;
  const stranger = new BrowserWindow();
  BrowserWindow.all = [window];
  const cases: readonly Asking[] = [
    { ...page, senderFrame: { url: 'app://understudy/', parent: window.webContents.mainFrame } },
    { ...page, senderFrame: null },
    { sender: stranger.webContents, senderFrame: stranger.webContents.mainFrame },
  ];
  for (const one of cases) await expect(ask(one, hostile)).rejects.toThrow(refusal);
  window.webContents.mainFrame.url = 'https://evil.example/';
  await expect(ask(page, hostile)).rejects.toThrow(refusal);
  await expect(ask(page, { kind: 'nonsense' })).rejects.toThrow(refusal);
  expect(shell.openExternal).not.toHaveBeenCalled();
});

test.each([
  null,
  'connect',
  {},
  { kind: 'run' },
  { kind: 'connect' },
  { kind: 'connect', id: 'x'.repeat(65) },
  { kind: 'show-file', path: '../relative' },
  { kind: 'save-file', title: 'Save', name: '../../etc/passwd' },
  { kind: 'open-files', title: 'Open', kinds: [{ name: 'All', extensions: ['*'] }] },
  { kind: 'notify', title: '', body: '' },
  { kind: 'notify', title: 'a', body: 'b', link: { kind: 'episode', id: '../x', step: null } },
  { kind: 'set-actions', actions: [{ id: 'a b', label: 'A', group: 'G' }] },
  { kind: 'listening', channel: 'everything' },
])('%o is not understood', async (raw) => {
  await expect(ask(page, raw)).rejects.toThrow(/does not understand/);
});

test('dialogs give paths, or nothing when they were cancelled', async () => {
  const kinds = [{ name: 'Models', extensions: ['gguf'] }];
  expect(await ask(page, { kind: 'open-files', title: 'Open', kinds, many: true })).toEqual(['/chosen/one']);
  expect(dialog.showOpenDialog).toHaveBeenLastCalledWith(window, {
    title: 'Open',
    filters: kinds,
    properties: ['openFile', 'multiSelections'],
  });
  expect(await ask(page, { kind: 'open-folder', title: 'Open' })).toBe('/chosen/one');
  expect(await ask(page, { kind: 'save-file', title: 'Save', name: 'a.json' })).toBe('/chosen/name.json');
  dialog.showOpenDialog.mockResolvedValueOnce({ canceled: true, filePaths: [] });
  expect(await ask(page, { kind: 'open-files', title: 'Open' })).toEqual([]);
  dialog.showSaveDialog.mockResolvedValueOnce({ canceled: true, filePath: '' });
  expect(await ask(page, { kind: 'save-file', title: 'Save', name: 'a.json' })).toBeNull();
});

test('an address on the list leaves, another does not', async () => {
  expect(await ask(page, { kind: 'open-external', url: 'https://huggingface.co/a' })).toBe(true);
  expect(await ask(page, { kind: 'open-external', url: 'file:///etc/passwd' })).toBe(false);
});

test('a notification comes only when nobody looks, and leads to its place', async () => {
  const link = { kind: 'episode', id: 'run/a#0', step: 3 };
  window.focused = true;
  await ask(page, { kind: 'notify', title: 'Trained', body: 'The job ended.', link });
  expect(Notification.shown).toEqual([]);
  window.focused = false;
  await ask(page, { kind: 'notify', title: 'Trained', body: 'The job ended.', link });
  Notification.shown[0]?.emit('click');
  expect(window.focus).toHaveBeenCalled();
  expect(window.webContents.send).toHaveBeenCalledWith('link', link);
});

test('actions and listeners are handed on', async () => {
  const actions = [{ id: 'a', label: 'A', group: 'G' }];
  await ask(page, { kind: 'set-actions', actions });
  expect(parts.onActions).toHaveBeenCalledWith(actions);
  await ask(page, { kind: 'listening', channel: 'action' });
  expect(parts.onListening).not.toHaveBeenCalled();
  await ask(page, { kind: 'listening', channel: 'link' });
  expect(parts.onListening).toHaveBeenCalledWith(window);
});
