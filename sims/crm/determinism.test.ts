import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { playSeed } from './determinism.fixture.ts';

it('gives the same population and answers for the same seed in another process, and others for another seed', async () => {
  const fixture = new URL('./determinism.fixture.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(fixture)}).then(async (m) => process.stdout.write(await m.playSeed('moss')))`;
  const elsewhere = execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  expect(elsewhere).toBe(await playSeed('moss'));
  expect(elsewhere).not.toBe(await playSeed('fern'));
}, 20_000);
