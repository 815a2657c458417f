/** Drawing a person: names of one locale belong together, and so do the street and the city. */
import type { Locale, Rng, Split } from '@understudy/kernel';
import { namesOf } from './locale.ts';

/** First and last name of one locale, with a space between. */
export function nameOf(locale: Locale, split: Split, rng: Rng): string {
  const { first, last } = namesOf(locale);
  return `${rng.pick(first[split])} ${rng.pick(last[split])}`;
}

/** Locales for a number of people, evenly: of each as many as of any other, give or take one. With one locale nothing is drawn. */
export function localesFor(count: number, locales: readonly Locale[], rng: Rng): readonly Locale[] {
  const [only] = locales;
  if (only === undefined) throw new RangeError('localesFor() needs at least one locale');
  const dealt = Array.from({ length: count }, (_, index) => locales[index % locales.length] ?? only);
  return locales.length === 1 ? dealt : rng.shuffle(dealt);
}
