/** Ranked retrieval over a few texts by BM25, the words of a title counted three times. */
import { bm25, countWords } from '@understudy/kernel';
import { plain } from './matching.ts';
import { remembered } from './remembered.ts';

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
  const texts = documents.map(({ title, body }) =>
    countWords([
      [terms(title), TITLE_WEIGHT],
      [terms(body), 1],
    ]),
  );
  const scores = bm25(terms(query), texts);
  return documents
    .map((document, i) => ({ document, score: scores[i] ?? 0 }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || left.document.id - right.document.id)
    .map(({ document }) => document);
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
