/**
 * How well texts answer a query: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009,
 * section 3) with k1 = 1.2 and b = 0.75. What counts as a word, and how much, is the caller's.
 */

const SATURATION = 1.2;
const LENGTH_NORMALISATION = 0.75;

/** A text as its words with their weights; `length` is the sum of all weights. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Counts the words of the parts of a text, each with the weight of its part. */
export function countWords(
  parts: readonly (readonly [words: readonly string[], weight: number])[],
): WordCounts {
  const counts = new Map<string, number>();
  let length = 0;
  for (const [words, weight] of parts)
    for (const word of words) {
      counts.set(word, (counts.get(word) ?? 0) + weight);
      length += weight;
    }
  return { counts, length };
}

/** The score of each text, 0 or more, in the order given; 0 where it shares no word with the query. Repeated words count once. */
export function bm25(query: readonly string[], texts: readonly WordCounts[]): readonly number[] {
  const average = texts.reduce((sum, { length }) => sum + length, 0) / Math.max(1, texts.length);
  const rarities = [...new Set(query)].map((word) => {
    const having = texts.filter(({ counts }) => counts.has(word)).length;
    return { word, rarity: Math.log(1 + (texts.length - having + 0.5) / (having + 0.5)) };
  });
  return texts.map(({ counts, length }) => {
    const norm = SATURATION * (1 - LENGTH_NORMALISATION + (LENGTH_NORMALISATION * length) / average);
    return rarities.reduce((sum, { word, rarity }) => {
      const n = counts.get(word) ?? 0;
      return sum + (rarity * n * (SATURATION + 1)) / (n + norm);
    }, 0);
  });
}
