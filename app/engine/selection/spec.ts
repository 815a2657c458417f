/** The selection document: which traces are worth learning from. Declarative JSON; what it leaves out takes its default. */
import { endReasonSchema } from '@understudy/scenarios';
import { z } from 'zod';

/**
 * Held-out episodes have no field here on purpose: they are never selected, and nothing can switch that off.
 * The rules apply in the order of the fields; the first that refuses a trace gives its reason.
 */
export const selectionSpecSchema = z.strictObject({
  /** Only traces of these policies; null is all of them. */
  policies: z.array(z.string()).nullable().default(null),
  excludeEndReasons: z.array(endReasonSchema).default(['failed', 'cancelled', 'turn_limit', 'malformed']),
  /** Flags of the reward that keep a trace out: all of them, or those named. */
  excludeFlags: z.union([z.literal('all'), z.array(z.string())]).default('all'),
  /**
   * What people said of an episode as a whole: `any` does not ask; `not_bad` drops what somebody called bad; `good` keeps only what
   * somebody called good and nobody bad.
   */
  labelled: z.enum(['any', 'not_bad', 'good']).default('any'),
  /** Most malformed turns a trace may have; null is any number. */
  maxMalformed: z.int().nonnegative().nullable().default(0),
  /** Most tool calls that returned an error; null is any number. */
  maxToolErrors: z.int().nonnegative().nullable().default(2),
  /** Only traces whose every gate passed. */
  onlySuccess: z.boolean().default(true),
  /** Least reward, 0..1. */
  minReward: z.number().min(0).max(1).default(0),
  /**
   * Drops whole groups (the samples of one task in one run) that all passed, which teach little that is new, or that all
   * failed. A group of one is always uniform.
   */
  dropUniformGroups: z
    .strictObject({ allPass: z.boolean().default(false), allFail: z.boolean().default(false) })
    .prefault({}),
  /** Of traces of one task with the same canonical tool sequence, only the best ranked. */
  dropDuplicates: z.boolean().default(true),
  /** At most `n` of each group, each with a reward of at least the group's mean plus `margin`. */
  bestOf: z
    .strictObject({ n: z.int().positive(), margin: z.number().min(0).max(1).default(0) })
    .nullable()
    .default(null),
  /**
   * At most so many of each task, over all runs: `max` for a task that is never passed, down to `easy` for one that always is,
   * linear in the pass rate between (hard tasks are rare among accepted traces; DAST, arXiv 2503.09029). null is no cap.
   */
  perTaskCap: z
    .strictObject({ max: z.int().positive(), easy: z.int().positive() })
    .refine((cap) => cap.easy <= cap.max, 'easy must not be above max')
    .nullable()
    .default({ max: 4, easy: 2 }),
  /** At equal reward the trace with fewer turns ranks first, then the one with fewer tool errors. */
  preferShorter: z.boolean().default(true),
});
export type SelectionSpec = z.infer<typeof selectionSpecSchema>;

/**
 * The defaults, meant for a round of rejection fine-tuning on a weak model: distinct successful traces, two to four a task,
 * nothing flagged. Groups that all passed stay in: while the model is weak they are few, and they keep it from forgetting.
 * Drop them (and all-fail groups) for policy gradients, where a uniform group has no advantage (arXiv 2504.11343).
 */
export const rejectionFineTuning: SelectionSpec = selectionSpecSchema.parse({});
