/** What a user reads out of the result of a tool of its own. */
import type { Json } from '@understudy/kernel';

/** A user reads out so much and no more. */
const LONGEST = 200;

/**
 * The column asked for, or the whole result in words: `{ light: 'red', code: 'E4' }` → `light red, code E4`, and
 * `{ updated: false }` → `not updated`. A result that says no more than that it worked, `{ confirmed: true }`, is not read out: the
 * words of the tool are English, those of the user may not be.
 */
export function readingOf(result: Json, reads: string | null): string {
  if (reads === null && onlyWorked(result)) return '';
  const column = reads === null ? undefined : columnOf(result, reads);
  return inWords(column ?? result)
    .slice(0, LONGEST)
    .trim();
}

function onlyWorked(result: Json): boolean {
  return (
    typeof result === 'object' &&
    result !== null &&
    !isList(result) &&
    Object.values(result).every((part) => part === true)
  );
}

function columnOf(result: Json, name: string): Json | undefined {
  if (result === null || typeof result !== 'object' || isList(result)) return undefined;
  return Object.hasOwn(result, name) ? result[name] : undefined;
}

function inWords(value: Json): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.map(inWords).join(', ');
  return Object.entries(value)
    .map(([name, part]) => entryInWords(name.replaceAll('_', ' '), part))
    .join(', ');
}

function entryInWords(name: string, part: Json): string {
  if (typeof part === 'boolean') return part ? name : `not ${name}`;
  return `${name} ${inWords(part)}`.trim();
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
