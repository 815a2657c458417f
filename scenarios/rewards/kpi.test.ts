import { OPENING_TIME } from '@understudy/kernel';
import type { Cell, Change, World } from '@understudy/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldAgent } from '../agents/gold.ts';
import { arenaOf, goldActs, pack, playActs, playAgent, taskOf } from '../episode/desk.fixture.ts';
import type { Unstamped } from '../trace/event.ts';
import { figureOf, graded, kpi } from './kpi.ts';
import type { Log } from './log.ts';
import {
  calls,
  closed,
  fails,
  inserted,
  logOf,
  opened,
  says,
  taskLike,
  updated,
  user,
} from './log.fixture.ts';

/** A public reply of an agent, in the shape of the desk's own. */
function commentLike(world: World, id: number, ticket: number, at: number): Record<string, Cell> {
  const [sample] = world.query(
    "SELECT * FROM ticket_comments WHERE author = 'agent' AND is_public = 1 LIMIT 1",
  );
  if (sample === undefined) throw new Error('the desk has no reply');
  return { ...sample, id, ticket_id: ticket, created_at: at };
}

describe('a figure', () => {
  it('is graded linearly between worst and target, either way round', () => {
    expect([100, 60, 80, 10, 200].map((seconds) => graded(seconds, 60, 100))).toEqual([0, 1, 0.5, 1, 0]);
    expect([0.9, 0, 0.45].map((mood) => graded(mood, 0.9, 0))).toEqual([1, 0, 0.5]);
    expect([graded(0, 0, 0), graded(1, 0, 0)]).toEqual([1, 0]);
    const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(bound, bound, bound, (figure, target, worst) => {
        const score = graded(figure, target, worst);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('of containment is 1 for what was settled and kept', async () => {
    const task = await taskOf('late_small');
    const log = logOf(opened(), calls('close_ticket', {}, {}), closed());
    expect(figureOf('containment', task, log)).toBe(1);
    expect(figureOf('containment', task, logOf(closed([], 'user_left')))).toBe(0);
    const away = [updated('tickets', { status: 'open' }, { status: 'transferred' })];
    expect(figureOf('containment', task, logOf(closed(away)))).toBe(0);
    expect(figureOf('containment', task, logOf(calls('escalate_ticket', {}, {}), closed()))).toBe(0);
    expect(figureOf('containment', { ...task, outcome: 'escalate' }, logOf(closed(away)))).toBe(1);
  });

  it('of first contact is 1 for gold, whoever the user is, and 0 when the user has to write more often', async () => {
    const aids = { arena: await arenaOf(), pack };
    for (const family of ['late_small', 'final_sale', 'identity_failed', 'damaged_above_limit']) {
      const task = await taskOf(family);
      for (const seed of [0, 1, 2, 3]) {
        const gold = await playAgent(task, goldAgent, seed);
        expect(figureOf('first_contact', task, gold.log, aids)).toBe(1);
        const slow = await playActs(task, [{ say: 'One moment.' }, ...goldActs(task)], seed);
        expect(figureOf('first_contact', task, slow.log, aids)).toBe(0);
      }
    }
    const task = await taskOf('late_small');
    const figure = (...lines: readonly Unstamped[]): number | null =>
      figureOf('first_contact', task, logOf(opened(), user('Hi', 'open'), ...lines, closed()), aids);
    const chatter = Array.from({ length: 6 }, () => user('Nice weather.', 'smalltalk'));
    expect(figure(...chatter)).toBe(1);
    const down = fails('get_order', {}, 'unavailable', { fault: { kind: 'outage', until: 0 } });
    const waits = Array.from({ length: 6 }, () => [down, says('One moment.'), user('Well?', 'nudge')]).flat();
    expect(figure(...waits)).toBe(1);
    expect(figure(...waits.filter((event) => event !== down))).toBe(0);
    expect(() => figureOf('first_contact', task, logOf(closed()), { arena: aids.arena })).toThrow(
      /give scoreEpisode the pack/,
    );
  });

  it('of the first reply runs from the first line of the user to the first that it hears', async () => {
    const task = await taskOf('late_small');
    const log = logOf(opened(), user('Hi', 'open'), says(null, 'garbled'), says('Hello.'), closed());
    expect(figureOf('first_reply', task, log)).toBe(2);
    const spec = {
      id: 'reply',
      kind: 'kpi',
      kpi: 'first_reply',
      weight: 1,
      gate: false,
      target: 60,
      worst: 600,
    } as const;
    expect(kpi(spec, task, logOf(opened(), user('Hi', 'open'), closed()), {})).toEqual({
      score: 0,
      evidence: ['first_reply: never (1 at 60, 0 at 600)'],
    });
  });

  it('of the first reply of a ticket is the desk’s own; a ticket without one was never answered', async () => {
    const arena = await arenaOf();
    const task = taskLike(await taskOf('late_small'), { mode: 'solo' });
    const ticket = Number(task.focus['ticketId']);
    const reply = (id: number, at: number): Change => ({
      table: 'ticket_comments',
      key: id,
      before: null,
      after: commentLike(arena.world, id, ticket, at),
    });
    const end = (changes: readonly Change[]): Log => logOf(opened(), closed(changes));
    expect(figureOf('first_reply', task, end([]), { arena })).toBe(Infinity);
    expect(figureOf('first_reply', task, end([reply(900_001, OPENING_TIME + 90_000)]), { arena })).toBe(90);
  });

  it('of service levels counts targets that ran out, whether or not anybody noticed', async () => {
    const arena = await arenaOf();
    const base = await taskOf('late_small');
    const ticket = Number(base.focus['ticketId']);
    const [sample] = arena.world.query('SELECT * FROM sla_clocks LIMIT 1');
    if (sample === undefined) throw new Error('the desk has no clock');
    const opening = [
      ...base.opening,
      {
        table: 'sla_clocks',
        key: null,
        values: {
          ...sample,
          id: 900_001,
          ticket_id: ticket,
          status: 'running',
          due_at: OPENING_TIME + 60_000,
        },
      },
    ];
    const task = taskLike(base, { opening });
    const figure = (seconds: number): number | null => {
      const [first, last] = logOf(opened(), closed());
      if (first === undefined || last === undefined) throw new Error('no log');
      const log = [
        { ...first, simTime: OPENING_TIME },
        { ...last, simTime: OPENING_TIME + seconds * 1000 },
      ];
      return figureOf('sla_breaches', task, log, { arena });
    };
    expect([figure(59), figure(60), figure(600)]).toEqual([0, 1, 1]);
    expect(() => figureOf('sla_breaches', task, logOf(closed()))).toThrow(/looks at the world/);
  });

  it('of time, calls, mood and cost is read off the log', async () => {
    const task = await taskOf('late_small');
    const log = logOf(
      opened(),
      user('Hi', 'open', -0.5),
      calls('issue_credit', {}, {}),
      calls('restart_router', {}, {}, { by: 'user' }),
      user('Thanks', 'thanks', 0.25),
      closed([
        inserted('credits', { id: 1, amount_cents: 500 }),
        inserted('refunds', { id: 1, amount_cents: 1000 }),
      ]),
    );
    expect(figureOf('handle_time', task, log)).toBe(5);
    expect(figureOf('calls', task, log)).toBe(1);
    expect(figureOf('satisfaction', task, log)).toBe(0.25);
    expect(figureOf('cost', task, log)).toBe(1505);
  });

  it('of time and calls leaves out what injected faults took', async () => {
    const task = await taskOf('late_small');
    const down = fails('get_order', {}, 'unavailable', { fault: { kind: 'timeout', done: false } });
    const log = logOf(opened(), says(null), down, says(null), calls('get_order', {}, {}), closed());
    expect(figureOf('handle_time', task, log)).toBe(4);
    expect(figureOf('calls', task, log)).toBe(1);
  });

  it('that does not exist has no score', async () => {
    const task = await taskOf('late_small');
    const spec = {
      id: 'mood',
      kind: 'kpi',
      kpi: 'satisfaction',
      target: 1,
      worst: -1,
      weight: 1,
      gate: false,
    } as const;
    expect(kpi(spec, task, logOf(opened(), closed()), {}).score).toBeNull();
    expect(kpi(spec, task, logOf(user('Hi', 'open', 0), closed()), {})).toEqual({
      score: 0.5,
      evidence: ['satisfaction: 0 (-1..1) (1 at 1, 0 at -1)'],
    });
  });
});
