import { expect, it } from 'vitest';
import { readingOf } from './reading.ts';

it('reads out a column, or the whole result in words', () => {
  expect(readingOf({ light: 'red', code: 'E4' }, 'code')).toBe('E4');
  expect(readingOf({ light: 'red', code: 'E4' }, null)).toBe('light red, code E4');
  expect(readingOf({ updated: false }, null)).toBe('not updated');
});

it('reads out nothing where the result says no more than that it worked', () => {
  expect(readingOf({ confirmed: true }, null)).toBe('');
  expect(readingOf({ confirmed: true }, 'confirmed')).toBe('true');
  expect(readingOf({ confirmed: true, on: '2026-06-15' }, null)).toBe('confirmed, on 2026-06-15');
});
