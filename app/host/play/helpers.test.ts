/** Models that help an episode along: one gives the user its words, one answers the rubrics when it is over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addEndpoint, addPack, starterDocument } from '@understudy/engine';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { StageView } from '../contract/play.ts';
import { openHost, type Host } from '../host.ts';
import { router } from '../router.ts';

let folder: string;
let host: Host;
let api: RouterClient<typeof router>;
let server: Server;
/** What the endpoint was asked, the last message of each. */
const asked: string[] = [];
let answer: (prompt: string) => string | null = () => 'Hm.';

const requestSchema = z.object({ messages: z.array(z.object({ content: z.string() })) });

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const prompt = requestSchema.parse(JSON.parse(body)).messages.at(-1)?.content ?? '';
      asked.push(prompt);
      const content = answer(prompt);
      response.writeHead(content === null ? 400 : 200, { 'Content-Type': 'application/json' });
      const choices = [{ message: { role: 'assistant', content }, finish_reason: 'stop' }];
      response.end(JSON.stringify({ choices, usage: { prompt_tokens: 1, completion_tokens: 1 } }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  folder = mkdtempSync(join(tmpdir(), 'understudy-helpers-'));
  host = openHost({ workspace: join(folder, 'workspace') });
  api = createRouterClient(router, { context: host.context });
  const { workspace } = host.context;
  addEndpoint(workspace, {
    id: 'helper',
    address: `http://127.0.0.1:${String(port)}/v1#helper`,
    keyVariable: null,
  });
  const starter = z.looseObject({ reward: z.array(z.json()) }).parse(starterDocument('Judged'));
  const rubric = [{ id: 'polite', question: 'Is the agent polite from beginning to end?' }];
  const reward = [...starter.reward, { id: 'manners', kind: 'judge', weight: 1, gate: false, rubric }];
  const document = z.json().parse({ ...starter, reward, tasks: { train: 2, heldout: 2 } });
  addPack(workspace, { id: 'judged', document, note: '' });
});
afterAll(async () => {
  await host.close();
  server.close();
  rmSync(folder, { recursive: true });
});

const yes = (prompt: string): string =>
  JSON.stringify(Object.fromEntries([...prompt.matchAll(/^(q\d+): /gm)].map(([, id]) => [id, 'yes'])));

const wanted = {
  scenario: 'judged',
  split: 'train',
  family: 'damaged_item',
  index: 0,
  seat: 'agent',
  policy: 'gold',
} as const;

async function until(stage: string, fits: (view: StageView) => boolean): Promise<StageView> {
  for await (const view of await api.play.follow({ id: stage })) if (fits(view)) return view;
  throw new Error('the stage was closed');
}

/** Plays to the end by the known solution. */
async function played(stage: string): Promise<StageView> {
  await until(stage, ({ next, working }) => next === 'agent' && !working);
  await api.play.sit({ id: stage, seat: 'agent', holder: 'machine', policy: 'gold' });
  return until(stage, ({ outcome }) => outcome !== null);
}

const manners = (view: StageView) => view.outcome?.components.find(({ id }) => id === 'manners')?.score;

test('what a judge must answer stays open without one, and says so beforehand', async () => {
  const { scenarios, models } = await api.play.choices();
  expect(scenarios.find(({ id }) => id === 'judged')?.judged).toEqual(['manners']);
  expect(models.map(({ name }) => name).sort()).toEqual(['embedded', 'helper']);
  const { stage } = await api.play.start(wanted);
  expect(manners(await played(stage))).toBe(null);
});

test('a judge reads the episode when it is over, and its answers are kept with it', async () => {
  answer = yes;
  const { stage } = await api.play.start({ ...wanted, judge: 'helper' });
  const last = await played(stage);
  expect(manners(last)).toBe(1);
  expect(last.outcome?.value).toBe(1);
  expect(asked.at(-1)).toContain('Is the agent polite');
  const episode = host.context.stages.get(stage).episodeId ?? '';
  const reward = host.context.store.episode(episode)?.reward;
  expect(reward?.components.find(({ id }) => id === 'manners')?.score).toBe(1);
});

test('a judge that is out of reach leaves its part open, and the episode is kept all the same', async () => {
  answer = () => null;
  const { stage } = await api.play.start({ ...wanted, judge: 'helper' });
  const last = await played(stage);
  expect([manners(last), last.working]).toEqual([null, expect.any(Boolean)]);
  expect(host.context.stages.get(stage).over).toBe(true);
});

