/**
 * What a pack tells a language model that lends its users a voice, by language. Each line is a template whose slots are named and
 * nothing else is filled in; what a pack leaves out is the library's (`users/speech/prompts.ts`).
 */
import { locales } from '@understudy/kernel';
import { z } from 'zod';

/** A line of the prompt with exactly these slots. */
const line = (...slots: readonly string[]): z.ZodString =>
  z
    .string()
    .max(300)
    .regex(/^[^\n\r]*\S[^\n\r]*$/, 'write one line')
    .refine(
      (text) => sorted(slotsOf(text)) === sorted(slots),
      slots.length === 0
        ? 'nothing is filled in here: leave {…} out'
        : `give each of these slots once and no other: ${slots.map((slot) => `{${slot}}`).join(', ')}`,
    );
const words = line();

function slotsOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, slot = '']) => slot);
}

function sorted(slots: readonly string[]): string {
  return [...slots].sort().join(' ');
}

const moods = z.strictObject({ annoyed: words, calm: words, friendly: words });
const acts = z.strictObject({
  open: words,
  disclose: words,
  unknown: words,
  nudge: words,
  repeat: words,
  thanks: words,
  grumble: words,
  leave: words,
  admit: words,
  forgot: words,
  recall: words,
  did: words,
  failed: words,
  interrupt: words,
});
const extras = z.strictObject({ panic: words, restate: words, smalltalk: words });

export const voicePromptSchema = z.strictObject({
  /** Who it is and what it has to write; it may have several lines. */
  role: z
    .string()
    .min(1)
    .max(2000)
    .refine((text) => slotsOf(text).length === 0, 'nothing is filled in here: leave {…} out'),
  goal: line('goal'),
  /** A fact that the user tells unasked, and so may use at any time. */
  fact: line('label', 'value'),
  mood: line('mood'),
  act: line('act'),
  /** A fact that this line has to tell. */
  tell: line('label', 'value'),
  unknown: line('label'),
  forgotten: line('label'),
  did: line('action'),
  failed: line('action'),
  reading: line('reading'),
  revision: line('revision'),
  also: line('extra'),
  moods,
  acts,
  extras,
  /** What an agent says before the user has said anything. */
  greeting: words,
});
export type VoicePrompt = z.infer<typeof voicePromptSchema>;

/** A pack's prompts: of each language as much as it wants to say differently. */
export const packVoiceSchema = z
  .partialRecord(
    z.enum(locales),
    voicePromptSchema.partial().extend({
      moods: moods.partial().optional(),
      acts: acts.partial().optional(),
      extras: extras.partial().optional(),
    }),
  )
  .default({});

/** Fills the slots of a line, each once: what is filled in is text, whatever it looks like. */
export function filledLine(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{([^{}]*)\}/g, (whole, slot: string) => slots[slot] ?? whole);
}

/** What stands before the first slot of a line: a voice that repeats it has given its prompt away. Empty where nothing does. */
export function labelOf(template: string): string {
  return (template.split('{', 1)[0] ?? '').trim();
}
