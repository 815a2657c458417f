// The session protocol as a client meets it: over HTTP, many episodes a request, and with all that can go wrong.
import { request } from 'node:http';
import { openSplit, loadPack, openTraceStore, openWorkspace, type OpenSplit } from '@understudy/engine';
import { createRng } from '@understudy/kernel';
import { goldAgent, type AdmittedTask, type Message } from '@understudy/scenarios';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  conversationOf,
  environmentClient,
  recordEpisodes,
  startEnvironmentServer,
  startEnvironmentThread,
  type ClientReply,
  type EnvironmentClient,
  type EnvironmentServer,
  type FinishedEpisode,
} from './server.ts';

const pack = loadPack('helpdesk-refunds');
const policy = { id: 'test', version: 3 };
let split: OpenSplit;
let server: EnvironmentServer;
let client: EnvironmentClient;
let clock = 0;
const finished: FinishedEpisode[] = [];

beforeAll(async () => {
  split = await openSplit(pack, 'train', 22);
  server = await startEnvironmentServer({
    pack,
    ...split,
    limits: { episodes: 20, idleMs: 1000, body: 100_000 },
    now: () => clock,
    onFinished: (episode) => void finished.push(episode),
  });
  client = environmentClient(server);
});
afterAll(() => server.close());

type Opened = Extract<ClientReply, { ok: true }>;

function opened(reply: ClientReply | undefined): Opened {
  if (reply?.ok !== true) throw new Error(JSON.stringify(reply));
  return reply;
}

function taskAt(index: number): AdmittedTask {
  const task = split.tasks[index];
  if (task === undefined) throw new Error('no such task');
  return task;
}

/** The gold agent's next act, as a step. */
function goldStep(id: string, task: AdmittedTask, conversation: readonly Message[], turn: number): object {
  const act = goldAgent({ task, conversation, tools: split.arena.specs, turn, rng: createRng('gold') });
  if ('say' in act) return { id, text: act.say };
  return { id, text: null, toolCalls: [{ name: act.call, arguments: act.arguments }] };
}

/** Plays gold, several tasks side by side; every reply as it came, without the server's ids. */
async function playGold(indices: readonly number[], seed: number): Promise<readonly string[]> {
  const said: string[] = [];
  const starts = await client.start(
    policy,
    indices.map((task) => ({ task, seed })),
  );
  let playing = starts.map((reply, i) => ({
    reply: opened(reply),
    task: taskAt(indices[i] ?? 0),
    conversation: [...conversationOf(opened(reply))],
    turn: 0,
  }));
  while (playing.length > 0) {
    const steps = playing.map(({ reply, task, conversation, turn }) =>
      goldStep(reply.id, task, conversation, turn),
    );
    const replies = await client.step(steps);
    playing = playing.flatMap((one, i) => {
      const reply = opened(replies[i]);
      said.push(JSON.stringify({ ...reply, id: one.task.id }));
      const conversation = [...one.conversation, ...conversationOf(reply)];
      return reply.done ? [] : [{ ...one, reply, conversation, turn: one.turn + 1 }];
    });
  }
  return said;
}

