import { expect, test } from 'vitest';
import { upcoming } from './stages.ts';

test('what is to come is what lies behind the furthest stage that has begun', () => {
  expect(upcoming([''])).toHaveLength(6);
  expect(upcoming(['Evaluating base', 'Rolling out, round 1'])).toEqual([
    'Keep the best conversations',
    'Train on them',
    'Make the new model playable',
    'Measure the new model on the same held-out tasks',
  ]);
  expect(upcoming(['Evaluating base', 'Evaluating round 1'])).toEqual([]);
});
