/** Wordings by language. */
import type { Locale } from '@understudy/kernel';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { nl } from './nl.ts';
import type { Speech } from './speech.ts';

const LIBRARY: Readonly<Record<Locale, Speech>> = { en, de, fr, es, it, nl };

/** What users say in a language, for each act and split. */
export function wordingsOf(language: Locale): Speech {
  return LIBRARY[language];
}