test('a model gives the user its words; what breaks the facts is replaced by the template', async () => {
  answer = () => 'My order number is 1.';
  const { document } = await api.designer.get({ id: 'judged' });
  const order = { document, family: 'damaged_item', index: 0, policy: null, voice: 'helper', episode: null };
  const before = asked.length;
  const { stage } = await api.designer.rehearse(order);
  const view = await until(stage, ({ next, working }) => next === 'agent' && !working);
  expect(asked.length).toBeGreaterThan(before);
  expect(view.lines).toMatchObject([{ kind: 'said', who: 'user', holder: 'machine' }]);
  expect(JSON.stringify(view.lines)).not.toContain('number is 1.');
});

test('a run asks both, and is told apart from one without them', async () => {
  answer = (prompt) => (prompt.includes('Is the agent polite') ? yes(prompt) : 'Hm.');
  const { scenario, split, policy } = wanted;
  const choices = {
    ...{ scenario, split, policy, families: null, tasks: 1, samples: 1 },
    ...{ temperature: 1, seed: 7, curriculum: false },
  };
  const plain = await api.runs.start(choices);
  await host.context.works.settled(plain.work);
  const judged = await api.runs.start({ ...choices, judge: 'helper', voice: 'helper' });
  await host.context.works.settled(judged.work);
  expect(judged.run).not.toBe(plain.run);
  expect(host.context.works.get(judged.work)?.outcome?.message).toMatch(/1 of 1 .*never checked/);
  const success = (run: string) => host.context.store.episodes({ runIds: [run] })[0]?.reward?.value;
  expect([success(plain.run), success(judged.run)]).toEqual([null, 1]);
  await expect(api.runs.start({ ...choices, voice: 'gold' })).rejects.toThrow(/no policy gold/);
});

test('a run asks the reward model that its scenario names, and says where that is missing', async () => {
  const { workspace, store, works } = host.context;
  const starter = z.looseObject({ reward: z.array(z.json()) }).parse(starterDocument('Tasted'));
  const taste = { id: 'taste', kind: 'reward_model', weight: 1, model: 'taste-1' };
  const document = { ...starter, reward: [...starter.reward, taste], tasks: { train: 2, heldout: 2 } };
  addPack(workspace, { id: 'tasted', document: z.json().parse(document), note: '' });
  const judges = join(import.meta.dirname, '..', '..', 'engine', 'judges');
  const python = join(judges, 'fixtures', 'fake-scorer.mjs');
  const context = { ...host.context, trainer: () => Promise.resolve({ python }) };
  const asking = createRouterClient(router, { context });
  const play = async (seed: number): Promise<readonly [string, number | null | undefined]> => {
    const { run, work } = await asking.runs.start({
      ...{ scenario: 'tasted', split: 'train', policy: 'gold', families: null, tasks: 1, samples: 1 },
      ...{ temperature: 1, seed, curriculum: false },
    });
    await works.settled(work);
    const [episode] = store.episodes({ runIds: [run] });
    const rated = episode?.reward?.components.find(({ id }) => id === 'taste');
    return [works.get(work)?.outcome?.message ?? '', rated?.score];
  };
  const [message, score] = await play(1);
  expect(message).toContain('The reward model taste-1 cannot be asked: There is no job "taste-1"');
  expect(score).toBeNull();
  const out = join(workspace.jobs, 'taste-1', 'out');
  mkdirSync(join(out, 'model'), { recursive: true });
  const data = { train: [{ path: 'labels.jsonl' }], format: 'labels' };
  const job = { v: 1, kind: 'reward', job_id: 'taste-1', out: 'out', model: { path: 'm' }, data };
  writeFileSync(join(workspace.jobs, 'taste-1', 'job.json'), JSON.stringify(job));
  writeFileSync(join(out, 'model', 'reward.json'), '{}');
  const end = { v: 1, seq: 1, ts: '2026-01-01T00:00:00.000Z', job_id: 'taste-1', t: 'end', status: 'ok' };
  writeFileSync(join(out, 'events.jsonl'), `${JSON.stringify(end)}\n`);
  expect(await play(2)).toEqual(['1 of 1 episodes passed.', 0.25]);
});

test('a run pauses where its budget is used up, and goes on with what is left', async () => {
  const { scenario, split } = wanted;
  const choices = {
    ...{ scenario, split, policy: 'helper', families: null, tasks: 2, samples: 2, temperature: 1 },
    ...{ seed: 7, curriculum: false, budget: { tokens: 10 } },
  };
  const { run, work } = await api.runs.start(choices);
  await host.context.works.settled(work);
  expect(host.context.works.get(work)).toMatchObject({
    status: 'done',
    outcome: { message: expect.stringMatching(/^Paused: its budget of 10 tokens is used up/) },
  });
  const paused = await api.runs.get({ id: run });
  expect([paused.episodes < 4, paused.resumable]).toEqual([true, true]);
});
