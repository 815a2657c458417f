import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../agents/agent.ts';
import { goldAgent } from '../agents/gold.ts';
import { namedStrategies } from '../agents/lazy.ts';
import type { Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import { speakTemplate } from '../users/voice.ts';
import type { Arena } from './arena.ts';
import { arenaOf, pack, taskOf } from './desk.fixture.ts';
import { calls, lampArena, lampPack, lampTask, lampUser, says } from './lamp.fixture.ts';
import { scriptedMove } from './rehearse.ts';
import { sessionStateSchema, type SessionState } from './saved.ts';
import { openSession, resumeSession } from './session.ts';
import type { AgentMove, Session, SessionEvent } from './session.ts';

interface Walk {
  readonly events: readonly SessionEvent[];
  /** What was saved before each move, as a file keeps it, with the number of events before it. */
  readonly saved: readonly { readonly text: string; readonly before: number }[];
  readonly conversation: Session['conversation'];
  readonly changes: ReturnType<Session['changes']>;
}

/** Plays a session to its end, and saves it before every move. */
function walk(session: Session, move: (session: Session) => AgentMove): Walk {
  const events: SessionEvent[] = [...session.drain()];
  const saved: { text: string; before: number }[] = [];
  while (session.next.who !== 'nobody') {
    saved.push({ text: JSON.stringify(session.save()), before: events.length });
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
    else session.agentMoves(move(session));
    events.push(...session.drain());
  }
  return { events, saved, conversation: session.conversation, changes: session.changes() };
}

function read(text: string): SessionState {
  const document: unknown = JSON.parse(text);
  return sessionStateSchema.parse(document);
}

/** Every turn of an episode, resumed in a world that has seen others since, goes on as the episode did. */
function expectSameFromEveryTurn(
  desk: { readonly pack: Pack; readonly arena: Arena; readonly task: Task; readonly seed: number },
  move: (session: Session) => AgentMove,
): number {
  const whole = walk(
    openSession(desk.pack, desk.task, desk.arena, { policyId: 'test', seed: desk.seed }),
    move,
  );
  whole.saved.forEach(({ text, before }) => {
    const rest = walk(resumeSession(desk.pack, desk.task, desk.arena, read(text)), move);
    expect(rest.events).toEqual(whole.events.slice(before));
    expect(rest.conversation).toEqual(whole.conversation);
    expect(rest.changes).toEqual(whole.changes);
  });
  return whole.saved.length;
}

describe('a saved session', () => {
  it('goes on from any turn as it went on, whoever plays', async () => {
    const arena = await arenaOf();
    const agents: readonly Agent[] = [goldAgent, namedStrategies.random, namedStrategies.spam];
    let turns = 0;
    for (const [seed, family] of ['damaged_refund', 'identity_failed', 'change_of_mind'].entries())
      for (const agent of agents)
        turns += expectSameFromEveryTurn({ pack, arena, task: await taskOf(family, seed), seed }, (session) =>
          scriptedMove(agent, session, arena, seed),
        );
    expect(turns).toBeGreaterThan(50);
  });

  it('goes on with its timers, its faults, and a user who lies, forgets, interrupts and has hands', async () => {
    const arena = await lampArena();
    const faulty: Pack = {
      ...lampPack,
      faults: {
        timeouts: { probability: 0.3, lost_reply: 0.5 },
        conflicts: { probability: 0.3 },
        stale_reads: { probability: 0.5, lag: 2 },
        rate_limit: { calls: 4, per_seconds: 60 },
        outages: [{ tools: ['close_case'], after_calls: 2, for_seconds: 60 }],
      },
    };
    const base = lampUser();
    const user = lampUser(
      {
        patience: 6,
        honesty: 0.3,
        forgetful: 0.6,
        interrupts: 0.5,
        verbosity: 0.5,
        literacy: 0.4,
        panic: 0.5,
      },
      {
        facts: base.facts.map((fact) => ({ ...fact, lie: '11111', forgotten: 2 })),
        revision: { atAnswer: 3, text: 'Or rather, keep it.' },
      },
    );
    const moves = [
      says('Your order number and postcode?'),
      says('Please restart it, and look at it.'),
      calls('read_case'),
      calls('remind', { after_seconds: 40 }),
      calls('close_case', { as: 'solved' }),
      { ...says('?'), text: null, malformed: 'no JSON' },
    ];
    const pickMove = (seed: number) => (session: Session) =>
      moves[(session.turns * 7 + seed) % moves.length] ?? says('Well?');
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), (seed) => {
        expectSameFromEveryTurn({ pack: faulty, arena, task: lampTask(user), seed }, pickMove(seed));
      }),
      { numRuns: 40 },
    );
  });

  it('can be taken over by another policy, and leaves the original as it was', async () => {
    const arena = await lampArena();
    const session = openSession(lampPack, lampTask(), arena, { policyId: 'one', seed: 1 });
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
    const fork = resumeSession(lampPack, lampTask(), arena, session.save(), { policyId: 'two' });
    fork.agentMoves(calls('close_case', { as: 'solved' }));
    expect(fork.changes()).toHaveLength(1);
    expect(session.changes()).toEqual([]);
    expect(session.turns).toBe(0);
    expect(fork.save().policyId).toBe('two');
  });

  it('of another task is refused', async () => {
    const arena = await lampArena();
    const state = openSession(lampPack, lampTask(), arena, { policyId: 'one', seed: 1 }).save();
    const other = { ...lampTask(), id: 'lamps/lamp/train/1' };
    expect(() => resumeSession(lampPack, other, arena, state)).toThrow(/plays lamps\/lamp\/train\/0/);
  });
});