/** A request by hand: what `fetch` would not send. */
function raw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; body: string }> {
  const { method = 'POST', headers = {}, body = '' } = options;
  const authorization = `Bearer ${server.token}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}${path}`,
      { method, headers: { authorization, ...headers } },
      (response) => {
        let text = '';
        response.on('data', (piece: Buffer) => (text += piece.toString()));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the environment server', () => {
  it('says what it serves', async () => {
    const info = await client.info();
    expect(info).toMatchObject({ protocol: 1, split: 'train', records: true, limits: { episodes: 20 } });
    expect(info.tasks).toHaveLength(22);
    expect(info.tools.map((tool) => tool.function.name)).toEqual(split.arena.specs.map(({ name }) => name));
  });

  it('plays many episodes side by side, and gold earns everything', async () => {
    finished.length = 0;
    const said = await playGold([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5);
    const outcomes = said.flatMap((text) => (text.includes('"done":true') ? [text] : []));
    expect(outcomes).toHaveLength(11);
    for (const text of outcomes) expect(text).toContain('"reward":1,"success":true');
    expect(new Set(finished.map(({ policyId }) => policyId))).toEqual(new Set(['test@3']));
    expect((await client.info()).stats['live']).toBe(0);
  });

  it('answers the same for the same seeds, whatever is played beside it', async () => {
    const alone = await playGold([3], 9);
    const among = await playGold([1, 3, 3, 7], 9);
    const name = taskAt(3).id;
    const ofThree = among.filter((text) => text.includes(`"id":"${name}"`));
    expect(ofThree.filter((_, i) => i % 2 === 0)).toEqual(alone);
    expect(await playGold([3], 10)).not.toEqual(alone);
  });

  it('tells what each turn earned, and reads a model’s own words', async () => {
    const [start] = await client.start(policy, [{ task: 0, seed: 1, maxTurns: 3 }]);
    const { id } = opened(start);
    const call = '{"name":"get_order","arguments":{"order_id":"1"}}';
    const output = [
      { kind: 'control', text: '<tool_call>' },
      { kind: 'text', text: call },
      { kind: 'control', text: '</tool_call>' },
    ];
    const tokens = { prefix: 0, promptIds: [1], sampledIds: [2, 3], logprobs: [-1, -2], temperature: 1 };
    const first = opened((await client.step([{ id, output, tokens }]))[0]);
    expect(conversationOf(first)[0]).toMatchObject({ role: 'assistant', toolCalls: [{ name: 'get_order' }] });
    expect(first.messages[1]).toMatchObject({ role: 'tool', name: 'get_order' });
    const second = opened(
      (await client.step([{ id, output: [{ kind: 'text', text: 'x' }], stop: 'length', tokens }]))[0],
    );
    expect(second.messages[1]?.content).toContain('did not end within 2 tokens');
    const last = opened(
      (await client.step([{ id, output: [{ kind: 'control', text: '</tool_call>' }] }]))[0],
    );
    expect(last).toMatchObject({ done: true, outcome: { end: 'turn_limit', reward: 0, success: false } });
    const steps = last.outcome?.steps ?? [];
    expect(steps.map(({ turn }) => turn)).toEqual([0, 1, 2]);
    expect(steps.some(({ score }) => score < 0)).toBe(true);
    const log = finished.at(-1)?.events.filter((event) => event.type === 'agent_turn') ?? [];
    expect(log[0]?.tokens).toMatchObject({ sampledIds: [2, 3], modelHash: 'test@3' });
  });

  it('refuses what is held out and what is not there, entry by entry', async () => {
    const replies = await client.start(policy, [
      { task: 0, seed: 1, split: 'heldout' },
      { task: 22, seed: 1 },
      { task: -1, seed: 1 },
      'nonsense',
      { task: 0, seed: 1 },
    ]);
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.code))).toEqual([
      'held_out',
      'no_task',
      'bad_request',
      'bad_request',
      'ok',
    ]);
    const { id } = opened(replies[4]);
    expect(await client.close([id], 'cancelled')).toMatchObject([
      { ok: true, done: true, outcome: { reward: null } },
    ]);
    await expect(startEnvironmentServer({ pack, ...(await openSplit(pack, 'heldout', 1)) })).rejects.toThrow(
      /held out/,
    );
  });

  it('lets no garbage in one entry disturb another', async () => {
    const [a, b] = (
      await client.start(policy, [
        { task: 0, seed: 1 },
        { task: 1, seed: 1 },
      ])
    ).map(opened);
    const replies = await client.step([
      { id: a?.id, text: 'Please tell me your order number and postcode.' },
      { id: 'e999999', text: 'hello' },
      { id: a?.id, text: 'again' },
      { id: b?.id, toolCalls: [{ name: 'drop_tables', arguments: {} }], text: null },
      null,
      { id: b?.id, output: [{ kind: 'smoke', text: '' }] },
      { id: b?.id },
    ]);
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.code))).toEqual([
      'ok',
      'no_episode',
      'busy',
      'ok',
      'bad_request',
      'bad_request',
      'bad_request',
    ]);
    expect(opened(replies[3]).messages[1]?.content).toContain('drop_tables');
    await client.close([a?.id ?? '', b?.id ?? ''], 'cancelled');
    expect((await client.step([{ id: a?.id, text: 'x' }]))[0]).toMatchObject({
      ok: false,
      error: { code: 'no_episode' },
    });
  });

  it('has room for so many episodes, and gives up idle ones', async () => {
    const wanted = Array.from({ length: 21 }, (_, i) => ({ task: i, seed: 1 }));
    const replies = await client.start(policy, wanted);
    expect(replies.filter(({ ok }) => ok)).toHaveLength(20);
    expect(replies.at(-1)).toMatchObject({ ok: false, error: { code: 'capacity' } });
    clock += 2000;
    const [again] = await client.start(policy, [{ task: 0, seed: 1 }]);
    const { stats } = await client.info();
    expect(stats).toMatchObject({ live: 1, expired: 20 });
    await client.close([opened(again).id], 'cancelled');
  });

  it('answers only its own address, with its token, in its own words', async () => {
    const wrongToken = { authorization: 'Bearer nonsense' };
    const codes = await Promise.all([
      raw('/v1/info', { method: 'GET', headers: wrongToken }),
      raw('/v1/info', { method: 'GET', headers: { host: 'evil.example' } }),
      raw('/v1/info', { method: 'GET', headers: { origin: 'http://evil.example' } }),
      raw('/v1/step', { method: 'GET' }),
      raw('/v1/nothing', {}),
      raw('/__proto__', {}),
      raw('/v1/step', { body: '{"steps":' }),
      raw('/v1/step', { body: '{"steps":[]}' }),
      raw('/v1/step', { body: '{"moves":[1]}' }),
      raw('/v1/step', { body: 'x'.repeat(100_001) }),
    ]);
    expect(codes.map(({ status }) => status)).toEqual([401, 403, 403, 405, 404, 404, 400, 400, 400, 413]);
    for (const { body } of codes) expect(JSON.parse(body)).toHaveProperty('error.message');
    expect(await client.info()).toMatchObject({ protocol: 1 });
  });
});

