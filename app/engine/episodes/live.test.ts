import type { AdmittedTask, GoldMove } from '@understudy/scenarios';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WorkspaceError } from '../store/errors.ts';
import type { EpisodeWriter } from '../store/traces.ts';
import { acting, free, gold, openDesk, scratch, untilAborted, type Desk } from './desk.fixture.ts';
import { HUMAN, openLive, type LiveEpisode } from './live.ts';
import { rebuildSession } from './rebuild.ts';

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

function firstTask(): AdmittedTask {
  const [task] = desk.tasks;
  if (task === undefined) throw new Error('the desk has no task');
  return task;
}

function begin(policyId: string): EpisodeWriter {
  const { store } = place;
  const { id: taskId, family } = firstTask();
  store.createRun({ id: 'r', kind: 'rollout', policyId, scenario: desk.pack.id, settings: {} });
  return store.beginEpisode({ runId: 'r', taskId, family, split: 'train', sample: 0, seed: 5, policyId });
}

function open(policyId = HUMAN, writer: EpisodeWriter | null = begin(policyId)): LiveEpisode {
  const { pack, arena } = desk;
  return openLive({ pack, arena, task: firstTask(), seed: 5, policyId, writer });
}

/** What a person who knows the right solution does, one move. */
function doIt(live: LiveEpisode, move: GoldMove): void {
  if (move.kind === 'call') live.call(move.tool, { ...move.arguments });
  else live.say(move.text);
}

const stored = (live: LiveEpisode) => place.store.events(live.episodeId ?? '');

/** Plays on as the right solution would, the simulated user answering. */
async function playOn(live: LiveEpisode): Promise<void> {
  const policy = await gold(desk);
  while (live.next !== 'nobody')
    await (live.next === 'user' ? live.userSpeaks(null, quiet) : live.act(policy, quiet));
}

test('a person in the agent’s seat earns what the right solution earns, and the episode is an ordinary one', async () => {
  const live = open();
  const moves = [...firstTask().gold];
  while (live.next !== 'nobody') {
    expect(live.outcome).toBeNull();
    const [move] = live.next === 'agent' ? moves.splice(0, 1) : [];
    if (move === undefined) await live.userSpeaks(null, quiet);
    else if (move.kind !== 'ask' || !told(live, move.facts)) doIt(live, move);
  }
  expect(live.outcome?.reward.value).toBe(1);
  expect(place.store.episode(live.episodeId ?? '')).toMatchObject({
    status: 'finished',
    policyId: 'human',
    endReason: 'resolved',
    reward: { value: 1 },
  });
  expect(stored(live)).toEqual(live.events);
});

function told(live: LiveEpisode, facts: readonly string[]): boolean {
  const disclosed = live.events.flatMap((event) => (event.type === 'user_message' ? event.disclosed : []));
  return facts.every((fact) => disclosed.includes(fact));
}

test('every event is stored before the next move', async () => {
  const live = open();
  expect(stored(live).map(({ type }) => type)).toEqual(['opened']);
  await live.userSpeaks(null, quiet);
  expect(stored(live).map(({ type }) => type)).toEqual(['opened', 'user_message']);
  live.call('get_order', { order_id: 'none' });
  expect(stored(live).map(({ type }) => type)).toEqual([
    'opened',
    'user_message',
    'agent_turn',
    'tool_result',
  ]);
});

test('it can be taken over in the middle, and each turn says who made it where it was not the episode’s policy', async () => {
  const live = open('scripted:gold');
  await live.userSpeaks(null, quiet);
  live.call('get_order', { order_id: 'none' });
  await playOn(live);
  const turns = live.events.filter((event) => event.type === 'agent_turn');
  expect(turns.map(({ by }) => by)).toEqual(['human', ...turns.slice(1).map(() => undefined)]);
  expect(live.outcome?.summary.endReason).toBe('resolved');
});

