/**
 * The scenario document: a pack of scenario families that share systems, a policy text, tools and a reward.
 * It is data that a domain expert edits; nothing in it is executed. `parsePack` is the only way in.
 */
import { z } from 'zod';
import { rewardSpecSchema } from '../rewards/spec.ts';
import { danglingReferences } from './cross-check.ts';
import { ScenarioError } from './expression.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and _');
const cell = z.union([z.string().max(2000), z.number(), z.null()]);

/** Holds where a variable is at least this much. */
const condition = z.strictObject({ variable: name, at_least: z.int() });
export type Condition = z.infer<typeof condition>;

/** How a variable gets its value, in the order written; later ones may refer to earlier ones. */
export const variableSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('int'), low: z.int(), high: z.int() }),
  z.strictObject({ kind: z.literal('choice'), of: z.array(cell).min(1) }),
  /** A row of the population. `where` is the condition of a read-only SELECT; `distinct` names row variables it must differ from. */
  z.strictObject({
    kind: z.literal('row'),
    table: name,
    where: z.string().max(500).default('1'),
    distinct: z.array(name).default([]),
  }),
  /** An id that no row of the population has, of the split's parity so that the splits never share one. */
  z.strictObject({ kind: z.literal('fresh'), table: name, low: z.int(), high: z.int() }),
  /** `length` random digits of the split's own numbers that differ from the values listed. */
  z.strictObject({
    kind: z.literal('digits'),
    length: z.int().min(1).max(9),
    not: z.array(z.string()).default([]),
  }),
  /** Simulated time, days before the opening (negative: after), in milliseconds since the epoch. */
  z.strictObject({
    kind: z.literal('days_before'),
    days: z.union([z.int(), z.string()]),
    plus: z.union([z.int(), z.string()]).default(0),
  }),
  /** A sum of whole numbers; a term with `when` counts only where its condition holds. */
  z.strictObject({
    kind: z.literal('sum'),
    terms: z.array(z.strictObject({ value: z.string(), when: condition.optional() })).min(1),
  }),
  /** Cents as a decimal text, `4990` → `49.90`. */
  z.strictObject({ kind: z.literal('money'), cents: z.string() }),
]);
export type VariableSpec = z.infer<typeof variableSchema>;

/** A row the opening situation adds to, or changes in, the population. */
export const openingRowSchema = z.strictObject({
  table: name,
  /** Without `key` a row is inserted; with it, that row is changed. */
  key: cell.optional(),
  values: z.record(name, cell),
  when: condition.optional(),
});

const wordings = z.strictObject({
  train: z.array(z.string().min(1).max(300)).min(3),
  heldout: z.array(z.string().min(1).max(300)).min(2),
});
export type Wordings = z.infer<typeof wordings>;

/** Something the user may tell. `asked_by`: words in an agent's line that count as asking for it. */
const factSchema = z.strictObject({
  id: name,
  value: cell,
  label: z.string(),
  asked_by: z.array(z.string().min(2)).default([]),
  /** The user does not know it, and says so when asked. */
  unknown: z.boolean().default(false),
});

const userSchema = z.strictObject({
  goal: z.string().min(1),
  facts: z.array(factSchema).min(1),
  opening: wordings,
});

const goldStep = z.union([
  z.strictObject({ call: name, arguments: z.record(name, cell) }),
  z.strictObject({ say: z.string().min(1) }),
  /** Asks the user for facts; skipped by a solver that already has them. */
  z.strictObject({ ask: z.array(name).min(1), say: z.string().min(1) }),
]);
export type GoldStep = z.infer<typeof goldStep>;

export const familySchema = z.strictObject({
  id: name,
  title: z.string().min(1),
  description: z.string().min(1),
  /** What the right outcome is, for reports and lazy-strategy tables. */
  outcome: z.enum(['act', 'refuse', 'escalate']),
  variables: z.record(name, variableSchema),
  opening: z.array(openingRowSchema).default([]),
  user: userSchema,
  gold: z.array(goldStep).min(1),
  /** What the agent must have told the user, beyond the pack's own. Every entry is one of several acceptable values or phrases. */
  communicate: z.array(z.strictObject({ any_of: z.array(z.string().min(1)).min(1) })).min(1),
});
export type Family = z.infer<typeof familySchema>;

/** Persona = parameters of the user's machine. Patience in agent messages that get nowhere; the others are probabilities. */
export const personaSchema = z.strictObject({
  id: name,
  patience: z.int().min(1).max(20),
  mood: z.number().min(-1).max(1),
  /** Tells the first fact in the opening line. */
  forthcoming: z.number().min(0).max(1),
  /** Answers one fact at a time when asked for several. */
  terse: z.number().min(0).max(1),
});
export type Persona = z.infer<typeof personaSchema>;

/** What the user's machine can do; each has its wordings. */
export const speechActs = ['disclose', 'unknown', 'nudge', 'repeat', 'thanks', 'grumble', 'leave'] as const;
export type SpeechAct = (typeof speechActs)[number];

export const packSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().min(1),
  description: z.string().min(1),
  systems: z.array(name).min(1),
  population: z.strictObject({ seed: z.int(), size: z.int().min(100).max(20_000) }),
  /** Numbers the policy text, the openings and the gold solutions share: `{name}` in texts, `$name` elsewhere. */
  parameters: z.record(name, cell),
  policy: z.string().min(1).max(8000),
  tools: z.array(name).min(1),
  limits: z.strictObject({ agent_turns: z.int().min(2).max(200), malformed: z.int().min(1).max(20) }),
  personas: z.array(personaSchema).min(1),
  speech: z.record(z.enum(speechActs), wordings),
  reward: rewardSpecSchema,
  focus: z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/), cell),
  /** A query for the state in which the user sees the case as settled: one row, one column, 1 or 0. `:name` from focus. */
  settled: z.strictObject({ table: name, key: cell, column: name, in: z.array(z.string()).min(1) }),
  variables: z.record(name, variableSchema).default({}),
  opening: z.array(openingRowSchema).default([]),
  families: z.array(familySchema).min(1),
  tasks: z.strictObject({ train: z.int().min(1), heldout: z.int().min(1) }),
});
export type Pack = z.infer<typeof packSchema>;

/** Parses an untrusted document. Throws ScenarioError that lists every problem with its place. */
export function parsePack(document: unknown, source: string): Pack {
  const parsed = packSchema.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`,
    );
    throw new ScenarioError(
      `${source} is not a valid scenario pack:\n${problems.join('\n')}\nCorrect these places and load it again.`,
    );
  }
  const ids = parsed.data.families.map((family) => family.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw new ScenarioError(`${source}: two families are called "${twice}"; give one another name`);
  const dangling = danglingReferences(parsed.data);
  if (dangling.length > 0)
    throw new ScenarioError(
      `${source} refers to what is not there:\n  ${dangling.join('\n  ')}\nCorrect these places and load it again.`,
    );
  return parsed.data;
}
