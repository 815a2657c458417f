/**
 * The session protocol that reinforcement learning plays over: what a trainer may send, parsed here once, and what it gets back.
 * Every request moves many episodes. What is wrong with one entry of a list is told of that entry; the others go on.
 */
import type { ComponentScore, EndReason } from '@understudy/scenarios';
import { z } from 'zod';

/** Raised when a client of the old protocol would misread the new one. */
export const protocolVersion = 1;

const id = z.string().min(1).max(100);

/** Who plays, for the record: a name, and how many updates its weights have had. */
export const policySchema = z.strictObject({
  id: z.string().min(1).max(200),
  version: z.int().nonnegative(),
  /** sha256 of the chat template's text, in hex. */
  templateHash: z.string().max(100).default(''),
});
export type PlayingPolicy = z.infer<typeof policySchema>;

export const startSchema = z.strictObject({
  policy: policySchema,
  episodes: z.array(z.unknown()).min(1),
});

export const startItemSchema = z.strictObject({
  /** Its place in the list of tasks that `/v1/info` gives. */
  task: z.int().nonnegative(),
  /** Decides the user's draws and which faults occur. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** Which of the task's samples this is, over the whole job; it names the stored trace. */
  sample: z.int().nonnegative().default(0),
  /** Ends the episode after so many turns of the agent, where the pack allows more. */
  maxTurns: z.int().positive().optional(),
  /** Only `train` is served; another word is refused in so many words. */
  split: z.string().max(20).default('train'),
});

export const stepSchema = z.strictObject({ steps: z.array(z.unknown()).min(1) });

const ids = z.array(z.int().nonnegative()).max(1_000_000);

/** The exact tokens of a turn, as a trace records them (see TokenRecord in scenarios/trace). */
const tokensSchema = z.strictObject({
  prefix: z.int().nonnegative(),
  promptIds: ids,
  sampledIds: ids,
  logprobs: z.array(z.number()).max(1_000_000),
  temperature: z.number().nonnegative(),
});

const common = { id, tokens: tokensSchema.optional(), seconds: z.number().nonnegative().default(0) };

/** A turn as the model wrote it, or as somebody has read it already. */
export const stepItemSchema = z.union([
  z.strictObject({
    ...common,
    /** The sampled text in runs, control tokens apart, without the token that ended it. */
    output: z.array(z.strictObject({ kind: z.enum(['text', 'control']), text: z.string() })).max(10_000),
    /** Why the sampling ended. Only `end` is a whole message. */
    stop: z.enum(['end', 'length', 'control']).default('end'),
  }),
  z.strictObject({
    ...common,
    text: z.string().nullable(),
    toolCalls: z
      .array(z.strictObject({ name: z.string().max(200), arguments: z.unknown() }))
      .max(100)
      .default([]),
  }),
]);
export type StepItem = z.infer<typeof stepItemSchema>;

export const closeSchema = z.strictObject({
  ids: z.array(z.unknown()).min(1),
  /** `turn_limit` scores what was done so far; `cancelled` scores nothing. */
  reason: z.enum(['turn_limit', 'cancelled']).default('cancelled'),
});

/** What is wrong with a request or with one entry of it. */
export interface Refusal {
  readonly code:
    | 'bad_request'
    | 'busy'
    | 'capacity'
    | 'held_out'
    | 'no_episode'
    | 'no_task'
    | 'not_found'
    | 'too_large'
    | 'unauthorized'
    | 'wrong_host'
    | 'wrong_method';
  readonly message: string;
}

/** A message in the shape of chat templates. */
export type ProtocolMessage = object;

/** What a turn of the agent earned of itself. */
export interface StepCredit {
  readonly turn: number;
  /** -1..0: what the process components hold against it. */
  readonly score: number;
  /** Its potential-based shaping reward; over an episode they sum to a constant. */
  readonly shaped: number;
  readonly reasons: readonly string[];
}

export interface EpisodeOutcome {
  readonly end: EndReason;
  /** 0..1; null when something other than the policy broke. */
  readonly reward: number | null;
  readonly success: boolean | null;
  readonly components: readonly Pick<ComponentScore, 'id' | 'kind' | 'score' | 'weight' | 'gate'>[];
  readonly flags: readonly string[];
  readonly steps: readonly StepCredit[];
}

export interface EpisodeReply {
  readonly id: string;
  /** What the conversation holds beyond what was sent before, the agent's own message included. */
  readonly messages: readonly ProtocolMessage[];
  readonly done: boolean;
  /** Null while the episode goes on. */
  readonly outcome: EpisodeOutcome | null;
}

export type ItemReply =
  | ({ readonly ok: true } & EpisodeReply)
  | { readonly ok: false; readonly id: string | null; readonly error: Refusal };
