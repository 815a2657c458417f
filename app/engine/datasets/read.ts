/** Reads datasets back. Nothing is believed because it is local: hashes first, then each row is parsed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { guard, WorkspaceError } from '../store/errors.ts';
import type { Workspace } from '../store/workspace.ts';
import {
  contentHash,
  datasetFiles,
  datasetManifestSchema,
  digest,
  preferenceFiles,
  type DatasetManifest,
} from './manifest.ts';
import { datasetRowSchema, type DatasetRow } from './row.ts';
import { tokenRowSchema, type TokenRow } from './tokens.ts';

export interface Dataset {
  readonly manifest: DatasetManifest;
  readonly rows: readonly DatasetRow[];
  readonly tokens: readonly TokenRow[];
}

/** The whole dataset in `folder`, verified. Throws WorkspaceError: missing, corrupt (saying what is wrong), read_only, io. */
export function readDataset(folder: string): Dataset {
  const manifest = readManifest(folder);
  const problems = verifyDataset(folder);
  if (problems.length > 0) throw corrupt(folder, problems.join('; '));
  return {
    manifest,
    rows: readLines(join(folder, 'train.jsonl'), datasetRowSchema),
    tokens: readLines(join(folder, 'tokens.jsonl'), tokenRowSchema),
  };
}

/** A folder among the datasets that cannot be used as it is. */
export interface DamagedDataset {
  /** The folder's name. */
  readonly folder: string;
  readonly path: string;
  /** What is wrong, one sentence. */
  readonly reason: string;
}

/** The datasets of a workspace that can be used, by name, oldest first within a name. `surveyDatasets` tells of the others. */
export function listDatasets(workspace: Pick<Workspace, 'datasets'>): readonly DatasetManifest[] {
  return surveyDatasets(workspace).whole;
}

/**
 * What lies among the datasets of a workspace. Looked at are the manifests and the sizes of the files, not their content, which
 * `verifyDataset` does: a list must not read gigabytes.
 */
export function surveyDatasets({ datasets }: Pick<Workspace, 'datasets'>): {
  readonly whole: readonly DatasetManifest[];
  readonly damaged: readonly DamagedDataset[];
} {
  const whole: DatasetManifest[] = [];
  const damaged: DamagedDataset[] = [];
  for (const entry of guard(datasets, () => readdirSync(datasets, { withFileTypes: true }))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = join(datasets, entry.name);
    const found = glance(path, entry.name);
    if (typeof found === 'string') damaged.push({ folder: entry.name, path, reason: found });
    else whole.push(found);
  }
  whole.sort((a, b) => compareText(a.name, b.name) || compareText(a.createdAt, b.createdAt));
  damaged.sort((a, b) => compareText(a.folder, b.folder));
  return { whole, damaged };
}

/** The manifest of a folder, or why it cannot be used. */
function glance(path: string, folder: string): DatasetManifest | string {
  try {
    const manifest = readManifest(path);
    if (`${manifest.name}-${manifest.version}` !== folder)
      return `The folder was renamed: its manifest says ${manifest.name}-${manifest.version}.`;
    const wrong = manifest.files.find(({ path: file, bytes }) => sizeOf(join(path, file)) !== bytes);
    if (wrong === undefined) return manifest;
    const size = sizeOf(join(path, wrong.path));
    return size === null
      ? `${wrong.path} is missing.`
      : `${wrong.path} was changed: it has ${String(size)} bytes and was written with ${String(wrong.bytes)}.`;
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return error.code === 'missing' ? 'It has no manifest.json.' : error.message;
  }
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

/** What is wrong with the dataset in `folder`, a sentence each; empty when every file is as it was written. */
export function verifyDataset(folder: string): readonly string[] {
  const manifest = readManifest(folder);
  const problems: string[] = [];
  const listedToo = preferenceFiles.filter((path) => manifest.files.some((file) => file.path === path));
  for (const path of [...datasetFiles, ...listedToo]) {
    const listed = manifest.files.find((file) => file.path === path);
    if (listed === undefined) problems.push(`the manifest does not list ${path}`);
    else if (!existsSync(join(folder, path))) problems.push(`${path} is missing`);
    else if (digest(guard(join(folder, path), () => readFileSync(join(folder, path)))) !== listed.sha256) {
      problems.push(`${path} was changed after it was written`);
    }
  }
  const hashes = new Map(manifest.files.map((file) => [file.path, file.sha256]));
  const hash = contentHash((path) => hashes.get(path));
  if (hash !== manifest.hash || !hash.startsWith(manifest.version))
    problems.push('the manifest contradicts itself');
  return problems;
}

/** The manifest of the dataset in `folder`. Throws WorkspaceError: missing, corrupt. */
export function readManifest(folder: string): DatasetManifest {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new WorkspaceError('missing', `There is no dataset in ${folder}: it has no manifest.json.`, {
      remedy:
        'Name a folder under datasets/ of the workspace, or write the dataset with `understudy export`.',
    });
  }
  return parse(
    path,
    guard(path, () => readFileSync(path, 'utf8')),
    datasetManifestSchema,
  );
}

function readLines<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  const lines = guard(path, () => readFileSync(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) =>
    line === '' ? [] : [parse(`${path}, line ${index + 1}`, line, schema)],
  );
}

function parse<T>(place: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupt(place, cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause), cause);
  }
}

function corrupt(place: string, problem: string, cause?: unknown): WorkspaceError {
  return new WorkspaceError('corrupt', `${place}: the dataset cannot be used: ${problem}.`, {
    remedy:
      'Move the folder away and write the dataset again: the traces it was made from are still in the workspace.',
    cause,
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
