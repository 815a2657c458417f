import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arena } from '../episode/arena.ts';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { namedStrategies } from '../agents/lazy.ts';
import type { Message } from '../trace/conversation.ts';
import { episodeEventSchema, type EpisodeEvent } from '../trace/event.ts';
import { speakTemplate } from '../users/voice.ts';
import { goldShiftAgent, inEveryCase, type ShiftAgent } from './agents.ts';
import { figuresOf } from './figures.ts';
import { scriptedShiftMove } from './rehearse.ts';
import { shiftStateSchema, type ShiftState } from './saved.ts';
import { scoreShift } from './score.ts';
import { openShift, resumeShift, type ShiftSession } from './session.ts';
import { firstShift, playShift, shiftsOf } from './shift.fixture.ts';
import type { ShiftTask } from './task.ts';

const usage = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };
const MINUTE = 60_000;

/** Does anything: queue tools, gold's next move, garbage. */
const erratic: ShiftAgent = (view) => {
  const rng = view.rng.fork(String(view.turn));
  const number = rng.int(1, view.task.cases.length + 1);
  const draw = rng.next();
  if (draw < 0.1) return { call: 'take_case', arguments: { case_id: `case ${String(number)}` } };
  if (draw < 0.15) return { call: 'park_case', arguments: {} };
  if (draw < 0.2) return { call: 'get_order', arguments: { order_id: '1' } };
  if (draw < 0.25) return { call: 'no_such_tool', arguments: {} };
  if (draw < 0.3) return { say: 'One moment.' };
  return goldShiftAgent(view);
};

const agents: Readonly<Record<string, ShiftAgent>> = {
  gold: goldShiftAgent,
  erratic,
  random: inEveryCase(namedStrategies.random),
  mute: () => ({ say: 'Hello?' }),
};

function closes(log: readonly EpisodeEvent[], number: number | undefined): readonly EpisodeEvent[] {
  return log.filter((event) => event.type === 'closed' && event.case === number);
}