test('a person in the user’s seat tells what the line tells, and ends the conversation when it pleases', () => {
  const live = open('scripted:gold');
  const task = firstTask();
  const [fact] = task.user.facts.filter(({ askedBy, unknown }) => askedBy.length > 0 && !unknown);
  live.userSays(`Hello, I want my money back. ${fact?.value ?? ''}`);
  live.say('What is it about?');
  live.userSays('Never mind.', 'gone');
  const lines = live.events.filter((event) => event.type === 'user_message');
  expect(lines).toMatchObject([
    { voice: 'person', act: 'open', disclosed: [fact?.id], state: 'waiting' },
    { voice: 'person', act: 'leave', disclosed: [], state: 'gone' },
  ]);
  expect(live.endReason).toBe('user_left');
  expect(live.outcome?.reward.success).toBe(false);
});

test('an episode with both seats taken by persons is gone back to, event for event', () => {
  const live = open();
  live.userSays('Hello.');
  live.call('get_order', { order_id: 'none' });
  live.say('How can I help?');
  live.userSays('It is fine now.', 'content');
  const { pack, arena } = desk;
  const { session, events } = rebuildSession({ pack, arena, task: firstTask() }, stored(live), 99);
  expect(events).toEqual(live.events);
  expect(session.next).toEqual({ who: 'nobody', reason: 'resolved' });
});

test('a rebuilt session is played on: its events come first, and the numbers go on', async () => {
  const first = open();
  first.userSays('Hello.');
  const { pack, arena } = desk;
  const from = rebuildSession({ pack, arena, task: firstTask() }, stored(first), 1);
  const live = openLive({ pack, arena, task: firstTask(), seed: 5, policyId: HUMAN, writer: null, from });
  live.say('How can I help?');
  await live.userSpeaks(null, quiet);
  expect(live.events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
});

test('a policy that fails or is stopped has done nothing: somebody else may move', async () => {
  const live = open();
  await live.userSpeaks(null, quiet);
  await expect(
    live.act(
      acting(() => Promise.reject(new Error('gone'))),
      quiet,
    ),
  ).rejects.toThrow('gone');
  const stop = new AbortController();
  const slow = live.act(
    acting((_, signal) => untilAborted(signal)),
    stop.signal,
  );
  expect(() => live.say('me first')).toThrow('somebody is making a move already');
  stop.abort(new Error('enough'));
  await expect(slow).rejects.toThrow('enough');
  live.say('What is your order number?');
  expect(live.turns).toBe(1);
});

test('a move out of turn is refused and changes nothing', async () => {
  const live = open();
  expect(() => live.say('Hello')).toThrow('it is not the turn of the agent now');
  await expect(
    live.act(
      acting(() => Promise.reject(new Error('asked'))),
      quiet,
    ),
  ).rejects.toThrow('not the turn');
  expect(live.events).toHaveLength(1);
});

test('what is broken off is kept as cancelled, also while a policy is at work', async () => {
  const live = open();
  await live.userSpeaks(null, quiet);
  const late = live.act(
    acting(async () => {
      await Promise.resolve();
      return { text: 'too late', toolCalls: [], usage: free };
    }),
    quiet,
  );
  live.cancel();
  await expect(late).rejects.toThrow('ended in the meantime');
  expect(live.outcome?.reward.value).toBeNull();
  expect(place.store.episode(live.episodeId ?? '')).toMatchObject({
    status: 'abandoned',
    endReason: 'cancelled',
  });
});

test('events that a full disk refused are stored before the next move', async () => {
  const writer = begin(HUMAN);
  let full = false;
  const live = open(HUMAN, {
    ...writer,
    append: (events) => {
      if (full) throw new WorkspaceError('full', 'the disk is full', { remedy: 'free some' });
      writer.append(events);
    },
  });
  await live.userSpeaks(null, quiet);
  full = true;
  expect(() => live.say('Hello?')).toThrow('the disk is full');
  expect(() => live.userSays('Hi')).toThrow('the disk is full');
  full = false;
  live.userSays('Hi');
  expect(stored(live)).toEqual(live.events);
  expect(live.events.map(({ type }) => type)).toEqual([
    'opened',
    'user_message',
    'agent_turn',
    'user_message',
  ]);
});

test('a rehearsal is judged and leaves nothing behind', async () => {
  const live = open('scripted:gold', null);
  await playOn(live);
  expect(live.episodeId).toBeNull();
  expect(live.outcome?.reward.value).toBe(1);
  expect(place.store.episodes()).toEqual([]);
});
