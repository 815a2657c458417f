import { expect, it } from 'vitest';
import { folded } from './alphabets.ts';
import { inDigits } from './spoken.ts';

const read = (text: string): string => inDigits(folded(text));

it.each([
  ['nine seven two four', '9724'],
  ['ninety-seven twenty-four', '9724'],
  ['nineteen thousand two hundred and five', '19205'],
  ['the fifteenth of June', 'the 15 of june'],
  ['neun, sieben, zwei, vier', '9724'],
  ['siebenundneunzig vierundzwanzig', '9724'],
  ['neunzehntausendzweihundert Euro', '19200 euro'],
  ['am fünfzehnten Juni', 'am 15 juni'],
  ['quatre-vingt-dix-sept', '97'],
  ['dix-neuf mille deux cents euros', '19200 euros'],
  ['noventa y siete', '97'],
  ['diecinueve mil doscientos', '19200'],
  ['diciannovemiladuecento', '19200'],
  ['novantasette', '97'],
  ['zevenennegentig', '97'],
  ['negentienduizend tweehonderd', '19200'],
])('reads "%s" as "%s"', (words, digits) => {
  expect(read(words)).toBe(digits);
});

it('leaves words alone that are numbers in another language only', () => {
  for (const text of [
    'the parcel is due on monday, at once',
    'das sei so, sagt der elf',
    'un café et un thé',
    'mil gracias por todo',
    'ik heb een vraag over de bestelling',
  ])
    expect(read(text)).toBe(folded(text));
});
