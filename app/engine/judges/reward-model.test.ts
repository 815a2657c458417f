// Reward models in a reward, against a stand-in scorer: whoever cannot be asked, breaks or cannot read an episode gives null.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPacks, type EpisodeEvent, type Pack, type RewardSpec } from '@understudy/scenarios';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRaters, rewardModels, type Raters } from './reward-model.ts';

const python = join(import.meta.dirname, 'fixtures', 'fake-scorer.mjs');
const stamp = { simTime: 0, wallTime: 0, worldHash: '' };
const usage = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };

let workspace: { readonly jobs: string };
let open: Raters | null = null;
beforeEach(() => {
  workspace = { jobs: mkdtempSync(join(tmpdir(), 'raters-')) };
});
afterEach(async () => {
  await open?.close();
  open = null;
  rmSync(workspace.jobs, { recursive: true, force: true });
});

/** A job's folder as the trainer leaves it. */
function job(id: string, kind: string, ended: boolean): void {
  const out = join(workspace.jobs, id, 'out');
  mkdirSync(join(out, 'model'), { recursive: true });
  const labels = join(workspace.jobs, id, 'labels.jsonl');
  writeFileSync(labels, `${JSON.stringify({ provenance: { templateHash: 'T' } })}\n`);
  const model = { path: '/models/base' };
  const data = { train: [{ path: labels }], format: 'labels' };
  writeFileSync(
    join(workspace.jobs, id, 'job.json'),
    JSON.stringify({ v: 1, kind, job_id: id, out: 'out', model, data }),
  );
  writeFileSync(join(out, 'model', 'reward.json'), '{}');
  const event = { v: 1, seq: 1, ts: '2026-01-01T00:00:00.000Z', job_id: id, t: 'end', status: 'ok' };
  if (ended) writeFileSync(join(out, 'events.jsonl'), `${JSON.stringify(event)}\n`);
}

const spec = (model: string): RewardSpec => [
  { id: 'done', kind: 'goal_state', weight: 1, gate: true, ignore: [], partial: false },
  { id: 'taste', kind: 'reward_model', weight: 1, gate: false, model },
];

/** A built-in pack with a reward model in its reward. */
function packWith(model: string): Pack {
  const [pack] = builtInPacks;
  if (pack === undefined) throw new Error('there is no pack');
  return { ...pack, reward: [...spec(model)], families: pack.families.slice(0, 1) };
}

function log(text: string, templateHash: string | null, reason: 'resolved' | 'failed' = 'resolved') {
  const tokens = {
    prefix: 0,
    promptIds: [1, 2],
    sampledIds: [3],
    logprobs: [0],
    temperature: 1,
    modelHash: 'M',
  };
  const events: readonly EpisodeEvent[] = [
    {
      ...{ ...stamp, seq: 0, type: 'opened', trajectory: 'world', taskId: 't', policyId: 'p', seed: 0 },
      ...{ system: 'Be kind.', tools: [] },
    },
    {
      ...{ ...stamp, seq: 1, type: 'agent_turn', trajectory: 'agent', text, toolCalls: [], usage },
      ...(templateHash === null ? {} : { tokens: { ...tokens, templateHash } }),
    },
    { ...stamp, seq: 2, type: 'closed', trajectory: 'world', reason, changes: [] },
  ];
  return events;
}

test('an episode is rated by its exact tokens where the model learned from such, else by its messages', async () => {
  job('rm', 'reward', true);
  expect(rewardModels(packWith('rm'))).toEqual(['rm']);
  const raters = openRaters(packWith('rm'), { workspace, python, arena: { specs: [] } });
  open = raters;
  expect([...raters.missing]).toEqual([]);
  const rated = [log('a', 'T'), log('b', 'another'), log('c', null)];
  const found = await Promise.all(rated.map((one) => raters.rate(spec('rm'), one)));
  expect(found).toEqual([{ taste: 0.75 }, { taste: 0.25 }, { taste: 0.25 }]);
});

test('a row that cannot be read, an episode that broke, and a scorer that dies give null and never 0', async () => {
  job('rm', 'reward', true);
  open = openRaters(packWith('rm'), { workspace, python, arena: { specs: [] } });
  expect(await open.rate(spec('rm'), log('odd', null))).toEqual({ taste: null });
  expect(await open.rate(spec('rm'), log('a', 'T', 'failed'))).toEqual({ taste: null });
  expect(await open.rate(spec('rm'), log('die', null))).toEqual({ taste: null });
  expect(await open.rate(spec('rm'), log('a', 'T'))).toEqual({ taste: null });
});

test.each([
  ['nobody', /There is no job "nobody"/],
  ['tuned', /of kind sft/],
  ['early', /not finished/],
])('a model that is not there is named with the reason: %s', async (id, reason) => {
  job('tuned', 'sft', true);
  job('early', 'reward', false);
  open = openRaters(packWith(id), { workspace, python, arena: { specs: [] } });
  expect(open.missing.get(id)).toMatch(reason);
  expect(await open.rate(spec(id), log('a', 'T'))).toEqual({ taste: null });
});
