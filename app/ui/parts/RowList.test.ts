import { expect, test } from 'vitest';
import { targetOf } from './RowList.tsx';

test('keys lead through the rows and never out of them', () => {
  expect(targetOf('ArrowDown', 4, 10, 5)).toBe(5);
  expect(targetOf('ArrowDown', 9, 10, 5)).toBe(9);
  expect(targetOf('ArrowUp', 0, 10, 5)).toBe(0);
  expect(targetOf('PageDown', 7, 10, 5)).toBe(9);
  expect(targetOf('Home', 7, 10, 5)).toBe(0);
  expect(targetOf('End', 0, 0, 5)).toBe(0);
  expect(targetOf('x', 3, 10, 5)).toBe(null);
});
