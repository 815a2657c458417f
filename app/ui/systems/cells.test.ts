import { expect, test } from 'vitest';
import { cellText, columnTitle } from './cells.ts';

test('money, times and nothing are shown as such, all else as it is', () => {
  expect(cellText('amount_cents', 4895)).toBe('48.95');
  expect(cellText('created_at', Date.UTC(2026, 5, 15, 9, 5))).toBe('2026-06-15 09:05');
  expect(cellText('note', null)).toBe('—');
  expect(cellText('format', 12)).toBe('12');
  expect(cellText('status', 'paid')).toBe('paid');
  expect(columnTitle('amount_cents')).toBe('amount');
  expect(columnTitle('order_item_id')).toBe('order item id');
});
