import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  goldAgent,
  namedStrategies,
  rehearse,
  rehearseShift,
  goldShiftAgent,
  type Agent,
  type EpisodeEvent,
} from '@understudy/scenarios';
import { openDesk, type Desk } from './desk.fixture.ts';
import { rebuildSession, RebuildError } from './rebuild.ts';
import { openShifts } from './shifts.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk(6);
});

const agents: readonly Agent[] = [goldAgent, namedStrategies.random, namedStrategies.spam];

function play(index: number, agent: Agent, seed: number): readonly EpisodeEvent[] {
  const task = desk.tasks[index];
  if (task === undefined) throw new Error('no such task');
  return rehearse(desk.pack, task, desk.arena, agent, { id: 'test', seed }).log;
}

function placeOf(log: readonly EpisodeEvent[]) {
  const [opened] = log;
  const task = desk.tasks.find(({ id }) => opened?.type === 'opened' && id === opened.taskId);
  if (task === undefined) throw new Error('the log is of no task of the desk');
  return { pack: desk.pack, arena: desk.arena, task };
}

describe('a rebuilt episode', () => {
  it('goes on from any event as it went on, to the same events and world hashes', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5 }),
        fc.constantFrom(...agents),
        fc.nat({ max: 50 }),
        fc.nat({ max: 60 }),
        (index, agent, seed, at) => {
          const log = play(index, agent, seed);
          const k = at % log.length;
          const { session, events } = rebuildSession(placeOf(log), log, k);
          expect(events).toEqual(log.slice(0, events.length));
          // What is repeated holds the event asked for, unless that one comes by itself before a move that was not made.
          const next = log[events.length];
          expect(events.length > k || next?.type === 'timer').toBe(true);
          const rest: object[] = [];
          for (const event of log.slice(events.length)) {
            if (event.type === 'user_message' && event.voice !== 'person')
              session.userSays({ text: event.text, voice: event.voice, guarded: event.guarded });
            if (event.type === 'agent_turn') {
              const { text, toolCalls, usage } = event;
              session.agentMoves({ text, toolCalls, usage });
            }
            rest.push(...session.drain());
          }
          expect(session.next.who).toBe('nobody');
          expect(rest).toEqual(
            log.slice(events.length).map(({ seq: _seq, wallTime: _wall, ...event }) => event),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is refused where the log says something that would not happen', () => {
    const log = play(0, goldAgent, 1);
    const at = log.findIndex((event) => event.type === 'tool_result');
    const forged = log.map((event) => (event.seq === at ? { ...event, worldHash: 'another' } : event));
    expect(() => rebuildSession(placeOf(log), forged, log.length)).toThrow(RebuildError);
    expect(() => rebuildSession(placeOf(log), forged, log.length)).toThrow(/the world after event \d+/);
    expect(rebuildSession(placeOf(log), forged, 1).events).toHaveLength(2);
  });

  it('is refused where the log is of another task', () => {
    const log = play(0, goldAgent, 1);
    const [, other] = desk.tasks;
    if (other === undefined) throw new Error('the desk has one task only');
    expect(() => rebuildSession({ ...placeOf(log), task: other }, log, 3)).toThrow(/not of/);
  });

  it('ends as it was ended from outside', () => {
    const log = play(0, goldAgent, 1);
    const cut = log.slice(0, 2);
    const closed: EpisodeEvent = {
      ...(log.at(-1) ?? cut[0]),
      seq: 2,
      simTime: log[1]?.simTime ?? 0,
      worldHash: log[1]?.worldHash ?? '',
      wallTime: 0,
      type: 'closed',
      trajectory: 'world',
      reason: 'failed',
      failure: { source: 'policy', message: 'it is gone' },
      changes: [],
    };
    const rebuilt = rebuildSession(placeOf(log), [...cut, closed], 2);
    expect(rebuilt.session.next).toEqual({ who: 'nobody', reason: 'failed' });
    expect(rebuilt.events).toHaveLength(3);
    expect(rebuildSession(placeOf(log), [...cut, closed], 1).session.next.who).toBe('agent');
  });

  it('may be a shift', async () => {
    const { arena, tasks } = await openShifts(desk.pack, 'morning', 'train', 1);
    const [task] = tasks;
    if (task === undefined) throw new Error('the desk has no shift');
    const { log } = rehearseShift(desk.pack, task, arena, goldShiftAgent, { id: 'test', seed: 2 });
    const whole = rebuildSession({ pack: desk.pack, task, arena }, log, log.length);
    expect(whole.events).toEqual(log);
    expect(whole.session.next.who).toBe('nobody');
    const half = rebuildSession({ pack: desk.pack, task, arena }, log, Math.floor(log.length / 2));
    expect(half.session.next.who).not.toBe('nobody');
    expect(half.session.conversation.length).toBeGreaterThan(1);
  });
});
