import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PolicyError, type Policy } from '../policies/policy.ts';
import { WorkspaceError } from '../store/errors.ts';
import type { TraceStore } from '../store/traces.ts';
import { acting, free, gold, openDesk, scratch, timeless, untilAborted, type Desk } from './desk.fixture.ts';
import { defaultRunId, episodeSeed, runEpisodes, type RunPlan, type RunProgress } from './run.ts';

let desk: Desk;
let place: ReturnType<typeof scratch>;
const quiet = new AbortController().signal;

beforeAll(async () => {
  desk = await openDesk(5);
});
beforeEach(() => {
  place = scratch();
});
afterEach(() => place.close());

const plan = (more: Partial<RunPlan> = {}): RunPlan => ({
  id: 'r',
  kind: 'rollout',
  pack: desk.pack,
  split: 'train',
  tasks: desk.tasks,
  samples: 2,
  seed: 7,
  settings: {},
  ...more,
});

function run(policy: Policy, more: Partial<RunPlan> = {}, signal = quiet, store = place.store) {
  const progress: RunProgress[] = [];
  const times = runEpisodes(plan(more), { arena: desk.arena, policy, store }, signal, (one) => {
    progress.push(one);
  });
  return times.then((done) => ({ ...done, progress }));
}

/** Every trace of a run by task and sample, without wall times. */
const traces = (store: TraceStore) =>
  store
    .episodes({ statuses: ['finished'] })
    .map(({ id, taskId, sample }) => `${taskId}#${String(sample)} ${timeless(store.events(id))}`);

test('every task is played so many times, and progress counts up to all of them', async () => {
  const { played, progress } = await run(await gold(desk));
  expect(played).toBe(10);
  expect(progress.at(0)).toEqual({ done: 0, total: 10, succeeded: 0, lastEnd: null });
  expect(progress.at(-1)).toEqual({ done: 10, total: 10, succeeded: 10, lastEnd: 'resolved' });
  expect(place.store.finishedKeys('r').size).toBe(10);
});

test('what is finished is not played again, and the same run cannot be asked for something else', async () => {
  const policy = await gold(desk);
  await run(policy);
  const silent = acting(() => Promise.reject(new Error('must not be asked')));
  const again = await run({ ...silent, id: policy.id });
  expect(again.played).toBe(0);
  expect(again.progress).toEqual([{ done: 10, total: 10, succeeded: 10, lastEnd: null }]);
  await expect(run(policy, { samples: 3 })).rejects.toMatchObject({ code: 'conflict' });
  const edited = { ...desk.pack, title: 'another' };
  await expect(run(policy, { pack: edited })).rejects.toMatchObject({ code: 'conflict' });
});

test('an interrupted run goes on where it stopped, and ends with the traces of one that was not', async () => {
  const policy = await gold(desk);
  const abort = new AbortController();
  let acts = 0;
  const interrupted: Policy = {
    ...policy,
    concurrency: 3,
    act: async (input, signal) => {
      acts += 1;
      if (acts === 30) abort.abort();
      return policy.act(input, signal);
    },
  };
  await expect(run(interrupted, {}, abort.signal)).rejects.toThrow('aborted');
  const before = place.store.episodes({ statuses: ['finished'] });
  expect(before.length).toBeGreaterThan(0);
  expect(before.length).toBeLessThan(10);
  expect(place.store.episodes({ statuses: ['abandoned'] }).length).toBeGreaterThan(0);

  const { played } = await run(policy);
  expect(played).toBe(10 - before.length);
  for (const { id, finishedAt } of before) expect(place.store.episode(id)?.finishedAt).toBe(finishedAt);

  const whole = scratch();
  await run(policy, {}, quiet, whole.store);
  expect(traces(place.store)).toEqual(traces(whole.store));
  expect(traces(whole.store)).toHaveLength(10);
  whole.close();
});

test('other seeds draw other users', async () => {
  const policy = await gold(desk);
  await run(policy);
  await run(policy, { id: 'other', seed: 8 });
  const of = (runId: string) =>
    place.store.episodes({ runIds: [runId] }).map(({ id }) => timeless(place.store.events(id)));
  expect(of('other')).not.toEqual(of('r'));
});

