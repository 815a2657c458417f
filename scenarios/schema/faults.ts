/** Faults that a scenario asks for, so that agents learn to recover. Drawn by the episode's seed; see the kernel's faults. */
import { z } from 'zod';

/** At most 0.9, so that trying again can succeed. The ranges are the kernel's, which checks them again. */
const probability = z.number().min(0).max(0.9);

export const faultsSchema = z.strictObject({
  /** A call times out; with `lost_reply`, that share of them has been carried out all the same. */
  timeouts: z.strictObject({ probability, lost_reply: z.number().min(0).max(1).default(0) }).optional(),
  /** More than `calls` within so many simulated seconds are refused. */
  rate_limit: z
    .strictObject({ calls: z.int().min(1).max(10_000), per_seconds: z.number().min(1).max(3_600) })
    .optional(),
  /** A write meets somebody else's change: read again, then try again. */
  conflicts: z.strictObject({ probability }).optional(),
  /** A read is answered from the state of `lag` calls ago. */
  stale_reads: z.strictObject({ probability, lag: z.int().min(1).max(20).default(1) }).optional(),
  /** Tools that are out of service for a while, from the n-th call on. */
  outages: z
    .array(
      z.strictObject({
        tools: z.array(z.string()).min(1),
        after_calls: z.int().min(0).max(10_000),
        for_seconds: z.number().min(1).max(86_400),
      }),
    )
    .default([]),
});
export type FaultsSpec = z.infer<typeof faultsSchema>;
