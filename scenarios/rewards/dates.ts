/** Calendar days in what people write, compared as values: `15 June 2026` = `2026-06-15` = `15.06.2026`. Six languages. */

export interface DateFound {
  readonly from: number;
  readonly to: number;
  /** Null where the writer leaves it out. */
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

/** Month names by number, full and shortened: English, German, French, Spanish, Italian, Dutch. */
const MONTHS: readonly string[] = [
  'january jan januar janvier enero gennaio januari',
  'february feb februar février fevrier febrero febbraio februari',
  'march mar märz maerz mars marzo maart mrt',
  'april apr avril abril aprile',
  'may mai mayo maggio mei',
  'june jun juni juin junio giugno',
  'july jul juli juillet julio luglio',
  'august aug août aout agosto augustus',
  'september sep sept septembre septiembre settembre',
  'october oct oktober okt octobre octubre ottobre',
  'november nov novembre noviembre',
  'december dec dezember dez décembre decembre diciembre dicembre',
];
const monthOf: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, i) => names.split(' ').map((name): [string, number] => [name, i + 1])),
);
const ISO = /(?<![\p{L}\p{N}-])(\d{4})-(\d{2})-(\d{2})(?![\p{L}\p{N}]|-\d)/gu;
/** With dots the day stands first. */
const DOTTED = /(?<![\p{L}\p{N}.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\p{L}\p{N}])/gu;
/** With strokes either may stand first: only where the numbers decide is it a date. */
const STROKES = /(?<![\p{L}\p{N}/-])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\p{L}\p{N}])/gu;
/** Any word stands for the month here: a list of all of them is slow to try at every place of a text. */
const DAY_MONTH =
  /(?<![\p{L}\p{N}])(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?\s+(?:of\s+|de\s+)?(\p{L}{3,10})(?![\p{L}\p{N}])\.?(?:,?\s+(?:de\s+)?(\d{4})(?!\d))?/gu;
const MONTH_DAY =
  /(?<![\p{L}\p{N}])(\p{L}{3,10})\.?\s+(\d{1,2})(?!\d)(?:st|nd|rd|th)?(?:,?\s+(\d{4})(?!\d))?/gu;

/** Every calendar day a text names, unambiguous ones only: `05/06/2026` is none. */
export function datesIn(text: string): readonly DateFound[] {
  const found: DateFound[] = [];
  if (!/\d/.test(text)) return found;
  const add = (match: RegExpExecArray, year: number | null, month: number, day: number): void => {
    if (month < 1 || month > 12 || day < 1 || day > 31) return;
    found.push({ from: match.index, to: match.index + match[0].length, year, month, day });
  };
  for (const match of text.matchAll(ISO)) add(match, Number(match[1]), Number(match[2]), Number(match[3]));
  for (const match of text.matchAll(DOTTED)) add(match, Number(match[3]), Number(match[2]), Number(match[1]));
  for (const match of text.matchAll(STROKES)) {
    const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
    if (first === second || first > 12) add(match, year, second, first);
    else if (second > 12) add(match, year, first, second);
  }
  for (const match of text.matchAll(DAY_MONTH))
    add(match, yearOf(match[3]), monthOf.get((match[2] ?? '').toLowerCase()) ?? 0, Number(match[1]));
  for (const match of text.matchAll(MONTH_DAY))
    add(match, yearOf(match[3]), monthOf.get((match[1] ?? '').toLowerCase()) ?? 0, Number(match[2]));
  return found;
}

function yearOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A value that is a day, `YYYY-MM-DD`. */
export function isDate(item: string): boolean {
  return DATE.test(item);
}

/** Whether a day that was found is the day of a value; a day without a year is taken for one of that year. */
export function sameDay(found: DateFound, item: string): boolean {
  const [, year, month, day] = DATE.exec(item) ?? [];
  return (
    found.month === Number(month) &&
    found.day === Number(day) &&
    (found.year === null || found.year === Number(year))
  );
}
