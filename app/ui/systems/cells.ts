/** Cells of a world as people read them. Pure. */
import type { RowView } from '@understudy/host/contract';

type Cell = RowView['row'][string];

const days = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'UTC',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** Simulated time, in UTC: `2026-06-15 09:00`. */
export function simulatedTime(time: number): string {
  return days.format(time).replace(',', '');
}

/** Money in cents and times in milliseconds are known by the names of their columns. */
export function cellText(column: string, value: Cell | undefined): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value;
  if (column.endsWith('_cents')) return (value / 100).toFixed(2);
  if (/(^|_)(at|due|until|since)$/.test(column) && value > 1e11) return simulatedTime(value);
  return String(value);
}

/** What stands above a column: the name without its unit, which the cells show. */
export function columnTitle(column: string): string {
  return column.replace(/_cents$/, '').replaceAll('_', ' ');
}
