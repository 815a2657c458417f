import { expect, test } from 'vitest';
import { stayAway } from './machine.ts';
import { moveOfPerson, type PersonLine } from './person.ts';
import { initialUserState, type UserMove, type UserState } from './state.ts';
import { factOf, orderId, postcode, restart, userWith } from './user.fixture.ts';

const liar = factOf('date', '1 May', 'date', { lie: '9 May' });
const user = userWith({}, { facts: [orderId, postcode, liar] });
const begun: UserState = { ...initialUserState(user), phase: 'waiting', disclosed: ['postcode'] };

function said(text: string, more: Partial<PersonLine> = {}, planned: Partial<UserMove> = {}): UserMove {
  return moveOfPerson(user, begun, { ...stayAway(begun), ...planned }, { text, voice: 'person', ...more });
}

test('what a line tells is read off it: facts that are new, whole values only', () => {
  expect(said('It is 4821, postcode 70193.')).toMatchObject({
    act: 'disclose',
    disclose: [orderId],
    state: { disclosed: ['postcode', 'order_id'], answers: 1, phase: 'waiting' },
    ends: false,
  });
  expect(said('It is 48211.').disclose).toEqual([]);
  expect(said('Well?').act).toBe('nudge');
});

test('the wrong value of a fact is a lie, until the right one is told', () => {
  const lied = said('On 9 May.');
  expect(lied.state.lied).toEqual(['date']);
  expect(lied.disclose).toMatchObject([{ id: 'date', value: '9 May' }]);
  const after = moveOfPerson(user, lied.state, stayAway(lied.state), { text: '1 May!', voice: 'person' });
  expect(after.state).toMatchObject({ lied: [], disclosed: ['postcode', 'date'] });
});

test('the person decides when it is over, and how', () => {
  expect(said('Thank you.', { ends: 'content' })).toMatchObject({
    act: 'thanks',
    ends: true,
    state: { phase: 'content' },
  });
  expect(said('Bye.', { ends: 'gone' })).toMatchObject({
    act: 'leave',
    ends: true,
    state: { phase: 'gone' },
  });
});

test('what the user’s hands did is remembered, patience and mood stay as they are', () => {
  const performed = { action: restart, ok: true, reading: 'red' };
  const move = said('It is red.', {}, { performed });
  expect(move).toMatchObject({ act: 'did', state: { done: { restart: 'red' }, patience: 3, mood: 0 } });
  expect(said('It broke.', {}, { performed: { ...performed, ok: false, reading: '' } })).toMatchObject({
    act: 'failed',
    state: { done: {} },
  });
});
