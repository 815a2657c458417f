/** The whole shell, started once against the stand-in and led through its life. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import {
  app,
  ask,
  BrowserWindow,
  Child,
  dialog,
  event,
  folder,
  Menu,
  protocol,
  session,
  utilityProcess,
} from '../electron.fixture.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

const link = { kind: 'episode', id: 'run/a#0', step: 4 };
const address = 'understudy://episode/run%2Fa%230?step=4';
const order: string[] = [];
const window = (): BrowserWindow => BrowserWindow.all[0] ?? expect.fail('there is no window');
const child = (): Child => Child.last ?? expect.fail('there is no host');

beforeAll(async () => {
  vi.stubEnv('UNDERSTUDY_WORKSPACE', '/work/space');
  vi.stubEnv('UNDERSTUDY_NODE', '/usr/bin/node-24');
  app.enableSandbox.mockImplementation(() => void order.push('sandbox'));
  protocol.registerSchemesAsPrivileged.mockImplementation(() => void order.push('scheme'));
  protocol.handle.mockImplementation((scheme: unknown) => void order.push(`serves ${String(scheme)}`));
  app.requestSingleInstanceLock.mockImplementation(() => {
    order.push(`lock${app.ready ? ' (ready)' : ''}`);
    return true;
  });
  utilityProcess.fork.mockImplementation((program, _args, options) => {
    order.push('host');
    expect(program).toMatch(/host\.mjs$/);
    expect(options).toMatchObject({
      env: { UNDERSTUDY_NODE: '/usr/bin/node-24', UNDERSTUDY_INSTALLATION: expect.any(String) },
    });
    Child.last = new Child();
    return Child.last;
  });
  await import('./main.ts');
  app.emit('open-url', event({}), address);
  await vi.waitFor(() => expect(BrowserWindow.all).toHaveLength(1));
});

test('sandbox, scheme and lock come before Electron is ready, the host after it', () => {
  expect(order).toEqual(['sandbox', 'scheme', 'lock', 'serves app', 'host']);
  expect(session.defaultSession.request).toBeDefined();
});

test('the host opens the workspace it was started with', () => {
  expect(child().told[0]).toEqual({ message: { type: 'open', workspace: '/work/space' }, ports: [] });
});

test('an address that came before the page listened waits for it, later ones go straight there', async () => {
  const { webContents } = window();
  const page = { sender: webContents, senderFrame: webContents.mainFrame };
  expect(webContents.send).not.toHaveBeenCalledWith('link', expect.anything());
  await ask(page, { kind: 'listening', channel: 'link' });
  expect(webContents.send).toHaveBeenCalledWith('link', link);
  webContents.send.mockClear();
  app.emit('second-instance', {}, ['/usr/bin/understudy', address]);
  expect(webContents.send).toHaveBeenCalledExactlyOnceWith('link', link);
  expect(window().focus).toHaveBeenCalled();
  app.emit('second-instance', {}, ['/usr/bin/understudy', 'understudy://episode/..%2F..']);
  expect(webContents.send).toHaveBeenCalledOnce();
});

test('a second start opens no second window', () => {
  expect(BrowserWindow.all).toHaveLength(1);
});

test('the menu takes up the actions of the screens and sends back what is chosen', async () => {
  const { webContents } = window();
  const page = { sender: webContents, senderFrame: webContents.mainFrame };
  await ask(page, {
    kind: 'set-actions',
    actions: [{ id: 'runs.start', label: 'Start a Run', group: 'Runs' }],
  });
  expect(Menu.setApplicationMenu).toHaveBeenLastCalledWith(
    expect.arrayContaining([expect.objectContaining({ label: 'Runs' })]),
  );
});

test('a host that dies is offered to be started again, and the pages are told', async () => {
  const { webContents } = window();
  webContents.send.mockClear();
  const before = child();
  before.emit('message', { type: 'ready' });
  expect(webContents.send).not.toHaveBeenCalled();
  before.emit('exit', 11);
  expect(webContents.send).toHaveBeenLastCalledWith('host', 'gone');
  expect(dialog.showMessageBox).toHaveBeenLastCalledWith(
    expect.objectContaining({
      buttons: ['Start it again', 'Quit'],
      detail: expect.stringContaining('code 11'),
    }),
  );
  await vi.waitFor(() => expect(child()).not.toBe(before));
  child().emit('message', { type: 'ready' });
  expect(webContents.send).toHaveBeenLastCalledWith('host', 'ready');
});

test('a workspace that cannot be opened leads to another one, which is remembered', async () => {
  const before = child();
  before.emit('exit', 1);
  await vi.waitFor(() => expect(child()).not.toBe(before));
  const refused = child();
  refused.emit('message', { type: 'refused', message: 'It is of a newer version.' });
  await vi.waitFor(() => expect(child()).not.toBe(refused));
  expect(dialog.showMessageBox).toHaveBeenLastCalledWith(
    expect.objectContaining({ detail: 'It is of a newer version.' }),
  );
  expect(child().told[0]?.message).toEqual({ type: 'open', workspace: '/chosen/one' });
  const settings = path.join(folder, 'userData', 'settings.json');
  expect(existsSync(settings)).toBe(true);
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({ workspace: '/chosen/one' });
});

test('closing the last window quits, after the host has saved', async () => {
  child().emit('message', { type: 'ready' });
  const happening = event({});
  app.emit('window-all-closed');
  expect(app.quit).toHaveBeenCalledOnce();
  app.emit('before-quit', happening);
  expect(happening.defaultPrevented()).toBe(true);
  expect(child().told.at(-1)?.message).toEqual({ type: 'close' });
  expect(app.quit).toHaveBeenCalledOnce();
  const asked = dialog.showMessageBox.mock.calls.length;
  child().emit('message', { type: 'closed' });
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalledTimes(2));
  const last = event({});
  app.emit('before-quit', last);
  expect(last.defaultPrevented()).toBe(false);
  expect(dialog.showMessageBox).toHaveBeenCalledTimes(asked);
});
