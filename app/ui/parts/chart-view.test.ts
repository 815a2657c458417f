import { expect, test } from 'vitest';
import { edgesGone, fit, zoomed } from './chart-view.ts';

test('the way is from visit to visit, and on to where it is now', () => {
  expect([...edgesGone(['new', 'open'], 'solved')]).toEqual(['new open', 'open solved']);
  expect([...edgesGone(['new', 'open'], 'open')]).toEqual(['new open']);
  expect([...edgesGone([], 'open')]).toEqual([]);
  expect([...edgesGone(['new'], null)]).toEqual([]);
});

test('a small chart stands in the middle, not blown up', () => {
  expect(fit({ width: 100, height: 100 }, { width: 400, height: 320 }, { x: 0, y: 0 })).toEqual({
    x: 140,
    y: 100,
    scale: 1.2,
  });
});

test('a chart too large to be read whole shows what is around its centre, and no empty margin', () => {
  const chart = { width: 2000, height: 200 };
  const window = { width: 400, height: 400 };
  expect(fit(chart, window, { x: 1000, y: 100 }).x).toBe(200 - 700);
  expect(fit(chart, window, { x: 0, y: 100 }).x).toBe(0);
  expect(fit(chart, window, { x: 2000, y: 100 }).x).toBe(400 - 1400);
});

test('what is under the pointer stays there while zooming', () => {
  const before = { x: 10, y: 20, scale: 1 };
  const after = zoomed(before, 2, { x: 110, y: 120 });
  expect(after).toEqual({ x: -90, y: -80, scale: 2 });
  expect(zoomed(before, 100, { x: 0, y: 0 }).scale).toBe(3);
});
