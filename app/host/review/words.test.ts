import { agreementOf } from '@understudy/engine';
import { expect, test } from 'vitest';
import { agreementWords } from './words.ts';

function words(cells: readonly (readonly [string, string, number])[]): string {
  const pairs = cells.flatMap(([a, b, count]) => Array.from({ length: count }, () => [a, b] as const));
  return agreementWords({ reviewers: ['Ada', 'Ben'], ...agreementOf(pairs) });
}

test('says whether the labels can be relied on', () => {
  expect(
    words([
      ['good', 'good', 9],
      ['bad', 'bad', 9],
      ['good', 'bad', 2],
    ]),
  ).toBe('Ada and Ben agree on 18 of 20; κ 0.80, good enough to rely on.');
  expect(
    words([
      ['good', 'good', 7],
      ['bad', 'bad', 7],
      ['good', 'bad', 6],
    ]),
  ).toContain('fair: talk about');
  expect(
    words([
      ['good', 'good', 5],
      ['bad', 'bad', 5],
      ['good', 'bad', 5],
      ['bad', 'good', 5],
    ]),
  ).toContain('hardly better than chance');
});

test('does not praise what is too few or without variety', () => {
  expect(words([['good', 'good', 3]])).toContain('too few to tell');
  expect(words([['good', 'good', 30]])).toContain('chance alone would do as well');
});
