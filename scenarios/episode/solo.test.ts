import { expect, it } from 'vitest';
import type { Voice } from '../users/voice.ts';
import { speak, speakTemplate } from '../users/voice.ts';
import { calls, lampArena, lampPack, lampTask, lampUser, says } from './lamp.fixture.ts';
import { openSession } from './session.ts';
import type { AgentMove, Session } from './session.ts';

const arena = await lampArena();
const ticket = lampTask(lampUser({ forthcoming: 0 }), { mode: 'solo' });

function play(moves: readonly AgentMove[]): Session {
  const session = openSession(lampPack, ticket, arena, { policyId: 'test', seed: 0 });
  for (const move of [null, ...moves]) {
    if (move !== null && session.next.who === 'agent') session.agentMoves(move);
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
  }
  return session;
}

it('a ticket holds everything its author knows', () => {
  const { conversation } = play([]);
  expect(conversation.at(-1)?.content).toBe('My lamp is dark. Order number 4821, postcode 70193.');
});

it('nobody answers the agent; its lines count against the turns', () => {
  const session = play(
    Array.from({ length: 20 }, () => says('Your postcode, please? And restart the lamp.')),
  );
  expect(session.next).toEqual({ who: 'nobody', reason: 'turn_limit' });
  const answers = session.conversation.filter(({ role }) => role === 'user').map(({ content }) => content);
  expect(new Set(answers.slice(1))).toEqual(
    new Set(['Nobody answers: this ticket is worked without the customer.']),
  );
  expect(session.changes()).toEqual([]);
});

it('the episode ends with the call that settles the case, also in the last turn', () => {
  const waiting = Array.from({ length: lampPack.limits.agent_turns - 1 }, () => calls('read_case'));
  const session = play([...waiting, calls('close_case', { as: 'solved' })]);
  expect(session.next).toEqual({ who: 'nobody', reason: 'resolved' });
});

it('no language model speaks where nobody is there', async () => {
  const voice: Voice = { kind: 'llm', say: () => Promise.resolve('I am here!') };
  const session = openSession(lampPack, ticket, arena, { policyId: 'test', seed: 0 });
  if (session.next.who !== 'user') throw new Error('the ticket comes first');
  expect(await speak(voice, session.next.request, new AbortController().signal)).toMatchObject({
    voice: 'template',
    guarded: [],
  });
});
