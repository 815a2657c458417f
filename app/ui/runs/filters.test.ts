import { expect, test } from 'vitest';
import { restrictions, searchOf, withList, withText } from './filters.ts';

test('a search goes into the address and comes back', () => {
  let params = withList(new URLSearchParams('keep=1'), 'outcomes', ['failed', 'unjudged']);
  params = withList(params, 'families', ['late parcel']);
  params = withText(params, 'q', 'refund & more');
  params = withText(params, 'sort', 'worst');
  expect(searchOf(new URLSearchParams(params.toString()))).toEqual({
    outcomes: ['failed', 'unjudged'],
    families: ['late parcel'],
    text: 'refund & more',
    sort: 'worst',
  });
  expect(params.get('keep')).toBe('1');
  expect(searchOf(withText(withList(params, 'outcomes', []), 'q', ''))).toEqual({
    families: ['late parcel'],
    sort: 'worst',
  });
});

test('what an address should not hold is left out', () => {
  expect(searchOf(new URLSearchParams('outcome=brilliant&sort=mood&end=failed'))).toEqual({
    ends: ['failed'],
  });
});

test('an order is no restriction', () => {
  expect(restrictions({ sort: 'worst' })).toBe(0);
  expect(restrictions({ text: 'a', splits: ['train'] })).toBe(2);
});
