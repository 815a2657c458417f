/** The reward part of a scenario document: which components, with what weight, which of them gate. */
import { z } from 'zod';

const common = {
  id: z.string().min(1),
  weight: z.number().nonnegative().default(1),
  gate: z.boolean().default(false),
};
const toolNames = z.array(z.string().min(1)).min(1);

const processRuleSchema = z.discriminatedUnion('type', [
  /**
   * Policy order: no successful call of `tools` before a successful call of `first` (whose result has `field` = `equals`, where
   * given). At least one of `tools` must have been called, or nothing was proven.
   */
  z.strictObject({
    type: z.literal('order'),
    first: z.string().min(1),
    field: z.string().min(1).optional(),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    /** Argument of `first` → fact of the user it must repeat: a check of invented values does not count as a check. */
    told: z.record(z.string(), z.string()).default({}),
    tools: toolNames,
    /** Calls that need not wait: this tool with this argument, once `after` has answered. */
    exempt: z
      .array(z.strictObject({ tool: z.string(), argument: z.string(), value: z.string(), after: z.string() }))
      .default([]),
  }),
  /** 1 minus `penalty` for each failed call, repeated call and malformed turn, not below 0. A trace without a call scores 0. */
  z.strictObject({ type: z.literal('clean_steps'), penalty: z.number().positive().max(1) }),
]);
export type ProcessRule = z.infer<typeof processRuleSchema>;

/** Tables, and `table.column`s, in which right solutions may differ: internal notes, counters of attempts. */
const ignore = z
  .array(z.string().regex(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$/, 'name a table or a table.column'))
  .default([]);

/** A text that holds more than `most` of these phrases names every outcome there is, and so none. */
const catchAll = z.strictObject({ phrases: z.array(z.string().min(1)).min(2), most: z.int().min(1) });
export type CatchAll = z.infer<typeof catchAll>;

export const componentSpecSchema = z.discriminatedUnion('kind', [
  /** Every change that the gold solution makes is there. */
  z.strictObject({ ...common, kind: z.literal('goal_state'), ignore }),
  /** No change beyond those of the gold solution. */
  z.strictObject({ ...common, kind: z.literal('collateral'), ignore }),
  /** What the task says must be told was told, after the last write. */
  z.strictObject({ ...common, kind: z.literal('communicated'), catch_all: catchAll.optional() }),
  /** How the outcome was reached, step by step. */
  z.strictObject({ ...common, kind: z.literal('process'), rule: processRuleSchema }),
]);

export type ComponentSpec = z.infer<typeof componentSpecSchema>;
export const rewardSpecSchema = z
  .array(componentSpecSchema)
  .min(1)
  .refine(
    (list) => list.some((component) => component.gate),
    'at least one component must be a gate, or doing nothing may earn something',
  )
  .refine(
    (list) => new Set(list.map((component) => component.id)).size === list.length,
    'component ids must differ',
  );
export type RewardSpec = z.infer<typeof rewardSpecSchema>;
