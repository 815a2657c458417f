/** Typed access to the cells of a row a system itself selected. A wrong type is a bug in a statement, hence an exception. */
import type { Row } from './world.ts';

/** An INTEGER cell. */
export function int(row: Row, column: string): number {
  const cell = row[column];
  if (typeof cell !== 'number') throw new TypeError(`column ${column} is not a number: ${String(cell)}`);
  return cell;
}

/** A TEXT cell. */
export function text(row: Row, column: string): string {
  const cell = row[column];
  if (typeof cell !== 'string') throw new TypeError(`column ${column} is not a text: ${String(cell)}`);
  return cell;
}

/** An INTEGER cell that may be NULL. */
export function intOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : int(row, column);
}

/** A TEXT cell that may be NULL. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}
