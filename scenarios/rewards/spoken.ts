/**
 * Numbers in words, read as digits, in the six languages of the users: `nine seven two four` and `ninety-seven twenty-four` are 9724,
 * `neunzehntausendzweihundert` is 19200, `the fifteenth of June` the 15. What is no number stays as it is.
 */

/** Each list begins with the value it is named for and counts up. Words are without accents, as `folded` leaves them. */
const COUNTED: readonly (readonly [from: number, words: string])[] = [
  [
    0,
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ],
  [
    1,
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
  ],
  [
    0,
    'null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn',
  ],
  [
    1,
    'erste zweite dritte vierte funfte sechste siebte achte neunte zehnte elfte zwolfte dreizehnte vierzehnte funfzehnte sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste',
  ],
  [
    1,
    'ersten zweiten dritten vierten funften sechsten siebten achten neunten zehnten elften zwolften dreizehnten vierzehnten funfzehnten sechzehnten siebzehnten achtzehnten neunzehnten zwanzigsten',
  ],
  [2, 'zwo'],
  [5, 'fuenf'],
  [1, 'ein'],
  [0, 'zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize'],
  [1, 'premier'],
  [
    0,
    'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve',
  ],
  [1, 'primero'],
  [
    0,
    'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
  ],
  [1, 'primo'],
  [
    0,
    'nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
  ],
  [
    1,
    'eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste',
  ],
];
/** Twenty, thirty, … ninety. French counts by twenties, and so has tens that are sums. */
const TENS: readonly string[] = [
  'twenty thirty forty fifty sixty seventy eighty ninety',
  'zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig',
  'vingt trente quarante cinquante soixante',
  'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
  'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
  'vent trent quarant cinquant sessant settant ottant novant',
  'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
];
const TIMES: readonly (readonly [number, string])[] = [
  [100, 'hundred hundert cent cents cien ciento cento honderd'],
  [1000, 'thousand tausend mille mil mila duizend'],
];
/** Spanish hundreds are words of their own. */
const HUNDREDS: readonly (readonly [number, string])[] = [
  [200, 'doscientos doscientas'],
  [300, 'trescientos trescientas'],
  [400, 'cuatrocientos cuatrocientas'],
  [500, 'quinientos quinientas'],
  [600, 'seiscientos seiscientas'],
  [700, 'setecientos setecientas'],
  [800, 'ochocientos ochocientas'],
  [900, 'novecientos novecientas'],
];
const EIGHTY = /quatre[\s-]vingts?/g;

const values = new Map<string, number>([
  ...COUNTED.flatMap(([from, words]) =>
    words.split(' ').map((word, i): [string, number] => [word, from + i]),
  ),
  ...TENS.flatMap((words) => words.split(' ').map((word, i): [string, number] => [word, 20 + 10 * i])),
  ...[...TIMES, ...HUNDREDS].flatMap(([value, words]) =>
    words.split(' ').map((word): [string, number] => [word, value]),
  ),
  ['quatrevingt', 80],
  ['oh', 0],
]);
/** What joins the parts of one number: `nine hundred and two`, `siebenundneunzig`, `noventa y siete`. */
const JOINING = new Set(['and', 'und', 'et', 'y', 'e', 'en']);
/** Words of other meanings in another of the languages: no number where no other stands beside them. */
const DOUBTFUL = new Set([
  'due',
  'sei',
  'once',
  'elf',
  'un',
  'ein',
  'een',
  'oh',
  'second',
  'mil',
  'mille',
  'cent',
  'vent',
  'null',
  'seize',
  'dix',
  'six',
  'acht',
  'nove',
  'premier',
  'sept',
  'quince',
]);

const PARTS = new RegExp(
  `(?:${[...values.keys(), ...JOINING].toSorted((a, b) => b.length - a.length).join('|')})`,
  'gy',
);
const WORDS = /[a-z]+/g;
/** What may stand between the words of one number. */
const BETWEEN = /^[\s,.-]{1,3}$/;

interface Word {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly string[];
}

/** A text (small letters, no accents) with its number words as digits. */
export function inDigits(text: string): string {
  const plain = text.replaceAll(EIGHTY, 'quatrevingt');
  const words = [...plain.matchAll(WORDS)].flatMap((match): readonly Word[] => {
    const parts = partsOf(match[0]);
    return parts === null ? [] : [{ from: match.index, to: match.index + match[0].length, parts }];
  });
  let out = '';
  let done = 0;
  for (const run of runsOf(words, plain)) {
    const parts = run.flatMap((word) => word.parts);
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined || isDoubtful(parts)) continue;
    out += plain.slice(done, first.from) + written(parts);
    done = last.to;
  }
  return out + plain.slice(done);
}

/** A word as number words, one after the other; null where something else is in it. */
function partsOf(word: string): readonly string[] | null {
  const parts: string[] = [];
  PARTS.lastIndex = 0;
  while (PARTS.lastIndex < word.length) {
    const match = PARTS.exec(word);
    if (match === null) return null;
    parts.push(match[0]);
  }
  return parts;
}

function runsOf(words: readonly Word[], text: string): readonly (readonly Word[])[] {
  const runs: Word[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && BETWEEN.test(text.slice(last.to, word.from)))
      run.push(word);
    else runs.push([word]);
  }
  return runs.map(withoutJoints).filter((run) => run.length > 0);
}

/** `and two and`: joining words at the ends are the sentence's. */
function withoutJoints(run: readonly Word[]): readonly Word[] {
  const isJoint = ({ parts }: Word): boolean => parts.every((part) => JOINING.has(part));
  const from = run.findIndex((word) => !isJoint(word));
  return from === -1 ? [] : run.slice(from, run.findLastIndex((word) => !isJoint(word)) + 1);
}

function isDoubtful(parts: readonly string[]): boolean {
  const numbers = parts.filter((part) => !JOINING.has(part));
  return numbers.length === 1 && DOUBTFUL.has(numbers[0] ?? '');
}

/** With a hundred or a thousand it is one number; else its numbers below 100 stand one after the other. */
function written(parts: readonly string[]): string {
  const numbers = parts.flatMap((part) => values.get(part) ?? []);
  if (numbers.some((value) => value >= 100)) return String(total(numbers));
  const out: number[] = [];
  for (const [i, value] of numbers.entries()) {
    const before = out.at(-1);
    const previous = numbers[i - 1];
    // `twenty four`, `soixante dix-sept`; and `vier und zwanzig`, where the smaller stands first and is joined.
    const afterTens = before !== undefined && before >= 20 && before % 10 === 0 && value > 0 && value < 20;
    const beforeTens =
      previous !== undefined &&
      previous > 0 &&
      previous < 10 &&
      value >= 20 &&
      value < 100 &&
      joined(parts, i);
    if (before !== undefined && ((afterTens && (value < 10 || before === 60 || before === 80)) || beforeTens))
      out[out.length - 1] = before + value;
    else out.push(value);
  }
  return out.join('');
}

/** Whether a joining word stands before the number in that place. */
function joined(parts: readonly string[], place: number): boolean {
  let seen = -1;
  return parts.some((part, i) => {
    if (JOINING.has(part)) return false;
    seen += 1;
    return seen === place && JOINING.has(parts[i - 1] ?? '');
  });
}

function total(numbers: readonly number[]): number {
  let whole = 0;
  let part = 0;
  for (const value of numbers) {
    if (value === 1000) {
      whole += Math.max(1, part) * 1000;
      part = 0;
    } else if (value === 100) part = Math.max(1, part) * 100;
    else part += value;
  }
  return whole + part;
}
