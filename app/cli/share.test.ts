import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProcess } from './cli.fixture.ts';

test('an episode is written as one file; one that is not there is an input error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-share-'));
  const place = ['--workspace', join(folder, 'workspace')];
  const pack = ['--scenario', 'helpdesk-refunds', '--policy', 'gold'];
  expect(
    (await inProcess('run', ...place, ...pack, '--tasks', '1', '--samples', '1', '--name', 'r')).code,
  ).toBe(0);
  const shown = await inProcess('show', 'r', '--json', ...place);
  const id = /"id": "(r\/[^"]+)"/.exec(shown.out)?.[1] ?? '';
  const out = join(folder, 'episode.html');
  expect((await inProcess('share', id, '--out', out, ...place)).code).toBe(0);
  const file = readFileSync(out, 'utf8');
  expect(file).toContain('<!doctype html>');
  expect(file).toContain('Passed: reward 1.00');
  const none = await inProcess('share', 'r/none#0', '--out', out, ...place);
  expect(none.code).toBe(2);
  expect(none.err).toContain('There is no episode');
  rmSync(folder, { recursive: true });
}, 20_000);
