/**
 * The scenario document: a pack of scenario families that share systems, a policy text, tools and a reward.
 * It is data that a domain expert edits; nothing in it is executed. `parsePack` is the only way in.
 */
import { locales } from '@understudy/kernel';
import { z } from 'zod';
import { rewardSpecSchema, type RewardSpec } from '../rewards/spec.ts';
import { danglingReferences } from './cross-check.ts';
import { ScenarioError } from './expression.ts';
import { familySchema, openingRowSchema, settled, type Settled } from './family.ts';
import { faultsSchema } from './faults.ts';
import { shiftSchema } from './shift.ts';
import { personaSchema, speechActs } from './user.ts';
import { variableSchema } from './variable.ts';
import { packVoiceSchema } from './voice.ts';
import { cell, name, wordings } from './words.ts';

export { casesOf, type Case, type Family, type GoldStep, type OpeningRow, type Settled } from './family.ts';
export { speechActs, type Persona, type SpeechAct, type UserSpec } from './user.ts';
export type { VoicePrompt } from './voice.ts';
export type { VariableSpec } from './variable.ts';
export type { Condition, Wordings } from './words.ts';

export const packSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().min(1),
  description: z.string().min(1),
  /** Several systems share one world: what one knows about a person, the other finds by the e-mail address. */
  systems: z.array(name).min(1),
  population: z.strictObject({
    seed: z.int(),
    size: z.int().min(100).max(20_000),
    locales: z.array(z.enum(locales)).min(1).default(['en']),
  }),
  /** Numbers the policy text, the openings and the gold solutions share: `{name}` in texts, `$name` elsewhere. */
  parameters: z.record(name, cell),
  policy: z.string().min(1).max(8000),
  /** Offered to the agent, in this order; then come the distractors, which no gold solution uses. */
  tools: z.array(name).min(1),
  distractors: z.array(name).default([]),
  limits: z.strictObject({ agent_turns: z.int().min(2).max(200), malformed: z.int().min(1).max(20) }),
  faults: faultsSchema.optional(),
  personas: z.array(personaSchema).min(1),
  /** Wordings in place of the library's, for users who speak English. */
  speech: z.partialRecord(z.enum(speechActs), wordings).default({}),
  /** Prompts in place of the library's, for a language model that speaks for the users. */
  voice: packVoiceSchema,
  reward: rewardSpecSchema,
  focus: z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/), cell),
  settled,
  variables: z.record(name, variableSchema).default({}),
  opening: z.array(openingRowSchema).default([]),
  families: z.array(familySchema).min(1),
  tasks: z.strictObject({ train: z.int().min(1), heldout: z.int().min(1) }),
  /** Many of these cases on one clock. */
  shifts: z.array(shiftSchema).default([]),
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

/** The reward that judges a family's tasks: its own, or the pack's. */
export function rewardOf(pack: Pack, familyId: string): RewardSpec {
  return pack.families.find((family) => family.id === familyId)?.reward ?? pack.reward;
}

/** The states that settle a family's tasks: its own, or the pack's. */
export function settledOf(pack: Pack, familyId: string): readonly Settled[] {
  const own = pack.families.find((family) => family.id === familyId)?.settled ?? pack.settled;
  return Array.isArray(own) ? own : [own];
}
