/** Texts as the checker compares them: its own reading, apart from the guard's. */
import type { Json } from '@understudy/kernel';

/** Figures and addresses: runs that hold a digit or an @. */
export function tokens(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,;:!?()"“”„«»#/]+|[.](?=\s|$)/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}+]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => /[\d@]/.test(word));
}

/** The words of a text with single spaces between them and around it, so that whole words can be looked up in it. */
export function flat(text: string): string {
  return ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}@]+/gu)
      ?.join(' ') ?? ''
  } `;
}

/** Whether a text says a value, word for word. */
export function says(text: string, value: string): boolean {
  const wanted = flat(value);
  return wanted.trim() !== '' && flat(text).includes(wanted);
}

/** The single values inside a result, as texts. */
export function scalars(value: Json): readonly string[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [String(value)];
  return Object.values(value).flatMap(scalars);
}

/** The longer words of a text by how they begin: what it is about. */
export function topics(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.map((word) => word.slice(0, 5)));
}
