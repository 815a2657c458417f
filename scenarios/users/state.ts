/** What a simulated user remembers from line to line, and what it decides to do. Plain data, so that any turn can be saved and forked. */
import type { SpeechAct } from '../schema/pack.ts';
import type { Fact, TaskUser, UserAction } from '../schema/task.ts';

/** `open` is the first line; `away` is what stands in for an answer where nobody is there to give one. */
export type UserAct = SpeechAct | 'open' | 'away';

/** What comes on top of an answer: panic before it, the goal again or small talk behind it. */
export type Extra = Extract<SpeechAct, 'panic' | 'restate' | 'smalltalk'>;

export interface UserState {
  readonly phase: 'opening' | 'waiting' | 'content' | 'gone';
  /** Facts told as they are. */
  readonly disclosed: readonly string[];
  /** Facts told wrong and not admitted yet. */
  readonly lied: readonly string[];
  /** Facts that will be told wrong when they are first asked for. */
  readonly lies: readonly string[];
  /** How many more times the user will not remember a fact. */
  readonly forgets: Readonly<Record<string, number>>;
  /** Facts that the user has said it does not remember. */
  readonly forgot: readonly string[];
  /** What the user's own tools showed, by action. */
  readonly done: Readonly<Record<string, string>>;
  /** Lines after the opening one. */
  readonly answers: number;
  /** The change of mind has been said. */
  readonly revised: boolean;
  readonly last: UserAct;
  /** Agent messages that may still get nowhere before the user leaves. */
  readonly patience: number;
  /** -1 furious … 1 delighted. */
  readonly mood: number;
}

/** What became of something the user did with a tool of its own. */
export interface Performed {
  readonly action: UserAction;
  readonly ok: boolean;
  /** What the user reads out; empty where there is nothing to read. */
  readonly reading: string;
}

export interface UserMove {
  readonly act: UserAct;
  /** Facts the line must contain, with the values it tells; the only ones it may add. A lie stands here with its wrong value. */
  readonly disclose: readonly Fact[];
  /** What was asked for and is not known, or not remembered. */
  readonly asked: readonly Fact[];
  readonly performed: Performed | null;
  readonly extras: readonly Extra[];
  /** The change of mind, said with this line. */
  readonly revision: string | null;
  readonly state: UserState;
  readonly ends: boolean;
}

export interface Heard {
  readonly text: string;
  /** The case is in a final state in the world. */
  readonly settled: boolean;
  /** What the user has just done because the line asked for it. */
  readonly performed?: Performed;
}

export function initialUserState(user: TaskUser): UserState {
  return {
    phase: 'opening',
    disclosed: [],
    lied: [],
    lies: [],
    forgets: {},
    forgot: [],
    done: {},
    answers: 0,
    revised: false,
    last: 'open',
    patience: user.persona.patience,
    mood: user.persona.mood,
  };
}

/** Facts the agent has heard, with the values it heard. */
export function toldFacts(user: TaskUser, state: UserState): readonly Fact[] {
  return user.facts.flatMap((fact) => {
    if (state.disclosed.includes(fact.id)) return [fact];
    return state.lied.includes(fact.id) ? [asLie(fact)] : [];
  });
}

/** A fact as a liar tells it. */
export function asLie(fact: Fact): Fact {
  return fact.lie === null ? fact : { ...fact, value: fact.lie };
}

/** Facts that the user tells at once, without being asked. */
export function openFacts(user: TaskUser): readonly Fact[] {
  return user.facts.filter((fact) => fact.askedBy.length === 0);
}
