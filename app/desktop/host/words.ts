/** What the main process and the host's process say to each other beside the ports. Each side parses what it receives. */
import { z } from 'zod';

export const toHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), workspace: z.string().min(1) }),
  /** A message port comes with it: one screen. */
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('close') }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

export const fromHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The workspace cannot be opened; the message says why and what to do. */
  z.object({ type: z.literal('refused'), message: z.string() }),
  /** Everything is saved; the process ends. */
  z.object({ type: z.literal('closed') }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;
