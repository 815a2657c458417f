import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { knowledgeBase } from '../population/knowledge-base.ts';
import { openDesk, result, type Desk } from '../test-desk.ts';
import { rank, snippet, stem } from './ranking.ts';

const ARTICLES = knowledgeBase().articles;

test('words of one family have one stem', () => {
  for (const [first, ...others] of [
    ['cancel', 'cancels', 'cancelled', 'cancelling'],
    ['change', 'changes', 'changed', 'changing'],
    ['refund', 'refunds', 'refunded'],
    ['delivery', 'deliveries'],
  ])
    for (const word of others) expect(stem(word), word).toBe(stem(first ?? ''));
});

describe('rank', () => {
  const found = (query: string) =>
    rank(
      query,
      ARTICLES.map((article) => ({ ...article, keywords: '' })),
      3,
    ).map((article) => article.slug);

  test('every article is found first by its own title', () => {
    for (const { title, slug } of ARTICLES) expect(found(title)[0], title).toBe(slug);
  });

  test('a rare word outweighs common ones, and nothing matches nothing', () => {
    expect(found('customer order warranty')[0]).toBe('warranty');
    expect(found('zebra')).toEqual([]);
    expect(found('')).toEqual([]);
  });

  test('is a ranking: no repeats, no more than asked for, the same every time', () => {
    const words = ARTICLES.flatMap((article) => article.title.split(' '));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 5 }), (query) => {
        const first = found(query.join(' '));
        expect(first.length).toBeLessThanOrEqual(3);
        expect(new Set(first).size).toBe(first.length);
        expect(found(query.join(' '))).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });
});

test('a snippet is the sentence that answers', () => {
  expect(snippet('cable loose', 'Look at the light. Push the cable in. Wait.')).toBe('Push the cable in.');
  expect(snippet('zebra', 'One. Two.')).toBe('One.');
});

describe('find_passages', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });

  test('answers in sentences, also to the words of customers', () => {
    expect(result(desk.call('find_passages', { query: 'my router is stuck' }))).toMatchObject({
      passages: [{ slug: 'restarting', topic: 'devices' }, {}],
    });
    expect(result(desk.call('find_passages', { query: 'chargeback evidence not received' }))).toMatchObject({
      passages: [{ slug: 'dispute-evidence', passage: expect.stringContaining('delivery_proof') }, {}, {}],
    });
  });

  test('stays within a topic', () => {
    const answer = result(desk.call('find_passages', { query: 'refund', topic: 'Invoices' }));
    expect(JSON.stringify(answer)).not.toContain('"topic":"returns"');
  });
});
