/**
 * Argument types that tools of every system share. Each forgives what a person would forgive (spaces, case, a number for a text)
 * and still reads as plain JSON Schema: the schema describes the tidy form, the clean-up in front of it does not show.
 */
import { z } from 'zod';
import { parseMoney } from './money.ts';

/** Numbers become text and outer spaces go; anything else is left for the schema to reject. */
function tidy(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : value;
}

/** `tidy`, then a change of the text itself. */
export function reshape(change: (text: string) => string): (value: unknown) => unknown {
  return (value) => {
    const text = tidy(value);
    return typeof text === 'string' ? change(text) : text;
  };
}

/** A public id with capital letters in front: for `C`, `"C31"`, `"c31"`, `"31"` and 31 → 31; for `CS`, `"CS 31"` and `"31"`. */
export function publicId(letters: string, what: string): z.ZodType<number> {
  return z
    .preprocess(
      reshape((text) =>
        text
          .replace(/[\s#-]/g, '')
          .toUpperCase()
          .replace(/^(?=\d)/, letters),
      ),
      z
        .string()
        .max(letters.length + 7)
        .regex(new RegExp(`^${letters}[1-9]\\d{0,6}$`), `a ${what} id looks like "${letters}12"`),
    )
    .transform((text) => Number(text.slice(letters.length)))
    .nonoptional();
}

/** `"49.90"`, `"49.9"`, `49.9`, `"EUR 49.90"` → 4990 cents. */
export const amount = z
  .preprocess(
    reshape((text) => text.replace(/^(?:eur|usd|[€$])\s*|\s*(?:eur|usd|[€$])$/gi, '')),
    z
      .string()
      .max(8)
      .regex(
        /^\d{1,5}(\.\d{1,2})?$/,
        'an amount is a positive number with at most two decimals, like "49.90"',
      ),
  )
  .transform((text) => parseMoney(text) ?? 0)
  .nonoptional();

/** Free text of 1 to `max` characters, without outer spaces. */
export function freeText(max: number) {
  return z.preprocess(tidy, z.string().min(1).max(max)).nonoptional();
}

/** Free text in lower case, for look-ups. */
export function lookup(max: number) {
  return z
    .preprocess(
      reshape((text) => text.toLowerCase()),
      z.string().min(1).max(max),
    )
    .nonoptional();
}

function word(value: unknown): unknown {
  return typeof value === 'string'
    ? value
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
    : value;
}

/** One word of a list, whatever its case and separators: `"Identity not proven"` → `"identity_not_proven"`. */
export function choice<const T extends readonly [string, ...string[]]>(words: T) {
  return z.preprocess(word, z.enum(words)).nonoptional();
}

/** `choice` that may be left out; null and the empty text mean the same. */
export function optionalChoice<const T extends readonly [string, ...string[]]>(words: T) {
  return z
    .preprocess(
      (value) => (value === null || value === '' ? undefined : word(value)),
      z.enum(words).optional(),
    )
    .optional();
}
