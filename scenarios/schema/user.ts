/** The simulated user of a scenario: what it wants, knows, hides and can do itself, and the parameters of its machine. */
import { locales } from '@understudy/kernel';
import { z } from 'zod';
import { cell, conditions, name, wordings } from './words.ts';

const askedBy = z.array(z.string().min(2)).default([]);

const says = z
  .string()
  .max(200)
  .regex(/^[^{}]*\{value\}[^{}]*$/, 'give {value} once and no other {…}');

/** Something the user may tell. `asked_by`: words in an agent's line that count as asking for it; without any it may be told at once. */
export const factSchema = z.strictObject({
  id: name,
  value: cell,
  label: z.string(),
  /** How the user tells it, where label and value one after the other sound wooden: a phrase with `{value}` in it. */
  says: says.optional(),
  asked_by: askedBy,
  /** The user does not know it, and says so when asked. */
  unknown: z.boolean().default(false),
  /** What a dishonest user says first; asked again, it admits the true value. */
  lie: cell.optional(),
  /** A forgetful user says this many times that it does not know before it remembers. */
  forgotten: z.int().min(0).max(3).default(0),
  /** Facts that must have been told before this one is. */
  after: z.array(name).default([]),
});

/** Something the user does with a tool of its own when the agent asks for it. */
export const actionSchema = z.strictObject({
  id: name,
  label: z.string(),
  asked_by: z.array(z.string().min(2)).min(1),
  call: name,
  arguments: z.record(name, cell).default({}),
  /** Column of the tool's result that the user reads out; the whole result as words where it is not said. */
  reads: z.string().optional(),
});

/** What changes where the user speaks another language: the goal, the labels of facts and actions, and what counts as asking. */
const translation = z.strictObject({
  goal: z.string().min(1),
  opening: wordings,
  facts: z
    .record(name, z.strictObject({ label: z.string(), says: says.optional(), asked_by: askedBy }))
    .default({}),
  actions: z.record(name, z.strictObject({ label: z.string(), asked_by: askedBy })).default({}),
  revision: wordings.optional(),
});

export const userSchema = z.strictObject({
  goal: z.string().min(1),
  facts: z.array(factSchema).default([]),
  actions: z.array(actionSchema).default([]),
  opening: wordings,
  /** A change of mind: said with the user's n-th answer, before anything is settled. The gold solution solves what is wanted then. */
  revision: z.strictObject({ at_answer: z.int().min(1).max(5), says: wordings }).optional(),
  translations: z.partialRecord(z.enum(locales), translation).default({}),
});
export type UserSpec = z.infer<typeof userSchema>;

const share = z.number().min(0).max(1);

/** Persona = parameters of the user's machine, and a language. Probabilities and shares are 0..1. */
export const personaSchema = z.strictObject({
  id: name,
  /** Agent messages that may get nowhere before the user leaves. */
  patience: z.int().min(1).max(20),
  /** -1 furious … 1 delighted, at the start. */
  mood: z.number().min(-1).max(1),
  /** Tells the first facts in the opening line. */
  forthcoming: share,
  /** Answers one fact at a time when asked for several. */
  terse: share,
  /** Adds something that nobody asked about. */
  verbosity: share.default(0),
  /** 1 writes cleanly; the lower, the more slips of the pen, never inside a fact. */
  literacy: share.default(1),
  /** 1 never lies; else the chance that a fact with a lie is first told wrong. */
  honesty: share.default(1),
  /** Forgets what facts mark as forgettable. */
  forgetful: share.default(0),
  /** Mood lost with a message that gets nowhere, and won with one that helps. */
  mood_drop: share.default(0.2),
  mood_gain: share.default(0),
  /** Asks something else instead of answering. */
  interrupts: share.default(0),
  /** Panics when its mood is below 0: urgency, capitals. */
  panic: share.default(0),
  /** Says the goal again although nobody asked. */
  repetition: share.default(0),
  language: z.enum(locales).default('en'),
  /** Only tasks that meet these conditions get this persona. */
  when: conditions,
});
export type Persona = z.infer<typeof personaSchema>;

/** What the user's machine can do; each has its wordings, in the pack or in the library of the language. */
export const speechActs = [
  'disclose',
  'unknown',
  'nudge',
  'repeat',
  'thanks',
  'grumble',
  'leave',
  'admit',
  'forgot',
  'recall',
  'did',
  'failed',
  'smalltalk',
  'interrupt',
  'panic',
  'restate',
] as const;
export type SpeechAct = (typeof speechActs)[number];
