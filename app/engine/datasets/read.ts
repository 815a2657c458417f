/** Reads datasets back. Nothing is believed because it is local: hashes first, then each row is parsed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** The manifests of all datasets of a workspace, by name, oldest first within a name. Files are not verified. */
export function listDatasets(workspace: Workspace): readonly DatasetManifest[] {
  return guard(workspace.datasets, () => readdirSync(workspace.datasets, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => readManifest(join(workspace.datasets, entry.name)))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.createdAt, b.createdAt));
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
