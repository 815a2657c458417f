import { expect, it } from 'vitest';
import { goldAgent } from '../agents/gold.ts';
import { ownChanges } from '../rewards/own-changes.ts';
import { scoreEpisode } from '../rewards/score.ts';
import type { AdmittedTask } from '../schema/task.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { speakTemplate } from '../users/voice.ts';
import { arenaOf, pack, taskOf } from './desk.fixture.ts';
import { scriptedMove } from './rehearse.ts';
import { openScene, type Scene } from './scene.ts';
import { firstShift, playShift } from '../shift/shift.fixture.ts';
import { openSession } from './session.ts';

const HOUR = 3600;
const arena = await arenaOf();
const family = pack.families[0]?.id ?? '';

async function open(seconds: number): Promise<{ readonly task: AdmittedTask; readonly scene: Scene }> {
  const task = await taskOf(family);
  const scene = openScene(pack, task, arena, { policyId: 'test', seed: 0 });
  scene.within(() => {
    scene.pass(seconds);
  });
  return { task, scene };
}

function logOf(scene: Scene): readonly EpisodeEvent[] {
  return scene.drain().map((event, seq): EpisodeEvent => ({ ...event, seq, wallTime: 0 }));
}

const rung = (log: readonly EpisodeEvent[], name: string) =>
  log.flatMap((event) => (event.type === 'timer' && event.event === name ? [event] : []));

it('an SLA clock that was running at the opening is breached while the agent works elsewhere', async () => {
  const { scene } = await open(4 * HOUR);
  const breaches = rung(logOf(scene), 'sla_breach');
  expect(breaches.length).toBeGreaterThan(0);
  for (const { subject, ambient, changes = [] } of breaches) {
    expect(ambient).toBe(true);
    const clock = changes.find(({ table, key }) => table === 'sla_clocks' && String(key) === subject);
    expect(clock).toMatchObject({ before: { status: 'running' }, after: { status: 'breached' } });
  }
});

it('a caller who was waiting at the opening hangs up when nobody answers', async () => {
  const { scene } = await open(4 * HOUR);
  const calls = rung(logOf(scene), 'queue_abandon');
  expect(calls.length).toBeGreaterThan(0);
  for (const { subject, changes = [] } of calls)
    expect(
      changes.find(({ table, key }) => table === 'queue_entries' && String(key) === subject),
    ).toMatchObject({
      after: { status: 'abandoned' },
    });
});

it('what was under way is set once for an opening, and is the same every time', async () => {
  const [first, second] = [await open(0), await open(0)];
  const timersOf = (scene: Scene) => scene.save().clock.timers;
  expect(timersOf(first.scene).length).toBeGreaterThan(10);
  expect(timersOf(second.scene)).toEqual(timersOf(first.scene));
});

it('a scene that goes on from a saved one sets nothing again', async () => {
  const { task, scene } = await open(4 * HOUR);
  const saved = scene.save();
  const again = openScene(pack, task, arena, { policyId: 'test', seed: 0, from: saved });
  expect(again.save()).toEqual(saved);
  for (const one of [scene, again]) {
    one.drain();
    one.within(() => {
      one.pass(4 * HOUR);
    });
  }
  const log = logOf(again);
  expect(rung(log, 'sla_breach').length).toBeGreaterThan(0);
  expect(log).toEqual(logOf(scene));
});

it('nobody is blamed for what time did: gold earns 1 after hours in which clocks ran out', async () => {
  const { task, scene } = await open(4 * HOUR);
  const session = openSession(pack, task, arena, { policyId: 'gold', seed: 0, scene });
  while (session.next.who !== 'nobody')
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
    else session.agentMoves(scriptedMove(goldAgent, session, arena, 0));
  const log = logOf(scene);
  const closed = log.at(-1);
  if (closed?.type !== 'closed') throw new Error('the episode did not end');
  expect(closed.changes.some(({ table }) => table === 'sla_clocks')).toBe(true);
  expect(ownChanges(log).some(({ table }) => table === 'queue_entries')).toBe(false);
  expect(scoreEpisode(task, pack.reward, log, { arena, pack }).value).toBe(1);
});

it('in a shift it belongs to no case', async () => {
  const { log, value } = await playShift(await firstShift());
  const ambient = log.flatMap((event) => (event.type === 'timer' && event.ambient === true ? [event] : []));
  expect(ambient.length).toBeGreaterThan(0);
  expect(ambient.filter((event) => event.case !== undefined)).toEqual([]);
  expect(value).toBe(1);
});
