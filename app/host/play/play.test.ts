import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { router } from '../router.ts';
import type { StageView, StartPlay } from '../contract/play.ts';

let folder: string;
let host: Host;
let api: RouterClient<typeof router>;

const open = (): void => {
  host = openHost({ workspace: join(folder, 'workspace') });
  api = createRouterClient(router, { context: host.context });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-play-'));
  open();
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const asAgent: StartPlay = {
  scenario: 'helpdesk-refunds',
  split: 'train',
  family: 'damaged_refund',
  index: 0,
  seat: 'agent',
  policy: 'gold',
};
const asUser: StartPlay = { ...asAgent, seat: 'user' };

async function begin(wanted: StartPlay): Promise<string> {
  return (await api.play.start(wanted)).stage;
}

/** The first view that fits. */
async function until(stage: string, fits: (view: StageView) => boolean): Promise<StageView> {
  for await (const view of await api.play.follow({ id: stage })) if (fits(view)) return view;
  throw new Error('the stage was closed');
}

const myTurn =
  (seat: 'agent' | 'user') =>
  (view: StageView): boolean =>
    view.next === seat && !view.working;
const over = (view: StageView): boolean => view.next === 'nobody';

test('a person plays the agent: the user answers by itself, the reward is seen at the end only, the episode is kept', async () => {
  const stage = await begin(asAgent);
  const first = await until(stage, myTurn('agent'));
  expect(first.lines).toMatchObject([{ kind: 'said', who: 'user', holder: 'machine' }]);
  await api.play.call({ id: stage, tool: 'get_order', arguments: { order_id: 'x' } });
  const called = await until(stage, ({ lines }) => lines.length === 2);
  expect(called).toMatchObject({ outcome: null, turns: 1 });
  expect(called.lines[1]).toMatchObject({
    kind: 'called',
    holder: 'person',
    outcome: { ok: false, code: 'validation' },
  });
  await api.play.sit({ id: stage, seat: 'agent', holder: 'machine', policy: null });
  const last = await until(stage, over);
  expect(last.outcome?.verdict.headline).toBe('Passed');
  const [play] = await api.play.earlier();
  expect(play).toMatchObject({ policyId: 'human', status: 'finished', stage: null, resumable: false });
  expect(host.context.store.episode(play?.episodeId ?? '')?.reward?.success).toBe(true);
});

test('a person plays the user: the policy plays until it is the user’s turn, and the person ends it', async () => {
  const stage = await begin(asUser);
  const first = await until(stage, myTurn('user'));
  expect(first.brief?.suggestion).not.toBe('');
  expect(first.brief?.facts.every(({ told }) => !told)).toBe(true);
  await api.play.speak({ id: stage, text: 'Hello, something is broken.', ends: null });
  const asked = await until(stage, myTurn('user'));
  expect(asked.lines.at(-1)).toMatchObject({ kind: 'said', who: 'agent', holder: 'machine' });
  await api.play.speak({ id: stage, text: 'I have no time for this.', ends: 'gone' });
  const last = await until(stage, over);
  expect(last).toMatchObject({ endReason: 'user_left', outcome: { verdict: { headline: 'Failed' } } });
});

test('a move out of turn or from a seat that is not taken is refused with what to do', async () => {
  const stage = await begin(asAgent);
  await until(stage, myTurn('agent'));
  await expect(api.play.speak({ id: stage, text: 'Hi', ends: null })).rejects.toThrow(
    'It is not the turn of the user now.',
  );
  await api.play.stop({ id: stage });
  await expect(api.play.say({ id: stage, text: 'Hi' })).rejects.toThrow('This episode is over.');
  await expect(api.play.setting({ id: 'none' })).rejects.toThrow('Nobody plays here any more.');
});

test('a policy lends a hand for one move, and what goes wrong with it is said', async () => {
  const stage = await begin({ ...asAgent, policy: null });
  await until(stage, myTurn('agent'));
  await api.play.lend({ id: stage, policy: 'gold' });
  const helped = await until(stage, ({ lines, working }) => lines.length > 1 && !working);
  expect(helped.lines[1]).toMatchObject({ holder: 'machine' });
  await api.play.lend({ id: stage, policy: 'no-such-policy' });
  const failed = await until(stage, ({ trouble }) => trouble !== null);
  expect(failed.trouble?.message).toContain('no-such-policy');
  expect(failed.next).toBe(helped.next);
});

test('an episode that the end of the host cut short is gone on with where it stood', async () => {
  const stage = await begin(asAgent);
  await until(stage, myTurn('agent'));
  await api.play.call({ id: stage, tool: 'get_order', arguments: { order_id: 'x' } });
  await host.close();
  open();
  const [cut] = await api.play.earlier();
  expect(cut).toMatchObject({ status: 'abandoned', resumable: true });
  const again = await api.play.goOn({
    episodeId: cut?.episodeId ?? '',
    seq: null,
    seat: 'agent',
    policy: null,
  });
  const view = await until(again.stage, myTurn('agent'));
  expect(view.lines.map(({ kind }) => kind)).toEqual(['said', 'called']);
  const [mine] = await api.play.earlier();
  expect(mine).toMatchObject({ stage: again.stage });
  expect(host.context.store.episode(mine?.episodeId ?? '')?.forkedFrom).toEqual({
    episodeId: cut?.episodeId,
    seq: 3,
  });
});
