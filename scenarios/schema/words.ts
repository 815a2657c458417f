/** Small parts that the documents of a scenario share: names, cells, wordings, conditions. */
import { z } from 'zod';

export const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and _');
export const cell = z.union([z.string().max(2000), z.number(), z.null()]);

export const wordings = z.strictObject({
  train: z.array(z.string().min(1).max(300)).min(3),
  heldout: z.array(z.string().min(1).max(300)).min(2),
});
export type Wordings = z.infer<typeof wordings>;

const path = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$/, 'name a variable, or a column of one');

/**
 * Holds where a variable compares as said; several comparisons must all hold. The other side is a literal or a `$reference`, so
 * that a limit of the policy text can be compared with, and moving the limit moves what is right.
 */
export const condition = z
  .strictObject({
    variable: path,
    at_least: cell.optional(),
    at_most: cell.optional(),
    less_than: cell.optional(),
    more_than: cell.optional(),
    equals: cell.optional(),
    not: cell.optional(),
    one_of: z.array(cell).min(1).optional(),
  })
  .refine((given) => Object.keys(given).length > 1, 'say what the variable is compared with, as in at_least');
export type Condition = z.infer<typeof condition>;

/** All of them must hold; none always holds. */
export const conditions = z.union([condition.transform((one) => [one]), z.array(condition)]).default([]);
