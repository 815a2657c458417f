import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { app, BrowserWindow, dialog, event } from '../electron.fixture.ts';
import { patienceMs, waitForSaves } from './quit.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

let saved: PromiseWithResolvers<void>;
const host = {
  close: vi.fn(async () => saved.promise),
  kill: vi.fn(() => saved.resolve()),
  connect: vi.fn(),
};
const onBegin = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  app.removeAllListeners();
  BrowserWindow.all = [new BrowserWindow()];
  saved = Promise.withResolvers();
});
afterEach(() => vi.useRealTimers());

function quit(): boolean {
  const happening = event({});
  app.emit('before-quit', happening);
  return happening.defaultPrevented();
}

test('quitting is held until the host has saved, however often it is asked for', async () => {
  waitForSaves({ host: () => host, onBegin });
  expect(quit()).toBe(true);
  expect(quit()).toBe(true);
  expect(host.close).toHaveBeenCalledOnce();
  expect(onBegin).toHaveBeenCalledOnce();
  expect(BrowserWindow.all[0]?.setProgressBar).toHaveBeenCalledWith(2);
  await vi.advanceTimersByTimeAsync(patienceMs - 1);
  expect(app.quit).not.toHaveBeenCalled();
  saved.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(app.quit).toHaveBeenCalledOnce();
  expect(quit()).toBe(false);
});

test('when saving takes long the person is asked, and may wait or not', async () => {
  waitForSaves({ host: () => host, onBegin });
  quit();
  await vi.advanceTimersByTimeAsync(patienceMs);
  expect(dialog.showMessageBox).toHaveBeenCalledOnce();
  expect(host.kill).not.toHaveBeenCalled();
  dialog.showMessageBox.mockResolvedValueOnce({ response: 1 });
  await vi.advanceTimersByTimeAsync(patienceMs);
  expect(host.kill).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(0);
  expect(app.quit).toHaveBeenCalledOnce();
});

test('without a host nothing is waited for', async () => {
  waitForSaves({ host: () => null, onBegin });
  expect(quit()).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(app.quit).toHaveBeenCalledOnce();
});

test('an update saves the same way before it starts', async () => {
  const restart = vi.fn();
  waitForSaves({ host: () => host, onBegin })(restart);
  await vi.advanceTimersByTimeAsync(10);
  expect(restart).not.toHaveBeenCalled();
  saved.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(restart).toHaveBeenCalledOnce();
  expect(quit()).toBe(false);
});
