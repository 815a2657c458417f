/** Answers from nowhere: an amount, a day or a number of four digits or more that nothing in the episode has shown before. */
import { DAY } from '@understudy/kernel';
import type { EpisodeEvent } from '../../trace/event.ts';
import { datesIn } from '../dates.ts';
import type { DateFound } from '../dates.ts';
import { isInjected } from '../log.ts';
import type { Log } from '../log.ts';
import { numbersIn, spacedOut } from '../mentions.ts';

/** How far an amount may be off for having been rounded. */
const CENT = 0.0101;
/** How many of a thing an agent may multiply by. */
const TIMES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/** Days that an agent may count from one it knows. */
const LONGEST_TERM = 400;

/**
 * What counts as shown: the policy text, what the user said, what tools answered, and what the agent wrote into the world. A sum or
 * a difference of two shown amounts, a multiple or a percentage of one, and a day so many days from a shown one are worked out.
 */
export function answersWithoutEvidence(log: Log): boolean {
  for (const [at, event] of log.entries()) {
    if (event.type !== 'agent_turn' || event.text === null || event.toolCalls.length > 0) continue;
    const said = spacedOut(event.text);
    const dates = datesIn(said);
    const numbers = numbersIn(said, dates).filter(({ token }) => /[.,]\d{1,2}$|\d{4,}/.test(token));
    if (dates.length === 0 && numbers.length === 0) continue;
    const text = shownText(log.slice(0, at));
    // Most values stand there as they are told, and the rest of the work is not needed.
    const unseen = numbers.filter(({ token }) => !standsIn(text, token));
    if (dates.length === 0 && unseen.length === 0) continue;
    const shown = shownIn(text, event.simTime);
    if (unseen.some(({ value }) => !isKnown(value, shown))) return true;
    if (dates.some((date) => !isKnownDay(date, shown))) return true;
  }
  return false;
}

interface Shown {
  readonly numbers: ReadonlySet<number>;
  readonly percentages: readonly number[];
  readonly days: readonly number[];
  readonly dates: readonly DateFound[];
}

function shownText(log: Log): string {
  return spacedOut(log.flatMap(textOf).join('\n'));
}

/** Whether a number stands in a text on its own. */
function standsIn(text: string, token: string): boolean {
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + 1))
    if (!/[\d.,]/.test(text.charAt(at - 1)) && !/\d/.test(text.charAt(at + token.length))) return true;
  return false;
}

/** `now` is the simulated time of the answer. */
function shownIn(text: string, now: number): Shown {
  const dates = datesIn(text);
  const digits = (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  return {
    numbers: new Set([...numbersIn(text, dates).map(({ value }) => value), ...digits]),
    percentages: [...text.matchAll(/(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)/gi)].map((match) =>
      Number(match[1]),
    ),
    days: [now, ...dates.flatMap((date) => (date.year === null ? [] : [timeOf(date)]))].map((time) =>
      Math.floor(time / DAY),
    ),
    dates,
  };
}

function textOf(event: EpisodeEvent): readonly string[] {
  if (event.type === 'opened') return [event.system];
  if (event.type === 'user_message') return [event.text];
  if (event.type !== 'tool_result') return [];
  if (!event.outcome.ok)
    return isInjected(event) ? [] : [event.outcome.error.message, event.outcome.error.hint ?? ''];
  const written = event.changes.length > 0 ? [JSON.stringify(event.arguments)] : [];
  return [JSON.stringify(event.outcome.result), ...written];
}

function timeOf({ year, month, day }: DateFound): number {
  return Date.UTC(year ?? 0, month - 1, day);
}

function isKnown(value: number, { numbers, percentages }: Shown): boolean {
  if (numbers.has(value)) return true;
  const near = (one: number): boolean => Math.abs(one - value) < CENT;
  return [...numbers].some(
    (one) =>
      numbers.has(round(value - one)) ||
      numbers.has(round(value + one)) ||
      TIMES.some((times) => near(one * times)) ||
      percentages.some((percent) => near((one * percent) / 100) || near(one * (1 - percent / 100))),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function isKnownDay(date: DateFound, { numbers, days, dates }: Shown): boolean {
  if (
    dates.some(
      ({ month, day, year }) =>
        month === date.month && day === date.day && (year === date.year || date.year === null),
    )
  )
    return true;
  const [today = 0] = days;
  const thisYear = new Date(today * DAY).getUTCFullYear();
  const years = date.year === null ? [thisYear - 1, thisYear, thisYear + 1] : [date.year];
  const terms = [0, ...numbers].filter((term) => Number.isInteger(term) && term <= LONGEST_TERM);
  return years.some((year) => {
    const wanted = timeOf({ ...date, year }) / DAY;
    return days.some((day) => terms.some((term) => Math.abs(wanted - day) === term));
  });
}
