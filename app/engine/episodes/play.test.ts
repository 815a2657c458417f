import type { Pack, RewardSpec, Voice } from '@understudy/scenarios';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PolicyError, type Policy } from '../policies/policy.ts';
import { WorkspaceError } from '../store/errors.ts';
import type { EpisodeWriter } from '../store/traces.ts';
import { acting, free, gold, openDesk, scratch, untilAborted, type Desk } from './desk.fixture.ts';
import { playEpisode, type Play, type Played } from './play.ts';

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

function begin(policy: Policy): EpisodeWriter {
  const { store } = place;
  store.createRun({ id: 'r', kind: 'rollout', policyId: policy.id, scenario: desk.pack.id, settings: {} });
  const { id: taskId, family } = firstTask();
  const start = { runId: 'r', taskId, family, split: 'train', sample: 0, seed: 5 } as const;
  return store.beginEpisode({ ...start, policyId: policy.id });
}

function firstTask() {
  const [task] = desk.tasks;
  if (task === undefined) throw new Error('the desk has no task');
  return task;
}

async function play(policy: Policy, more: Partial<Play> = {}, signal = quiet): Promise<Played> {
  const { pack, arena } = desk;
  const writer = more.writer ?? begin(policy);
  return playEpisode({ pack, arena, task: firstTask(), policy, seed: 5, ...more, writer }, signal);
}

const only = () => {
  const [episode] = place.store.episodes();
  if (episode === undefined) throw new Error('no episode was stored');
  return episode;
};

test('the gold policy earns 1, and every event is stored in order', async () => {
  const { summary, reward, failure, harnessSeconds } = await play(await gold(desk));
  expect(reward.value).toBe(1);
  expect(failure).toBeNull();
  expect(summary.endReason).toBe('resolved');
  expect(harnessSeconds).toBeGreaterThan(0);
  const { id, status, reward: stored } = only();
  expect(status).toBe('finished');
  expect(stored).toEqual(reward);
  const events = place.store.events(id);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i));
  expect(events.at(0)?.type).toBe('opened');
  expect(events.at(-1)?.type).toBe('closed');
});

test.each([
  ['a PolicyError', new PolicyError('gone', { remedy: 'none', retryable: true })],
  ['any other error', new TypeError('gone')],
])('a policy that throws %s fails the episode: no reward, and the policy named', async (_, error) => {
  const { summary, reward, failure } = await play(acting(() => Promise.reject(error)));
  expect(summary.endReason).toBe('failed');
  expect(reward.value).toBeNull();
  expect(failure).toEqual({ source: 'policy', message: 'gone' });
  expect(only().status).toBe('failed');
  expect(place.store.events(only().id).at(-1)).toMatchObject({ reason: 'failed', failure });
});

test('a policy that writes what cannot be read is told so, and the episode ends as malformed without success', async () => {
  const seen: string[] = [];
  const babble = acting(({ conversation }) => {
    seen.push(conversation.at(-1)?.content ?? '');
    return Promise.resolve({ text: null, toolCalls: [], malformed: 'no JSON', usage: free });
  });
  const { summary, reward, failure } = await play(babble);
  expect(summary).toMatchObject({ endReason: 'malformed', malformed: desk.pack.limits.malformed });
  expect(reward.value).toBe(0);
  expect(failure).toBeNull();
  expect(seen.at(-1)).toContain('no JSON');
});

test('an abort reaches a policy at work, and the episode is as if it never happened', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const slow = acting((_, signal) => {
    setTimeout(() => abort.abort(reason), 5);
    return untilAborted(signal);
  });
  await expect(play(slow, {}, abort.signal)).rejects.toBe(reason);
  expect(only()).toMatchObject({ status: 'abandoned', endReason: 'cancelled' });
});

test('a voice that fails gives way to the template, and the trace says so', async () => {
  const mute: Voice = { kind: 'llm', say: () => Promise.reject(new Error('no breath')) };
  const { reward } = await play(await gold(desk), { voice: mute });
  expect(reward.value).toBe(1);
  const said = place.store.events(only().id).find((event) => event.type === 'user_message');
  expect(said).toMatchObject({ voice: 'template' });
  expect(said?.guarded[0]?.reason).toContain('no breath');
});

test('a voice that is interrupted ends the episode as cancelled', async () => {
  const abort = new AbortController();
  const slow: Voice = {
    kind: 'llm',
    say: (_request, _attempt, signal) => {
      setTimeout(() => abort.abort(), 5);
      return untilAborted(signal);
    },
  };
  await expect(play(await gold(desk), { voice: slow }, abort.signal)).rejects.toThrow('aborted');
  expect(only().status).toBe('abandoned');
});

test('a task whose user cannot speak fails the episode and names the user', async () => {
  const task = firstTask();
  const user = { ...task.user, opening: 'My other order is 99999999.' };
  const { failure, reward } = await play(await gold(desk), { task: { ...task, user } });
  expect(failure?.source).toBe('user');
  expect(reward.value).toBeNull();
});

