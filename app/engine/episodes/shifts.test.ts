import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Pack } from '@understudy/scenarios';
import { writeDataset } from '../datasets/write.ts';
import { loadPack } from '../packs/load.ts';
import { openPolicy } from '../policies/open.ts';
import type { ActInput } from '../policies/policy.ts';
import { rejectionFineTuning } from '../selection/spec.ts';
import { select } from '../selection/select.ts';
import { acting, free, scratch, timeless } from './desk.fixture.ts';
import { runEpisodes, type RunPlan } from './run.ts';
import { openShifts, playedShift, shiftScorer, type OpenShifts } from './shifts.ts';

let pack: Pack;
let open: OpenShifts;
let place: ReturnType<typeof scratch>;
const quiet = new AbortController().signal;

beforeAll(async () => {
  pack = loadPack('helpdesk-refunds');
  open = await openShifts(pack, 'morning', 'train', 2);
});
beforeEach(() => {
  place = scratch();
});
afterEach(() => place.close());

const plan = (): RunPlan => ({
  id: 'r',
  kind: 'rollout',
  pack,
  split: 'train',
  tasks: open.tasks,
  samples: 1,
  seed: 7,
  settings: { shift: 'morning' },
});

test('shifts are played, stored and scored like episodes, and score the same from the store', async () => {
  const policy = await openPolicy({ name: 'gold', temperature: 0, processes: 1 }, open.tasks, quiet);
  await runEpisodes(plan(), { arena: open.arena, policy, store: place.store }, quiet, () => undefined);
  const episodes = place.store.episodes({ runIds: ['r'], statuses: ['finished'] });
  expect(episodes.map(({ family, reward }) => [family, reward?.value])).toEqual([
    ['shift.morning', 1],
    ['shift.morning', 1],
  ]);
  const score = shiftScorer({
    ...pack,
    shifts: pack.shifts.map((one) => ({ ...one, tasks: { train: 2, heldout: 1 } })),
  });
  for (const { id, taskId, reward } of episodes)
    expect((await score(taskId, place.store.events(id)))?.score()).toEqual(reward);
  expect(await score('helpdesk-refunds/wrong_item/train/0', [])).toBeNull();
});

test('a policy sees the queue’s tools before the pack’s, and one case at a time', async () => {
  const seen: ActInput[] = [];
  const policy = acting((input) => {
    seen.push(input);
    const name = input.turn % 2 === 0 ? 'list_cases' : 'take_case';
    const args = { case_id: `CASE${String((input.turn % 7) + 1)}` };
    return Promise.resolve({
      text: null,
      toolCalls: [{ id: `c${String(input.turn)}`, name, arguments: name === 'list_cases' ? {} : args }],
      usage: free,
    });
  });
  await runEpisodes(plan(), { arena: open.arena, policy, store: place.store }, quiet, () => undefined);
  const tools = seen[0]?.tools.map(({ name }) => name) ?? [];
  expect(tools.slice(0, 3)).toEqual(['list_cases', 'take_case', 'park_case']);
  expect(tools.slice(3)).toEqual(open.arena.specs.map(({ name }) => name));
  expect(Math.max(...seen.map(({ conversation }) => conversation.length))).toBeLessThan(12);
});

test('an interrupted run of shifts plays the same when it goes on', async () => {
  const policy = await openPolicy({ name: 'gold', temperature: 0, processes: 1 }, open.tasks, quiet);
  const parts = { arena: open.arena, policy, store: place.store };
  const stop = new AbortController();
  const cut = runEpisodes(plan(), parts, stop.signal, ({ done }) => {
    if (done === 1) stop.abort(new Error('enough'));
  });
  await expect(cut).rejects.toThrow('enough');
  await runEpisodes(plan(), parts, quiet, () => undefined);
  const other = scratch();
  await runEpisodes(plan(), { ...parts, store: other.store }, quiet, () => undefined);
  const events = ({ store }: typeof place): readonly string[] =>
    store.episodes({ runIds: ['r'], statuses: ['finished'] }).map(({ id }) => timeless(store.events(id)));
  expect(events(place)).toEqual(events(other));
  other.close();
});

test('a shift becomes no row of a chat dataset, and an unknown one is named with those there are', async () => {
  await expect(openShifts(pack, 'night', 'train')).rejects.toThrow('no shift "night"; it has: morning');
  const policy = await openPolicy({ name: 'gold', temperature: 0, processes: 1 }, open.tasks, quiet);
  await runEpisodes(plan(), { arena: open.arena, policy, store: place.store }, quiet, () => undefined);
  const selection = select(place.store.episodes({ runIds: ['r'] }), rejectionFineTuning);
  expect(selection.kept).toHaveLength(2);
  const options = { name: 'd', scenario: pack.id, policies: [policy.id], modelHash: null, tools: [] };
  expect(() => writeDataset(place.workspace, place.store, selection, options)).toThrow('is a shift');
});

test('a stored shift is found again by its id, and nothing else is', async () => {
  const [first, second] = open.tasks;
  expect((await playedShift(pack, second?.id ?? ''))?.task).toEqual(second);
  for (const id of ['helpdesk-refunds/wrong_item/train/0', `${first?.id ?? ''}x`, `${first?.id ?? ''}000000`])
    expect(await playedShift(pack, id), id).toBeNull();
});
