/** What passes between the environment's thread and whoever started it. */
import { episodeEventSchema, rewardSchema } from '@understudy/scenarios';
import { z } from 'zod';

export const threadDataSchema = z.strictObject({
  /** A built-in pack's id, the path of a .json file, or the document of a workspace's own pack. */
  scenario: z.union([z.string(), z.looseObject({ id: z.string() })]),
  /** How many of its training tasks; all where it is not said. */
  tasks: z.int().positive().optional(),
  /** Whether finished episodes are handed over. */
  hand: z.boolean(),
});
export type ThreadData = z.infer<typeof threadDataSchema>;

export const fromThreadSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), url: z.string(), token: z.string(), tasks: z.int() }),
  z.object({ type: z.literal('refused'), message: z.string() }),
  z.object({
    type: z.literal('finished'),
    episode: z.object({
      taskId: z.string(),
      family: z.string(),
      sample: z.int(),
      seed: z.int(),
      policyId: z.string(),
      events: z.array(episodeEventSchema),
      reward: rewardSchema,
    }),
  }),
]);
export type FromThread = z.infer<typeof fromThreadSchema>;
