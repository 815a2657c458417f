/** Where a text holds a value: phrases as whole words, numbers and days by what they mean, not by how they are written. */
import { datesIn, isDate, sameDay } from './dates.ts';
import type { DateFound } from './dates.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

const NUMBER = /^\d+(?:\.\d+)?$/;
/** A number that stands alone: no part of a sku, a date or a longer number. Thousands may have commas, or dots before a comma. */
const NUMBERS =
  /(?<![\p{L}\p{N}]|\d[-/:.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+(?:[.,]\d+)?)(?![\p{L}\p{N}]|[-/:.,]\d)/gu;
const CURRENCY_AFTER = /(\d)(eur|usd|gbp)\b/gi;
const CURRENCY_BEFORE = /\b(eur|usd|gbp)(?=\d)/gi;
/** What makes a whole number a count of something, where an amount is looked for. */
const COUNTED =
  /^[\s-]*(?:(?:business|working|full|whole|calendar)\s+)?(?:days?|weeks?|months?|hours?|minutes?|items?|%)/i;

export interface NumberFound extends Span {
  readonly value: number;
  /** As written: with decimals it is an amount. */
  readonly token: string;
}

/** The numbers of a text that are no part of a date. Positions are those in `spacedOut(text)`. */
export function numbersIn(text: string, dates: readonly DateFound[] = datesIn(text)): readonly NumberFound[] {
  return [...text.matchAll(NUMBERS)].flatMap((match) => {
    const from = match.index;
    const to = from + match[0].length;
    if (dates.some((date) => from < date.to && to > date.from)) return [];
    return [{ from, to, value: numberOf(match[0]), token: match[0] }];
  });
}

/** `49.90eur` → `49.90 eur`: units written onto a number hide it. */
export function spacedOut(text: string): string {
  return text.replace(CURRENCY_AFTER, '$1 $2').replace(CURRENCY_BEFORE, '$1 ');
}

/** Whether an item is told as a number. */
export function isNumber(item: string): boolean {
  return NUMBER.test(item);
}

/** Whether an item is an amount: a number with decimals. */
export function isAmount(item: string): boolean {
  return NUMBER.test(item) && item.includes('.');
}

/** Every place of `spacedOut(text)` that says the item. */
export function placesOf(text: string, item: string): readonly Span[] {
  const spaced = spacedOut(text);
  if (isDate(item)) return datesIn(spaced).filter((found) => sameDay(found, item));
  if (isNumber(item)) {
    const value = Number(item);
    if (!spaced.includes(String(Math.trunc(value)).slice(0, 1))) return [];
    return numbersIn(spaced).filter((found) => {
      if (found.value !== value) return false;
      const counts = /^\d+$/.test(found.token) && COUNTED.test(spaced.slice(found.to));
      return !(item.includes('.') && counts);
    });
  }
  return [...spaced.matchAll(matcher(item))].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/**
 * Whether a text holds a phrase as whole words, a day, or a number of the same value (`25` = `25.0` = `25,00`). Case does not
 * matter. For an amount with decimals a bare whole number counts (`5` for `5.00`) unless it counts something else (`5 days`).
 */
export function mentions(text: string, item: string): boolean {
  return placesOf(text, item).length > 0;
}

function numberOf(token: string): number {
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/.test(token)) return Number(token.replaceAll('.', '').replace(',', '.'));
  const thousands = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(token);
  return Number(thousands ? token.replaceAll(',', '') : token.replace(',', '.'));
}

const matchers = new Map<string, RegExp>();

/** The pattern of a phrase, kept: a pack has few phrases and many texts. */
function matcher(phrase: string): RegExp {
  const known = matchers.get(phrase);
  if (known !== undefined) return known;
  const escaped = phrase
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
  const made = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu');
  matchers.set(phrase, made);
  return made;
}
