/** A task: a scenario family with every variable bound by a seed. Plain data; the same seed gives the same bytes. */
import type { Cell, Change, JsonObject, Split } from '@understudy/kernel';
import type { Persona, SpeechAct } from './user.ts';

export interface Fact {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  /** How it is told, with `{value}` in it; label and value where it is left out. */
  readonly says?: string;
  readonly askedBy: readonly string[];
  readonly unknown: boolean;
  /** Told first by a user who lies. */
  readonly lie: string | null;
  /** How often the user says that it does not remember before it does. */
  readonly forgotten: number;
  /** Ids of facts that must have been told before. */
  readonly after: readonly string[];
}

/** What the user can do with a tool of its own. */
export interface UserAction {
  readonly id: string;
  readonly label: string;
  readonly askedBy: readonly string[];
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly reads: string | null;
}

export interface TaskUser {
  readonly goal: string;
  readonly facts: readonly Fact[];
  readonly actions: readonly UserAction[];
  readonly persona: Persona;
  /** What the user opens with, with `{fact}` places left open. */
  readonly opening: string;
  /** A change of mind, said with the n-th answer. */
  readonly revision: { readonly atAnswer: number; readonly text: string } | null;
  readonly speech: Readonly<Record<SpeechAct, readonly string[]>>;
}

export type GoldMove =
  | { readonly kind: 'call'; readonly tool: string; readonly arguments: JsonObject }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'ask'; readonly facts: readonly string[]; readonly text: string }
  | { readonly kind: 'ask_to'; readonly action: string; readonly text: string };

/** One write of the opening situation. `key` null inserts. */
export interface OpeningWrite {
  readonly table: string;
  readonly key: Cell;
  readonly values: Readonly<Record<string, Cell>>;
}

/** How hard a task is, measured from the scenario, not from a model. */
export interface Difficulty {
  /** Tool calls and questions of the gold solution. */
  readonly steps: number;
  /** Cases the family distinguishes: what the agent must decide between. */
  readonly branching: number;
  /** Policy clauses that lead to this case. */
  readonly clauses: number;
  /** Tools offered that the gold solution does not use. */
  readonly distractors: number;
  /** 0..1, the higher the harder; the formula stands with the function that computes it. */
  readonly score: number;
  readonly level: 'easy' | 'medium' | 'hard';
}

export interface Task {
  readonly id: string;
  readonly pack: string;
  readonly family: string;
  /** The case of the family that the policy makes of these values. */
  readonly case: string;
  readonly outcome: 'act' | 'refuse' | 'escalate';
  readonly mode: 'dialogue' | 'solo';
  readonly split: Split;
  readonly seed: number;
  /** Which wording template the user opens with: tasks of different splits never share one. */
  readonly wording: string;
  readonly system: string;
  readonly opening: readonly OpeningWrite[];
  readonly focus: JsonObject;
  readonly user: TaskUser;
  readonly gold: readonly GoldMove[];
  readonly alternatives: readonly (readonly GoldMove[])[];
  /** Each entry must be told: one of its phrases or values. */
  readonly communicate: readonly (readonly string[])[];
  /** What none of them may be told beside: other values of their kinds. */
  readonly contrary?: readonly string[];
  /** Values that must not reach the user. */
  readonly confidential: readonly string[];
  readonly difficulty: Difficulty;
  /** What names this task's entities, for the proof that splits are disjoint: `table:key`, `product:name`, … */
  readonly entities: readonly string[];
}

/** A task whose gold solution has been replayed: what must be different in the end, and nothing else. */
export interface AdmittedTask extends Task {
  readonly expected: readonly Change[];
  /** The changes of the other acceptable ends. */
  readonly otherwise: readonly (readonly Change[])[];
}
