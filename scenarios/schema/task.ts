/** A task: a scenario family with every variable bound by a seed. Plain data; the same seed gives the same bytes. */
import type { Cell, Change, JsonObject, Split } from '@understudy/kernel';
import type { Persona, SpeechAct } from './pack.ts';

export interface Fact {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly askedBy: readonly string[];
  readonly unknown: boolean;
}

export interface TaskUser {
  readonly goal: string;
  readonly facts: readonly Fact[];
  readonly persona: Persona;
  /** What the user opens with, with `{fact}` places left open. */
  readonly opening: string;
  readonly speech: Readonly<Record<SpeechAct, readonly string[]>>;
}

export type GoldMove =
  | { readonly kind: 'call'; readonly tool: string; readonly arguments: JsonObject }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'ask'; readonly facts: readonly string[]; readonly text: string };

/** One write of the opening situation. `key` null inserts. */
export interface OpeningWrite {
  readonly table: string;
  readonly key: Cell;
  readonly values: Readonly<Record<string, Cell>>;
}

export interface Task {
  readonly id: string;
  readonly pack: string;
  readonly family: string;
  readonly split: Split;
  readonly seed: number;
  /** Which wording template the user opens with: tasks of different splits never share one. */
  readonly wording: string;
  readonly system: string;
  readonly opening: readonly OpeningWrite[];
  readonly focus: JsonObject;
  readonly user: TaskUser;
  readonly gold: readonly GoldMove[];
  /** Each entry must be told: one of its phrases or values. */
  readonly communicate: readonly (readonly string[])[];
  /** What names this task's entities, for the proof that splits are disjoint: `table:key`, `product:name`, … */
  readonly entities: readonly string[];
}

/** A task whose gold solution has been replayed: what must be different in the end, and nothing else. */
export interface AdmittedTask extends Task {
  readonly expected: readonly Change[];
}
