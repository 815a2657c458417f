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
const upload = z.string().min(1).max(64);

/** The most bytes that a piece of an upload may have. */
const LARGEST_PIECE = 16 * 2 ** 20;

export const policies = {
  /** The embedded model first, then the newest. */
  list: oc.output(type<readonly PolicyLine[]>()),
  /** A GGUF file of this machine. `copy` brings it into the workspace; else it is played where it lies. */
  addFile: oc
    .input(z.strictObject({ id, path: z.string().min(1), copy: z.boolean() }))
    .output(type<PolicyLine>()),
  /** A GGUF file that a page holds and has no path of: sent in pieces, in order, and a policy only when it is whole. */
  upload: {
    begin: oc
      .input(
        z.strictObject({
          id,
          name: z.string().min(1).max(200, 'is longer than 200 characters: rename the file'),
          bytes: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
        }),
      )
      .output(type<{ readonly upload: string }>()),
    append: oc
      .input(
        z.strictObject({
          upload,
          offset: z.int().min(0),
          piece: z
            .instanceof(Blob)
            .refine(({ size }) => size <= LARGEST_PIECE, 'is larger than a piece may be'),
        }),
      )
      .output(type<{ readonly received: number }>()),
    finish: oc.input(z.strictObject({ upload })).output(type<PolicyLine>()),
    /** Nothing of it stays. */
    cancel: oc.input(z.strictObject({ upload })).output(type<undefined>()),
  },
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
