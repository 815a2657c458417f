/**
 * Argument types that only a CRM has: deal amounts, dates, quarters, percentages. Each forgives what a person would forgive and
 * still reads as plain JSON Schema, like those of the kernel.
 */
import { reshape } from '@understudy/kernel';
import { z } from 'zod';

/** The same argument, but it may be left out: null and the empty text mean that it was. */
export function optional<T extends z.ZodType>(type: T) {
  return z
    .preprocess(
      (value) => (value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value),
      type.optional(),
    )
    .optional();
}

const FACTORS: Readonly<Record<string, number>> = { K: 1_000, M: 1_000_000 };

/** `"25,000"`, `"25000.5"`, `25000`, `"EUR 25k"`, `"1.2M"` → cents. At most 99,999,999.99. */
export const dealAmount = z
  .preprocess(
    reshape((text) =>
      text
        .toUpperCase()
        .replace(/^(?:EUR|USD|[€$])\s*|\s*(?:EUR|USD|[€$])$/g, '')
        .replace(/(?<=\d),(?=\d{3})/g, '')
        .replace(/^(\d+)(?:\.(\d{1,3}))?\s*([KM])$/, (_all, whole: string, part = '', unit: string) =>
          String((Number(`${whole}${String(part)}`) * (FACTORS[unit] ?? 1)) / 10 ** String(part).length),
        ),
    ),
    z
      .string()
      .max(11)
      .regex(/^\d{1,8}(\.\d{1,2})?$/, 'an amount is a number with at most two decimals, like "25000.00"'),
  )
  .transform((text) => Math.round(Number(text) * 100))
  .nonoptional();

/** `"15%"`, `15`, `"15.0"` → 15: whole percent, 0 to 100. */
export const percent = z
  .preprocess(
    reshape((text) => text.replace(/\s*%$/, '').replace(/\.0+$/, '')),
    z.string().regex(/^(?:\d{1,2}|100)$/, 'a percentage is a whole number from 0 to 100, like "15"'),
  )
  .transform(Number)
  .nonoptional();

/** `3`, `"3"`, `"3.0"` → 3: a whole number from `low` to `high`. */
export function whole(low: number, high: number) {
  return z
    .preprocess(
      reshape((text) => text.replace(/\.0+$/, '')),
      z
        .string()
        .regex(/^\d{1,9}$/, 'expected a whole number')
        .refine((text) => Number(text) >= low && Number(text) <= high, {
          error: `expected a whole number from ${low} to ${high}`,
        }),
    )
    .transform(Number)
    .nonoptional();
}

/** True where the day exists: `2026-02-30` does not. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10);
}

/** `"2026-07-01"`, `"2026/7/1"`, `"2026.07.01"` → that day at 00:00 UTC, in ms. */
export const day = z
  .preprocess(
    reshape((text) =>
      text
        .replace(
          /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/,
          (_all, year: string, month: string, date: string) =>
            `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`,
        )
        .replace(/T00:00(:00(\.000)?)?Z?$/i, ''),
    ),
    z
      .string()
      .regex(/^20\d\d-\d\d-\d\d$/, 'a date looks like "2026-07-01"')
      .refine(isDay, { error: 'there is no such day' }),
  )
  .transform((text) => Date.parse(`${text}T00:00:00Z`))
  .nonoptional();

/** `"2026-07-01T14:00"`, `"2026-07-01 14:00:00Z"` → ms. Times are UTC. */
export const moment = z
  .preprocess(
    reshape((text) => text.replace(/^(\S{10})[T ]+(\d\d:\d\d)(:\d\d(\.\d+)?)?\s*(Z|UTC)?$/i, '$1T$2')),
    z
      .string()
      .regex(/^20\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like "2026-07-01T14:00" (UTC)')
      .refine(isDay, { error: 'there is no such day' }),
  )
  .transform((text) => Date.parse(`${text}:00Z`))
  .nonoptional();

export interface Quarter {
  readonly label: string;
  /** First instant of the quarter, and first instant after it, ms. */
  readonly start: number;
  readonly end: number;
}

export function quarterOf(year: number, number: number): Quarter {
  return {
    label: `${year}-Q${number}`,
    start: Date.UTC(year, (number - 1) * 3, 1),
    end: Date.UTC(year, number * 3, 1),
  };
}

/** The calendar quarter an instant lies in. */
export function quarterAt(time: number): Quarter {
  const at = new Date(time);
  return quarterOf(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / 3) + 1);
}

/** `"2026-Q3"`, `"Q3 2026"`, `"2026q3"`. */
export const quarter = z
  .preprocess(
    reshape((text) =>
      text
        .toUpperCase()
        .replace(/^Q([1-4])[\s/-]*(20\d\d)$/, '$2-Q$1')
        .replace(/^(20\d\d)[\s/]*Q([1-4])$/, '$1-Q$2'),
    ),
    z.string().regex(/^20\d\d-Q[1-4]$/, 'a quarter looks like "2026-Q3"'),
  )
  .transform((text): Quarter => quarterOf(Number(text.slice(0, 4)), Number(text.slice(6))))
  .nonoptional();

/** An e-mail address in lower case. */
export const emailAddress = z
  .preprocess(
    reshape((text) => text.toLowerCase().replace(/^mailto:/, '')),
    z
      .string()
      .max(80)
      .regex(/^[^\s@<>,;]+@[^\s@<>,;]+\.[a-z]{2,}$/, 'an e-mail address looks like "ana@example.com"'),
  )
  .nonoptional();

const YES = new Set(['true', 'yes', 'y', '1']);
const NO = new Set(['false', 'no', 'n', '0']);

/** `true`, `"yes"`, `"No"`, `0` → a boolean. */
export const yesNo = z
  .preprocess((value) => {
    const text = String(value).trim().toLowerCase();
    return YES.has(text) ? true : NO.has(text) ? false : value;
  }, z.boolean())
  .nonoptional();
