import { createRng, locales, type Locale, type Person } from '@understudy/kernel';
import { namesOf } from '@understudy/people';
import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { people } from './people.ts';

const make = (more: { locales?: readonly Locale[]; people?: readonly Person[] } = {}) =>
  generate(createRng('people'), { size: 2000, split: 'train', ...more });

test('customers come from the locales asked for, evenly, with names of one locale each', () => {
  const found = people(make({ locales }));
  for (const locale of locales) {
    const { first, last } = namesOf(locale);
    const here = found.filter(({ name }) => {
      const [given = '', ...family] = name.split(' ');
      return first.train.includes(given) && last.train.includes(family.join(' '));
    });
    expect(here.length).toBeGreaterThanOrEqual(Math.floor(found.length / locales.length));
  }
  for (const { email } of found) expect(email).toMatch(/^[a-z-]+\.[a-z-]+\d+@example\.com$/);
});

test('naming the default locale changes nothing', () => {
  expect(make({ locales: ['en'] })).toEqual(make());
});

test('people of another system become customers, each once, among as many as before', () => {
  const own = people(make());
  // The first is a namesake with the number of a customer that would have been drawn: the drawn one gets another name.
  const namesake = own.at(-1) ?? { name: '', email: '' };
  const known = [namesake, { name: 'Zoë van Dijk', email: 'zoe.vandijk4@example.com' }];
  const found = people(make({ people: known }));
  expect(found).toHaveLength(own.length);
  expect(found.slice(0, 2)).toEqual(known);
  expect(new Set(found.map(({ email }) => email)).size).toBe(found.length);
  expect(found.slice(2, -1)).toEqual(own.slice(2, -1));
});
