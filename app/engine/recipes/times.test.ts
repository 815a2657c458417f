// The time of a recipe: what the trainer says of rows that stand for those to come, and the pace of what was played.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPack } from '../packs/load.ts';
import { embeddedModel } from '../policies/open.ts';
import { describeGguf } from '../policies/registry.ts';
import { sampleEvents, sampleReward, sampleStart } from '../store/sample.fixture.ts';
import { summarizeEvents } from '../store/summary.ts';
import { openTraceStore, type TraceStore } from '../store/traces.ts';
import { openWorkspace, type Workspace } from '../store/workspace.ts';
import { loadRecipe, recipeSchema, type Recipe } from './recipe.ts';
import { planTimes, wholeTime, type StageTime } from './times.ts';

const python = join(import.meta.dirname, '..', 'jobs', 'fixtures', 'fake-python.mjs');
const pack = loadPack('helpdesk-refunds');
/** What the trainer says of every job, also of 16 rows of 256 tokens. */
const plan = { seconds_low: 1, seconds_high: 10, seconds_rest_on: 'Eight were played.' };
const hparams = { play: [{ document: { ok: true, problems: [], plan } }] };

let workspace: Workspace;
let store: TraceStore;
let now = 0;
beforeEach(() => {
  workspace = openWorkspace(mkdtempSync(join(tmpdir(), 'understudy-times-')), { lock: true });
  store = openTraceStore(workspace, () => now);
});
afterEach(() => {
  store.close();
  workspace.close();
  rmSync(workspace.folder, { recursive: true, force: true });
});

function asked(name: string): Recipe {
  const { stages, ...recipe } = loadRecipe(name);
  return recipeSchema.parse({
    ...recipe,
    stages: stages.map((stage) => ({
      ...stage,
      ...('hparams' in stage ? { hparams } : {}),
      ...('merge' in stage ? { merge: hparams } : {}),
    })),
  });
}

const closed: (string | null)[] = [];
function timesOf(recipe: Recipe): Promise<readonly StageTime[]> {
  return planTimes(
    {
      ...{ recipe, pack, base: 'embedded', seed: 7, temperature: 1, threads: 1 },
      ...{ model: embeddedModel, tasks: { train: 20, heldout: 5 } },
    },
    {
      ...{ store, python, signal: new AbortController().signal },
      openTasks: ({ run }) =>
        Promise.resolve({
          ...{ url: 'http://127.0.0.1:1', tokenVariable: 'LIVE_TOKEN', token: 'secret' },
          broken: new AbortController().signal,
          close: () => Promise.resolve(void closed.push(run)),
        }),
    },
  );
}

test('before anything is played, only the upper end of the trainings is known', async () => {
  const times = await timesOf(asked('rejection-sampling'));
  expect(times.map(({ seconds }) => seconds)).toEqual([
    ...[null, null],
    // 20 tasks with at most 4 rows each, of at most 4096 tokens: 80 times what was asked about.
    { low: 0, high: 10 * 80 },
    null,
  ]);
  expect(times[2]?.restsOn).toMatch(/^Training: at most 80 rows/);
  expect(wholeTime(times)).toBeNull();
});

test('what was played gives the pace and the length of episodes, and every stage its time', async () => {
  const policyId = `local:${(await describeGguf(embeddedModel.gguf)).sha256.slice(0, 16)}`;
  store.createRun({ id: 'run-1', kind: 'rollout', policyId, scenario: pack.id, settings: {} });
  for (let sample = 0; sample < 11; sample += 1) {
    now += 500;
    const events = sampleEvents('a');
    const writer = store.beginEpisode(sampleStart('a', sample, { policyId }));
    writer.append(events);
    writer.finish(summarizeEvents(events), sampleReward(1));
  }
  const [before, play, learn, between, live, after] = await timesOf(asked('rft-then-grpo'));
  // Two episodes a second; 5 held-out tasks four times, 20 training tasks eight times.
  for (const stage of [before, between, after]) expect(stage?.seconds).toEqual({ low: 10, high: 10 });
  expect(play?.seconds).toEqual({ low: 80, high: 80 });
  // 2 to 80 rows of 14 tokens.
  expect(learn?.seconds?.low).toBeCloseTo((2 * 14) / 4096);
  expect(learn?.seconds?.high).toBeCloseTo((10 * 80 * 14) / 4096);
  expect(live).toMatchObject({
    ...{ seconds: { low: 1, high: 10 }, restsOn: 'While it learns: Eight were played.' },
  });
  expect(closed).toEqual([null]);
  const experts = (await timesOf(asked('six-experts-then-merge')))[2];
  expect(experts?.seconds?.low).toBeCloseTo((2 * 14) / 4096 + 1);
});
