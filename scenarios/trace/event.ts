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

const base = {
  seq: z.int().nonnegative(),
  /** Simulated time, milliseconds since the epoch. */
  simTime: z.number(),
  /** Wall time, milliseconds since the epoch. */
  wallTime: z.number(),
  /** The world's hash after this event. */
  worldHash: z.string(),
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
    voice: z.enum(['template', 'llm']),
    /** Lines of the voice that the fact guard refused before this one, with its reasons. */
    guarded: z.array(z.object({ text: z.string(), reason: z.string() })),
  }),
  z.object({
    ...base,
    type: z.literal('agent_turn'),
    trajectory: z.literal('agent'),
    text: z.string().nullable(),
    toolCalls: z.array(toolCallSchema),
    /** What was wrong with the model's output, where it could not be read as a message or a tool call. */
    malformed: z.string().optional(),
    tokens: tokenRecordSchema.optional(),
    usage: usageSchema,
  }),
  z.object({
    ...base,
    type: z.literal('tool_result'),
    trajectory: z.literal('agent'),
    callId: z.string(),
    name: z.string(),
    arguments: z.record(z.string(), jsonSchema),
    outcome: toolOutcomeSchema,
    changes: z.array(changeSchema),
  }),
  z.object({
    ...base,
    type: z.literal('timer'),
    trajectory: z.literal('world'),
    event: z.string(),
    subject: z.string(),
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
