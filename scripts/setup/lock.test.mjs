// Set-ups take turns, and one that was killed keeps nobody out.
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let folder;
let file;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  file = path.join(folder, 'deep', 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fail = () => {
  throw new Error('did not expect to wait');
};

function plant(owner, ageMs = 0) {
  rmSync(path.dirname(file), { recursive: true, force: true });
  return withLock(file, fail, async () => undefined).then(() => {
    writeFileSync(file, JSON.stringify(owner));
    const then = new Date(Date.now() - ageMs);
    utimesSync(file, then, then);
  });
}

test('two take turns, the second is told whom it waits for', async () => {
  const order = [];
  const first = withLock(file, fail, async () => {
    order.push('first begins');
    await sleep(400);
    order.push('first ends');
  });
  const second = withLock(
    file,
    (owner) => order.push(owner),
    async () => order.push('second'),
  );
  await Promise.all([first, second]);
  expect(order).toEqual([
    'first begins',
    `process ${process.pid} on ${os.hostname()}`,
    'first ends',
    'second',
  ]);
  expect(existsSync(file)).toBe(false);
});

test('it is free again after a failure', async () => {
  await expect(withLock(file, fail, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(file, fail, async () => 'done')).toBe('done');
});

test('the lock of a dead process is broken', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await plant({ pid, host: os.hostname() });
  expect(await withLock(file, fail, async () => 'done')).toBe('done');
});

test('the lock of another machine is broken when its heart has stopped, and respected before', async () => {
  await plant({ pid: 1, host: 'elsewhere' }, 60_000);
  expect(await withLock(file, fail, async () => 'done')).toBe('done');
  await plant({ pid: 1, host: 'elsewhere' });
  let waitedFor;
  const waiting = withLock(
    file,
    (owner) => (waitedFor = owner),
    async () => 'done',
  );
  await sleep(100);
  expect(waitedFor).toBe('process 1 on elsewhere');
  rmSync(file);
  expect(await waiting).toBe('done');
});
