/** What the policy's process and its inference processes say to each other. Each side parses what it receives. */
import { z } from 'zod';

const id = z.int().nonnegative();
const tokens = z.array(z.int().nonnegative());
const part = z.union([z.int().nonnegative(), z.string()]);

export const openingSchema = z.object({
  modelPath: z.string(),
  sequences: z.int().positive(),
  contextTokens: z.int().positive(),
  /** Token ids that no text may turn into. */
  controlIds: tokens,
  /** The tokens that open and close a tool call, where the vocabulary has them. */
  callOpenId: z.int().nullable(),
  callCloseId: z.int().nullable(),
  endId: z.int(),
});
export type Opening = z.infer<typeof openingSchema>;

export const generationSchema = z.object({
  episodeId: z.string(),
  /** Ids carried over from the act before; the parts are tokenised and appended. */
  prefixIds: tokens,
  parts: z.array(part),
  seed: z.int().nonnegative(),
  temperature: z.number().nonnegative(),
  maxTokens: z.int().positive(),
  /** GBNF between the tool-call tokens, and the white space that closes a call; null for free sampling. */
  grammar: z.object({ gbnf: z.string(), close: z.string() }).nullable(),
});
export type Generation = z.infer<typeof generationSchema>;

export const generatedSchema = z.object({
  promptIds: tokens,
  sampledIds: tokens,
  logprobs: z.array(z.number()),
  /** `end`: an end token; `control`: a control token that no message holds; `length`: maxTokens or the context is used up;
   * `overflow`: the prompt alone does not fit; `stuck`: the grammar left no token. */
  stop: z.enum(['end', 'control', 'length', 'overflow', 'stuck', 'aborted']),
  segments: z.array(z.object({ kind: z.enum(['text', 'control']), text: z.string() })),
  /** Prompt tokens that had to be computed, and wall seconds of prompt and sampling. */
  computed: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
});
export type Generated = z.infer<typeof generatedSchema>;

export const toWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), opening: openingSchema }),
  z.object({ type: z.literal('generate'), id, generation: generationSchema }),
  z.object({ type: z.literal('abort'), id }),
  z.object({ type: z.literal('tokenize'), id, parts: z.array(part) }),
  z.object({ type: z.literal('detokenize'), id, ids: tokens }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('refused'), message: z.string() }),
  z.object({ type: z.literal('generated'), id, generated: generatedSchema }),
  z.object({ type: z.literal('tokens'), id, ids: tokens }),
  z.object({ type: z.literal('text'), id, text: z.string() }),
  z.object({ type: z.literal('failed'), id, message: z.string() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
