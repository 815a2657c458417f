/** Text of an episode: always text, whatever it spells, with the words that are searched for marked. */
import type { ReactNode } from 'react';

export function Words({ text, needle }: { readonly text: string; readonly needle: string }): ReactNode {
  if (needle === '') return text;
  const low = text.toLowerCase();
  const parts: ReactNode[] = [];
  let from = 0;
  // A text whose lower case is of another length could be cut in the wrong places.
  for (
    let at = low.length === text.length ? low.indexOf(needle) : -1;
    at !== -1;
    at = low.indexOf(needle, from)
  ) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + needle.length)}</mark>);
    from = at + needle.length;
  }
  return [...parts, text.slice(from)];
}

/** A value in one line: `order_id 8778, sku F60`. */
export function inLine(value: unknown): string {
  if (value === null || typeof value !== 'object')
    return typeof value === 'string' ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `${String(value.length)} entries`;
  return Object.entries(value)
    .map(([key, one]) => `${key} ${typeof one === 'string' ? one : JSON.stringify(one)}`)
    .join(', ');
}

/** Times of the world are milliseconds in columns that say so by their names. */
const TIMES = /(?:_at|_until|_since)$|^due$/;
const EARLIEST = 946_684_800_000;

/** A cell of the world as people read it. */
export function inCell(column: string, value: string | number | null | undefined): string {
  if (typeof value === 'number' && value > EARLIEST && TIMES.test(column))
    return new Date(value).toISOString().slice(0, 19).replace('T', ' ');
  return value === null || value === undefined ? 'empty' : value === '' ? '“”' : String(value);
}
