/** How people are reached: e-mail addresses and telephone numbers as their country writes them. */
import type { Locale, Rng, Split } from '@understudy/kernel';
import { splitOfNumber } from './split.ts';

/** Letters that Unicode does not take apart into a base and a mark. */
const SPELLED: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' };

/** Lower-case letters, digits and hyphens: `"Nuñez D’Amico"` → `"nunezdamico"`. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[ßæœøłđ]/g, (letter) => SPELLED[letter] ?? '')
    .replace(/[^a-z0-9-]/g, '');
}

/**
 * The address of a person: `("Zoë van Dijk", 31)` → `"zoe.vandijk31@example.com"`. Plain ASCII whatever the name; the number, unique
 * in the system that gives it, keeps namesakes apart.
 */
export function emailOf(name: string, number: number): string {
  const [first = '', ...last] = name.trim().split(/\s+/);
  return `${plain(first)}.${plain(last.join(''))}${number}@example.com`;
}

/** `#` stands for a digit. Ranges that regulators keep for fiction, where a country has one. */
const PHONES: Readonly<Record<Locale, string>> = {
  en: '+44 20 7946 0###',
  de: '+49 30 23125 ###',
  fr: '+33 1 99 00 ## ##',
  es: '+34 910 55# ###',
  it: '+39 06 5555 ####',
  nl: '+31 85 555 ####',
};

/** A telephone number of a split (its digits together are a number of that split), uniformly among those of the locale's pattern. */
export function phoneOf(locale: Locale, split: Split, rng: Rng): string {
  for (;;) {
    const phone = PHONES[locale].replace(/#/g, () => String(rng.int(0, 9)));
    if (splitOfNumber(Number(phone.replace(/\D/g, ''))) === split) return phone;
  }
}
