import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explain, WorkspaceError, type WorkspaceErrorCode } from './errors.ts';
import { openWorkspace } from './workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-workspace-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function refusal(action: () => unknown): WorkspaceError {
  try {
    action();
  } catch (error) {
    if (error instanceof WorkspaceError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('openWorkspace', () => {
  test('makes the whole layout, and opens it again', () => {
    const path = join(folder, 'new', 'workspace');
    const first = openWorkspace(path, { lock: true });
    expect(readdirSync(path).sort()).toEqual(
      ['datasets', 'jobs', 'lock.json', 'lock.sqlite', 'models', 'reports', 'workspace.json'].sort(),
    );
    first.close();
    first.close();
    expect(existsSync(join(path, 'lock.json'))).toBe(false);
    openWorkspace(path, { lock: true }).close();
    expect(openWorkspace(path, { lock: false }).writable).toBe(false);
  });

  test('refuses a second writer in the same process, and lets readers in', () => {
    const first = openWorkspace(folder, { lock: true });
    const error = refusal(() => openWorkspace(folder, { lock: true }));
    expect(error.code).toBe('locked');
    expect(error.message).toContain(folder);
    expect(error.message).toContain(String(process.pid));
    expect(openWorkspace(folder, { lock: false }).folder).toBe(folder);
    first.close();
    openWorkspace(folder, { lock: true }).close();
  });

  test('names the other process, and takes over when that one is killed', { timeout: 20_000 }, async () => {
    const script = `
      import { openWorkspace } from ${JSON.stringify(join(import.meta.dirname, 'workspace.ts'))};
      openWorkspace(${JSON.stringify(folder)}, { lock: true });
      console.log('locked');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const error = refusal(() => openWorkspace(folder, { lock: true }));
    expect(error.code).toBe('locked');
    expect(error.message).toContain(`process ${String(child.pid)}`);
    expect(error.remedy).toContain('--workspace');
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toContain(String(child.pid));
    openWorkspace(folder, { lock: true }).close();
  });

  test.each<[string, () => void, WorkspaceErrorCode]>([
    ['a missing workspace opened for reading', () => undefined, 'missing'],
    ['a newer layout', () => writeVersion('{"understudy":"workspace","version":99}'), 'newer'],
    ['a damaged version file', () => writeVersion('{'), 'corrupt'],
  ])('refuses %s', (_what, prepare, code) => {
    prepare();
    expect(refusal(() => openWorkspace(folder, { lock: false })).code).toBe(code);
    if (code !== 'missing') expect(refusal(() => openWorkspace(folder, { lock: true })).code).toBe(code);
  });

  test('refuses a folder with other files in it, and adds nothing to them', () => {
    writeFileSync(join(folder, 'holiday.jpg'), '');
    const error = refusal(() => openWorkspace(folder, { lock: true }));
    expect(error.code).toBe('not_a_workspace');
    expect(error.message).toContain('holiday.jpg');
    expect(readdirSync(folder)).toEqual(['holiday.jpg']);
  });

  test('goes on where a kill cut its creation short', () => {
    writeFileSync(join(folder, 'lock.sqlite'), '');
    writeFileSync(join(folder, 'workspace.json.new'), '{"under');
    openWorkspace(folder, { lock: true }).close();
    expect(openWorkspace(folder, { lock: false }).folder).toBe(folder);
  });

  test('says that a file stands where the folder should be', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(refusal(() => openWorkspace(join(folder, 'file'), { lock: true })).code).toBe('io');
  });

  test.skipIf(process.platform !== 'linux')('says that a folder cannot be written to', () => {
    expect(refusal(() => openWorkspace('/sys/understudy', { lock: true })).code).toBe('read_only');
  });

  function writeVersion(text: string): void {
    writeFileSync(join(folder, 'workspace.json'), text);
  }
});

describe('explain', () => {
  test('names path and remedy for what SQLite reports', () => {
    const path = join(folder, 'read-only.sqlite');
    new DatabaseSync(path).close();
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      db.exec('CREATE TABLE a(b)');
      expect.unreachable();
    } catch (error) {
      const explained = explain(error, path);
      expect(explained?.code).toBe('read_only');
      expect(explained?.message).toContain(path);
      expect(explained?.remedy).toContain('--workspace');
    } finally {
      db.close();
    }
  });

  test('leaves alone what is neither a file failure nor one of SQLite', () => {
    expect(explain(new RangeError('a bug'), folder)).toBe(null);
    expect(explain('text', folder)).toBe(null);
  });

  test('knows a full disk from the file system', () => {
    const error = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    expect(explain(error, folder)?.code).toBe('full');
  });
});
