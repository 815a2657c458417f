import { EventEmitter } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { app } from '../electron.fixture.ts';
import { followUpdates } from './updates.ts';

const updater = Object.assign(new EventEmitter(), {
  autoDownload: false,
  autoInstallOnAppQuit: false,
  checkForUpdates: vi.fn(async () => null),
  quitAndInstall: vi.fn(),
});
vi.mock('electron', () => import('../electron.fixture.ts'));
vi.mock('electron-updater', () => ({ default: { autoUpdater: updater } }));

let resources: string;
const { resourcesPath } = process;
beforeEach(() => {
  vi.clearAllMocks();
  resources = mkdtempSync(path.join(tmpdir(), 'understudy-resources-'));
  Object.defineProperty(process, 'resourcesPath', { value: resources, configurable: true });
});
afterEach(() => {
  app.isPackaged = false;
  Object.defineProperty(process, 'resourcesPath', { value: resourcesPath, configurable: true });
});

test('nobody is asked from the repository, nor by a package that was given no address', async () => {
  await followUpdates(vi.fn());
  app.isPackaged = true;
  await followUpdates(vi.fn());
  expect(updater.checkForUpdates).not.toHaveBeenCalled();
});

test('a package with an address asks it, and offers the newer version once it is there', async () => {
  app.isPackaged = true;
  writeFileSync(path.join(resources, 'app-update.yml'), 'provider: generic\n');
  const onReady = vi.fn<(restart: () => void) => void>();
  await followUpdates(onReady);
  expect(updater.checkForUpdates).toHaveBeenCalledOnce();
  expect(onReady).not.toHaveBeenCalled();
  updater.emit('update-downloaded');
  expect(updater.quitAndInstall).not.toHaveBeenCalled();
  onReady.mock.lastCall?.[0]();
  expect(updater.quitAndInstall).toHaveBeenCalledOnce();
});
