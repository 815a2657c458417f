/**
 * Ranks articles by BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.4), over words cut down
 * to their stems. A word in the title or among the keywords counts as several of the body. Ties keep the order given, so the
 * same articles and query give the same answer.
 */

export interface Searchable {
  readonly title: string;
  readonly body: string;
  /** Words customers use that the text does not. */
  readonly keywords: string;
}

const SATURATION = 1.2;
const LENGTH_NORMALISATION = 0.75;
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

interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Texts that were counted, by text. What is kept depends on nothing but the text, hence not on the world it came from. */
const counted = new Map<string, Counted>();
const COUNTED_AT_MOST = 1000;

function count(article: Searchable): Counted {
  const key = `${article.title}\u0000${article.body}\u0000${article.keywords}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  let length = 0;
  for (const [text, weight] of [
    [article.title, TITLE_WEIGHT],
    [article.keywords, KEYWORD_WEIGHT],
    [article.body, 1],
  ] as const) {
    for (const word of stems(text)) {
      counts.set(word, (counts.get(word) ?? 0) + weight);
      length += weight;
    }
  }
  if (counted.size >= COUNTED_AT_MOST) counted.clear();
  const made = { counts, length };
  counted.set(key, made);
  return made;
}

/** The articles that share a word with the query, best first, at most `limit`. */
export function rank<T extends Searchable>(
  query: string,
  articles: readonly T[],
  limit: number,
): readonly T[] {
  const words = [...new Set(stems(query))];
  const all = articles.map((article) => ({ article, ...count(article) }));
  const average = all.reduce((sum, one) => sum + one.length, 0) / Math.max(1, all.length);
  const rarity = new Map(
    words.map((word) => {
      const having = all.filter((one) => one.counts.has(word)).length;
      return [word, Math.log(1 + (all.length - having + 0.5) / (having + 0.5))] as const;
    }),
  );
  return all
    .map(({ article, counts, length }) => {
      const norm = SATURATION * (1 - LENGTH_NORMALISATION + (LENGTH_NORMALISATION * length) / average);
      const score = words.reduce((sum, word) => {
        const n = counts.get(word) ?? 0;
        return sum + ((rarity.get(word) ?? 0) * n * (SATURATION + 1)) / (n + norm);
      }, 0);
      return { article, score };
    })
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
