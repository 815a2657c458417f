/**
 * The simulated user's machine: it decides WHAT the user does next (never how it sounds). A pure function of its state, what
 * the agent said and whether the case is settled in the world. A user never ends on a promise: only when the desk's own
 * record says that the case is settled, or when patience is out.
 */
import type { Rng } from '@understudy/kernel';
import type { SpeechAct } from '../schema/pack.ts';
import type { Fact, TaskUser } from '../schema/task.ts';

export interface UserState {
  readonly phase: 'opening' | 'waiting' | 'content' | 'gone';
  readonly disclosed: readonly string[];
  /** Agent messages that may still get nowhere before the user leaves. */
  readonly patience: number;
  /** -1 furious … 1 delighted. */
  readonly mood: number;
}

export interface UserMove {
  readonly act: SpeechAct | 'open';
  /** Facts the line must contain; the only ones it may add. */
  readonly disclose: readonly Fact[];
  /** What was asked for and is not known, for the act `unknown`. */
  readonly asked: readonly Fact[];
  readonly state: UserState;
  readonly ends: boolean;
}

export interface Heard {
  readonly text: string;
  /** The case is in a final state in the world. */
  readonly settled: boolean;
}

export function initialUserState(user: TaskUser): UserState {
  return { phase: 'opening', disclosed: [], patience: user.persona.patience, mood: user.persona.mood };
}

/** The first line: the problem, and from a forthcoming user the first facts as well. */
export function openConversation(user: TaskUser, rng: Rng): UserMove {
  const known = user.facts.filter((fact) => !fact.unknown && fact.askedBy.length > 0);
  const volunteers = rng.chance(user.persona.forthcoming);
  const disclose = volunteers ? known.slice(0, rng.chance(0.5) ? 1 : known.length) : [];
  return {
    act: 'open',
    disclose,
    asked: [],
    ends: false,
    state: { ...initialUserState(user), phase: 'waiting', disclosed: disclose.map((fact) => fact.id) },
  };
}

/** Facts that an agent's line asks for, in the order of the scenario. */
export function asksFor(user: TaskUser, text: string): readonly Fact[] {
  const line = text.toLowerCase();
  return user.facts.filter((fact) => fact.askedBy.some((phrase) => line.includes(phrase.toLowerCase())));
}

/** What the user does about an agent's message. */
export function respond(user: TaskUser, state: UserState, heard: Heard, rng: Rng): UserMove {
  const none = { disclose: [], asked: [] };
  if (heard.settled) {
    const content = state.mood >= -0.5;
    return {
      act: content ? 'thanks' : 'grumble',
      ...none,
      ends: true,
      state: { ...state, phase: 'content' },
    };
  }
  const asked = asksFor(user, heard.text);
  const fresh = asked.filter((fact) => !fact.unknown && !state.disclosed.includes(fact.id));
  if (fresh.length > 0) {
    const disclose = fresh.length > 1 && rng.chance(user.persona.terse) ? fresh.slice(0, 1) : fresh;
    return {
      act: 'disclose',
      disclose,
      asked,
      ends: false,
      state: { ...state, disclosed: [...state.disclosed, ...disclose.map((fact) => fact.id)] },
    };
  }
  const patience = state.patience - 1;
  const worse = { ...state, patience, mood: Math.max(-1, state.mood - 0.2) };
  if (patience <= 0) return { act: 'leave', ...none, ends: true, state: { ...worse, phase: 'gone' } };
  const missing = asked.filter((fact) => fact.unknown);
  if (missing.length > 0) return { act: 'unknown', disclose: [], asked: missing, ends: false, state: worse };
  const again = asked.filter((fact) => !fact.unknown);
  if (again.length > 0) return { act: 'repeat', disclose: again, asked, ends: false, state: worse };
  return { act: 'nudge', ...none, ends: false, state: worse };
}
