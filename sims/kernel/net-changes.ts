/** Net-change maps: which rows differ from the template, and how that is written down for a hash. */
import { hash } from 'node:crypto';
import type { Schema, Table } from './schema.ts';
import type { Row } from './world.ts';

/** `table\u0000key` → row image, or null where the template's row is gone. Never changed once made. */
export type NetChanges = ReadonlyMap<string, Row | null>;

export const NO_CHANGES: NetChanges = new Map();

export interface RowAddress {
  readonly table: Table;
  readonly key: number;
}

export function addressKey(table: string, key: number): string {
  return `${table}\u0000${String(key)}`;
}

/** @throws Error for a text that is no address in this schema: the snapshot is not one of this template. */
export function parseAddress(text: string, schema: Schema): RowAddress {
  const cut = text.indexOf('\u0000');
  const table = schema.tables.get(text.slice(0, cut));
  const key = Number(text.slice(cut + 1));
  if (table === undefined || !Number.isSafeInteger(key)) {
    throw new Error(`snapshot: ${JSON.stringify(text)} is no row of this template`);
  }
  return { table, key };
}

/** Equal cell by cell. A row may list its columns in any order. */
export function sameRow(table: Table, left: Row | null, right: Row | null): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  for (const column of table.columns) if (left[column] !== right[column]) return false;
  return true;
}

/** Sorted by table in code-unit order, then by key as a number. */
export function compareAddresses(left: RowAddress, right: RowAddress): number {
  if (left.table.name !== right.table.name) return left.table.name < right.table.name ? -1 : 1;
  return left.key - right.key;
}

/** sha256 (hex) over the template's hash and the sorted changes, cells in column order. */
export function hashChanges(templateHash: string, changes: NetChanges, schema: Schema): string {
  const rows = [...changes].map(([text, row]) => ({ ...parseAddress(text, schema), row }));
  rows.sort(compareAddresses);
  const lines = rows.map(({ table, key, row }) =>
    JSON.stringify([table.name, key, row === null ? null : table.columns.map((column) => row[column])]),
  );
  return hash('sha256', `${templateHash}\n${lines.join('\n')}`);
}
