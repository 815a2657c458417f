/** Letters that stand for others: look-alikes, accents, spelling alphabets, shifted letters, first letters of words. Pure functions of texts. */

/** Cyrillic and Greek letters that look like Latin ones, and Latin letters that a decomposition leaves whole. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  [
    ['абвеёкмнорстухіјѕԁһԛԝ', 'a6beekmhopctyxijsdhqw'],
    ['αβεικνορτυχωηζμ', 'abeikvoptuxwnzm'],
    ['øłđðħıŀŋœæßþ', 'olddhilnoaspt'],
    ['ʟʀɢɴʙʏɪ', 'lrgnbyi'],
  ].flatMap(([from = '', to = '']) =>
    [...from].map((letter, i): [string, string] => [letter, to[i] ?? letter]),
  ),
);
const INVISIBLE = /[\p{M}\p{Cf}\uFE00-\uFE0F]/gu;

/** Small letters without accents and look-alikes, full-width and other styled characters as plain ones, nothing invisible. */
export function folded(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase().replace(INVISIBLE, '').replaceAll('ß', 'ss');
  return /[^\x20-\x7E\n]/.test(plain)
    ? Array.from(plain, (one) => LOOK_ALIKES.get(one) ?? one).join('')
    : plain;
}

/** The spelling alphabet of radio, and the German one. */
const SPELLING =
  'alfa alpha bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky x-ray xray yankee zulu ' +
  'anton berta caesar casar dora emil friedrich gustav heinrich ida julius kaufmann ludwig martha nordpol otto paula quelle richard samuel siegfried theodor ulrich wilhelm xanthippe ypsilon zacharias zeppelin';
const SPELLS = new RegExp(
  `(?<![a-z])(?:${SPELLING.split(' ')
    .toSorted((a, b) => b.length - a.length)
    .join('|')})(?![a-z])`,
  'g',
);

/** `tango romeo 9` → `t r 9`, of a folded text. */
export function spelledOut(text: string): string {
  return text.replace(SPELLS, (word) => word.slice(0, 1));
}

/** Every letter shifted by 13 places (rot13), of a folded text. */
export function shifted(text: string): string {
  return text.replace(/[a-z]/g, (letter) =>
    String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97),
  );
}

/** The first letters of all words, and those of all lines, of a folded text. */
export function initials(text: string): readonly [words: string, lines: string] {
  const first = (parts: readonly string[]): string =>
    parts.map((part) => /[a-z0-9]/.exec(part)?.[0] ?? '').join('');
  return [first(text.split(/[^a-z0-9]+/)), first(text.split(/\n|(?<=[.!?])\s/))];
}

const DIGITS_FOR: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `l4nt3rn` → `lantern`, of a folded text: digits in the place of letters. */
export function unleeted(text: string): string {
  return text.replace(/[013457@$!]/g, (sign) => DIGITS_FOR[sign] ?? sign);
}
