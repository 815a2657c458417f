/** The reward part of a scenario document: which components, with what weight, which of them gate. */
import { z } from 'zod';

const common = {
  id: z.string().min(1),
  weight: z.number().nonnegative().default(1),
  gate: z.boolean().default(false),
};
const toolNames = z.array(z.string().min(1)).min(1);
const phrases = z.array(z.string().min(1)).min(1);

const processRuleSchema = z.discriminatedUnion('type', [
  /**
   * Policy order: no successful call of `tools` before a successful call of `first` (one tool, or one of several; its result has
   * `field` = `equals`, where given). At least one of `tools` must have been called, or nothing was proven.
   */
  z.strictObject({
    type: z.literal('order'),
    first: z.union([z.string().min(1), toolNames]),
    field: z.string().min(1).optional(),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    /** Argument of `first` → fact of the user it must repeat: a check of invented values does not count as a check. */
    told: z.record(z.string(), z.string()).default({}),
    /** Argument of `first` → a text that must stand in it, in whatever case: a look at something else is none. */
    about: z.record(z.string(), z.string().min(1)).default({}),
    tools: toolNames,
    /** The families (`late_parcel`) and cases (`late_parcel/lost`) it is about; in all others it is kept. All where it is left out. */
    only: z
      .array(z.string().regex(/^[a-z][a-z0-9_]*(?:\/[a-z][a-z0-9_]*)?$/, 'name a family, or a family/case'))
      .min(1)
      .optional(),
    /** Calls that need not wait: this tool with this argument, once `after` has answered. */
    exempt: z
      .array(z.strictObject({ tool: z.string(), argument: z.string(), value: z.string(), after: z.string() }))
      .default([]),
  }),
  /** 1 minus `penalty` for each failed call, repeated call and malformed turn, not below 0. A trace without a call scores 0. */
  z.strictObject({ type: z.literal('clean_steps'), penalty: z.number().positive().max(1) }),
  /** 1 minus `penalty` for each event that a lifecycle refused, not below 0. */
  z.strictObject({ type: z.literal('legal_events'), penalty: z.number().positive().max(1) }),
  /** 1 minus `penalty` for each successful read beyond `allowed` times the reads of the gold solution. */
  z.strictObject({
    type: z.literal('needed_reads'),
    penalty: z.number().positive().max(1),
    allowed: z.number().min(1).default(1.5),
  }),
]);
export type ProcessRule = z.infer<typeof processRuleSchema>;

const textRuleSchema = z.discriminatedUnion('type', [
  /** No line of the agent holds one of these. */
  z.strictObject({ type: z.literal('forbidden'), phrases }),
  /** One of these stands in the first line, the last line or any line to the user. */
  z.strictObject({ type: z.literal('required'), phrases, where: z.enum(['first', 'last', 'any']) }),
  /** Share of lines without shouting (a run of capitals) and without a word of the lexicon. */
  z.strictObject({ type: z.literal('tone'), lexicon: phrases }),
  /** The user heard one of `first` before one of `then`; both must have been said. */
  z.strictObject({ type: z.literal('disclosure_order'), first: phrases, then: phrases }),
]);
export type TextRule = z.infer<typeof textRuleSchema>;

/** Tables, and `table.column`s, in which right solutions may differ: internal notes, counters of attempts. */
const ignore = z
  .array(z.string().regex(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?$/, 'name a table or a table.column'))
  .default([]);

/** A text that holds more than `most` of these phrases names every outcome there is, and so none. */
const catchAll = z.strictObject({ phrases: z.array(z.string().min(1)).min(2), most: z.int().min(1) });
export type CatchAll = z.infer<typeof catchAll>;

