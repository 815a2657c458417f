import { expect, test } from 'vitest';
import { besideOf, nextOf, queueChoice } from './queue.ts';

const item = (episodeId: string, mine: 'good' | null = null, disputed = false) => ({
  ...{ episodeId, mine, disputed },
  others: 0,
});

test('goes on with what is not judged yet, and round to what was skipped', () => {
  const items = [item('a'), item('b', 'good'), item('c'), item('d', 'good')];
  expect(nextOf(items, null, 'unlabelled')).toBe('a');
  expect(nextOf(items, 'a', 'random')).toBe('c');
  expect(nextOf(items, 'c', 'random')).toBe('a');
  expect(nextOf([item('a'), item('b', 'good')], 'a', 'unlabelled')).toBe(null);
});

test('goes through what is disputed although it was judged, then on to the rest', () => {
  const items = [item('a', 'good', true), item('b', 'good', true), item('c', 'good'), item('d')];
  expect(nextOf(items, 'a', 'disagreements')).toBe('b');
  expect(nextOf(items, 'b', 'disagreements')).toBe('d');
});

test('steps to the neighbour, round the ends', () => {
  const items = [item('a'), item('b', 'good')];
  expect(besideOf(items, 'b', 1)).toBe('a');
  expect(besideOf(items, 'a', -1)).toBe('b');
  expect(besideOf([], null, 1)).toBe(null);
});

test('an address that makes no sense asks for the usual queue', () => {
  expect(queueChoice(new URLSearchParams('queue=odd&seed=-4&size=x'))).toEqual({
    order: 'unlabelled',
    seed: 7,
    size: 500,
  });
  expect(queueChoice(new URLSearchParams('queue=random&seed=9&size=12'))).toEqual({
    order: 'random',
    seed: 9,
    size: 12,
  });
});
