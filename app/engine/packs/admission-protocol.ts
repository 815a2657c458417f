/** What the threads of an admission run say to each other. Each side parses what it hears. */
import { familyAdmissionSchema } from '@understudy/scenarios';
import { z } from 'zod';

/** The candidates of one family in one split: what one thread takes at a time. */
export const unitSchema = z.strictObject({
  pack: z.int().nonnegative(),
  split: z.enum(['train', 'heldout']),
  family: z.string(),
});
export type Unit = z.infer<typeof unitSchema>;

export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('tried'), candidates: z.int().positive() }),
  z.strictObject({ type: z.literal('done'), admission: familyAdmissionSchema }),
  /** The pack itself is at fault: a system or a tool that does not exist. */
  z.strictObject({ type: z.literal('refused'), message: z.string() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
