/** Where people live and what they speak. First and last names are apart per split; streets and cities are shared. */
import type { Locale, Split } from '@understudy/kernel';
import { en } from './locales/en.ts';

export interface LocaleNames {
  readonly first: Readonly<Record<Split, readonly string[]>>;
  readonly last: Readonly<Record<Split, readonly string[]>>;
  readonly streets: readonly string[];
  readonly cities: readonly string[];
}

const NAMES: Readonly<Record<Locale, LocaleNames>> = { en, de: en, fr: en, es: en, it: en, nl: en };

export function namesOf(locale: Locale): LocaleNames {
  return NAMES[locale];
}
