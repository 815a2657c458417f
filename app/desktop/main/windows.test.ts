import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { BrowserWindow, dialog, folder } from '../electron.fixture.ts';
import { openWindow } from './windows.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

beforeEach(() => {
  vi.clearAllMocks();
  BrowserWindow.all = [];
  rmSync(path.join(folder, 'userData'), { recursive: true, force: true });
});
function open(): BrowserWindow {
  openWindow('/dist/preload.cjs');
  return BrowserWindow.all.at(-1) ?? expect.fail('no window was made');
}

test('a page has no Node, no Electron, a sandbox, and the preload script', () => {
  expect(open().options.webPreferences).toEqual({
    preload: '/dist/preload.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
});

test("a window shows the app's own address, and itself only when there is something to see", () => {
  const window = open();
  expect(window.loadURL).toHaveBeenCalledWith('app://understudy/');
  expect(window.options.show).toBe(false);
  expect(window.show).not.toHaveBeenCalled();
  window.emit('ready-to-show');
  expect(window.show).toHaveBeenCalledOnce();
});

test('a window opens where the last one was closed', () => {
  open().emit('close');
  expect(existsSync(path.join(folder, 'userData', 'window.json'))).toBe(true);
  BrowserWindow.all = [];
  expect(open().options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
});

test('a page that dies is replaced by one that says so; one that ended as it should is not', () => {
  const window = open();
  window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  expect(window.loadURL).toHaveBeenCalledOnce();
  window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
  expect(window.loadURL).toHaveBeenLastCalledWith('app://understudy/~stopped?reason=oom');
});

test('a page that hangs is asked about once, and shown anew when the person wants it', async () => {
  const window = open();
  const answer = Promise.withResolvers<{ response: number }>();
  dialog.showMessageBox.mockReturnValueOnce(answer.promise);
  window.emit('unresponsive');
  window.emit('unresponsive');
  expect(dialog.showMessageBox).toHaveBeenCalledOnce();
  expect(window.webContents.reload).not.toHaveBeenCalled();
  answer.resolve({ response: 1 });
  await vi.waitFor(() => expect(window.webContents.reload).toHaveBeenCalledOnce());
});
