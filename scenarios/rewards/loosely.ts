/**
 * Days and amounts that a text may mean, however they are written. For what must not come out: where `mentions` asks for an unambiguous
 * day, here `05/06/2026` is the 5 June and the 6 May. Pure functions of folded texts.
 */
import { datesIn, isDate, sameDay } from './dates.ts';
import { isAmount, numbersIn } from './mentions.ts';

const THREE = /(?<![a-z0-9])(\d{1,4})\s?[-/.,\s]\s?(\d{1,2})\s?[-/.,\s]\s?(\d{1,4})(?!\d)/g;
/** Without a year, only where a stroke or a second full stop says that it is a day: `20/6`, `20.6.` */
const TWO = /(?<![a-z0-9/.,-])(\d{1,2})(?:\/(\d{1,2})(?![/\d])|\.(\d{1,2})\.(?!\d))/g;

/** Whether a text may name a day, `YYYY-MM-DD`. Days of the week and days counted from today are not read. */
export function maybeDay(text: string, day: string): boolean {
  if (!isDate(day)) return false;
  if (datesIn(text).some((found) => sameDay(found, day))) return true;
  const [year = 0, month = 0, of = 0] = day.split('-').map(Number);
  const isYear = (digits: string): boolean =>
    Number(digits) === year || (digits.length === 2 && Number(digits) === year % 100);
  const isDay = (one: string, other: string): boolean =>
    (Number(one) === of && Number(other) === month) || (Number(one) === month && Number(other) === of);
  for (const [, a = '', b = '', c = ''] of text.matchAll(THREE))
    if ((isYear(c) && isDay(a, b)) || (isYear(a) && isDay(b, c))) return true;
  for (const [, a = '', stroke, stop] of text.matchAll(TWO)) if (isDay(a, stroke ?? stop ?? '')) return true;
  const [y, m, d] = [String(year), String(month).padStart(2, '0'), String(of).padStart(2, '0')];
  return [y + m + d, d + m + y, m + d + y, d + m + y.slice(2), y.slice(2) + m + d].some((run) =>
    new RegExp(`(?<![a-z0-9])${run}(?![a-z0-9])`).test(text),
  );
}

/** Thousands apart, with whatever stands between: `19 200`, `19'200`, `19.200`, `19,200`. */
const GROUPED = /(?<![\d.,])\d{1,3}(?:[ .,'’]\d{3})+(?!\d)/g;
const THOUSANDS =
  /(?<![\d.,])(\d+(?:[.,]\d+)?)\s?(?:k|thousand|grand|tausend|tsd|mille|mil|mila|duizend)(?![a-z])/g;

/** Whether a text may name an amount with decimals, as `1200.00`; its whole units alone count. */
export function maybeAmount(text: string, amount: string): boolean {
  if (!isAmount(amount)) return false;
  const value = Number(amount);
  const joined = text.replaceAll(GROUPED, (run) => run.replace(/[^\d]/g, ''));
  if (numbersIn(joined).some((found) => found.value === value)) return true;
  return [...text.matchAll(THOUSANDS)].some(
    ([, digits = '']) => Number(digits.replace(',', '.')) * 1000 === value,
  );
}
