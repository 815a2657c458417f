import { expect, test } from 'vitest';
import { paceOf } from './pace.ts';

const every = (ms: number, count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i * ms);

test('the pace is that of the playing, in whatever order episodes come and however long the pauses were', () => {
  expect(paceOf(every(500, 21))).toBe(2);
  expect(paceOf([...every(500, 21), ...every(500, 21, 3_600_000)].toReversed())).toBe(2);
});

test('too few episodes, or all at one moment, are no pace', () => {
  expect(paceOf([])).toBeNull();
  expect(paceOf(every(500, 5))).toBeNull();
  expect(paceOf(every(0, 50))).toBeNull();
});
