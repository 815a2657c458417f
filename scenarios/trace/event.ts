/** What an episode leaves behind: one append-only, interleaved log. Rewards, transcripts and datasets read nothing else. */
import { z } from 'zod';
import { jsonSchema, toolCallSchema, tokenRecordSchema } from './conversation.ts';

const cell = z.union([z.string(), z.number(), z.null()]);
const row = z.record(z.string(), cell);
export const changeSchema = z.object({
  table: z.string(),
  key: z.int(),
  before: row.nullable(),
  after: row.nullable(),
});

export const toolErrorSchema = z.object({
  code: z.enum([
    'not_found',
    'validation',
    'forbidden',
    'conflict',
    'illegal_transition',
    'rate_limited',
    'unavailable',
    'unknown_tool',
  ]),
  message: z.string(),
  hint: z.string().optional(),
  retryable: z.boolean(),
});

export const toolOutcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: jsonSchema }),
  z.object({ ok: z.literal(false), error: toolErrorSchema }),
]);

export const usageSchema = z.object({
  promptTokens: z.int().nonnegative(),
  completionTokens: z.int().nonnegative(),
  /** Wall seconds spent inside the policy. */
  seconds: z.number().nonnegative(),
  /** US dollars; null where no price is known. */
  cost: z.number().nonnegative().nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

/** Why an episode ended. `failed` means that something other than the policy broke: its reward is null. */
export const endReasonSchema = z.enum([
  'resolved',
  'user_left',
  'turn_limit',
  'malformed',
  'cancelled',
  'failed',
]);
export type EndReason = z.infer<typeof endReasonSchema>;

/** What befell a call that the agent did not cause; the kernel's `Fault`. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('timeout'), done: z.boolean() }),
  z.object({ kind: z.literal('rate_limit'), wait_seconds: z.number() }),
  z.object({ kind: z.literal('conflict') }),
  z.object({ kind: z.literal('stale_read') }),
  z.object({ kind: z.literal('outage'), until: z.number() }),
]);

const base = {
  seq: z.int().nonnegative(),
  /** Simulated time, milliseconds since the epoch. */
  simTime: z.number(),
  /** Wall time, milliseconds since the epoch. */
  wallTime: z.number(),
  /** The world's hash after this event. */
  worldHash: z.string(),
  /** In a shift, the number of the case that the event belongs to; the queue's own events have none. */
  case: z.int().positive().optional(),
};

export const episodeEventSchema = z.discriminatedUnion('type', [
  z.object({
    ...base,
    type: z.literal('opened'),
    trajectory: z.literal('world'),
    taskId: z.string(),
    policyId: z.string(),
    seed: z.int(),
    system: z.string(),
    tools: z.array(z.string()),
  }),
  z.object({
    ...base,
    type: z.literal('user_message'),
    trajectory: z.literal('user'),
    text: z.string(),
    /** What the user's machine decided to do, and where it stood afterwards. */
    act: z.string(),
    state: z.string(),
    disclosed: z.array(z.string()),
    mood: z.number(),
    patience: z.number(),
    /** Whose words they are: the library's, a model's, or those of a person in the user's seat, who decided as well. */
    voice: z.enum(['template', 'llm', 'person']),
    /** Lines of the voice that the fact guard refused before this one, with its reasons. */
    guarded: z.array(z.object({ text: z.string(), reason: z.string() })),
    /** Facts told wrong with this line. */
    lied: z.array(z.string()).optional(),
    /** What came on top of the answer: panic, the goal once more, small talk. */
    extras: z.array(z.string()).optional(),
    /** The user said with this line that it has changed its mind. */
    revised: z.boolean().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('agent_turn'),
    trajectory: z.literal('agent'),
    text: z.string().nullable(),
    toolCalls: z.array(toolCallSchema),
    /** What was wrong with the model's output, where it could not be read as a message or a tool call. */
    malformed: z.string().optional(),
    /** Who made this turn, where it was not the episode's policy: somebody took over. */
    by: z.string().optional(),
    tokens: tokenRecordSchema.optional(),
    usage: usageSchema,
  }),
  z.object({
    ...base,
    type: z.literal('tool_result'),
    /** Who called: the agent, or the user with a tool of its own. */
    trajectory: z.enum(['agent', 'user']),
    callId: z.string(),
    name: z.string(),
    arguments: z.record(z.string(), jsonSchema),
    outcome: toolOutcomeSchema,
    changes: z.array(changeSchema),
    /** A fault that the scenario injected: an error with one is not the agent's. */
    fault: faultSchema.optional(),
  }),
  z.object({
    ...base,
    type: z.literal('timer'),
    trajectory: z.literal('world'),
    event: z.string(),
    subject: z.string(),
    /** It was set before the episode opened: what it does is nobody's doing. */
    ambient: z.literal(true).optional(),
    /** What the system changed because of it. */
    changes: z.array(changeSchema).optional(),
  }),
  z.object({
    ...base,
    type: z.literal('closed'),
    trajectory: z.literal('world'),
    reason: endReasonSchema,
    /** What broke, when the reason is `failed`. */
    failure: z
      .object({ source: z.enum(['policy', 'user', 'judge', 'environment']), message: z.string() })
      .optional(),
    /** Net changes of the whole episode, opening situation excluded. */
    changes: z.array(changeSchema),
  }),
]);
export type EpisodeEvent = z.infer<typeof episodeEventSchema>;
/** An event before the recorder has numbered and stamped it. */
export type Unstamped<E = EpisodeEvent> = E extends EpisodeEvent
  ? Omit<E, 'seq' | 'wallTime' | 'simTime' | 'worldHash'>
  : never;
