/** The component on what the customer was told: the outcome, after it was true, in so many words and not in all words there are. */
import type { AdmittedTask } from '../schema/task.ts';
import type { Log, Verdict } from './log.ts';
import type { CatchAll } from './spec.ts';

/** The longest text an agent may send and still count as having told something: a dump of everything tells nothing. */
const MAX_TELLING = 600;

/** 1 when every entry was told after the last successful change: phrases as whole words, numbers as values. */
export function communicated(task: AdmittedTask, log: Log, catchAll?: CatchAll): Verdict {
  if (task.communicate.length === 0) return { score: 0, evidence: ['the task names nothing to tell'] };
  const text = toldAtTheEnd(log);
  if (text.length > MAX_TELLING)
    return {
      score: 0,
      evidence: [`told ${String(text.length)} characters; at most ${String(MAX_TELLING)} count`],
    };
  const missing = task.communicate.filter((entry) => !entry.some((item) => mentions(text, item)));
  if (missing.length > 0)
    return { score: 0, evidence: missing.map((entry) => `not told: ${entry.join(' or ')}`) };
  const outcomes = catchAll?.phrases.filter((phrase) => mentions(text, phrase)) ?? [];
  if (catchAll !== undefined && outcomes.length > catchAll.most)
    return { score: 0, evidence: [`told every outcome at once: ${outcomes.join(', ')}`] };
  return { score: 1, evidence: [`told: ${text}`] };
}

/** Everything said to the customer after the last successful change. Text beside a tool call does not reach the customer. */
function toldAtTheEnd(log: Log): string {
  const lastWrite = log.findLastIndex(
    (event) => event.type === 'tool_result' && event.outcome.ok && event.changes.length > 0,
  );
  return log
    .slice(lastWrite + 1)
    .flatMap((event) =>
      event.type === 'agent_turn' && event.text !== null && event.toolCalls.length === 0 ? [event.text] : [],
    )
    .join('\n');
}

const NUMBER = /^\d+(?:\.\d+)?$/;
/** A number that stands alone: no part of a sku, a date or a longer number. Thousands may have commas. */
const NUMBERS =
  /(?<![\p{L}\p{N}]|\d[-/:.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?![\p{L}\p{N}]|[-/:]\d)/gu;
const CURRENCY = /(?<=\d)(?=(?:eur|usd|gbp)\b)|(?<=\b(?:eur|usd|gbp))(?=\d)/gi;
/** What makes a whole number a count of something, where an amount is looked for. */
const COUNTED =
  /^[\s-]*(?:(?:business|working|full|whole|calendar)\s+)?(?:days?|weeks?|months?|hours?|minutes?|items?|%)/i;

/**
 * Whether a text holds a phrase as whole words, or a number of the same value (`25` = `25.0` = `25,00`). Case does not matter.
 * For an amount with decimals a bare whole number counts (`5` for `5.00`) unless it counts something else (`5 days`).
 */
export function mentions(text: string, item: string): boolean {
  if (NUMBER.test(item)) {
    const value = Number(item);
    const spaced = text.replace(CURRENCY, ' ');
    return [...spaced.matchAll(NUMBERS)].some((match) => {
      if (numberOf(match[0]) !== value) return false;
      const counts = /^\d+$/.test(match[0]) && COUNTED.test(spaced.slice(match.index + match[0].length));
      return !(item.includes('.') && counts);
    });
  }
  const at = matcher(item);
  return at.test(text);
}

function numberOf(token: string): number {
  const thousands = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(token);
  return Number(thousands ? token.replaceAll(',', '') : token.replace(',', '.'));
}

const matchers = new Map<string, RegExp>();

/** The pattern of a phrase, kept: a pack has few phrases and many texts. */
function matcher(phrase: string): RegExp {
  const known = matchers.get(phrase);
  if (known !== undefined) return known;
  const escaped = phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  const made = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu');
  matchers.set(phrase, made);
  return made;
}
