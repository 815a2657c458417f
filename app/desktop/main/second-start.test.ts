import { expect, test, vi } from 'vitest';
import { app, BrowserWindow, utilityProcess } from '../electron.fixture.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

test('a second start ends at once: it opens no window and no workspace', async () => {
  app.requestSingleInstanceLock.mockReturnValue(false);
  await import('./main.ts');
  expect(app.quit).toHaveBeenCalledOnce();
  expect(BrowserWindow.all).toEqual([]);
  expect(utilityProcess.fork).not.toHaveBeenCalled();
  expect(app.eventNames()).toEqual([]);
});
