/**
 * Ranked retrieval over a few texts. Scores are BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
 * Beyond", 2009, section 3.1) with k1 = 1.2 and b = 0.75, the words of a title counted three times.
 */
import { plain } from './matching.ts';
import { remembered } from './remembered.ts';

const K1 = 1.2;
const B = 0.75;
const TITLE_WEIGHT = 3;
/** Words that say nothing about a subject. */
const STOP = new Set(
  'a an and are as at be by can do does for from how i in is it my of on or our the this to was we what when with you your'.split(
    ' ',
  ),
);

export interface Document {
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

/** Documents that share a word with the query, best first, ties by id. */
export function rank(query: string, documents: readonly Document[]): readonly Document[] {
  const wanted = [...new Set(terms(query))];
  const bags = documents.map((document) => bag(document));
  const average = bags.reduce((sum, { length }) => sum + length, 0) / Math.max(1, bags.length);
  const weights = wanted.map((word) => {
    const holding = bags.filter(({ counts }) => counts.has(word)).length;
    return { word, idf: Math.log(1 + (bags.length - holding + 0.5) / (holding + 0.5)) };
  });
  return bags
    .map(({ document, counts, length }) => ({
      document,
      score: weights.reduce((sum, { word, idf }) => {
        const count = counts.get(word) ?? 0;
        return sum + (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average));
      }, 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || left.document.id - right.document.id)
    .map(({ document }) => document);
}

function bag(document: Document) {
  const counts = new Map<string, number>();
  let length = 0;
  const add = (text: string, weight: number): void => {
    for (const word of terms(text)) {
      counts.set(word, (counts.get(word) ?? 0) + weight);
      length += weight;
    }
  };
  add(document.title, TITLE_WEIGHT);
  add(document.body, 1);
  return { document, counts, length };
}

/** Words without stop words and without a plural s, so that "invoices" finds "invoice". */
const terms = remembered(2_000, (text: string): readonly string[] =>
  plain(text)
    .split(' ')
    .filter((word) => word.length > 1 && !STOP.has(word))
    .map((word) =>
      word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word,
    ),
);
