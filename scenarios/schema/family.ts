/** A family of tasks: one situation, what varies in it, and, case by case, what the policy makes the right thing to do. */
import { z } from 'zod';
import { rewardSpecSchema } from '../rewards/spec.ts';
import { userSchema } from './user.ts';
import { variableSchema } from './variable.ts';
import { cell, condition, conditions, name } from './words.ts';

/** A row the opening situation adds to, or changes in, the population. */
export const openingRowSchema = z.strictObject({
  table: name,
  /** Without `key` a row is inserted; with it, that row is changed. */
  key: cell.optional(),
  values: z.record(name, cell),
  when: z.union([condition, z.array(condition)]).optional(),
});
export type OpeningRow = z.infer<typeof openingRowSchema>;

const goldStep = z.union([
  z.strictObject({ call: name, arguments: z.record(name, cell), when: conditions }),
  z.strictObject({ say: z.string().min(1), when: conditions }),
  /** Asks the user for facts; skipped by a solver that already has them. */
  z.strictObject({ ask: z.array(name).min(1), say: z.string().min(1), when: conditions }),
  /** Asks the user to do something with a tool of its own. */
  z.strictObject({ ask_to: name, say: z.string().min(1), when: conditions }),
]);
export type GoldStep = z.infer<typeof goldStep>;
const gold = z.array(goldStep).min(1);

const outcome = z.enum(['act', 'refuse', 'escalate']);
/**
 * What the agent must have told the user. Every entry is one of several acceptable values or phrases; `none_of` are others of the same
 * kind: who tells one of them too has named the right one among several.
 */
const communicate = z.array(
  z.strictObject({
    any_of: z.array(z.string().min(1)).min(1),
    none_of: z.array(z.string().min(1)).min(1).optional(),
  }),
);

/** What is right under some conditions. The first case whose conditions hold decides; the last needs none. */
const caseSchema = z.strictObject({
  id: name,
  when: conditions,
  outcome,
  /** Numbers of the policy's clauses that lead here. */
  clauses: z.array(z.int().min(1)).default([]),
  gold,
  /** Other ways to an acceptable end: each is replayed, and its end state counts as reached too. */
  alternatives: z.array(gold).default([]),
  communicate: communicate.default([]),
});
export type Case = z.infer<typeof caseSchema>;

const settledSchema = z.strictObject({
  table: name,
  key: cell,
  column: name,
  in: z.array(z.string()).min(1),
});
export type Settled = z.infer<typeof settledSchema>;
/** States in which the user sees the case as settled; any of them counts. */
export const settled = z.union([settledSchema, z.array(settledSchema).min(1)]);

export const familySchema = z
  .strictObject({
    id: name,
    title: z.string().min(1),
    description: z.string().min(1),
    /** `heldout`: the whole family is never trained on. */
    split: z.enum(['both', 'heldout']).default('both'),
    /** `solo`: nobody answers; the opening is the ticket, and the episode ends when the case is settled. */
    mode: z.enum(['dialogue', 'solo']).default('dialogue'),
    variables: z.record(name, variableSchema).default({}),
    opening: z.array(openingRowSchema).default([]),
    user: userSchema,
    /** A family with one case says it here … */
    outcome: outcome.optional(),
    clauses: z.array(z.int().min(1)).default([]),
    gold: gold.optional(),
    alternatives: z.array(gold).default([]),
    communicate: communicate.min(1).optional(),
    /** … one with several lists them. */
    cases: z.array(caseSchema).min(2).optional(),
    /** Values that must not reach the user, such as another customer's address. */
    confidential: z.array(cell).default([]),
    /** In place of the pack's. */
    reward: rewardSpecSchema.optional(),
    settled: settled.optional(),
  })
  .refine(
    ({ cases, gold, outcome }) => (cases === undefined) === (gold !== undefined && outcome !== undefined),
    'give either outcome and gold, or cases',
  );
export type Family = z.infer<typeof familySchema>;

/** The cases of a family, however it is written. */
export function casesOf(family: Family): readonly Case[] {
  const { cases, outcome, gold, clauses, alternatives, communicate } = family;
  if (cases !== undefined) return cases;
  if (outcome === undefined || gold === undefined) return [];
  return [{ id: family.id, when: [], outcome, clauses, gold, alternatives, communicate: communicate ?? [] }];
}
