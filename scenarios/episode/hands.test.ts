import { expect, it } from 'vitest';
import type { Task } from '../schema/task.ts';
import { episodeEventSchema, type EpisodeEvent } from '../trace/event.ts';
import { speakTemplate } from '../users/voice.ts';
import type { Arena } from './arena.ts';
import { calls, lampArena, lampPack, lampTask, lampUser, says } from './lamp.fixture.ts';
import { openSession } from './session.ts';
import type { AgentMove, Session } from './session.ts';

const arena: Arena = await lampArena();

/** Plays these moves of an agent; the user answers with templates. */
function play(moves: readonly AgentMove[], task: Task = lampTask(), pack = lampPack): Session {
  const session = openSession(pack, task, arena, { policyId: 'test', seed: 3 });
  answer(session);
  for (const move of moves) {
    if (session.next.who !== 'agent') break;
    session.agentMoves(move);
    answer(session);
  }
  return session;
}

function answer(session: Session): void {
  if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
}

function logOf(session: Session): readonly EpisodeEvent[] {
  const log = session.drain().map((event, seq) => ({ ...event, seq, wallTime: 0 }));
  expect(episodeEventSchema.array().parse(log)).toEqual(log);
  return log;
}
const lines = (log: readonly EpisodeEvent[]) => log.filter((event) => event.type === 'user_message');
const acts = (log: readonly EpisodeEvent[]): readonly string[] => lines(log).map(({ act }) => act);
const results = (log: readonly EpisodeEvent[]) => log.filter((event) => event.type === 'tool_result');

it('the user does with its own hands what it is asked to do, and reads out what it sees', () => {
  const session = play([says('Please restart it.'), says('And now look at it.'), says('Please restart it.')]);
  const log = logOf(session);
  expect(acts(log)).toEqual(['open', 'did', 'did', 'did']);
  expect(results(log).map(({ name, trajectory }) => [name, trajectory])).toEqual([
    ['restart_lamp', 'user'],
    ['look_at_lamp', 'user'],
  ]);
  for (const { text } of lines(log).slice(1)) expect(text).toContain('green 42');
  // What is done once is not done again, and asking for it again gets nobody anywhere.
  expect(lines(log).map(({ patience }) => patience)).toEqual([3, 3, 3, 2]);
  expect(session.changes()).toMatchObject([{ table: 'lamps', after: { light: 'green 42' } }]);
  expect(session.conversation.filter(({ role }) => role === 'tool')).toEqual([]);
});

it('the user says so when it does not work, and tries again when asked again', () => {
  const broken = lampTask(lampUser(), { opening: [{ table: 'lamps', key: 1, values: { light: 'broken' } }] });
  const log = logOf(play([says('Please restart it.'), says('Restart it again.')], broken));
  expect(acts(log)).toEqual(['open', 'failed', 'failed']);
  expect(results(log).map(({ outcome }) => outcome.ok)).toEqual([false, false]);
});

it('looks again as often as it is asked to', () => {
  const log = logOf(play([says('Please look at it.'), says('Look at it, please.')]));
  expect(acts(log)).toEqual(['open', 'did', 'did']);
  expect(results(log)).toHaveLength(2);
  expect(lines(log).at(-1)?.text).toContain('red');
});

it('does nothing itself once the case is settled', () => {
  const log = logOf(play([calls('close_case', { as: 'solved' }), says('Please restart it.')]));
  expect(results(log).map(({ name }) => name)).toEqual(['close_case']);
  expect(log.at(-1)).toMatchObject({ type: 'closed', reason: 'resolved' });
});

it.each(['solved', 'refused'])('any of several states settles the case: %s', (as) => {
  const log = logOf(play([calls('close_case', { as }), says('Done.')]));
  expect(log.at(-1)).toMatchObject({ type: 'closed', reason: 'resolved' });
});

it('a timer that comes due does what its system makes of it, and the log says what', () => {
  const session = play([calls('remind', { after_seconds: 45 }), says('One moment.'), says('One moment.')]);
  const log = logOf(session);
  const rung = log.find((event) => event.type === 'timer');
  expect(rung).toMatchObject({
    event: 'case.remind',
    subject: '1',
    changes: [{ table: 'cases', after: { note: 'reminded by system' } }],
  });
  const before = log[(rung?.seq ?? 0) - 1];
  expect(rung?.worldHash).not.toBe(before?.worldHash);
});

it('a timer comes due while a tool is at work, too', () => {
  const log = logOf(play([calls('remind', { after_seconds: 1 }), calls('close_case', { as: 'solved' })]));
  expect(log.map(({ type }) => type).slice(-4)).toEqual([
    'tool_result',
    'agent_turn',
    'timer',
    'tool_result',
  ]);
});

it('an episode that is over stays as it ended', () => {
  const session = play([calls('close_case', { as: 'solved' }), says('Done.')]);
  session.end('failed', { source: 'environment', message: 'too late' });
  expect(session.next).toEqual({ who: 'nobody', reason: 'resolved' });
  expect(logOf(session).filter(({ type }) => type === 'closed')).toHaveLength(1);
});

it('faults befall the agent, never the user’s own hands, and the log names them', () => {
  const faulty = { ...lampPack, faults: { timeouts: { probability: 0.9, lost_reply: 0 }, outages: [] } };
  const moves = [...Array.from({ length: 8 }, () => calls('read_case')), says('Please restart it.')];
  const log = logOf(play(moves, lampTask(), faulty));
  const [agents, users] = [
    results(log).filter(({ trajectory }) => trajectory === 'agent'),
    results(log).filter(({ trajectory }) => trajectory === 'user'),
  ];
  const struck = agents.filter(({ fault }) => fault !== undefined);
  expect(struck.length).toBeGreaterThan(3);
  for (const { fault, outcome } of struck) {
    expect(fault).toEqual({ kind: 'timeout', done: false });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  }
  expect(users).toMatchObject([{ outcome: { ok: true } }]);
  expect(users[0]?.fault).toBeUndefined();
});

it('refuses faults out of their range when the episode opens', () => {
  const faults = { timeouts: { probability: 1, lost_reply: 0 }, outages: [] };
  expect(() =>
    openSession({ ...lampPack, faults }, lampTask(), arena, { policyId: 'test', seed: 1 }),
  ).toThrow(RangeError);
});

it('a change of mind is said with the answer it belongs to, and once', () => {
  const revision = { atAnswer: 2, text: 'No, keep the lamp after all.' };
  const speech = { ...lampUser().speech, nudge: ['I want to {goal}.', 'And?'] };
  const user = lampUser({ patience: 9 }, { revision, speech });
  const log = logOf(play([says('Hm.'), says('Hm.'), says('Hm.')], lampTask(user)));
  expect(lines(log).map(({ revised }) => revised ?? false)).toEqual([false, false, true, false]);
  expect(lines(log)[2]?.text).toMatch(/No, keep the lamp after all\.$/);
  // The old goal is not spoken of any more.
  expect(lines(log)[3]?.text).not.toContain(user.goal);
});
