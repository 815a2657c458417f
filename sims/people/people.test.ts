import { createRng, locales, type Split } from '@understudy/kernel';
import { describe, expect, test } from 'vitest';
import { emailOf, localesFor, nameOf, namesOf, phoneOf, splitOfNumber } from './index.ts';

const fold = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').toLowerCase();
/** Particles belong to nobody. */
const words = (name: string): string[] =>
  name.split(' ').filter((word) => !/^(de|den|der|di|la|te[nr]|van)$/.test(word));
const splits = ['train', 'heldout'] as const satisfies readonly Split[];

describe.each(locales)('%s', (locale) => {
  const { first, last, streets, cities } = namesOf(locale);

  test('has names enough, each once, and places', () => {
    expect(first.train.length).toBeGreaterThanOrEqual(60);
    expect(first.heldout.length).toBeGreaterThanOrEqual(35);
    expect(last.train.length).toBeGreaterThanOrEqual(70);
    expect(last.heldout.length).toBeGreaterThanOrEqual(40);
    for (const list of [first.train, first.heldout, last.train, last.heldout, streets, cities]) {
      expect(new Set(list.map(fold)).size).toBe(list.length);
      for (const name of list) expect(name).toMatch(/^[\p{L}’-]+( [\p{L}’-]+)*$/u);
    }
    expect(Math.min(streets.length, cities.length)).toBeGreaterThanOrEqual(16);
  });

  test('telephone numbers have one form and belong to their split', () => {
    for (const split of splits) {
      const rng = createRng(`${locale}/${split}`);
      for (let n = 0; n < 30; n += 1) {
        const phone = phoneOf(locale, split, rng);
        expect(phone).toMatch(/^\+\d{2}( \d+)+$/);
        expect(splitOfNumber(Number(phone.replace(/\D/g, '')))).toBe(split);
      }
    }
  });
});

test.each(['first', 'last'] as const)('no %s name of train occurs in held-out, in any locale', (kind) => {
  const all = (split: Split): string[] =>
    locales.flatMap((locale) => namesOf(locale)[kind][split].flatMap((name) => words(fold(name))));
  const train = new Set(all('train'));
  expect(all('heldout').filter((word) => train.has(word))).toEqual([]);
});

test('an e-mail address is plain ASCII, whatever the name', () => {
  expect(emailOf('Ana Berg', 31)).toBe('ana.berg31@example.com');
  expect(emailOf('Zoë van der Meer', 7)).toBe('zoe.vandermeer7@example.com');
  expect(emailOf('Jean-Luc D’Amico', 12)).toBe('jean-luc.damico12@example.com');
  expect(emailOf('Götz Weiß', 3)).toBe('gotz.weiss3@example.com');
  for (const locale of locales)
    for (const split of splits)
      for (const last of namesOf(locale).last[split])
        for (const first of namesOf(locale).first[split].slice(0, 3))
          expect(emailOf(`${first} ${last}`, 1)).toMatch(/^[a-z-]+\.[a-z-]+1@example\.com$/);
});

test('locales are dealt evenly, and a single one draws nothing', () => {
  const dealt = localesFor(100, locales, createRng('deal'));
  const counts = locales.map((locale) => dealt.filter((one) => one === locale).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(dealt.slice(0, 6)).not.toEqual(locales);
  const rng = createRng('one');
  expect(localesFor(3, ['en'], rng)).toEqual(['en', 'en', 'en']);
  expect(rng.next()).toBe(createRng('one').next());
  expect(() => localesFor(3, [], rng)).toThrow(RangeError);
});

test('first and last name come from one locale and split', () => {
  const rng = createRng('names');
  for (let n = 0; n < 50; n += 1) {
    const [first = '', ...last] = nameOf('nl', 'heldout', rng).split(' ');
    expect(namesOf('nl').first.heldout).toContain(first);
    expect(namesOf('nl').last.heldout).toContain(last.join(' '));
  }
});
