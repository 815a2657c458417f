import { describe, expect, it } from 'vitest';
import { bm25, countWords } from './bm25.ts';

const text = (words: string) => countWords([[words.split(' '), 1]]);

describe('bm25', () => {
  it('gives the published figure', () => {
    const [first = 0, second] = bm25(['cat'], [text('cat dog'), text('dog dog')]);
    // idf ln(1 + 1.5 / 1.5) for one of two texts; tf 1 at average length.
    expect(first).toBeCloseTo((Math.log(2) * 2.2) / 2.2, 12);
    expect(second).toBe(0);
  });

  it('prefers rare words, short texts, and words that weigh more', () => {
    const [common = 0, rare = 0] = bm25(['dog', 'cat'], [text('dog owl'), text('cat owl'), text('dog elk')]);
    expect(rare).toBeGreaterThan(common);
    const [short = 0, long = 0] = bm25(['cat'], [text('cat owl'), text('cat owl owl owl'), text('elk')]);
    expect(short).toBeGreaterThan(long);
    const titled = countWords([
      [['cat'], 3],
      [['owl'], 1],
    ]);
    expect(titled).toEqual({
      counts: new Map([
        ['cat', 3],
        ['owl', 1],
      ]),
      length: 4,
    });
  });

  it('counts a repeated word of the query once, and nothing of no texts', () => {
    const texts = [text('cat dog'), text('elk')];
    expect(bm25(['cat', 'cat'], texts)).toEqual(bm25(['cat'], texts));
    expect(bm25(['cat'], [])).toEqual([]);
  });
});
