/**
 * The simulated user's machine: it decides WHAT the user does next (never how it sounds). A pure function of its state, what
 * the agent said and whether the case is settled in the world. A user never ends on a promise: only when the desk's own
 * record says that the case is settled, or when patience is out. Every draw has a label of its own, so that a parameter of the
 * persona that is not used changes nothing.
 */
import type { Rng } from '@understudy/kernel';
import type { Fact, TaskUser } from '../schema/task.ts';
import { actionsIn, asksFor, fresh, missingBefore } from './asking.ts';
import { asLie, initialUserState } from './state.ts';
import type { Extra, Heard, Performed, UserMove, UserState } from './state.ts';

/** The first line: the problem, and from a forthcoming user the first facts as well. */
export function openConversation(user: TaskUser, rng: Rng): UserMove {
  const { persona } = user;
  const closed = user.facts.filter((fact) => !fact.unknown && fact.askedBy.length > 0);
  const volunteers = rng.chance(persona.forthcoming);
  const count = volunteers ? (rng.chance(0.5) ? 1 : closed.length) : 0;
  const state: UserState = {
    ...initialUserState(user),
    phase: 'waiting',
    lies: drawn(closed, (fact) => fact.lie !== null, 1 - persona.honesty, rng.fork('lies')),
    forgets: Object.fromEntries(
      drawn(closed, (fact) => fact.forgotten > 0, persona.forgetful, rng.fork('forgets')).map((id) => [
        id,
        closed.find((fact) => fact.id === id)?.forgotten ?? 0,
      ]),
    ),
  };
  const mentioned = closed.filter((fact) => user.opening.includes(`{${fact.id}}`));
  const told = new Set(mentioned.map((fact) => fact.id));
  for (const fact of closed.slice(0, count))
    if ((state.forgets[fact.id] ?? 0) === 0 && missingBefore(user, told, fact).length === 0)
      told.add(fact.id);
  const volunteered = closed.filter((fact) => told.has(fact.id));
  return dressed(user, telling('open', volunteered, [], state), rng);
}

/** A ticket that nobody answers for: everything the user knows is in it, and it is true. */
export function openTicket(user: TaskUser): UserMove {
  const disclose = user.facts.filter((fact) => !fact.unknown && fact.askedBy.length > 0);
  const state = { ...initialUserState(user), phase: 'waiting' } as const;
  return plain('open', { ...state, disclosed: disclose.map((fact) => fact.id) }, { disclose });
}

/** Nobody is there to answer. */
export function stayAway(state: UserState): UserMove {
  return plain('away', { ...state, answers: state.answers + 1, last: 'away' });
}

/** What the user does about an agent's message. */
export function respond(user: TaskUser, before: UserState, heard: Heard, rng: Rng): UserMove {
  const state = { ...before, answers: before.answers + 1 };
  return dressed(user, decide(user, state, heard, rng), rng);
}

function decide(user: TaskUser, state: UserState, heard: Heard, rng: Rng): UserMove {
  if (heard.performed !== undefined) return performed(user, state, heard.performed);
  if (heard.settled) {
    const content = state.mood >= -0.5;
    return ended(plain(content ? 'thanks' : 'grumble', { ...state, phase: 'content' }));
  }
  const asked = asksFor(user, heard.text);
  return answer(user, state, asked, rng) ?? nowhere(user, state, asked, heard.text);
}

/** Tells something new, or admits what was told wrong; null where the line asks for neither. */
function answer(user: TaskUser, state: UserState, asked: readonly Fact[], rng: Rng): UserMove | null {
  const { persona } = user;
  const lies = asked.filter((fact) => state.lied.includes(fact.id));
  const news = fresh(user, state, asked);
  if (lies.length === 0 && news.length === 0) return null;
  if (
    persona.interrupts > 0 &&
    state.last !== 'interrupt' &&
    rng.fork('interrupt').chance(persona.interrupts)
  )
    return plain('interrupt', state);
  if (lies.length > 0) {
    const disclosed = [...state.disclosed, ...lies.map((fact) => fact.id)];
    const lied = state.lied.filter((id) => !disclosed.includes(id));
    return plain('admit', better(user, { ...state, disclosed, lied }), { disclose: lies, asked });
  }
  const known = news.filter((fact) => (state.forgets[fact.id] ?? 0) === 0);
  const clear = known.filter((fact) => !state.forgot.includes(fact.id));
  if (clear.length > 0) {
    const some = clear.length > 1 && rng.chance(persona.terse) ? clear.slice(0, 1) : clear;
    return telling('disclose', some, asked, better(user, state));
  }
  if (known.length > 0) return telling('recall', known, asked, better(user, state));
  const forgets = { ...state.forgets };
  for (const { id } of news) forgets[id] = (forgets[id] ?? 1) - 1;
  const forgot = [...new Set([...state.forgot, ...news.map((fact) => fact.id)])];
  return plain('forgot', { ...state, forgets, forgot }, { asked: news });
}

