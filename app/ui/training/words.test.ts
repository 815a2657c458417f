import { expect, test } from 'vitest';
import { inOrder, progressWords, rangeWords, short, timeLeft } from './words.ts';

test('the time left is said in the unit that fits', () => {
  expect(timeLeft(0.2)).toBe('1 s left');
  expect(timeLeft(200)).toBe('4 min left');
  expect(timeLeft(7300)).toBe('2 h 2 min left');
  const progress = { step: 3, total: 9, etaSeconds: 30 };
  expect(progressWords({ progress, status: 'running' })).toBe('step 3 of 9, 30 s left');
  expect(progressWords({ progress, status: 'cancelled' })).toBe('step 3 of 9');
});

test('what says most comes first, and what is unknown is still shown', () => {
  expect(inOrder(['lr', 'zeta', 'epoch', 'loss'])).toEqual(['loss', 'lr', 'zeta']);
});

test('figures are short', () => {
  expect([0.000012345, 0.12345, 12.3456, 54321.9, 0, -2.5].map(short)).toEqual([
    '1.23e-5',
    '0.1235',
    '12.35',
    '54322',
    '0',
    '-2.5',
  ]);
});

test('a range of time says no more than is known', () => {
  expect(rangeWords({ low: 1500, high: 1502 })).toBe('about 25 min');
  expect(rangeWords({ low: 0.4, high: 250 })).toBe('1 s to 4 min');
  expect(rangeWords({ low: 0, high: 9000 })).toBe('up to 2.5 h');
  expect(rangeWords({ low: 7200, high: 72_000 })).toBe('2.0 h to 20 h');
});
