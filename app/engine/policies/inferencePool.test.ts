import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openTiny } from './fixtures/openTiny.ts';
import type { InferencePool } from './inferencePool.ts';
import { PolicyError } from './policy.ts';
import type { Generation } from './protocol.ts';

// Loading the model takes a second on an idle machine, and several on a busy one.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const never = new AbortController().signal;
const generation = (over: Partial<Generation> = {}): Generation => ({
  episodeId: 'e',
  prefixIds: [],
  parts: ['some words to begin with'],
  seed: 1,
  temperature: 1,
  maxTokens: 40,
  grammar: null,
  ...over,
});
/** Long enough to be met at work: 1,900 prompt tokens that no cache holds. */
const slow = (seed: number): Generation =>
  generation({ episodeId: `s${seed}`, seed, parts: [String.fromCharCode(65 + (seed % 26)).repeat(1900)] });
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

let open: InferencePool[] = [];
afterEach(async () => {
  await Promise.all(open.map((pool) => pool.close()));
  open = [];
});
const openPool = async (processes: number, sequences: number): Promise<InferencePool> => {
  const { pool } = await openTiny(processes, sequences);
  open.push(pool);
  return pool;
};

describe('inference processes', () => {
  it('compute only what an episode appended, and system prompts once a sequence', async () => {
    const pool = await openPool(1, 2);
    const system =
      'The policy of the house: be kind, verify the order first, refund what is damaged. '.repeat(5);
    const first = await pool.generate(generation({ parts: [system, 'Hi'] }), never);
    expect(first.computed).toBe(first.promptIds.length);
    const prefixIds = [...first.promptIds, ...first.sampledIds];
    const second = await pool.generate(generation({ prefixIds, parts: ['and more'] }), never);
    // The last sampled token was drawn but not yet computed.
    expect(second.computed).toBe(second.promptIds.length + 1);
    // Other episodes: one takes the sequence that is free of caches worth keeping, the next finds its system prompt there.
    await pool.generate(generation({ episodeId: 'f', parts: [system, 'Yo'] }), never);
    const last = await pool.generate(generation({ episodeId: 'g', parts: [system, 'Oh'] }), never);
    expect(last.computed).toBeLessThan(10);
  });

  it('advance many episodes at once and answer each its own', async () => {
    const pool = await openPool(2, 4);
    const texts = Array.from({ length: 20 }, (_, i) => `order ${i} is late`);
    const answers = await Promise.all(
      texts.map((text, i) => pool.generate(generation({ episodeId: text, seed: i, parts: [text] }), never)),
    );
    const prompts = await Promise.all(answers.map((answer) => pool.detokenize(answer.promptIds)));
    expect(prompts).toEqual(texts);
  });

  it('are replaced when killed in mid-generation, and their requests are answered all the same', async () => {
    const pool = await openPool(2, 4);
    const [victim = 0] = pool.processIds();
    const answers = Array.from({ length: 16 }, (_, seed) => pool.generate(slow(seed), never));
    await sleep(10);
    process.kill(victim, 'SIGKILL');
    expect(await Promise.all(answers)).toHaveLength(16);
    await expect.poll(() => pool.processIds().length, { timeout: 30_000 }).toBe(2);
    expect(pool.processIds()).not.toContain(victim);
  });

  it('give a request up when two of them died of it', async () => {
    const pool = await openPool(1, 1);
    const errors: unknown[] = [];
    const keep = (error: unknown): number => errors.push(error);
    for (let seed = 0; seed < 20; seed += 1) pool.generate(slow(seed), never).catch(keep);
    while (errors.length === 0) {
      for (const pid of pool.processIds()) process.kill(pid, 'SIGKILL');
      await sleep(1);
    }
    const [caught] = errors;
    expect(caught).toBeInstanceOf(PolicyError);
    expect(caught).toMatchObject({ retryable: true, message: expect.stringContaining('SIGKILL') });
  });

  it('stop a long prompt when it is aborted, and take the next request', async () => {
    const pool = await openPool(1, 1);
    const abort = new AbortController();
    const doomed = pool.generate(slow(1), abort.signal).catch((cause: unknown) => cause);
    await sleep(2);
    abort.abort(new Error('enough'));
    expect(String(await doomed)).toContain('enough');
    const next = await pool.generate(generation(), never);
    expect(next.promptIds.length).toBeGreaterThan(0);
  });

  it('end when they are closed, and refuse requests then', async () => {
    const pool = await openPool(1, 1);
    const pids = pool.processIds();
    const open = pool.generate(slow(1), never).catch((cause: unknown) => cause);
    await pool.close();
    expect(String(await open)).toContain('The policy was closed');
    expect(pids.filter(alive)).toEqual([]);
    await expect(pool.generate(generation(), never)).rejects.toThrow('The policy was closed');
  });

  it('end by themselves when their parent is killed', async () => {
    const parent = spawn(process.execPath, [new URL('./fixtures/orphan.ts', import.meta.url).pathname]);
    const [line]: unknown[] = await once(parent.stdout, 'data');
    const pids = z
      .array(z.int().positive())
      .length(2)
      .parse(JSON.parse(String(line)));
    expect(pids.filter(alive)).toHaveLength(2);
    parent.kill('SIGKILL');
    await expect.poll(() => pids.filter(alive), { timeout: 5000 }).toEqual([]);
  });
});
