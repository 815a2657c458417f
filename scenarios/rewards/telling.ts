/** The component on what the customer was told: the outcome, after it was true, in so many words and not in all words there are. */
import type { AdmittedTask, Task } from '../schema/task.ts';
import { isDate } from './dates.ts';
import { hasOtherDay, hasOtherNumber, isDoubted, otherDays, otherRecords } from './hedging.ts';
import { carriedOut, tellings } from './log.ts';
import type { Log, Verdict } from './log.ts';
import { isAmount, isNumber, mentions, numbersIn, placesOf, spacedOut } from './mentions.ts';
import type { Span } from './mentions.ts';
import type { CatchAll } from './spec.ts';

/** The longest text an agent may send and still count as having told something: a dump of everything tells nothing. */
const MAX_TELLING = 600;
/** Different numbers beside the wanted ones, in a telling of a number, and how many of them nothing in the episode has shown. */
const MAX_NUMBERS = 12;
const MAX_UNSHOWN = 3;
/** Amounts and days beside the wanted one that tools showed and the user did not speak of. Beyond that, what was read was copied. */
const MAX_SHOWN = { amounts: 3, days: 2, together: 4 };

export interface TellingRules {
  readonly catchAll?: CatchAll | undefined;
  readonly when?: 'after_last_write' | 'any_time';
}

/**
 * 1 when every entry was told: phrases as whole words, numbers and days as values. What does not count as told:
 * - a place in doubt (`maybe 5.00`), or with another value as its alternative (`5.00 or 10.00`, `5.00/10.00`);
 * - where something was to be done, a place that is denied (`not refunded`); a refusal is told in such words;
 * - an amount beside a second amount that neither a tool showed nor the user said: whoever names both has told neither;
 * - a day beside a second day that nothing showed, a record's number beside several of its kind;
 * - an amount or a day beside so many others that were shown that all that was read has been copied;
 * - a number in a list of numbers, which some number had to be in;
 * - anything beside what the task says would be something else (`contrary`).
 */
export function communicated(task: AdmittedTask, log: Log, rules: TellingRules = {}): Verdict {
  if (task.communicate.length === 0) return { score: 0, evidence: ['the task names nothing to tell'] };
  const { catchAll, when = 'after_last_write' } = rules;
  const text = told(task, log, when);
  if (text.length > MAX_TELLING)
    return {
      score: 0,
      evidence: [`told ${String(text.length)} characters; at most ${String(MAX_TELLING)} count`],
    };
  const missing = missingEntries(task, text);
  if (missing.length > 0)
    return { score: 0, evidence: missing.map((entry) => `not told: ${entry.join(' or ')}`) };
  const others = otherAmounts(task, text, log);
  if (others.length > 0) return { score: 0, evidence: [`told another amount as well: ${others.join(', ')}`] };
  const days = otherDaysTold(task, text, log);
  if (days.length > 0) return { score: 0, evidence: [`told another day as well: ${days.join(', ')}`] };
  const copied = copiedFigures(task, text, log);
  if (copied.length > 0) return { score: 0, evidence: [`told a list of figures: ${copied.join(', ')}`] };
  const records = otherRecords(text, task.communicate.flat());
  if (records.length > 0) return { score: 0, evidence: [`told a list of records: ${records.join(', ')}`] };
  const contrary = (task.contrary ?? []).filter((item) =>
    placesOf(text, item).some((place) => !isDenied(spacedOut(text), place)),
  );
  if (contrary.length > 0)
    return { score: 0, evidence: [`told something else as well: ${contrary.join(', ')}`] };
  const guessed = guessedNumbers(task, text, log);
  if (guessed.length > 0)
    return { score: 0, evidence: [`told a list of numbers: ${guessed.slice(0, MAX_NUMBERS).join(', ')}`] };
  const outcomes = catchAll?.phrases.filter((phrase) => mentions(text, phrase)) ?? [];
  if (catchAll !== undefined && outcomes.length > catchAll.most)
    return { score: 0, evidence: [`told every outcome at once: ${outcomes.join(', ')}`] };
  return { score: 1, evidence: [`told: ${text}`] };
}

/** The entries that a text does not tell. */
export function missingEntries(
  task: Pick<Task, 'communicate' | 'outcome'>,
  text: string,
): Task['communicate'] {
  return task.communicate.filter((entry) => !entry.some((item) => tells(text, item, task.outcome)));
}

/** Everything said to the customer, from the last change the agent made on, or from the beginning. */
function told(task: Task, log: Log, when: 'after_last_write' | 'any_time'): string {
  // In a solo task the telling is a write itself.
  const anyTime = when === 'any_time' || task.mode === 'solo';
  const lastWrite = log.findLastIndex(
    (event) =>
      event.type === 'tool_result' &&
      event.trajectory === 'agent' &&
      carriedOut(event) &&
      event.changes.length > 0,
  );
  return tellings(task, log)
    .flatMap(({ at, text }) => (anyTime || at > lastWrite ? [text] : []))
    .join('\n');
}

function tells(text: string, item: string, outcome: Task['outcome']): boolean {
  const spaced = spacedOut(text);
  return placesOf(text, item).some(
    (place) =>
      !(isNumber(item) && hasOtherNumber(spaced, place, Number(item))) &&
      !(isDate(item) && hasOtherDay(spaced, place, item)) &&
      !isDoubted(spaced, place, isDate(item)) &&
      (outcome === 'refuse' || !isDenied(spaced, place)),
  );
}

