/** A policy that a workspace knows: its document, one JSON file, parsed once here. A key is never in it, only the name of a variable. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const rate = z.number().min(0).max(1);

/** A name that becomes a file name and is typed on a command line. */
export const policyIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,60}$/,
    'an id is 1 to 61 of a-z 0-9 . _ - and begins with a letter or a digit',
  );

/** A model file. `path` as it is stored: relative to the workspace where it lies inside, else absolute. */
const ggufSchema = z.strictObject({
  path: z.string().min(1),
  sha256,
  bytes: z.int().positive(),
  architecture: z.string(),
  /** In tokens. */
  contextLength: z.int().positive(),
  parameters: z.int().nonnegative(),
});

export const evaluationSchema = z.strictObject({
  /** The run in the trace store. */
  runId: z.string(),
  scenario: z.string(),
  tasks: z.int().nonnegative(),
  /** Episodes per task. */
  samples: z.int().positive(),
  seed: z.int().nonnegative(),
  temperature: z.number().min(0),
  /** Success rate with its 95% interval; null where no episode could be judged. */
  success: z.strictObject({ rate, low: rate, high: rate }).nullable(),
  /** pass^4; null with fewer than four samples. */
  passHat4: rate.nullable(),
  at: z.iso.datetime(),
});

/** A held-out evaluation of a policy, as the registry remembers it. */
export type PolicyEvaluation = Readonly<z.infer<typeof evaluationSchema>>;

const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gguf'),
    gguf: ggufSchema,
    /** The file was copied into the workspace, and goes with the entry. */
    copied: z.boolean(),
    /** The Hugging Face folder it was made from, which training could start from. */
    weights: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('endpoint'),
    baseUrl: z.url({ protocol: /^https?$/ }),
    model: z.string().min(1),
    /** The environment variable that holds the key. */
    keyVariable: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'is no name of an environment variable')
      .nullable(),
    requestsPerMinute: z.int().positive().nullable(),
  }),
  z.strictObject({
    kind: z.literal('trained'),
    /** The job in the workspace, and what kind it was. */
    job: z.strictObject({ id: z.string(), kind: z.string() }),
    recipe: z.strictObject({ name: z.string(), stage: z.string() }).nullable(),
    dataset: z.strictObject({ folder: z.string(), name: z.string(), version: z.string() }).nullable(),
    /** The policy it was trained from; null where that is not known. */
    base: z.string().nullable(),
    adaptation: z.enum(['full', 'adapter']),
    gguf: ggufSchema,
    weights: z.string().nullable(),
    /** The same held-out tasks, played by the base and by this policy. */
    heldout: z.strictObject({
      before: evaluationSchema.nullable(),
      after: evaluationSchema.nullable(),
    }),
  }),
]);

export const policyDocumentSchema = z.strictObject({
  v: z.literal(1),
  id: policyIdSchema,
  title: z.string().min(1).max(200),
  addedAt: z.iso.datetime(),
  source: sourceSchema,
});

export type PolicyDocument = Readonly<z.infer<typeof policyDocumentSchema>>;
export type PolicySource = PolicyDocument['source'];
export type PolicyFile = Readonly<z.infer<typeof ggufSchema>>;
