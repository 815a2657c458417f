import { readFileSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';

const electron = vi.hoisted(() => {
  const heard = new Map<string, (event: unknown, said: unknown) => void>();
  return {
    heard,
    contextBridge: {
      exposeInMainWorld: vi.fn<(name: string, bridge: Readonly<Record<string, unknown>>) => void>(),
    },
    ipcRenderer: {
      invoke: vi.fn(async (): Promise<undefined> => undefined),
      on: (channel: string, listener: (event: unknown, said: unknown) => void): void =>
        void heard.set(channel, listener),
      off: (channel: string): void => void heard.delete(channel),
    },
    webUtils: { getPathForFile: vi.fn(() => '/dropped/model.gguf') },
  };
});
vi.mock('electron', () => electron);

let bridge: Readonly<Record<string, unknown>>;
const post = vi.fn();
beforeAll(async () => {
  vi.stubGlobal('window', { location: { origin: 'app://understudy' }, postMessage: post });
  await import('./preload.ts');
  expect(electron.contextBridge.exposeInMainWorld).toHaveBeenCalledOnce();
  const [name, exposed] = electron.contextBridge.exposeInMainWorld.mock.lastCall ?? [];
  expect(name).toBe('understudy');
  bridge = exposed ?? {};
});
const call = (name: string, ...args: unknown[]): unknown => {
  const method = bridge[name];
  return typeof method === 'function' ? Reflect.apply(method, bridge, args) : expect.fail(`no ${name}`);
};

test('a page is given named requests on one channel, and neither the channel nor Electron', () => {
  expect(Object.keys(bridge).sort()).toEqual([
    'connect',
    'notify',
    'onAction',
    'onHost',
    'onLink',
    'openExternal',
    'openFiles',
    'openFolder',
    'pathOf',
    'platform',
    'saveFile',
    'setActions',
    'shell',
    'showFile',
  ]);
  call('openExternal', 'https://huggingface.co');
  expect(electron.ipcRenderer.invoke).toHaveBeenLastCalledWith('shell', {
    kind: 'open-external',
    url: 'https://huggingface.co',
  });
  call('openFiles', { kind: 'notify', title: 'Open' });
  expect(electron.ipcRenderer.invoke).toHaveBeenLastCalledWith('shell', {
    kind: 'open-files',
    title: 'Open',
  });
});

test('a port goes on to the page itself, and to its own origin alone', () => {
  const port = { port: 1 };
  electron.heard.get('port')?.({ ports: [port] }, 'c1');
  expect(post).toHaveBeenCalledWith({ understudy: 'port', id: 'c1' }, 'app://understudy', [port]);
});

test('a listener hears what is said without the event around it, until it stops', () => {
  const heard = vi.fn();
  const stop = call('onLink', heard);
  expect(electron.ipcRenderer.invoke).toHaveBeenLastCalledWith('shell', {
    kind: 'listening',
    channel: 'link',
  });
  electron.heard.get('link')?.({ sender: 'secret' }, { kind: 'episode' });
  expect(heard).toHaveBeenCalledExactlyOnceWith({ kind: 'episode' });
  if (typeof stop === 'function') Reflect.apply(stop, undefined, []);
  expect(electron.heard.has('link')).toBe(false);
});

test('it stays small enough to be read at a glance', () => {
  const lines = readFileSync(new URL('./preload.ts', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
});