/** The agent's line got nowhere: it costs patience and mood. */
function nowhere(user: TaskUser, state: UserState, asked: readonly Fact[], text: string): UserMove {
  const worse = worn(user, state);
  if (worse.patience <= 0) return leaving(worse);
  const missing = asked.filter((fact) => fact.unknown);
  if (missing.length > 0) return plain('unknown', worse, { asked: missing });
  const again = asked.filter((fact) => state.disclosed.includes(fact.id));
  if (again.length > 0) return plain('repeat', worse, { disclose: again, asked });
  const done = actionsIn(user, text).find((action) => state.done[action.id] !== undefined);
  if (done !== undefined)
    return plain('did', worse, {
      performed: { action: done, ok: true, reading: state.done[done.id] ?? '' },
    });
  return plain('nudge', worse);
}

function performed(user: TaskUser, state: UserState, outcome: Performed): UserMove {
  if (outcome.ok) {
    const done = { ...state.done, [outcome.action.id]: outcome.reading };
    return plain('did', better(user, { ...state, done }), { performed: outcome });
  }
  const worse = worn(user, state);
  return worse.patience <= 0 ? leaving(worse) : plain('failed', worse, { performed: outcome });
}

function worn(user: TaskUser, state: UserState): UserState {
  const mood = Math.max(-1, state.mood - user.persona.mood_drop);
  return { ...state, patience: state.patience - 1, mood };
}

function better(user: TaskUser, state: UserState): UserState {
  return { ...state, mood: Math.min(1, state.mood + user.persona.mood_gain) };
}

function leaving(state: UserState): UserMove {
  return ended(plain('leave', { ...state, phase: 'gone' }));
}

function ended(move: UserMove): UserMove {
  return { ...move, ends: true };
}

function plain(act: UserMove['act'], state: UserState, more: Partial<UserMove> = {}): UserMove {
  const bare = { disclose: [], asked: [], performed: null, extras: [], revision: null, ends: false } as const;
  return { act, ...bare, ...more, state: { ...state, last: act } };
}

/** Tells facts for the first time: truly, or wrong where the user has made up its mind to lie. */
function telling(
  act: 'open' | 'disclose' | 'recall',
  facts: readonly Fact[],
  asked: readonly Fact[],
  state: UserState,
): UserMove {
  const lies = facts.filter((fact) => state.lies.includes(fact.id)).map((fact) => fact.id);
  const truths = facts.filter((fact) => !state.lies.includes(fact.id)).map((fact) => fact.id);
  return plain(
    act,
    {
      ...state,
      disclosed: [...state.disclosed, ...truths],
      lied: [...state.lied, ...lies],
      lies: state.lies.filter((id) => !lies.includes(id)),
    },
    { asked, disclose: facts.map((fact) => (lies.includes(fact.id) ? asLie(fact) : fact)) },
  );
}

/** What comes on top: panic, a change of mind, the goal once more, small talk. A last line stays what it is. */
function dressed(user: TaskUser, move: UserMove, rng: Rng): UserMove {
  if (move.ends) return move;
  const { persona, revision } = user;
  const { state, act } = move;
  const due = revision !== null && !state.revised && state.answers >= revision.atAnswer;
  const revised = state.revised || due;
  const draw = (extra: Extra, chance: number): readonly Extra[] =>
    chance > 0 && rng.fork(extra).chance(chance) ? [extra] : [];
  const extras = [
    ...draw('panic', state.mood < 0 ? persona.panic : 0),
    // The goal has just been said, or is not the goal any more.
    ...draw('restate', act === 'open' || act === 'nudge' || revised ? 0 : persona.repetition),
    ...draw('smalltalk', persona.verbosity),
  ];
  if (!due && extras.length === 0) return move;
  return { ...move, extras, revision: due ? revision.text : null, state: { ...state, revised } };
}

/** Ids of the facts that may be drawn and are, each with the same chance and a draw of its own. */
function drawn(
  facts: readonly Fact[],
  may: (fact: Fact) => boolean,
  chance: number,
  rng: Rng,
): readonly string[] {
  if (chance <= 0) return [];
  return facts.filter((fact) => may(fact) && rng.fork(fact.id).chance(chance)).map((fact) => fact.id);
}
