/** The app's windows: how each is made, where it stands, and what it shows when its page dies. */
import path from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen, type WebPreferences } from 'electron';
import { origin } from './address.ts';
import { stoppedPath } from './pages.ts';
import { keepState, placeOn, readState, smallest } from './window-state.ts';

/** No Node and no Electron in a page: it reaches the shell through the preload script alone. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
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
    // The dictionaries would be fetched from a server.
    spellcheck: false,
  };
}

const stateFile = (): string => path.join(app.getPath('userData'), 'window.json');

/** @param preload the bundled preload script */
export function openWindow(preload: string): BrowserWindow {
  const state = readState(stateFile());
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
  const stacked = 28 * BrowserWindow.getAllWindows().length;
  const place = placeOn(state, screens);
  const window = new BrowserWindow({
    ...place,
    x: place.x + stacked,
    y: place.y + stacked,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Understudy',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    webPreferences: pagePreferences(preload),
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    keepState(stateFile(), { place: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  survive(window);
  void load(window, `${origin}/`);
  return window;
}

/** The window in front, or any; undefined where there is none. */
export function frontWindow(): Electron.BrowserWindow | undefined {
  return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
}

export function bringForward(window: Electron.BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** A page that died is replaced by one that says so; one that hangs is waited for as long as the person wishes. */
function survive(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    void load(window, `${origin}${stoppedPath}?reason=${encodeURIComponent(reason)}`);
  });
  let asking = false;
  window.on('unresponsive', () => {
    if (asking) return;
    asking = true;
    const question = dialog.showMessageBox(window, {
      type: 'warning',
      message: 'This window does not answer.',
      detail: 'Runs and training jobs go on in the meantime: they are not part of the window.',
      buttons: ['Wait', 'Show it anew'],
      defaultId: 0,
      cancelId: 0,
    });
    void question.then(({ response }) => {
      asking = false;
      if (response === 1 && !window.isDestroyed()) window.webContents.reload();
    });
  });
}

/** A load that fails was replaced by another one, or its window is gone: nothing is left to be done about it. */
async function load(window: BrowserWindow, address: string): Promise<void> {
  try {
    await window.loadURL(address);
  } catch (error) {
    process.stderr.write(
      `${address} was not shown: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
