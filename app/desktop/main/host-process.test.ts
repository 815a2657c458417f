import { beforeEach, expect, test, vi } from 'vitest';
import { Child, MessageChannelMain, utilityProcess } from '../electron.fixture.ts';
import { startHost, type HostProcess } from './host-process.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

const onRefused = vi.fn();
const onDeath = vi.fn();
const onReady = vi.fn();
let host: HostProcess;
let child: Child;

beforeEach(() => {
  vi.clearAllMocks();
  host = startHost({
    program: '/dist/host.mjs',
    workspace: '/work',
    env: { A: '1' },
    onRefused,
    onDeath,
    onReady,
  });
  child = Child.last ?? expect.fail('no process was started');
});
const port = (): { readonly close: () => void } => new MessageChannelMain().port1;
const connect = (one: object): void => void Reflect.apply(host.connect, undefined, [one]);

test('the process is told its workspace and is given the ports that waited for it', () => {
  expect(utilityProcess.fork).toHaveBeenCalledWith(
    '/dist/host.mjs',
    [],
    expect.objectContaining({ env: { A: '1' } }),
  );
  const [early, late] = [port(), port()];
  connect(early);
  expect(child.told).toEqual([{ message: { type: 'open', workspace: '/work' }, ports: [] }]);
  child.emit('message', { type: 'ready' });
  connect(late);
  expect(child.told.slice(1)).toEqual([
    { message: { type: 'connect' }, ports: [early] },
    { message: { type: 'connect' }, ports: [late] },
  ]);
  expect(onReady).toHaveBeenCalledOnce();
});

test('closing waits until the process says that everything is saved', async () => {
  child.emit('message', { type: 'ready' });
  let closed = false;
  const closing = host.close().then(() => (closed = true));
  expect(child.told.at(-1)?.message).toEqual({ type: 'close' });
  await Promise.resolve();
  expect(closed).toBe(false);
  child.emit('message', { type: 'closed' });
  await closing;
  expect(child.kill).toHaveBeenCalledOnce();
  expect(onDeath).not.toHaveBeenCalled();
});

test("a process that dies is noticed, its pages' ports are closed, and closing it then takes no time", async () => {
  const waiting = port();
  connect(waiting);
  child.emit('exit', 139);
  expect(onDeath).toHaveBeenCalledWith(139);
  expect(waiting.close).toHaveBeenCalledOnce();
  const late = port();
  connect(late);
  expect(late.close).toHaveBeenCalledOnce();
  await host.close();
});

test('one that dies while it saves counts as closed, so that quitting does not hang', async () => {
  child.emit('message', { type: 'ready' });
  const closing = host.close();
  child.emit('exit', 1);
  await closing;
  expect(onDeath).not.toHaveBeenCalled();
});

test("a workspace that cannot be opened is told in the host's words", async () => {
  child.emit('message', { type: 'refused', message: 'Another process works in /work.' });
  expect(onRefused).toHaveBeenCalledWith('Another process works in /work.');
  await host.close();
  expect(onDeath).not.toHaveBeenCalled();
});

test('a kill ends it at once and is no death', () => {
  child.emit('message', { type: 'ready' });
  host.kill();
  expect(child.kill).toHaveBeenCalledOnce();
  expect(onDeath).not.toHaveBeenCalled();
});

test('what the process says is parsed', () => {
  expect(() => child.emit('message', { type: 'ready?' })).toThrow();
});
