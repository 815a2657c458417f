/** `understudy jobs`, `policies` and `serve-model`; the trainer is the engine's stand-in. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { aboutJob, finishJob, openWorkspace, writeAbout, writeJob } from '@understudy/engine';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { inProcess, spawned } from './cli.fixture.ts';

const engine = resolve(import.meta.dirname, '..', 'engine');
const python = join(engine, 'jobs', 'fixtures', 'fake-python.mjs');
const tiny = join(engine, 'policies', 'fixtures', 'tiny.gguf');
const hello = { emit: { t: 'hello', kind: 'sft', versions: {}, device: { type: 'cpu', name: 'cpu' } } };
const metric = { emit: { t: 'metric', step: 2, loss: 0.25 } };
const warning = {
  emit: { t: 'warning', code: 'grad_spike', message: 'One step pulled hard.', hint: 'Wait.' },
};
const ok = { emit: { t: 'end', status: 'ok' } };

let folder: string;
const at = (name: string): string => join(folder, name);
const here = (...args: string[]) => inProcess(...args, '--workspace', at('w'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-jobs-'));
  const workspace = openWorkspace(at('w'), { lock: true });
  const job = { kind: 'sft', job_id: 'done', seed: 7, hparams: { play: [hello, metric, warning, ok] } };
  writeAbout(join(workspace.jobs, 'done'), aboutJob('The first one'));
  await finishJob({ job, folder: join(workspace.jobs, 'done'), python }, new AbortController().signal);
  writeJob(join(workspace.jobs, 'waiting'), { ...job, job_id: 'waiting' });
  workspace.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('jobs', () => {
  test('are listed with status and figures, also as JSON, beside a process that holds the workspace', async () => {
    const held = openWorkspace(at('w'), { lock: true });
    const { code, out } = await here('jobs');
    expect(code).toBe(0);
    expect(out).toMatch(/done\W+sft\W+finished\W+loss 0\.25/);
    expect(out).toMatch(/waiting\W+sft\W+queued/);
    expect(JSON.parse((await here('jobs', 'list', '--json')).out)).toHaveLength(2);
    held.close();
  });

  test('are shown with their warnings, and followed to their end', async () => {
    const { out } = await here('jobs', 'show', 'done');
    expect(out).toMatch(/^title +The first one$/m);
    expect(out).toMatch(/^warning +One step pulled hard\. Wait\.$/m);
    const followed = await here('jobs', 'follow', 'done');
    expect(followed).toMatchObject({ code: 0 });
    expect(followed.out).toMatch(/sft on cpu[^]*step 2 {2}loss 0\.25[^]*end: ok\n$/);
  });

  test('that are not at work are not cancelled, and one that made no policy is not finished', async () => {
    expect((await here('jobs', 'cancel', 'done')).out).toBe('done is not at work.\n');
    const lacking = await here('jobs', 'finish', 'done');
    expect(lacking.code).toBe(6);
  });

  test.each([
    [['show', 'nothing'], 'There is no job "nothing"'],
    [['cancel', '../done'], 'There is no job "../done"'],
    [['start', 'none.json'], 'There is no job file'],
    [['start', tiny], 'is not JSON'],
  ])('%j is bad input', async (args, says) => {
    const { code, err } = await here('jobs', ...args);
    expect(code === 2 || code === 7).toBe(true);
    expect(err).toContain(says);
  });

  test('need the trainer to start, and say so', async () => {
    writeFileSync(at('job.json'), JSON.stringify({ kind: 'sft', model: { path: 'base' } }));
    expect(await here('jobs', 'start', at('job.json'))).toMatchObject({ code: 6 });
    const evaluated = await here('jobs', 'start', at('job.json'), '--evaluate', 'helpdesk-refunds');
    expect(evaluated.err).toContain('--register');
  });
});

test('policies are added, listed and removed', async () => {
  expect((await here('policies')).out).toMatch(/embedded\W+The embedded model\W+embedded\W+ready/);
  copyFileSync(tiny, at('mine.gguf'));
  expect((await here('policies', 'add', at('mine.gguf'), '--name', 'mine', '--copy')).out).toBe('mine\n');
  const endpoint = ['https://api.example.org/v1#big', '--name', 'big', '--key', 'BIG_KEY'];
  expect((await here('policies', 'add', ...endpoint)).code).toBe(0);
  const { out } = await here('policies');
  expect(out).toMatch(/big\W+big at api\.example\.org\W+endpoint/);
  expect(out).toMatch(/mine\W+mine\.gguf\W+gguf\W+ready/);
  expect((await here('policies', 'remove', 'mine')).code).toBe(0);
  expect((await here('policies', 'remove', 'mine')).code).toBe(2);
  expect(readFileSync(at('mine.gguf')).length).toBeGreaterThan(0);
});

test('a served model answers until it is interrupted', async () => {
  const key = 'a-key-for-tests-only';
  vi.stubEnv('SERVE_KEY', key);
  let asked: Promise<Response> | null = null;
  const { code, out, err } = await spawned(
    ['serve-model', tiny, '--port', '0', '--processes', '1', '--key', 'SERVE_KEY'],
    undefined,
    (child, said) => {
      const url = /base URL {2}(\S+)\n/.exec(said)?.[1];
      if (url === undefined || asked !== null) return;
      asked = fetch(`${url}/models`, { headers: { authorization: `Bearer ${key}` } });
      void asked.finally(() => child.kill('SIGINT'));
    },
  );
  vi.unstubAllEnvs();
  const answer = await Promise.resolve<Response | null>(asked);
  expect(await answer?.json()).toMatchObject({ data: [{ id: 'tiny' }] });
  expect(out).not.toContain(key);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('Stopping') });
});

test('a model that is not there, or a key that is none, is bad input', async () => {
  const cases = [
    [['serve-model', at('none.gguf')], 'No model file'],
    [['serve-model', 'embedded', '--key', 'NO_SUCH_KEY'], 'NO_SUCH_KEY'],
    [['serve-model', 'nobody', '--workspace', at('w')], 'There is no policy nobody'],
  ] as const;
  for (const [args, says] of cases) {
    const { code, err } = await inProcess(...args);
    expect(code).toBe(2);
    expect(err).toContain(says);
  }
});
