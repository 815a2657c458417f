/** Policies: who can play. The embedded model, model files, endpoints, and what was trained here; each can be talked to. */
import type { PolicySource, PolicyState } from '@understudy/engine';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';

export interface PolicyLine {
  readonly id: string;
  readonly title: string;
  /** ISO 8601; null for the embedded model. */
  readonly addedAt: string | null;
  readonly source: PolicySource | { readonly kind: 'embedded' };
  readonly state: PolicyState;
  /** Absolute path of the model file; null for an endpoint. */
  readonly file: string | null;
  /** Whether training can start from it here. */
  readonly trainable: boolean;
}

export interface ChatAnswer {
  readonly text: string;
  /** Tool calls and other output that was no text, as the model wrote it; empty for most. */
  readonly other: string;
  readonly seconds: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,60}$/,
    'a name is 1 to 61 of a-z 0-9 . _ - and begins with a letter or a digit',
  );
const one = z.strictObject({ id });

export const policies = {
  /** The embedded model first, then the newest. */
  list: oc.output(type<readonly PolicyLine[]>()),
  /** A GGUF file of this machine. `copy` brings it into the workspace; else it is played where it lies. */
  addFile: oc
    .input(z.strictObject({ id, path: z.string().min(1), copy: z.boolean() }))
    .output(type<PolicyLine>()),
  /** Opens no connection. The key is never stored: `keyVariable` names the environment variable that holds it. */
  addEndpoint: oc
    .input(
      z.strictObject({
        id,
        address: z.string().min(1).max(500),
        keyVariable: z.string().min(1).nullable(),
        requestsPerMinute: z.int().min(1).nullable(),
      }),
    )
    .output(type<PolicyLine>()),
  /** Forgets it. What a job made stays with the job. */
  remove: oc.input(one).output(type<undefined>()),
  /** One answer to a conversation without tools. */
  chat: oc
    .input(
      z.strictObject({
        id,
        temperature: z.number().min(0).max(2),
        messages: z
          .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().max(20_000) }))
          .min(1)
          .max(200),
      }),
    )
    .output(type<ChatAnswer>()),
};
