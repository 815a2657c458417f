/** Which language a line is in, by its most frequent words. The checker's own way, apart from the guard's. */
import type { Locale } from '@understudy/kernel';

/** Words of one language that none of the others writes so, most frequent first. */
const MARKS: Readonly<Record<Locale, string>> = {
  en: 'the and you my it this have is was would please want what when can not for your here sorry thanks okay been get are',
  de: 'ich und das nicht ist mir sie wie auch schon noch bitte habe mein meine danke für dann möchte kann einen doch wir mich',
  fr: 'je vous est pas une et les mon ça c’est merci pour avec suis voudrais dans très j’ai fait bien mais au il',
  es: 'yo usted está muy gracias por para quiero pero con el ya lo mi tengo más hecho puedo eso gusto ahora ayudar hay',
  it: 'io lei è sono grazie per vorrei ma con il che già ho questo può allora fatto adesso mio della bene cosa',
  nl: 'ik en het niet een mijn u dat heb bedankt voor graag maar van ook al kunt wil dit nog nu wat zijn alstublieft',
};

const sets = new Map(
  Object.entries(MARKS).map(([locale, words]) => [locale, new Set(words.split(' '))] as const),
);

/** Whether a line of five words or more reads as another language: it has at least three marks more of that one than of its own. */
export function readsForeign(line: string, language: Locale, names: ReadonlySet<string>): boolean {
  const words = line
    .toLowerCase()
    .split(/[^\p{L}’']+/u)
    .filter((word) => word !== '' && !names.has(word));
  if (words.length < 5) return false;
  const marks = (locale: string): number =>
    words.filter((word) => sets.get(locale)?.has(word) === true).length;
  const own = marks(language);
  return [...sets.keys()].some((locale) => locale !== language && marks(locale) >= own + 3);
}
