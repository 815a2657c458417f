/** A session as plain data: what a file keeps so that any turn can be gone back to, and forked. */
import { z } from 'zod';
import type { Message } from '../trace/conversation.ts';
import { jsonSchema, messageSchema } from '../trace/conversation.ts';
import { endReasonSchema, type EndReason } from '../trace/event.ts';
import { speechActs } from '../schema/user.ts';
import type { UserMove, UserState } from '../users/state.ts';
import type { SceneState } from './scene.ts';

/** Who moves next. `draw` labels the draws of the voice. */
export type SavedNext =
  | { readonly who: 'user'; readonly move: UserMove; readonly heard: string; readonly draw: string }
  | { readonly who: 'agent' }
  | { readonly who: 'nobody'; readonly reason: EndReason };

/** JSON-serialisable. Events that were not drained are not part of it. */
export interface SessionState {
  readonly version: 1;
  readonly taskId: string;
  readonly policyId: string;
  readonly seed: number;
  readonly turns: number;
  readonly malformed: number;
  readonly conversation: readonly Message[];
  readonly user: UserState;
  readonly next: SavedNext;
  readonly scene: SceneState;
}

const strings = z.array(z.string());
const act = z.enum([...speechActs, 'open', 'away']);
const userState = z.object({
  phase: z.enum(['opening', 'waiting', 'content', 'gone']),
  disclosed: strings,
  lied: strings,
  lies: strings,
  forgets: z.record(z.string(), z.int()),
  forgot: strings,
  done: z.record(z.string(), z.string()),
  answers: z.int(),
  revised: z.boolean(),
  last: act,
  patience: z.number(),
  mood: z.number(),
});
const fact = z.object({
  id: z.string(),
  value: z.string(),
  label: z.string(),
  says: z.string().exactOptional(),
  askedBy: strings,
  unknown: z.boolean(),
  lie: z.string().nullable(),
  forgotten: z.int(),
  after: strings,
});
const action = z.object({
  id: z.string(),
  label: z.string(),
  askedBy: strings,
  tool: z.string(),
  arguments: z.record(z.string(), jsonSchema),
  reads: z.string().nullable(),
});
const move = z.object({
  act,
  disclose: z.array(fact),
  asked: z.array(fact),
  performed: z.object({ action, ok: z.boolean(), reading: z.string() }).nullable(),
  extras: z.array(z.enum(['panic', 'restate', 'smalltalk'])),
  revision: z.string().nullable(),
  state: userState,
  ends: z.boolean(),
});
const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const changes = z.array(z.tuple([z.string(), row.nullable()]));
const timer = z.object({ id: z.string(), due: z.number(), event: z.string(), subject: z.string() });
const faults = z.object({
  calls: z.int(),
  recent: z.array(z.number()),
  outages: z.array(z.number().nullable()),
  read: z.boolean(),
  conflicts: z.record(z.string(), z.enum(['unread', 'read'])),
  past: z.array(z.object({ templateHash: z.string(), changes })),
});

/** A ground as a file keeps it. */
export const groundStateSchema: z.ZodType<SceneState> = z.object({
  templateHash: z.string(),
  changes,
  clock: z.object({ now: z.number(), timers: z.array(timer) }),
  faults: faults.nullable(),
});

/** The only way in for a state that was kept in a file. */
export const sessionStateSchema: z.ZodType<SessionState> = z.object({
  version: z.literal(1),
  taskId: z.string(),
  policyId: z.string(),
  seed: z.number(),
  turns: z.int().nonnegative(),
  malformed: z.int().nonnegative(),
  conversation: z.array(messageSchema),
  user: userState,
  next: z.discriminatedUnion('who', [
    z.object({ who: z.literal('user'), move, heard: z.string(), draw: z.string() }),
    z.object({ who: z.literal('agent') }),
    z.object({ who: z.literal('nobody'), reason: endReasonSchema }),
  ]),
  scene: groundStateSchema,
});
