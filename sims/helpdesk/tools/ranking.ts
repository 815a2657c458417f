/**
 * Ranks articles by BM25 over words cut down to their stems. A word in the title or among the keywords counts as several of the
 * body. Ties keep the order given, so the same articles and query give the same answer.
 */
import { bm25, countWords, type WordCounts } from '@understudy/kernel';

export interface Searchable {
  readonly title: string;
  readonly body: string;
  /** Words customers use that the text does not. */
  readonly keywords: string;
}

const TITLE_WEIGHT = 3;
const KEYWORD_WEIGHT = 2;

const STOP_WORDS = new Set(
  'a an and are as at be but by can do does for from has have how i if in is it its me my not of on or our that the their them then there this to was we what when where which who why with you your'.split(
    ' ',
  ),
);

/** The stem of an English word, roughly: "cancelling", "cancelled" and "cancels" → "cancel". */
export function stem(word: string): string {
  const cut = word.length > 4 ? word.replace(/(?:ing|ed|ies|es|s|y)$/, '') : word.replace(/s$/, '');
  const base = cut.length < 3 ? word : cut;
  return base.replace(/([b-df-hj-np-tv-z])\1$/, '$1').replace(/(?<=..)e$/, '');
}

/** The stems of a text, in order, without words that say nothing. */
export function stems(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[a-z0-9]{2,}/g) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stem);
}

/** Texts that were counted, by text. What is kept depends on nothing but the text, hence not on the world it came from. */
const counted = new Map<string, WordCounts>();
const COUNTED_AT_MOST = 1000;

function count(article: Searchable): WordCounts {
  const key = `${article.title}\u0000${article.body}\u0000${article.keywords}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  const made = countWords([
    [stems(article.title), TITLE_WEIGHT],
    [stems(article.keywords), KEYWORD_WEIGHT],
    [stems(article.body), 1],
  ]);
  if (counted.size >= COUNTED_AT_MOST) counted.clear();
  counted.set(key, made);
  return made;
}

/** The articles that share a word with the query, best first, at most `limit`. */
export function rank<T extends Searchable>(
  query: string,
  articles: readonly T[],
  limit: number,
): readonly T[] {
  const scores = bm25(stems(query), articles.map(count));
  return articles
    .map((article, i) => ({ article, score: scores[i] ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ article }) => article);
}

/** The sentence of a text that shares most words with the query, the first of equals. */
export function snippet(query: string, body: string): string {
  const wanted = new Set(stems(query));
  let best = { sentence: '', hits: -1 };
  for (const sentence of body.split(/(?<=[.!?])\s+/)) {
    const hits = new Set(stems(sentence).filter((word) => wanted.has(word))).size;
    if (hits > best.hits) best = { sentence, hits };
  }
  return best.sentence;
}
