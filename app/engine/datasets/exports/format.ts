/** What an export is: a pure function from a dataset to files that another program reads, and a check that reads them back. */
import type { LabelRow } from '../labels.ts';
import type { DatasetManifest } from '../manifest.ts';
import type { PairRow } from '../pairs.ts';
import type { DatasetRow } from '../row.ts';
import type { TokenRow } from '../tokens.ts';

/** Everything of a dataset that an export may need, read and verified. */
export interface ExportSource {
  readonly manifest: DatasetManifest;
  readonly rows: readonly DatasetRow[];
  readonly tokens: readonly TokenRow[];
  /** Null where the dataset was written without them. */
  readonly pairs: readonly PairRow[] | null;
  readonly kto: readonly LabelRow[] | null;
  readonly labels: readonly LabelRow[] | null;
  /** The text of its card. */
  readonly card: string;
  /** The conversation of an episode that need not be a row itself, such as the worse one of a pair; null where it is gone. */
  conversation(episodeId: string): Pick<DatasetRow, 'messages' | 'tools'> | null;
}

export interface ExportFile {
  /** With forward slashes, relative to the folder that the export is written to. */
  readonly name: string;
  readonly data: string | Uint8Array;
}

/** A row that the format has no room for. */
export interface LeftOut {
  readonly id: string;
  /** One sentence; the same for all rows that are left out for the same reason. */
  readonly reason: string;
}

export interface Exported {
  readonly files: readonly ExportFile[];
  readonly rows: number;
  readonly leftOut: readonly LeftOut[];
}

export interface CheckReport {
  /** What was looked at, a sentence each. */
  readonly checked: readonly string[];
  /** What is wrong, with its place; empty when the files can be used. */
  readonly problems: readonly string[];
}

export interface ExportFormat {
  readonly id: string;
  readonly title: string;
  /** Who reads it, and what for, in one sentence. */
  readonly about: string;
  /** Of the one file that it is, with its dot; null where it is a folder. */
  readonly extension: string | null;
  /** Why this dataset has nothing for it; null where it has. */
  missing(manifest: DatasetManifest): string | null;
  make(source: ExportSource): Exported;
  /** Reads the files back as their reader would, and compares them with the dataset. */
  check(files: readonly ExportFile[], source: ExportSource): Promise<CheckReport>;
}

/** The most problems that a report names: the rest look like these. */
const NAMED = 20;

export function report(checked: readonly string[], problems: readonly string[]): CheckReport {
  if (problems.length <= NAMED) return { checked, problems };
  const more = `and ${String(problems.length - NAMED)} more like these`;
  return { checked, problems: [...problems.slice(0, NAMED), more] };
}

export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** The file of that name as text. Throws RangeError when it is not there. */
export function textOf(files: readonly ExportFile[], name: string): string {
  const file = files.find((one) => one.name === name);
  if (file === undefined) throw new RangeError(`The export has no file ${name}.`);
  return typeof file.data === 'string' ? file.data : new TextDecoder().decode(file.data);
}

/** Each line of a JSON Lines file, parsed. */
export function linesOf(files: readonly ExportFile[], name: string): unknown[] {
  return textOf(files, name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

/** Null when two JSON values are equal, keys in the same order included. */
export function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
