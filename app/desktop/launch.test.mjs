// Finding and fetching Electron's program: once, within limits, and never fatally.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { electronBinary, fetchElectron, startDesktop } from './launch.mjs';

let folder;
let electronFolder;
let notes;
beforeEach(() => {
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
  folder = mkdtempSync(path.join(os.tmpdir(), 'understudy-electron-'));
  electronFolder = path.join(folder, 'electron');
  notes = path.join(folder, 'notes');
  mkdirSync(electronFolder);
  writeFileSync(path.join(electronFolder, 'package.json'), JSON.stringify({ version: '45.4.1' }));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const program = {
  linux: 'electron',
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}[process.platform];

function put(version = '45.4.1') {
  const file = path.join(electronFolder, 'dist', program);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  writeFileSync(path.join(electronFolder, 'dist', 'version'), version);
  return file;
}
/** An installer that leaves a mark each time it runs. */
function installer(code) {
  const mark = path.join(folder, 'runs');
  const text = `require('node:fs').appendFileSync(${JSON.stringify(mark)}, 'x');\n${code}`;
  writeFileSync(path.join(electronFolder, 'install.js'), text);
  return () => existsSync(mark);
}
const fetched = (now = 0) => fetchElectron({ node: process.execPath, electronFolder, notes, now });

describe('the program', () => {
  test('is there when it is of the version that the package wants', () => {
    expect(electronBinary(electronFolder)).toBeNull();
    const file = put();
    expect(electronBinary(electronFolder)).toBe(file);
    put('44.0.0');
    expect(electronBinary(electronFolder)).toBeNull();
    expect(electronBinary(path.join(folder, 'none'))).toBeNull();
  });

  test('may be one that the person has elsewhere', () => {
    const file = put('44.0.0');
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', path.join(electronFolder, 'dist'));
    expect(electronBinary(electronFolder)).toBe(file);
  });

  test('is not fetched again when it is there', async () => {
    const file = put();
    const ran = installer('');
    expect(await fetched()).toEqual({ binary: file });
    expect(ran()).toBe(false);
  });

  test('is fetched by the installer of its package', async () => {
    const file = path.join(electronFolder, 'dist', program);
    installer(
      `const fs = require('node:fs'), path = require('node:path');
       fs.mkdirSync(path.dirname(${JSON.stringify(file)}), { recursive: true });
       fs.writeFileSync(${JSON.stringify(file)}, '');
       fs.writeFileSync(${JSON.stringify(path.join(electronFolder, 'dist', 'version'))}, 'v45.4.1');`,
    );
    expect(await fetched()).toEqual({ binary: file });
  });

  test('that cannot be fetched is tried once a day, and the reason is told each time', async () => {
    const ran = installer("console.error('TypeError: fetch failed'); process.exit(1);");
    const reason = 'the download of Electron failed (fetch failed)';
    expect(await fetched(0)).toEqual({ reason });
    expect(ran()).toBe(true);
    rmSync(path.join(folder, 'runs'));
    expect(await fetched(60_000)).toEqual({ reason });
    expect(ran()).toBe(false);
    expect(await fetched(25 * 60 * 60 * 1000)).toEqual({ reason });
    expect(ran()).toBe(true);
  });

  test('of a newer version is tried at once', async () => {
    const ran = installer('process.exit(1)');
    await fetched(0);
    rmSync(path.join(folder, 'runs'));
    writeFileSync(path.join(electronFolder, 'package.json'), JSON.stringify({ version: '45.5.0' }));
    await fetched(1);
    expect(ran()).toBe(true);
  });

  test('whose installer ends well without leaving it is missing all the same', async () => {
    installer('');
    expect(await fetched()).toEqual({ reason: 'the download of Electron failed (it is not complete)' });
  });

  test('whose package is not installed is no error', async () => {
    expect(await fetched()).toEqual({ reason: 'the package "electron" is not installed' });
  });
});

test.runIf(process.platform === 'linux')('a machine without a screen is told in one sentence', async () => {
  const outcome = await startDesktop({ node: process.execPath, workspace: folder, env: {} });
  expect(outcome).toEqual({
    kind: 'unavailable',
    reason:
      'The desktop window cannot be shown: this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set).',
  });
});

describe.runIf(process.platform === 'linux')('a shell that was found', () => {
  const node = () => {
    // Bundling is not what is tried here.
    const file = path.join(folder, 'node');
    writeFileSync(file, '#!/bin/sh\nexit 0\n');
    chmodSync(file, 0o755);
    return file;
  };
  const start = (script) => {
    const dist = path.join(folder, 'dist');
    mkdirSync(dist);
    writeFileSync(path.join(dist, 'electron'), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(dist, 'electron'), 0o755);
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', dist);
    return startDesktop({
      node: node(),
      workspace: '/work/space',
      env: { ...process.env, DISPLAY: ':0', ELECTRON_RUN_AS_NODE: '1' },
    });
  };

  test('runs with its workspace until it ends', async () => {
    expect(
      await start(
        'echo "Understudy is open."; [ "$UNDERSTUDY_WORKSPACE$ELECTRON_RUN_AS_NODE" = /work/space ] && exit 0',
      ),
    ).toEqual({
      kind: 'ended',
      code: 0,
    });
  });

  test('but cannot start here is unavailable, with its own words', async () => {
    const words =
      '[1:1121/180000.1:FATAL:zygote_host.cc(10)] Running as root without --no-sandbox is not supported.';
    expect(await start(`echo "${words}" >&2; exit 1`)).toEqual({
      kind: 'unavailable',
      reason:
        'The desktop window cannot be shown: Electron does not start here (Running as root without --no-sandbox is not supported).',
    });
  });

  test('that fails after it was open has ended, and is not opened in the browser instead', async () => {
    expect(await start('echo "Understudy is open."; exit 3')).toEqual({ kind: 'ended', code: 3 });
  });
});
