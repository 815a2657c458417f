/** The programs of the app, made as the package has them, and run: the host beside a stand-in of its parent, a model by a plain Node. */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { bundle, outside, type Program } from './bundle.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
let folder: string;
let made: readonly Program[];

beforeAll(async () => {
  // Inside the repository, so that the packages that stay outside are found.
  mkdirSync(path.join(root, 'tmp'), { recursive: true });
  folder = mkdtempSync(path.join(root, 'tmp', 'bundle-'));
  made = await bundle(path.join(folder, 'dist'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => path.join(folder, 'dist', name);
const read = (name: string): string => readFileSync(file(name), 'utf8');

test('every process and thread that the host starts is a program of its own, outside of the archive', () => {
  const names = made.map((program) => program.file);
  expect(names).toEqual(
    expect.arrayContaining([
      'main.cjs',
      'preload.cjs',
      'host.mjs',
      'started/inferenceProcess.mjs',
      'started/admission-worker.mjs',
    ]),
  );
  for (const name of names) expect(existsSync(file(name)), name).toBe(true);
  expect(names.slice(3).every((name) => name.startsWith('started/'))).toBe(true);
  const addresses = names.flatMap((name) =>
    [...read(name).matchAll(/new URL\(["']([^"']+)\.mjs["'], import/g)].map(([, to]) => [name, to]),
  );
  expect(addresses.length).toBeGreaterThan(0);
  for (const [name = '', to = ''] of addresses)
    expect(existsSync(path.resolve(path.dirname(file(name)), `${to}.mjs`)), `${name} starts ${to}`).toBe(
      true,
    );
});

test('a program needs nothing but Node, Electron and what the package brings', () => {
  for (const { file: name } of made) {
    const wanted = [...read(name).matchAll(/^(?:import\b[^'"]*|.*\brequire\()["']([^"'.][^"']*)["']/gm)].map(
      ([, specifier]) => specifier ?? '',
    );
    const strange = wanted.filter(
      (one) =>
        !/^[\w]+$|^(?:node:|fs\/|util\/|stream\/)/.test(one) && !outside.some((known) => known === one),
    );
    expect(
      strange.filter((one) => !['bufferutil', 'utf-8-validate'].includes(one)),
      name,
    ).toEqual([]);
  }
  expect(read('preload.cjs')).not.toMatch(/require\((?!"electron"\))/);
});

test('the main process and the preload script begin without an error', () => {
  // An Electron that answers everything with itself: it shows that the bundle can be read, and nothing more.
  const begin = `
    const whatever = new Proxy(function () {}, {
      get: (_target, name) => (name === Symbol.toPrimitive ? () => '' : whatever),
      apply: () => whatever,
      construct: () => whatever,
    });
    process.resourcesPath = '/resources';
    const module = require('node:module');
    const load = module._load;
    module._load = (name, ...rest) => (name === 'electron' ? whatever : load(name, ...rest));
    for (const file of process.argv.slice(1)) require(file);
    console.log('begun');`;
  const said = execFileSync(process.execPath, ['-e', begin, file('main.cjs'), file('preload.cjs')], {
    encoding: 'utf8',
  });
  expect(said).toBe('begun\n');
});

test('the licences of what was taken in travel along', () => {
  const licences = read('licences.txt');
  for (const name of ['zod', '@orpc/server', 'electron-updater']) expect(licences).toContain(`${name} `);
  expect(licences).not.toMatch(/^\S+ \S+ \((?:GPL|AGPL|LGPL|UNLICENSED)/m);
});

test('a plain Node plays models: llama.cpp tests its binary in a process of its own there, and loads', async () => {
  const child = fork(file('started/inferenceProcess.mjs'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({
    type: 'open',
    opening: {
      modelPath: path.join(root, 'app', 'engine', 'policies', 'fixtures', 'tiny.gguf'),
      sequences: 1,
      contextTokens: 256,
      controlIds: [],
      callOpenId: null,
      callCloseId: null,
      endId: 0,
    },
  });
  expect(await answer(child)).toEqual({ type: 'ready' });
  child.disconnect();
  await once(child, 'exit');
}, 60_000);

test("the host's process opens a workspace, answers a screen, and says when it has saved", async () => {
  const child = fork(path.join(import.meta.dirname, 'parent.fixture.mjs'), [file('host.mjs')], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, UNDERSTUDY_INSTALLATION: root },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const workspace = path.join(folder, 'workspace');
  child.send({ type: 'open', workspace });
  expect(await answer(child)).toEqual({ type: 'ready' });
  child.send({ type: 'connect' });
  child.send({ type: 'ask' });
  expect(await answer(child)).toMatchObject({ type: 'answered', info: { workspace } });
  child.send({ type: 'close' });
  expect(await answer(child)).toEqual({ type: 'closed' });
  child.kill();

  const again = fork(path.join(import.meta.dirname, 'parent.fixture.mjs'), [file('host.mjs')], {
    env: { ...process.env, UNDERSTUDY_INSTALLATION: root },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  again.send({ type: 'open', workspace: path.join(root, 'package.json') });
  expect(await answer(again)).toMatchObject({
    type: 'refused',
    message: expect.stringContaining('package.json'),
  });
  again.kill();
}, 60_000);

/** The next message; an end without one is an error. */
async function answer(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`it ended with ${String(code)} before it answered`);
  });
  const [message] = z.array(z.unknown()).parse(await Promise.race([once(child, 'message'), ended]));
  return message;
}