it(
  'a thread serves a pack, hands over its episodes, and they are stored once',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'environment-'));
    const workspace = openWorkspace(folder, { lock: true });
    const store = openTraceStore(workspace);
    const recorder = recordEpisodes(store, { id: 'grpo-x', policyId: 'grpo:x', scenario: pack.id });
    const handed: FinishedEpisode[] = [];
    const thread = await startEnvironmentThread({
      scenario: pack.id,
      tasks: 2,
      onFinished: (episode) => void handed.push(episode),
    });
    const there = environmentClient(thread);
    const play = async (): Promise<void> => {
      const [start] = await there.start(policy, [{ task: 1, seed: 1, sample: 4, maxTurns: 1 }]);
      await there.step([{ id: opened(start).id, text: 'Hello' }]);
    };
    await play();
    await play();
    await expect.poll(() => handed.length).toBe(2);
    await thread.close();
    for (const episode of handed) recorder.keep(episode);
    const [episode, ...more] = store.episodes({ runIds: ['grpo-x'] });
    expect(more).toEqual([]);
    expect(episode).toMatchObject({ policyId: 'test@3', sample: 4, split: 'train', endReason: 'turn_limit' });
    expect(store.events(episode?.id ?? '')).toHaveLength(handed[0]?.events.length ?? 0);
    store.close();
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
    await expect(startEnvironmentThread({ scenario: 'no-such-pack' })).rejects.toThrow(/no scenario pack/);
  },
);