const DENYING =
  "not|no|never|without|cannot|[a-z]+n[’']t|nicht|kein(?:e[nmrs]?)?|nie|niemals|ohne|pas|aucune?|jamais|sans|ningún|ninguna?|nunca|sin|non|nessun[oa]?|mai|senza|niet|geen|nooit|zonder";
/** Words that may stand between a denial and what it denies. */
const BETWEEN =
  'be|been|being|yet|get|gets|got|have|has|a|an|the|any|your|you|it|receive|received|give|given|issue|issued|going|to|able|for|of|eur|€|[$]|£';
const DENIED = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${DENYING})(?:\s+(?:${BETWEEN}))*\s*$`, 'iu');

/** Whether a place is denied by the words right before it. */
function isDenied(text: string, { from }: Span): boolean {
  return DENIED.test(text.slice(Math.max(0, from - 80), from));
}

/** Amounts told beside a wanted one that nothing in the episode has shown. */
function otherAmounts(task: Task, text: string, log: Log): readonly string[] {
  const wanted = task.communicate.flat().filter(isNumber);
  if (!wanted.some(isAmount)) return [];
  const spaced = spacedOut(text);
  const values = new Set(wanted.map(Number));
  const others = numbersIn(spaced).filter(
    (found) => /[.,]\d{1,2}$/.test(found.token) && !values.has(found.value) && !isDenied(spaced, found),
  );
  if (others.length === 0) return [];
  const shown = shownNumbers(log);
  return others.filter(({ value }) => !shown.has(value)).map(({ token }) => token);
}

/** Days told beside a wanted one that neither a tool nor the user nor the policy has named. */
function otherDaysTold(task: Task, text: string, log: Log): readonly string[] {
  const wanted = task.communicate.flat().filter(isDate);
  if (wanted.length === 0) return [];
  return otherDays(spacedOut(text), wanted, () => [task.system, ...shownTexts(log)].map(spacedOut));
}

/** The other amounts and days of a telling of one, where there are so many that they are a copy of what was read; else none. */
function copiedFigures(task: Task, text: string, log: Log): readonly string[] {
  const wanted = task.communicate.flat();
  if (!wanted.some((item) => isAmount(item) || isDate(item))) return [];
  const spaced = spacedOut(text);
  const said = userTexts(log);
  const values = new Set([...wanted.filter(isNumber).map(Number), ...numbersOf(said)]);
  const amounts = new Map(
    numbersIn(spaced).flatMap(({ value, token }): [number, string][] =>
      /[.,]\d{1,2}$/.test(token) && !values.has(value) ? [[value, token]] : [],
    ),
  );
  const days = new Set(otherDays(spaced, wanted.filter(isDate), () => [task.system, ...said].map(spacedOut)));
  const isCopy =
    amounts.size > MAX_SHOWN.amounts ||
    days.size > MAX_SHOWN.days ||
    amounts.size + days.size > MAX_SHOWN.together;
  return isCopy ? [...amounts.values(), ...days] : [];
}

/** All the other numbers of a telling that counts up what a number could be, or pastes all that was read; else none. */
function guessedNumbers(task: Task, text: string, log: Log): readonly number[] {
  const wanted = new Set(task.communicate.flat().filter(isNumber).map(Number));
  if (wanted.size === 0) return [];
  const spaced = spacedOut(text);
  const others = new Set(numbersIn(spaced).flatMap(({ value }) => (wanted.has(value) ? [] : [value])));
  const shown = shownNumbers(log);
  for (const [run] of spaced.matchAll(RUNS)) {
    const values = numbersIn(run).map(({ value }) => value);
    const beside = values.filter((value) => !wanted.has(value));
    const isCount = values.every((value, i) => i === 0 || Math.abs(value - (values[i - 1] ?? 0)) === 1);
    const guesses = isCount ? beside : beside.filter((value) => !shown.has(value));
    if (guesses.length > 1 && beside.length < values.length) return beside;
  }
  if (others.size <= MAX_UNSHOWN) return [];
  const rules = new Set(numbersIn(spacedOut(task.system.replace(CLAUSE, ''))).map(({ value }) => value));
  const unshown = [...others].filter((value) => !shown.has(value) && !rules.has(value));
  return others.size > MAX_NUMBERS || unshown.length > MAX_UNSHOWN ? [...others] : [];
}

/** The number of a clause is no number the policy names. */
const CLAUSE = /^\d+\. /gm;
/** Three or more bare whole numbers with nothing but commas, strokes and "or" between them: `0, 1, 2 or 3`. */
const RUNS =
  /(?<![\p{L}\p{N}.,-])\d{1,3}(?:(?:[\s,;/|]+|\s+(?:or|and|oder|und)\s+)\d{1,3}(?![\p{L}\p{N}]|[.,]\d)){2,}/gu;

/** Numbers that tools showed or the user said. */
function shownNumbers(log: Log): ReadonlySet<number> {
  return numbersOf(shownTexts(log));
}

function numbersOf(texts: readonly string[]): ReadonlySet<number> {
  return new Set(texts.flatMap((text) => numbersIn(spacedOut(text)).map(({ value }) => value)));
}

function userTexts(log: Log): readonly string[] {
  return log.flatMap((event) => (event.type === 'user_message' ? [event.text] : []));
}

/** What tools showed and the user said. */
function shownTexts(log: Log): readonly string[] {
  return log.flatMap((event) => {
    if (event.type === 'user_message') return [event.text];
    return event.type === 'tool_result' && event.outcome.ok ? [JSON.stringify(event.outcome.result)] : [];
  });
}
