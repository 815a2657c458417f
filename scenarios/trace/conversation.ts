/** The agent's trajectory as a model sees it: messages, tool calls, and the exact tokens behind them. */
import type { Json } from '@understudy/kernel';
import { z } from 'zod';

export const jsonSchema: z.ZodType<Json> = z.json();

export const toolCallSchema = z.object({
  id: z.string(),
  name: z.string(),
  arguments: z.record(z.string(), jsonSchema),
});
export type ToolCall = z.infer<typeof toolCallSchema>;

/**
 * The exact tokens of one act. Acts chain: `prefix` ids are carried over unchanged from the act before (its whole prompt and
 * sample), then `promptIds` were appended, then `sampledIds` were drawn. `prefix` 0 means the prompt starts afresh.
 * `logprobs[i]` is the natural log of the probability with which `sampledIds[i]` was drawn (temperature and grammar applied).
 */
export const tokenRecordSchema = z.object({
  prefix: z.int().nonnegative(),
  promptIds: z.array(z.int().nonnegative()),
  sampledIds: z.array(z.int().nonnegative()),
  logprobs: z.array(z.number()),
  temperature: z.number().nonnegative(),
  templateHash: z.string(),
  modelHash: z.string(),
});
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

export const messageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: z.string() }),
  z.object({ role: z.literal('user'), content: z.string() }),
  z.object({
    role: z.literal('assistant'),
    content: z.string().nullable(),
    toolCalls: z.array(toolCallSchema),
    tokens: tokenRecordSchema.optional(),
  }),
  z.object({ role: z.literal('tool'), callId: z.string(), name: z.string(), content: z.string() }),
]);
export type Message = z.infer<typeof messageSchema>;