export const kpis = [
  /** The case was settled without being handed to somebody else. */
  'containment',
  /** Settled, and the user had to write no more often than when the gold solution is played. */
  'first_contact',
  /** Simulated seconds until the user was first answered, a mean over tickets. Who never was counts as the worst. */
  'first_reply',
  /** Simulated seconds from opening to end, without those that injected faults took. */
  'handle_time',
  /** The user's mood at the end, -1..1. */
  'satisfaction',
  /** Service-level targets that passed unmet during the episode. */
  'sla_breaches',
  /** Tool calls, without those that met an injected fault. */
  'calls',
  /** Simulated cost in cents: agent time and what was given away, as the world's credits and refunds say. */
  'cost',
] as const;
export type Kpi = (typeof kpis)[number];

/** Questions that a judge answers with yes or no. */
export const rubricSchema = z
  .array(
    z.strictObject({
      id: z.string().min(1),
      question: z.string().min(8),
      weight: z.number().positive().default(1),
    }),
  )
  .min(1)
  .max(20);

export const componentSpecSchema = z.discriminatedUnion('kind', [
  /**
   * Every change that a gold solution makes is there; with several acceptable ends, those of one of them. `partial`: the share of
   * the changes that are there, else all or nothing.
   */
  z.strictObject({ ...common, kind: z.literal('goal_state'), ignore, partial: z.boolean().default(false) }),
  /** No change beyond those of the gold solution that was reached. */
  z.strictObject({ ...common, kind: z.literal('collateral'), ignore }),
  /** What the task says must be told was told: after the last write, or at any time. */
  z.strictObject({
    ...common,
    kind: z.literal('communicated'),
    catch_all: catchAll.optional(),
    when: z.enum(['after_last_write', 'any_time']).default('after_last_write'),
  }),
  /**
   * A read-only SELECT over the end of the episode, one row of one column, compared with a value; `:name` from the focus. One that
   * holds on the opening situation already proves nothing, and its task is not admitted.
   */
  z.strictObject({
    ...common,
    kind: z.literal('sql_assertion'),
    query: z.string().min(1).max(2000),
    is: z.enum(['equal', 'at_least', 'at_most']).default('equal'),
    value: z.union([z.string(), z.number(), z.null()]),
  }),
  /** How the outcome was reached, step by step. */
  z.strictObject({ ...common, kind: z.literal('process'), rule: processRuleSchema }),
  /** What the agent wrote. An agent that wrote nothing scores 0. */
  z.strictObject({ ...common, kind: z.literal('business_rule'), rule: textRuleSchema }),
  /**
   * Nothing confidential reached the user: the task's confidential values, and personal data (e-mail, telephone, postcode, street)
   * that tools showed of people other than the user. Calls that show such data of a person the task does not concern count too.
   */
  z.strictObject({ ...common, kind: z.literal('confidentiality') }),
  /** A figure of the trade: 1 at `target` or better, 0 at `worst` or worse, in between in proportion. */
  z.strictObject({
    ...common,
    kind: z.literal('kpi'),
    kpi: z.enum(kpis),
    target: z.number(),
    worst: z.number(),
  }),
  /** A language model answers each question of the rubric with yes or no; the weighted share of yes. Null when it does not answer. */
  z.strictObject({
    ...common,
    kind: z.literal('judge'),
    rubric: rubricSchema,
  }),
  /**
   * A trained reward model's value, 0..1. `model` is the id of a `reward` job of the workspace. Null where that model is not there or
   * fails.
   */
  z.strictObject({
    ...common,
    kind: z.literal('reward_model'),
    model: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, 'name a job: letters, digits, dots, dashes, underscores'),
  }),
]);

export type ComponentSpec = z.infer<typeof componentSpecSchema>;

/** The kinds, for documents that hold scores by kind. */
export const componentKinds = [
  'goal_state',
  'collateral',
  'communicated',
  'sql_assertion',
  'process',
  'business_rule',
  'confidentiality',
  'kpi',
  'judge',
  'reward_model',
] as const satisfies readonly ComponentSpec['kind'][];

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
  )
  .refine(
    (list) => list.every(({ kind, gate }) => !gate || (kind !== 'judge' && kind !== 'reward_model')),
    'a judge or a reward model may not be a gate: what can be talked into a yes must not decide alone',
  );
export type RewardSpec = z.infer<typeof rewardSpecSchema>;