describe('a shift', () => {
  it('never goes back in time, loses no case, and ends each of them exactly once, whoever works', async () => {
    const tasks = await shiftsOf();
    const property = fc.asyncProperty(
      fc.constantFrom(...tasks),
      fc.constantFrom(...Object.keys(agents)),
      fc.nat(),
      async (task, name, seed) => {
        const { log } = await playShift(task, agents[name], seed);
        expect(episodeEventSchema.array().parse(log)).toEqual(log);
        const times = log.map(({ simTime }) => simTime);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(log.at(-1)).toMatchObject({ type: 'closed' });
        expect(log.at(-1)?.case).toBeUndefined();
        expect(closes(log, undefined)).toHaveLength(1);
        for (const { number } of task.cases) {
          const own = log.filter((event) => event.case === number);
          expect(closes(own, number)).toHaveLength(1);
          expect(own.at(-1)?.type).toBe('closed');
        }
      },
    );
    await fc.assert(property, { numRuns: 24 });
  });

  it('leaves the same events for the same seed', async () => {
    const task = await firstShift();
    expect((await playShift(task, erratic, 3)).log).toEqual((await playShift(task, erratic, 3)).log);
  });

  it('lets users leave who have waited too long, at the minute', async () => {
    const task = await firstShift();
    const { log } = await playShift(task, agents['mute']);
    const leaving = log.filter((event) => event.type === 'timer' && event.event === 'user_leaves');
    expect(leaving).toHaveLength(task.cases.length);
    for (const { came, ended } of figuresOf(task, log)) {
      expect(ended?.reason).toBe('user_left');
      const waited = ((ended?.at ?? 0) - came) / MINUTE;
      // The agent's line to nobody takes half a minute, and the user is looked at after it.
      expect(waited).toBeGreaterThanOrEqual(task.shift.patience);
      expect(waited).toBeLessThanOrEqual(task.shift.patience + 0.5);
    }
  });

  it('goes on to the next arrival when nobody is there, and ends when everybody was served', async () => {
    const task = await firstShift();
    const { log } = await playShift(task);
    expect(log.at(-1)).toMatchObject({ type: 'closed', reason: 'resolved' });
    const last = task.cases.at(-1)?.arrives ?? 0;
    expect((log.at(-1)?.simTime ?? 0) - (log[0]?.simTime ?? 0)).toBeGreaterThan(last);
  });

  it('is over when its minutes or its turns are, and what was not served ends with it', async () => {
    const task = await firstShift();
    const short = (limits: object): ShiftTask => ({
      ...task,
      shift: { ...task.shift, limits: { ...task.shift.limits, ...limits } },
    });
    for (const limits of [{ minutes: 6 }, { agent_turns: 12 }]) {
      const { log, scores } = await playShift(short(limits));
      expect(log.at(-1)).toMatchObject({ type: 'closed', reason: 'turn_limit' });
      for (const { number } of task.cases) expect(closes(log, number)).toHaveLength(1);
      expect(scores['solved']).toBe(0);
    }
  });

  it('is nobody’s success or failure when something else broke, or when it was cancelled', async () => {
    const task = await firstShift();
    const arena = await arenaOf();
    for (const reason of ['failed', 'cancelled'] as const) {
      const session = openShift(pack, task, arena, { policyId: 'test', seed: 0 });
      if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
      session.end(reason, { source: 'environment', message: 'gone' });
      const log = session.drain().map((event, seq): EpisodeEvent => ({ ...event, seq, wallTime: 0 }));
      expect(scoreShift(pack, task, log, { arena })).toMatchObject({ value: null, success: null });
      for (const { number } of task.cases) expect(closes(log, number)).toHaveLength(1);
    }
  });

  it('keeps the queue apart from the case: no call to a system without a case, none beside a call to the queue', async () => {
    const task = await firstShift();
    const session = await ready(task);
    session.agentMoves({ text: null, toolCalls: [call('get_order', { order_id: '1' })], usage });
    expect(lastTool(session)).toContain('"error":"conflict"');
    session.agentMoves({ text: null, toolCalls: [call('take_case', { case_id: '99' })], usage });
    expect(lastTool(session)).toContain('"error":"not_found"');
    const both = [call('take_case', { case_id: 1 }), call('get_order', { order_id: '1' })];
    session.agentMoves({ text: null, toolCalls: both, usage });
    expect(lastTool(session)).toContain('"error":"conflict"');
    session.agentMoves({ text: null, toolCalls: [call('get_order', { order_id: '1' })], usage });
    const events = session.drain();
    expect(events.filter((event) => event.type === 'tool_result' && event.case === 1)).toHaveLength(1);
  });

  it('gives a case back as it was left', async () => {
    const task = await firstShift();
    const session = await ready(task);
    session.agentMoves({ text: null, toolCalls: [call('take_case', { case_id: 'CASE1' })], usage });
    session.agentMoves({ text: 'Please tell me your order number and postcode.', toolCalls: [], usage });
    while (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
    session.agentMoves({ text: null, toolCalls: [call('park_case', {})], usage });
    expect(session.conversation).toHaveLength(4);
    session.agentMoves({ text: null, toolCalls: [call('take_case', { case_id: 'CASE1' })], usage });
    expect(lastTool(session)).toContain('"agent":"Please tell me your order number and postcode."');
    expect(lastTool(session)).toContain('"first_answer_due_in":"answered"');
  });
});

describe('the conversation of a shift', () => {
  it('stays within what one case needs, and never holds two messages of a user in a row', async () => {
    const task = await firstShift();
    const arena = await arenaOf();
    for (const agent of [goldShiftAgent, erratic]) {
      let longest = 0;
      const session = openShift(pack, task, arena, { policyId: 'test', seed: 1 });
      for (;;) {
        const { next } = session;
        if (next.who === 'nobody') break;
        if (next.who === 'user') session.userSays(speakTemplate(next.request));
        else {
          expect(roles(session.conversation)).not.toMatch(/user user/);
          expect(roles(session.conversation)).toMatch(/^system user/);
          longest = Math.max(longest, session.conversation.length);
          session.agentMoves(scriptedShiftMove(agent, session, arena, 1));
        }
      }
      // Two messages for each turn that a case may take, the queue's calls in between, and the beginning.
      expect(longest).toBeLessThan(2 * pack.limits.agent_turns + 20);
      expect(session.turns).toBeGreaterThan(40);
    }
  });

  it('folds what is finished into a line', async () => {
    const task = await firstShift();
    const arena = await arenaOf();
    const session = openShift(pack, task, arena, { policyId: 'test', seed: 0 });
    while (session.next.who !== 'nobody') {
      if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
      else {
        const summary = session.conversation[1]?.content ?? '';
        if (summary.includes('CASE2: ')) {
          expect(summary.split('\n').filter((line) => line.startsWith('[queue] CASE1: '))).toHaveLength(1);
          return;
        }
        session.agentMoves(scriptedShiftMove(goldShiftAgent, session, arena, 0));
      }
    }
    expect.unreachable('the second case never ended');
  });
});

describe('a saved shift', () => {
  it('goes on from any turn as it went on', async () => {
    const task = await firstShift();
    const arena = await arenaOf();
    const whole = walk(openShift(pack, task, arena, { policyId: 'test', seed: 5 }), arena, 7);
    expect(whole.saved.length).toBeGreaterThan(8);
    for (const { text, before } of whole.saved) {
      const document: unknown = JSON.parse(text);
      const state: ShiftState = shiftStateSchema.parse(document);
      const rest = walk(resumeShift(pack, task, arena, state), arena, Infinity);
      expect(rest.events).toEqual(whole.events.slice(before));
      expect(rest.conversation).toEqual(whole.conversation);
      expect(rest.changes).toEqual(whole.changes);
    }
  });

  it('is resumed with its own task only', async () => {
    const [first, second] = await shiftsOf();
    const arena = await arenaOf();
    if (first === undefined || second === undefined) throw new Error('the desk has too few shifts');
    const state = openShift(pack, first, arena, { policyId: 'test', seed: 5 }).save();
    expect(() => resumeShift(pack, second, arena, state)).toThrow('resume it with its own task');
  });
});

function walk(session: ShiftSession, arena: Arena, every: number) {
  const events = [...session.drain()];
  const saved: { readonly text: string; readonly before: number }[] = [];
  for (let moves = 0; session.next.who !== 'nobody'; moves += 1) {
    if (moves % every === 0) saved.push({ text: JSON.stringify(session.save()), before: events.length });
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
    else session.agentMoves(scriptedShiftMove(erratic, session, arena, 5));
    events.push(...session.drain());
  }
  return { events, saved, conversation: session.conversation, changes: session.changes() };
}

async function ready(task: ShiftTask): Promise<ShiftSession> {
  const session = openShift(pack, task, await arenaOf(), { policyId: 'test', seed: 0 });
  if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
  return session;
}

let calls = 0;
function call(name: string, args: Readonly<Record<string, string | number>>) {
  calls += 1;
  return { id: `c${String(calls)}`, name, arguments: args };
}

function lastTool(session: ShiftSession): string {
  const last = session.conversation.findLast(({ role }) => role === 'tool');
  return last?.content ?? '';
}

function roles(conversation: readonly Message[]): string {
  return conversation.map(({ role }) => role).join(' ');
}
