/** A plain table: light rules between columns, none between rows, readable in a log file too. */
import Table from 'cli-table3';
import { cleanLine } from './clean.ts';

export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    ...(head.length > 0 ? { head: head.map(cleanLine) } : {}),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map(cleanLine));
  return table.toString();
}
