import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { EpisodeEvent } from '@understudy/scenarios';
import { openPolicy } from '../policies/open.ts';
import type { EpisodeRecord } from '../store/records.ts';
import { acting, free, gold, openDesk, scratch, type Desk } from './desk.fixture.ts';
import { forkEpisode, forkRunId } from './fork.ts';
import { rebuildSession } from './rebuild.ts';
import { runEpisodes } from './run.ts';

let desk: Desk;
let place: ReturnType<typeof scratch>;
const quiet = new AbortController().signal;

beforeAll(async () => {
  desk = await openDesk(2);
});
beforeEach(() => {
  place = scratch();
});
afterEach(() => place.close());

/** An episode that no-op failed: it only greets. */
async function failed(): Promise<EpisodeRecord> {
  const policy = await openPolicy({ name: 'no-op', temperature: 0, processes: 1 }, desk.tasks, quiet);
  const plan = { id: 'r', kind: 'rollout', pack: desk.pack, split: 'train', samples: 1, seed: 7 } as const;
  await runEpisodes(
    { ...plan, tasks: desk.tasks.slice(0, 1), settings: {} },
    { arena: desk.arena, policy, store: place.store },
    quiet,
    () => undefined,
  );
  const [episode] = place.store.episodes({ runIds: ['r'] });
  if (episode === undefined) throw new Error('nothing was played');
  return episode;
}

function at(original: EpisodeRecord) {
  const task = desk.tasks.find(({ id }) => id === original.taskId);
  if (task === undefined) throw new Error('no such task');
  return { place: { pack: desk.pack, task, arena: desk.arena }, store: place.store, original };
}

/** Without wall times, which are moved to when the fork was made. */
function untimed(events: readonly EpisodeEvent[]): readonly object[] {
  return events.map(({ wallTime: _wall, ...event }) => event);
}

it('another policy goes on where a failed episode was still open, and the original stays as it was', async () => {
  const original = await failed();
  const events = place.store.events(original.id);
  expect(original.reward?.success).toBe(false);
  const fork = await forkEpisode({ ...at(original), upTo: 1, policy: await gold(desk) }, quiet);
  const record = place.store.episode(fork.episodeId);
  expect(record).toMatchObject({
    runId: forkRunId('r', 'scripted:gold'),
    status: 'finished',
    policyId: 'scripted:gold',
    forkedFrom: { episodeId: original.id, seq: 1 },
    reward: { success: true },
  });
  expect(untimed(place.store.events(fork.episodeId)).slice(0, 2)).toEqual(untimed(events).slice(0, 2));
  expect(place.store.events(original.id)).toEqual(events);
  expect(place.store.events(fork.episodeId)[2]).toMatchObject({ type: 'agent_turn', by: 'scripted:gold' });
  expect(record?.wallSeconds).toBeLessThan(60);
});

it('a fork can be forked again, and the user may say something else', async () => {
  const original = await failed();
  const talk = acting(() =>
    Promise.resolve({ text: 'Order number and postcode?', toolCalls: [], usage: free }),
  );
  const first = await forkEpisode({ ...at(original), upTo: 0, policy: talk, userLine: 'My violin!' }, quiet);
  expect(place.store.events(first.episodeId)[1]).toMatchObject({ type: 'user_message', text: 'My violin!' });
  const again = place.store.episode(first.episodeId);
  if (again === null) throw new Error('the fork was not stored');
  const second = await forkEpisode({ ...at(again), upTo: 2, policy: await gold(desk) }, quiet);
  expect(place.store.episode(second.episodeId)?.forkedFrom).toEqual({ episodeId: first.episodeId, seq: 2 });
  expect(second.reward.success).toBe(true);
  const log = place.store.events(second.episodeId);
  expect(rebuildSession(at(again).place, log, log.length).events).toEqual(log);
  const third = await forkEpisode({ ...at(again), upTo: 2, policy: await gold(desk) }, quiet);
  expect(third.episodeId).not.toBe(second.episodeId);
});

it('is refused where nothing can follow, and where it is not the turn of the user', async () => {
  const original = await failed();
  const policy = await gold(desk);
  await expect(forkEpisode({ ...at(original), upTo: 999, policy }, quiet)).rejects.toThrow(/is over/);
  await expect(forkEpisode({ ...at(original), upTo: 1, policy, userLine: 'x' }, quiet)).rejects.toThrow(
    /agent's turn/,
  );
  expect(place.store.runs()).toHaveLength(1);
});
