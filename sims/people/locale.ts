/**
 * Where people live and what they speak. First and last names are apart per split, over all locales together: no train name of one
 * locale is a held-out name of another, accents and case aside. Streets and cities are shared.
 */
import type { Locale, Split } from '@understudy/kernel';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { it } from './locales/it.ts';
import { nl } from './locales/nl.ts';

export interface LocaleNames {
  readonly first: Readonly<Record<Split, readonly string[]>>;
  readonly last: Readonly<Record<Split, readonly string[]>>;
  readonly streets: readonly string[];
  readonly cities: readonly string[];
}

const NAMES: Readonly<Record<Locale, LocaleNames>> = { en, de, fr, es, it, nl };

export function namesOf(locale: Locale): LocaleNames {
  return NAMES[locale];
}