const rubric = {
  id: 'manners',
  kind: 'judge',
  weight: 1,
  gate: false,
  rubric: [{ id: 'polite', question: 'Was the agent polite?', weight: 1 }],
} as const satisfies RewardSpec[number];

const rated = (): Pack => ({
  ...desk.pack,
  reward: [...desk.pack.reward, { ...rubric, rubric: [...rubric.rubric] }],
});

test('a judge’s answers are part of the reward, and kept with the trace', async () => {
  const judge = { id: 'test:judge', model: { answer: () => Promise.resolve('{"q1":"no"}') } };
  const { reward } = await play(await gold(desk), { pack: rated(), judge });
  expect(reward.components.find(({ id }) => id === 'manners')?.score).toBe(0);
  expect(reward.value).toBe(0.5);
  expect(only().judged).toEqual({ judge: 'test:judge', answers: { manners: { polite: false } } });
});

test('without a judge its component is null, and so is the reward; the trace waits to be judged', async () => {
  const { reward } = await play(await gold(desk), { pack: rated() });
  expect(reward).toMatchObject({ value: null, success: null });
  expect(only()).toMatchObject({ status: 'finished', judged: null });
});

test('a judge out of reach leaves the reward null; one that is interrupted leaves the episode finished', async () => {
  const gone = { id: 'gone', model: { answer: () => Promise.reject(new Error('503')) } };
  expect((await play(await gold(desk), { pack: rated(), judge: gone })).reward.value).toBeNull();
  expect(only().judged).toEqual({ judge: 'gone', answers: { manners: null } });
  place.close();
  place = scratch();
  const stop = new AbortController();
  const slow = {
    id: 'slow',
    model: {
      answer: (_: unknown, signal: AbortSignal) => {
        setTimeout(() => stop.abort(), 5);
        return untilAborted(signal);
      },
    },
  };
  await expect(play(await gold(desk), { pack: rated(), judge: slow }, stop.signal)).rejects.toThrow(
    'aborted',
  );
  expect(only()).toMatchObject({ status: 'finished', judged: null });
});

const taste = { id: 'taste', kind: 'reward_model', weight: 1, gate: false, model: 'rm' } as const;
const raters = (value: Promise<number | null>) => ({
  ...{ missing: new Map<string, string>(), notes: [], close: () => Promise.resolve() },
  rate: async () => ({ taste: await value }),
});

test('a reward model is asked beside the judge; where it cannot answer, the reward is null', async () => {
  const judge = { id: 'test:judge', model: { answer: () => Promise.resolve('{"q1":"yes"}') } };
  const pack = { ...rated(), reward: [...rated().reward, taste] };
  const { reward } = await play(await gold(desk), { pack, judge, raters: raters(Promise.resolve(0.5)) });
  expect(reward.components.find(({ id }) => id === 'taste')?.score).toBe(0.5);
  expect(only().judged).toEqual({ judge: 'test:judge', answers: { manners: { polite: true }, taste: 0.5 } });
  place.close();
  place = scratch();
  const alone = { ...desk.pack, reward: [...desk.pack.reward, taste] };
  const unrated = await play(await gold(desk), { pack: alone, raters: raters(Promise.resolve(null)) });
  expect(unrated.reward.value).toBeNull();
  expect(only().judged).toEqual({ judge: 'reward models', answers: { taste: null } });
});

test('nobody who stops a run waits for a reward model', async () => {
  const stop = new AbortController();
  const never = {
    ...raters(Promise.resolve(null)),
    rate: () => {
      stop.abort();
      return new Promise<never>(() => undefined);
    },
  };
  const pack = { ...desk.pack, reward: [...desk.pack.reward, taste] };
  await expect(play(await gold(desk), { pack, raters: never }, stop.signal)).rejects.toThrow('aborted');
  expect(only()).toMatchObject({ status: 'finished', judged: null });
});

test('a full disk is nobody’s failure: the error comes at once, and nothing is recorded in its place', async () => {
  const full = new WorkspaceError('full', 'the disk is full', { remedy: 'free some' });
  const policy = await gold(desk);
  const writer = begin(policy);
  let appends = 0;
  let finishes = 0;
  const failing: EpisodeWriter = {
    episodeId: writer.episodeId,
    append: (events) => {
      appends += 1;
      if (appends === 3) throw full;
      writer.append(events);
    },
    finish: () => {
      finishes += 1;
    },
  };
  await expect(play(policy, { writer: failing })).rejects.toBe(full);
  expect({ appends, finishes }).toEqual({ appends: 3, finishes: 0 });
  expect(only().status).toBe('running');
  expect(place.store.events(writer.episodeId).some((event) => event.type === 'closed')).toBe(false);
});
