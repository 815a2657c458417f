/** `understudy recipes`: listed, explained, and refused where they cannot run; running them is the engine's test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcess } from './cli.fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recipes-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('recipes are listed and explained', async () => {
  expect((await inProcess('recipes')).out).toMatch(/rejection-sampling\W+Keep what worked/);
  expect(JSON.parse((await inProcess('recipes', 'list', '--json')).out)).toHaveLength(6);
  const { out } = await inProcess('recipes', 'show', 'rft-then-grpo');
  expect(out).toMatch(/^When to use it: When there is time/m);
  expect(out).toMatch(/^5\. Trial and error on live tasks \(grpo\)$/m);
});

test('an unknown recipe, a broken one, and a missing trainer end with their exit codes', async () => {
  const unknown = await inProcess('recipes', 'show', 'magic');
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('tao-like') });
  const file = join(folder, 'own.json');
  writeFileSync(file, '{"v":1}');
  expect((await inProcess('recipes', 'run', file)).err).toContain('own.json is no recipe');
  const run = ['recipes', 'run', 'rejection-sampling', '--workspace', join(folder, 'w')];
  expect(await inProcess(...run)).toMatchObject({ code: 6, err: expect.stringContaining('no Python') });
  expect((await inProcess(...run, '--base', 'nobody')).err).toContain('There is no policy nobody');
});
