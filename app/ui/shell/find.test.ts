import { expect, test } from 'vitest';
import { score } from './find.ts';

test('letters in order are found, others are not, and an empty search likes all', () => {
  expect(score('Go to Datasets', 'gds')).toBeGreaterThan(0);
  expect(score('Go to Datasets', 'sdg')).toBe(0);
  expect(score('Go to Datasets', '')).toBe(1);
});

test('a word as it stands beats scattered letters, and beginnings of words beat their insides', () => {
  expect(score('Go to Runs', 'runs')).toBeGreaterThan(score('Return unused stores', 'runs'));
  expect(score('Go to Runs', 'gr')).toBeGreaterThan(score('Enlarge rows', 'gr'));
});
