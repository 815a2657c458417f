/** What a reward is: components with evidence, gates that multiply, the rest a weighted mean. */
import { z } from 'zod';
import { componentKinds } from './spec.ts';

export const componentScoreSchema = z.object({
  id: z.string(),
  kind: z.enum(componentKinds),
  /** 0..1; null when something other than the policy broke, so that nothing can be said. */
  score: z.number().min(0).max(1).nullable(),
  weight: z.number().nonnegative(),
  gate: z.boolean(),
  /** What a person needs to see to believe the score. */
  evidence: z.array(z.string()),
});
export type ComponentScore = z.infer<typeof componentScoreSchema>;

export const rewardSchema = z.object({
  /** 0..1; null when the episode or any component could not be judged. */
  value: z.number().min(0).max(1).nullable(),
  /** Every gate at 1: what success rates count. Null with a null value. */
  success: z.boolean().nullable(),
  components: z.array(componentScoreSchema),
  /** Signs that a trace should not be learned from, whatever its value. */
  flags: z.array(z.string()),
});
export type Reward = z.infer<typeof rewardSchema>;
