// Two set-ups in one checkout wait for each other: a lock file with a heartbeat, so that neither a killed owner
// nor a reused process id blocks anyone for ever.
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import os from 'node:os';
import path from 'node:path';

const heartbeatMs = 2_000;
const staleMs = 30_000;

/**
 * Runs `work` while holding the lock at `file`; waits as long as another living process holds it.
 * @template T
 * @param {string} file
 * @param {(owner: string) => void} onWait called once when it has to wait, with a description of the owner
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  let told = false;
  while (!tryTake(file)) {
    const owner = readOwner(file);
    if (owner && isStale(file, owner)) {
      breakLock(file, owner.text);
      continue;
    }
    if (owner && !told) {
      onWait(`process ${owner.pid} on ${owner.host}`);
      told = true;
    }
    await sleep(250);
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function tryTake(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: os.hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The lock's owner, or undefined when it went away meanwhile or is being written at this moment. */
function readOwner(file) {
  try {
    const text = readFileSync(file, 'utf8');
    return { ...JSON.parse(text), text };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    // Created but not yet written: a moment's state, unless its owner died in between.
    return error instanceof SyntaxError ? { pid: 0, host: 'an unknown machine', text: '' } : undefined;
  }
}

function isStale(file, owner) {
  try {
    if (Date.now() - statSync(file).mtimeMs > staleMs) return true;
  } catch {
    return false;
  }
  if (owner.host !== os.hostname() || owner.pid === 0) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Moves the stale lock away; when it was another, living one by then, puts it back. */
function breakLock(file, staleText) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  try {
    if (readFileSync(aside, 'utf8') !== staleText) linkSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Removed by hand: the work goes on, only the waiting ones are let in early.
  }
}
