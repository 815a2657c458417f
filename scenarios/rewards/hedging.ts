/**
 * What takes a telling back: words of doubt, another value as its alternative, other values of its kind beside it. In the six languages
 * of the users. Pure functions of texts; positions are those in `spacedOut(text)`.
 */
import { datesIn, sameDay } from './dates.ts';
import type { DateFound } from './dates.ts';
import type { Span } from './mentions.ts';

/** Doubt about whatever the sentence says from there on. */
const DOUBT = [
  "maybe|perhaps|possibly|presumably|supposedly|conceivably|my guess|i guess|i think|i believe|i suppose|i assume|(?:not|n[’']t) (?:quite |entirely |really )?(?:sure|certain)|unsure|no idea whether",
  'vielleicht|möglicherweise|eventuell|vermutlich|ich glaube|ich denke|ich vermute|ich nehme an|nicht (?:ganz )?sicher',
  'peut-être|je crois|je pense|je suppose|il se peut|pas (?:tout à fait )?(?:sûre?|certaine?)',
  'quizás?|tal vez|posiblemente|a lo mejor|puede que|creo que|supongo|no estoy (?:muy )?segur[oa]',
  'forse|magari|può darsi|credo|penso|suppongo|non sono (?:del tutto )?sicur[oa]',
  'misschien|wellicht|ik denk|ik geloof|ik gok|ik vermoed|niet (?:helemaal )?zeker',
].join('|');
/** What will be is told so by people who know as well as can be known: no doubt about a day. */
const LIKELY =
  'probably|most likely|wahrscheinlich|probablement|sans doute|probablemente|probabilmente|waarschijnlijk';
/** Right before it alone: "it could be restarted" is no doubt. */
const COULD_BE =
  /(?<!\p{L})(?:(?:could|might|may)(?: well)? be(?: about| around)?|pourrait être|podrían? ser|potrebbe essere)\s*[€$£]?\s*$/iu;

const before = (words: string): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})(?![\p{L}\p{N}])`, 'iu');
const after = (words: string): RegExp =>
  new RegExp(
    String.raw`^\s*(?:eur(?:os?)?|usd|gbp|dollars?|pounds?|[€$£])?\s*[,–(-]?\s*(?:or so|(?:${words})(?![\p{L}\p{N}]))`,
    'iu',
  );
const DOUBT_BEFORE = before(DOUBT);
const DOUBT_AFTER = after(DOUBT);
const LIKELY_BEFORE = before(LIKELY);
/** How far back doubt reaches, in characters of its sentence. */
const REACH = 80;

/** Whether words of doubt stand before a place in its sentence, or right behind it. `day`: the place tells a day. */
export function isDoubted(text: string, { from, to }: Span, day: boolean): boolean {
  const sentence = sentenceBefore(text.slice(Math.max(0, from - REACH), from));
  return (
    DOUBT_BEFORE.test(sentence) ||
    (!day && LIKELY_BEFORE.test(sentence)) ||
    COULD_BE.test(sentence) ||
    DOUBT_AFTER.test(text.slice(to, to + 40))
  );
}

/** A full stop inside a number ends no sentence; what is not sure before a "but" is not what comes after it. */
function sentenceBefore(text: string): string {
  return text.split(/[.!?;\n](?=\s|$)|(?<!\p{L})(?:but|aber|mais|pero|ma|maar)(?!\p{L})/iu).at(-1) ?? '';
}

/** `or`, a stroke or a range between two numbers, with or without a currency. */
const UNIT = String.raw`(?:eur(?:os?)?|usd|gbp|dollars?|pounds?|[€$£])`;
const EITHER = String.raw`(?:or|oder|ou|o|of|bis|to|/|-|–)`;
const THEN_OTHER = new RegExp(
  String.raw`^\s*${UNIT}?\s*${EITHER}\s*(?:even\s+)?${UNIT}?\s*(\d+(?:[.,]\d+)?)`,
  'i',
);
const OTHER_THEN = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,])(\d+(?:[.,]\d+)?)\s*${UNIT}?\s*${EITHER}\s*(?:even\s+)?${UNIT}?\s*$`,
  'iu',
);

/** In Dutch `3 of 7` is an alternative; in English it is a part. */
const DUTCH = /(?<!\p{L})(?:uw|het|een|krijgt|wordt|worden|hebben|heb|zijn|niet|terug)(?!\p{L})/iu;

/** Whether another number is offered in place of the one at a place: `5.00 or 10.00`. */
export function hasOtherNumber(text: string, { from, to }: Span, value: number): boolean {
  const neighbours = [
    THEN_OTHER.exec(text.slice(to)),
    OTHER_THEN.exec(text.slice(Math.max(0, from - 40), from)),
  ];
  return neighbours.some(
    (match) =>
      match !== null &&
      Number((match[1] ?? '').replace(',', '.')) !== value &&
      (DUTCH.test(text) || !/\sof\s/i.test(match[0])),
  );
}

const BETWEEN_DAYS = /^[\s,]*(?:or|oder|ou|o|of|\/)\s*(?:on|by|the|am|den|le|el|il|op)?\s*(?:the)?\s*$/iu;

/** Whether another day is offered in place of the one at a place: `15 June or 16 June`. */
export function hasOtherDay(text: string, { from, to }: Span, day: string): boolean {
  return datesIn(text).some(
    (other) =>
      !sameDay(other, day) &&
      (BETWEEN_DAYS.test(text.slice(to, Math.max(to, other.from))) ||
        BETWEEN_DAYS.test(text.slice(other.to, Math.max(other.to, from)))),
  );
}

/** The days of a text that are none of those wanted, and none of those shown. */
export function otherDays(
  text: string,
  wanted: readonly string[],
  shown: () => readonly string[],
): readonly string[] {
  const others = datesIn(text).filter((found) => wanted.every((day) => !sameDay(found, day)));
  if (others.length === 0) return [];
  const known = shown().flatMap((one) => datesIn(one));
  return others
    .filter((found) => !known.some((one) => isSame(found, one)))
    .map((found) => text.slice(found.from, found.to));
}

function isSame(left: DateFound, right: DateFound): boolean {
  return (
    left.month === right.month &&
    left.day === right.day &&
    (left.year === null || right.year === null || left.year === right.year)
  );
}

/** A record's number: letters, then digits. */
const RECORD = /^([A-Z]{1,4})-?\d+$/;
/** Numbers of other records of its kind that may stand beside a wanted one. */
const MAX_RECORDS = 2;

/** The other numbers of records of the wanted one's kind, where there are so many that one of them had to be it; else none. */
export function otherRecords(text: string, wanted: readonly string[]): readonly string[] {
  const known = new Set(wanted);
  const kinds = new Set(wanted.flatMap((item) => RECORD.exec(item)?.[1] ?? []));
  for (const kind of kinds) {
    const found =
      text.match(new RegExp(String.raw`(?<![\p{L}\p{N}])${kind}-?\d+(?![\p{L}\p{N}])`, 'gu')) ?? [];
    const others = [...new Set(found)].filter((item) => !known.has(item));
    if (others.length > MAX_RECORDS) return others;
  }
  return [];
}
