/** What a screen is told of a job that was recorded: the whole, then only what it does not know yet. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace, type Workspace } from '@understudy/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChanges } from '../changes.ts';
import type { TrainingNews } from '../contract/training.ts';
import { watch } from './watch.ts';

let folder: string;
let workspace: Workspace;
let seq = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-watch-'));
  workspace = openWorkspace(folder, { lock: true });
  seq = 0;
  mkdirSync(join(workspace.jobs, 'one', 'out'), { recursive: true });
  writeFileSync(
    join(workspace.jobs, 'one', 'job.json'),
    JSON.stringify({ v: 1, job_id: 'one', kind: 'sft', seed: 7, out: 'out' }),
  );
});

afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true });
});

function record(...events: readonly object[]): void {
  for (const event of events) {
    seq += 1;
    const line = JSON.stringify({ v: 1, seq, ts: '2026-11-21T10:00:00Z', job_id: 'one', ...event });
    appendFileSync(join(workspace.jobs, 'one', 'out', 'events.jsonl'), `${line}\n`);
  }
}

async function newsAfter(after: number): Promise<readonly TrainingNews[]> {
  const news: TrainingNews[] = [];
  const stream = watch({ workspace, changes: createChanges() }, { id: 'one', after }, undefined);
  for await (const one of stream) news.push(one);
  return news;
}

test('first the whole, with curves, words and samples; then the stream ends, for nothing is at work', async () => {
  record(
    { t: 'hello', kind: 'sft', versions: {}, device: { type: 'cpu', name: 'cpu' } },
    { t: 'metric', step: 1, loss: 2, lr: 0.1 },
    { t: 'sample', step: 1, task: 'a', reward: 0.5, messages: [{ role: 'user', content: 'Hello' }] },
    { t: 'warning', code: 'grad_spike', message: 'It jumped.', hint: 'Wait.' },
    { t: 'end', status: 'cancelled' },
  );
  const [whole, ...more] = await newsAfter(0);
  expect(more).toEqual([]);
  expect(whole).toMatchObject({
    type: 'whole',
    seq: 5,
    series: [
      { name: 'loss', steps: [1], values: [2] },
      { name: 'lr', steps: [1], values: [0.1] },
    ],
    log: [{ kind: 'step' }, { kind: 'warning', text: 'It jumped.' }, { kind: 'end' }],
    samples: [{ task: 'a', reward: 0.5, messages: [{ role: 'user', content: 'Hello' }] }],
  });
});

test('after a lost connection only what is new is told, in one batch', async () => {
  record({ t: 'metric', step: 1, loss: 3 }, { t: 'metric', step: 2, loss: 2 });
  expect(await newsAfter(2)).toEqual([]);
  record({ t: 'metric', step: 3, loss: 1 }, { t: 'checkpoint', step: 3, path: 'c' });
  expect(await newsAfter(2)).toEqual([
    {
      type: 'more',
      seq: 4,
      points: [{ name: 'loss', step: 3, value: 1 }],
      log: [{ seq: 4, at: '2026-11-21T10:00:00Z', kind: 'saved', text: 'Saved at step 3' }],
      samples: [],
    },
  ]);
});

test('a job that took the folder of another is told from its beginning', async () => {
  record({ t: 'metric', step: 1, loss: 3 });
  expect(await newsAfter(900)).toMatchObject([{ type: 'whole', seq: 1 }]);
});