describe('a policy that stops answering', () => {
  const dead = new PolicyError('connection refused', { remedy: 'start it', retryable: true });

  test('ends the run after eight failures in a row, with the last reason', async () => {
    let acts = 0;
    const policy = acting(() => {
      acts += 1;
      return Promise.reject(dead);
    });
    await expect(run(policy)).rejects.toThrow(/^8 episodes in a row failed .* connection refused/);
    expect(acts).toBe(8);
  });

  test('ends a shorter run too, when every episode failed', async () => {
    const policy = acting(() => Promise.reject(dead));
    await expect(run(policy, { samples: 1 })).rejects.toBeInstanceOf(PolicyError);
  });

  test('a single failure does not, and the next call tries that episode again', async () => {
    const policy = await gold(desk);
    let failed = false;
    const flaky: Policy = {
      ...policy,
      act: (input, signal) => {
        if (failed) return policy.act(input, signal);
        failed = true;
        return Promise.reject(dead);
      },
    };
    expect((await run(flaky)).progress.at(-1)).toMatchObject({ done: 10, succeeded: 9 });
    expect(place.store.finishedKeys('r').size).toBe(9);
    expect((await run(policy)).played).toBe(1);
    expect(place.store.finishedKeys('r').size).toBe(10);
  });

  test('cancels the episodes that are still at work', async () => {
    let asked = 0;
    const policy = acting((_, signal) => {
      asked += 1;
      return asked === 1 ? untilAborted(signal) : Promise.reject(dead);
    }, 2);
    await expect(run(policy)).rejects.toThrow('connection refused');
    expect(place.store.episodes({ statuses: ['abandoned'] })).toHaveLength(1);
  });
});

test('a store that fails ends the run at once with its own error, whoever else is at work', async () => {
  const full = new WorkspaceError('full', 'the disk is full', { remedy: 'free some' });
  let begun = 0;
  const store: TraceStore = {
    ...place.store,
    beginEpisode: (start) => {
      begun += 1;
      const writer = place.store.beginEpisode(start);
      const append = (): never => {
        throw full;
      };
      return start.sample === 1 ? { ...writer, append } : writer;
    },
  };
  const waiting = acting((_, signal) => untilAborted(signal), 4);
  await expect(run(waiting, {}, quiet, store)).rejects.toBe(full);
  expect(begun).toBeLessThanOrEqual(4);
  expect(place.store.episodes({ statuses: ['failed'] })).toEqual([]);
});

test('an episode’s seed depends on run, task and sample alone', () => {
  const seeds = [
    episodeSeed(7, 'a', 0),
    episodeSeed(7, 'a', 1),
    episodeSeed(7, 'b', 0),
    episodeSeed(8, 'a', 0),
  ];
  expect(new Set(seeds).size).toBe(4);
  expect(episodeSeed(7, 'a', 0)).toBe(seeds[0]);
});

test('the default name of a run is the same for the same question, and another for another', () => {
  const { id: _id, ...asked } = plan();
  const name = defaultRunId(asked, 'local:0123');
  expect(name).toMatch(/^rollout-train-local-0123-[0-9a-f]{8}$/);
  expect(defaultRunId(asked, 'local:0123')).toBe(name);
  const others = [
    defaultRunId({ ...asked, samples: 3 }, 'local:0123'),
    defaultRunId({ ...asked, seed: 8 }, 'local:0123'),
    defaultRunId({ ...asked, tasks: asked.tasks.slice(1) }, 'local:0123'),
    defaultRunId({ ...asked, settings: { temperature: 2 } }, 'local:0123'),
    defaultRunId({ ...asked, pack: { ...asked.pack, title: 'another' } }, 'local:0123'),
  ];
  expect(new Set([name, ...others]).size).toBe(6);
});

test('a policy that answers at once leaves room for signals and timers', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 1);
  await expect(run(await gold(desk), { samples: 400 }, abort.signal)).rejects.toThrow('aborted');
});

test('an answer that calls no tool and says nothing does not hang the run', async () => {
  const mute = acting(() => Promise.resolve({ text: null, toolCalls: [], usage: free }));
  const { progress } = await run(mute, { samples: 1 });
  expect(progress.at(-1)).toMatchObject({ done: 5, succeeded: 0, lastEnd: 'turn_limit' });
});
