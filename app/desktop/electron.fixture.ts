/**
 * A small stand-in of the Electron API for tests: it remembers what it was configured with and lets a test say what happens.
 * Used as `vi.mock('electron', () => import('../electron.fixture.ts'))`; the same module gives the test its handles.
 */
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';

/** Where `app.getPath` points. */
export const folder = mkdtempSync(path.join(tmpdir(), 'understudy-shell-'));

class App extends EventEmitter {
  isPackaged = false;
  ready = false;
  readonly enableSandbox = vi.fn();
  readonly setAsDefaultProtocolClient = vi.fn();
  readonly requestSingleInstanceLock = vi.fn(() => true);
  readonly quit = vi.fn();
  readonly isReady = (): boolean => this.ready;
  readonly whenReady = async (): Promise<void> => {
    this.ready = true;
  };
  readonly getPath = (name: string): string => path.join(folder, name);
}
export const app = new App();

export class WebContents extends EventEmitter {
  readonly mainFrame = { url: 'app://understudy/', parent: null, postMessage: vi.fn() };
  readonly send = vi.fn();
  readonly reload = vi.fn();
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }): void => {
    this.openHandler = handler;
  };
}

export interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly webPreferences?: Readonly<Record<string, unknown>>;
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static readonly getAllWindows = (): BrowserWindow[] => BrowserWindow.all;
  static readonly getFocusedWindow = (): BrowserWindow | null => null;
  static readonly fromWebContents = (contents: WebContents): BrowserWindow | null =>
    BrowserWindow.all.find((window) => window.webContents === contents) ?? null;
  readonly webContents = new WebContents();
  readonly options: WindowOptions;
  focused = false;
  readonly loadURL = vi.fn(async (_address: string): Promise<void> => undefined);
  readonly show = vi.fn(() => void this.emit('show'));
  readonly focus = vi.fn();
  readonly maximize = vi.fn();
  readonly restore = vi.fn();
  readonly setProgressBar = vi.fn();
  readonly isMinimized = vi.fn(() => false);
  readonly isMaximized = vi.fn(() => false);
  readonly isDestroyed = vi.fn(() => false);
  readonly isFocused = (): boolean => this.focused;
  readonly getNormalBounds = (): Readonly<Record<string, number>> => ({
    x: 10,
    y: 20,
    width: 1000,
    height: 700,
  });
  constructor(options: WindowOptions = {}) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
}

type PermissionRequest = (
  contents: null,
  permission: string,
  decide: (granted: boolean) => void,
  details: { readonly requestingUrl: string },
) => void;
type PermissionCheck = (contents: null, permission: string, origin: string) => boolean;

class Session extends EventEmitter {
  request: PermissionRequest | undefined;
  check: PermissionCheck | undefined;
  device: (() => boolean) | undefined;
  readonly setPermissionRequestHandler = (handler: PermissionRequest): void => void (this.request = handler);
  readonly setPermissionCheckHandler = (handler: PermissionCheck): void => void (this.check = handler);
  readonly setDevicePermissionHandler = (handler: () => boolean): void => void (this.device = handler);
}
export const session = { defaultSession: new Session() };

/** The host's process: a test answers what it was told by emitting `message` and `exit`. */
export class Child extends EventEmitter {
  static last: Child | undefined;
  readonly told: { readonly message: unknown; readonly ports: readonly unknown[] }[] = [];
  readonly postMessage = (message: unknown, ports: readonly unknown[] = []): void =>
    void this.told.push({ message, ports });
  readonly kill = vi.fn(() => {
    this.emit('exit', 0);
    return true;
  });
}
export const utilityProcess = {
  fork: vi.fn((_program: string, _args: readonly string[], _options: object) => {
    Child.last = new Child();
    return Child.last;
  }),
};

export class MessageChannelMain {
  readonly port1 = { close: vi.fn() };
  readonly port2 = { close: vi.fn() };
}

export class Notification extends EventEmitter {
  static shown: Notification[] = [];
  static readonly isSupported = (): boolean => true;
  readonly options: { readonly title: string; readonly body: string };
  constructor(options: { readonly title: string; readonly body: string }) {
    super();
    this.options = options;
  }
  show(): void {
    Notification.shown.push(this);
  }
}

export const protocol = { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() };

export interface Asking {
  readonly sender: WebContents;
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null;
}
type Answer = (event: Asking, raw: unknown) => Promise<unknown>;
const answers = new Map<string, Answer>();
export const ipcMain = {
  handle: (channel: string, answer: Answer): void => void answers.set(channel, answer),
};

/** Asks as a page does. */
export async function ask(event: Asking, raw: unknown): Promise<unknown> {
  return answers.get('shell')?.(event, raw);
}
export const shell = {
  openExternal: vi.fn(async (_address: string): Promise<void> => undefined),
  showItemInFolder: vi.fn(),
};
export const dialog = {
  showMessageBox: vi.fn(async (..._asked: unknown[]) => ({ response: 0 })),
  showOpenDialog: vi.fn(async (..._asked: unknown[]) => ({ canceled: false, filePaths: ['/chosen/one'] })),
  showSaveDialog: vi.fn(async (..._asked: unknown[]) => ({ canceled: false, filePath: '/chosen/name.json' })),
};
export const Menu = {
  buildFromTemplate: vi.fn((template: unknown) => template),
  setApplicationMenu: vi.fn(),
};
export const nativeTheme = { shouldUseDarkColors: false };
const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };

/** An event whose default a handler may prevent. */
export function event<T extends object>(
  more: T,
): T & { readonly defaultPrevented: () => boolean; readonly preventDefault: () => void } {
  let prevented = false;
  return { ...more, preventDefault: () => void (prevented = true), defaultPrevented: () => prevented };
}
