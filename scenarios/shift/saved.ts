/** A shift as plain data: what a file keeps so that any turn can be gone back to, and forked. */
import type { Change } from '@understudy/kernel';
import { z } from 'zod';
import { groundStateSchema, sessionStateSchema, type SessionState } from '../episode/saved.ts';
import type { SceneState } from '../episode/ground.ts';
import { changeSchema, endReasonSchema, type EndReason } from '../trace/event.ts';
import { boardSchema, type BoardState } from './board.ts';

/** One case. Its session's scene is empty: what it has changed is in `changes`, and the world is the shift's. */
export interface CaseState {
  readonly phase: 'due' | 'open' | 'over';
  readonly ended: EndReason | null;
  readonly session: SessionState | null;
  readonly changes: readonly Change[];
  /** Since when the user has waited for an answer, simulated milliseconds since the epoch; null while it is its turn. */
  readonly waiting: number | null;
  readonly answered: boolean;
}

/** JSON-serialisable. Events that were not drained are not part of it. */
export interface ShiftState {
  readonly version: 1;
  readonly taskId: string;
  readonly policyId: string;
  readonly seed: number;
  readonly turns: number;
  readonly ended: EndReason | null;
  /** The case in hand. */
  readonly hand: number | null;
  /** In the task's order. */
  readonly cases: readonly CaseState[];
  /** Whose timers of the systems are whose, by the timer's id. */
  readonly timers: Readonly<Record<string, number>>;
  readonly board: BoardState;
  readonly ground: SceneState;
}

const caseSchema = z.object({
  phase: z.enum(['due', 'open', 'over']),
  ended: endReasonSchema.nullable(),
  session: sessionStateSchema.nullable(),
  changes: z.array(changeSchema),
  waiting: z.number().nullable(),
  answered: z.boolean(),
});

/** The only way in for a state that was kept in a file. */
export const shiftStateSchema: z.ZodType<ShiftState> = z.object({
  version: z.literal(1),
  taskId: z.string(),
  policyId: z.string(),
  seed: z.number(),
  turns: z.int().nonnegative(),
  ended: endReasonSchema.nullable(),
  hand: z.int().positive().nullable(),
  cases: z.array(caseSchema),
  timers: z.record(z.string(), z.int().positive()),
  board: boardSchema,
  ground: groundStateSchema,
});
