/** What a reviewer is told, and what is kept from them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPack, openPolicy, openSplit, runEpisodes } from '@understudy/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { briefOf } from './brief.ts';
import { reviewedOf } from './review.ts';

let folder: string;
let host: Host;
let episode: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-host-review-'));
  host = openHost({ workspace: join(folder, 'workspace') });
  const { signal } = new AbortController();
  const pack = loadPack('helpdesk-refunds');
  const { arena, tasks } = await openSplit(pack, 'train', 2);
  const policy = await openPolicy({ name: 'gold', temperature: 0, processes: 1 }, tasks, signal);
  const plan = { kind: 'rollout', pack, split: 'train', tasks, samples: 1, seed: 7, settings: {} } as const;
  await runEpisodes(
    { id: 'gold', ...plan },
    { arena, policy, store: host.context.store },
    signal,
    () => undefined,
  );
  arena.world.close();
  episode = host.context.store.episodes()[0]?.id ?? '';
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the brief says what the rules demand, and nothing of the score', async () => {
  const brief = await briefOf(host.context, episode);
  expect(brief.demands).toMatch(/should be done|must be refused|must be handed|handed on/);
  expect(brief.goal).not.toBe(null);
  expect(brief.policy).toContain('Company policy');
  expect(JSON.stringify(brief)).not.toMatch(/reward|passed/i);
  await expect(briefOf(host.context, 'nobody')).rejects.toThrow(/There is no episode/);
});

test('others’ verdicts are kept back until one has judged the whole episode', () => {
  const { labels } = host.context.store;
  const say = (reviewer: string, seq: number | null) =>
    labels.set({ episodeId: episode, reviewer, seq, verdict: 'bad', note: '' });
  say('Ben', null);
  say('Ada', 1);
  expect(reviewedOf(host.context, episode, 'Ada')).toMatchObject({
    others: [],
    otherReviewers: 1,
    mine: [{ seq: 1 }],
  });
  say('Ada', null);
  expect(reviewedOf(host.context, episode, 'Ada').others).toMatchObject([{ reviewer: 'Ben' }]);
});
