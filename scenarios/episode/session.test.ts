import { execFileSync } from 'node:child_process';
import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../agents/agent.ts';
import { goldAgent } from '../agents/gold.ts';
import { namedStrategies } from '../agents/lazy.ts';
import { bindTasks } from '../generate/tasks.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { episodeEventSchema } from '../trace/event.ts';
import { speakTemplate } from '../users/voice.ts';
import { arenaOf, goldActs, pack, playActs, playAgent, taskOf } from './desk.fixture.ts';
import { rehearse, scriptedMove } from './rehearse.ts';
import { playedLogs } from './session.fixture.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';

const usage = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };
const ended = (log: readonly EpisodeEvent[]): string | undefined => {
  const last = log.at(-1);
  return last?.type === 'closed' ? last.reason : undefined;
};

describe('a session', () => {
  it('leaves the same bytes for the same seed in another process, and others for another seed', async () => {
    const fixture = new URL('./session.fixture.ts', import.meta.url).href;
    const code = `import(${JSON.stringify(fixture)}).then(async (m) => process.stdout.write(await m.playedLogs(7)))`;
    const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const elsewhere = execFileSync(process.execPath, ['-e', code], options);
    expect(await playedLogs(7)).toBe(elsewhere);
    expect(await playedLogs(8)).not.toBe(elsewhere);
  });

  it('logs nothing but events of the schema, in an order that can be replayed', async () => {
    const task = await taskOf('wrong_item');
    const { log } = await playAgent(task, goldAgent);
    expect(episodeEventSchema.array().parse(log)).toEqual(log);
    expect(log[0]?.type).toBe('opened');
    expect(ended(log)).toBe('resolved');
    const times = log.map((event) => event.simTime);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const closed = log.at(-1);
    expect(closed?.type === 'closed' && closed.changes).toEqual(task.expected);
  });

  it('changes the world’s hash exactly where it logs changes', async () => {
    const { log } = await playAgent(await taskOf('damaged_refund'), goldAgent);
    log.slice(1).forEach((event, i) => {
      const changed = event.type === 'tool_result' && event.changes.length > 0;
      expect(event.worldHash !== log[i]?.worldHash).toBe(changed);
    });
  });

  it('gives the same opening situation whether it is written or put back', async () => {
    const arena = await arenaOf();
    const task = await taskOf('late_large', 7);
    const again = { ...task, opening: [...task.opening] };
    const hashes = [task, again, task].map((one) => {
      openSession(pack, one, arena, { policyId: 'test', seed: 0 });
      return [arena.world.hash(), arena.world.diff().length];
    });
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).toEqual(hashes[0]);
  });

  it('ends at the turn limit', async () => {
    const talk: Agent = ({ task, turn }) =>
      turn === 0
        ? { say: 'Order number?' }
        : { call: 'get_order', arguments: { order_id: task.user.facts[0]?.value ?? '' } };
    const { log } = await playAgent(await taskOf('final_sale'), talk);
    expect(ended(log)).toBe('turn_limit');
    expect(log.filter((event) => event.type === 'agent_turn')).toHaveLength(pack.limits.agent_turns);
  });

  it('lets the user have the last word when the case is settled on the last turn', async () => {
    const task = await taskOf('final_sale');
    const acts = goldActs(task);
    const reads = Array.from({ length: pack.limits.agent_turns - acts.length }, () => acts[2] ?? { say: '' });
    const { log, reward } = await playActs(task, [...acts.slice(0, 3), ...reads, ...acts.slice(3)]);
    expect(log.filter((event) => event.type === 'agent_turn')).toHaveLength(pack.limits.agent_turns);
    expect(ended(log)).toBe('resolved');
    expect(reward.success).toBe(true);
  });

  it('ends after as many unreadable turns as the pack allows, and tells the agent what was wrong', async () => {
    const arena = await arenaOf();
    const session = openSession(pack, await taskOf('final_sale'), arena, { policyId: 'test', seed: 0 });
    for (let i = 0; i < pack.limits.malformed; i += 1) {
      if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
      expect(session.next.who).toBe('agent');
      session.agentMoves({ text: '<tool_call>{', toolCalls: [], malformed: 'no JSON', usage });
      expect(session.conversation.at(-1)).toMatchObject({
        role: 'tool',
        content: '{"error":"malformed","message":"no JSON"}',
      });
    }
    expect(session.next).toEqual({ who: 'nobody', reason: 'malformed' });
  });

  it('ends when the user has had enough', async () => {
    const { log } = await playActs(await taskOf('final_sale'), []);
    expect(ended(log)).toBe('user_left');
    expect(log.at(-2)).toMatchObject({ type: 'user_message', act: 'leave', state: 'gone' });
  });

  it('does not end on the agent’s word: the user stays until the desk’s record is final', async () => {
    const task = await taskOf('change_of_mind');
    const acts = goldActs(task);
    const promise = acts.at(-1) ?? { say: '' };
    const { log, reward } = await playActs(task, [...acts.slice(0, 3), promise, ...acts.slice(3)]);
    expect(ended(log)).toBe('resolved');
    expect(reward.success).toBe(true);
  });

  it('refuses a move out of turn', async () => {
    const arena = await arenaOf();
    const session = openSession(pack, await taskOf('final_sale'), arena, { policyId: 'test', seed: 0 });
    expect(() => {
      session.agentMoves({ text: 'x', toolCalls: [], usage });
    }).toThrow('it is not the agent who moves now');
    if (session.next.who !== 'user') throw new Error('the user opens');
    session.userSays(speakTemplate(session.next.request));
    expect(() => {
      session.userSays({ text: 'x', voice: 'template', guarded: [] });
    }).toThrow('it is not the user who speaks now');
  });

  it('can be ended from outside, with what broke', async () => {
    const arena = await arenaOf();
    const session = openSession(pack, await taskOf('final_sale'), arena, { policyId: 'test', seed: 0 });
    session.end('failed', { source: 'user', message: 'the voice is gone' });
    expect(session.next).toEqual({ who: 'nobody', reason: 'failed' });
    expect(session.drain().at(-1)).toMatchObject({
      reason: 'failed',
      failure: { source: 'user' },
      changes: [],
    });
    expect(session.drain()).toEqual([]);
  });

  it('does many calls of one turn in their order, before anybody speaks', async () => {
    const arena = await arenaOf();
    const task = await taskOf('final_sale');
    const session = openSession(pack, task, arena, { policyId: 'test', seed: 0 });
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
    const toolCalls = task.gold.flatMap((move, i) =>
      move.kind === 'call' ? [{ id: String(i), name: move.tool, arguments: { ...move.arguments } }] : [],
    );
    session.agentMoves({ text: 'Let me see.', toolCalls, usage });
    expect(session.next.who).toBe('agent');
    expect(session.changes()).toEqual(task.expected);
  });
});

