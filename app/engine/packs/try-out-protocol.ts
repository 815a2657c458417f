/** What is asked of the thread in which packs are tried out, and what it answers. */
import type { Audit, Flips, Task } from '@understudy/scenarios';
import { z } from 'zod';

const pack = z.unknown();

export const tryOutSchema = z.discriminatedUnion('what', [
  /** The first tasks of a family. */
  z.strictObject({
    what: z.literal('tasks'),
    pack,
    family: z.string(),
    split: z.enum(['train', 'heldout']),
    count: z.int().min(1).max(50),
  }),
  /** What lazy strategies earn on some tasks of a family. */
  z.strictObject({ what: z.literal('audit'), pack, family: z.string(), count: z.int().min(1).max(20) }),
  /** How a persona talks in a family, in one small conversation for each draw. */
  z.strictObject({
    what: z.literal('voice'),
    pack,
    family: z.string(),
    persona: z.string(),
    draws: z.int().min(1).max(5),
  }),
  /** Which tasks have another right answer under the pack's parameters than under those of `before`. */
  z.strictObject({ what: z.literal('flips'), pack, before: z.unknown(), count: z.int().min(1).max(500) }),
]);
export type TryOut = z.infer<typeof tryOutSchema>;

/** A task of a family, for people. */
export interface TaskSample {
  readonly id: string;
  readonly index: number;
  /** Null where the values meet no case or cannot be drawn; `problem` says why. */
  readonly task: Pick<Task, 'case' | 'outcome' | 'difficulty' | 'gold' | 'communicate'> | null;
  readonly persona: string;
  /** The user's first line. */
  readonly opening: string;
  readonly facts: readonly { readonly label: string; readonly value: string; readonly open: boolean }[];
  /** By variable, rows as their most telling columns. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
  readonly problem: string | null;
}

/** A line of a sample conversation. `why` is what the user's machine decided. */
export interface SpokenSample {
  readonly who: 'agent' | 'user';
  readonly text: string;
  readonly why: string;
}

export interface TryOutAnswers {
  readonly tasks: readonly TaskSample[];
  readonly audit: Audit;
  readonly voice: readonly (readonly SpokenSample[])[];
  readonly flips: Flips;
}

export type FromTryOut =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly known: boolean };

export const toTryOutSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ask'), id: z.int(), request: tryOutSchema }),
  z.strictObject({ type: z.literal('cancel'), id: z.int() }),
]);
export type ToTryOut = z.infer<typeof toTryOutSchema>;