it('200 sessions that take turns on one world leave what they leave one after the other', async () => {
  const arena = await arenaOf();
  const tasks = bindTasks(pack, 'train', arena, 100);
  const jobs = tasks.flatMap((task, i) => [
    { task, agent: goldAgent, seed: i },
    { task, agent: namedStrategies.random, seed: i },
  ]);
  const alone = jobs.map(
    ({ task, agent, seed }) => rehearse(pack, task, arena, agent, { id: 'test', seed }).log,
  );
  const sessions = jobs.map(({ task, agent, seed }) => ({
    session: openSession(pack, task, arena, { policyId: 'test', seed }),
    agent,
    seed,
  }));
  const rng = createRng('turns');
  let open = sessions;
  while (open.length > 0) {
    for (const { session, agent, seed } of rng.shuffle(open)) step(session, agent, seed);
    open = open.filter(({ session }) => session.next.who !== 'nobody');
  }
  const together = sessions.map(({ session }) =>
    session.drain().map((event, seq) => ({ ...event, seq, wallTime: 0 })),
  );
  expect(together).toEqual(alone);

  function step(session: Session, agent: Agent, seed: number): void {
    const { next } = session;
    if (next.who === 'user') session.userSays(speakTemplate(next.request));
    else if (next.who === 'agent') session.agentMoves(scriptedMove(agent, session, arena, seed));
  }
});
