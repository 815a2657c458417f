/** The datasets of the workspace, read: their pages, rows and versions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  datasetFolder,
  exportFormats,
  listDatasets,
  readDataset,
  readManifest,
  selectionSpecSchema,
  surveyDatasets,
  verifyDataset,
  type Dataset,
  type DatasetManifest,
  type DatasetRow,
  type Workspace,
} from '@understudy/engine';
import { z } from 'zod';
import type {
  DatasetDiff,
  DatasetLine,
  DatasetPage,
  FileCheck,
  RowLine,
  DatasetRowView,
} from '../contract/datasets.ts';
import { RequestError } from '../errors.ts';
import { tokensOf } from './views.ts';

export function lines(workspace: Workspace): readonly DatasetLine[] {
  const byName = Map.groupBy(listDatasets(workspace), ({ name }) => name);
  return [...byName.values()].flatMap((versions) => versions.map(lineOf).reverse());
}

function lineOf(manifest: DatasetManifest): DatasetLine {
  const { name, version, scenario, policies, createdAt, counts } = manifest;
  return { folder: `${name}-${version}`, name, version, scenario, policies, createdAt, counts };
}

/** The path of a dataset by its folder's name, which comes from outside: only one of the list is taken. */
export function placeOf(workspace: Workspace, folder: string): string {
  const { whole, damaged } = surveyDatasets(workspace);
  const found = whole.find((one) => lineOf(one).folder === folder);
  if (found !== undefined) return datasetFolder(workspace, found);
  const broken = damaged.find((one) => one.folder === folder);
  if (broken !== undefined)
    throw new RequestError(
      'CONFLICT',
      `The dataset ${folder} is damaged. ${broken.reason}`,
      'Move its folder away and make the dataset again: the episodes that it was made from are still here.',
    );
  throw new RequestError(
    'NOT_FOUND',
    `There is no dataset ${folder}.`,
    'Choose one from the list of datasets.',
  );
}

export function pageOf(workspace: Workspace, folder: string): DatasetPage {
  const path = placeOf(workspace, folder);
  const manifest = readManifest(path);
  const selection: unknown = JSON.parse(readFileSync(join(path, 'selection.json'), 'utf8'));
  const { spec } = z.object({ spec: selectionSpecSchema }).parse(selection);
  const { hash, license, modelHash, files } = manifest;
  return {
    ...lineOf(manifest),
    ...{ path, hash, license, modelHash, files, spec },
    card: readFileSync(join(path, 'README.md'), 'utf8'),
    versions: lines(workspace).filter(({ name }) => name === manifest.name),
    formats: exportFormats.map((format) => ({
      id: format.id,
      title: format.title,
      about: format.about,
      missing: format.missing(manifest),
    })),
  };
}

/** Datasets that are kept for the next page of their rows: reading one checks every hash. They never change. */
const KEPT = 2;
const open = new Map<string, Dataset>();

function opened(workspace: Workspace, folder: string): Dataset {
  const path = placeOf(workspace, folder);
  const dataset = open.get(path) ?? readDataset(path);
  open.delete(path);
  open.set(path, dataset);
  const [oldest] = open.keys();
  if (open.size > KEPT && oldest !== undefined) open.delete(oldest);
  return dataset;
}

export function rowsOf(
  workspace: Workspace,
  folder: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): readonly RowLine[] {
  return opened(workspace, folder)
    .rows.slice(offset, offset + limit)
    .map(rowLine);
}

function rowLine({ id, provenance }: DatasetRow): RowLine {
  const { taskId, family, policyId, reward, turns, selected } = provenance;
  return { id, taskId, family, policyId, reward, turns, selected };
}

export async function rowView(workspace: Workspace, folder: string, id: string): Promise<DatasetRowView> {
  const { rows, tokens } = opened(workspace, folder);
  const row = rows.find((one) => one.id === id);
  if (row === undefined)
    throw new RequestError('NOT_FOUND', `There is no row ${id} in ${folder}.`, 'Choose one from its rows.');
  const own = tokens.filter((one) => one.id === id || one.id.startsWith(`${id}@`));
  return {
    id,
    messages: row.messages,
    tools: row.tools.map((tool) => tool.function.name),
    tokens: await tokensOf(workspace, own, row.provenance.modelHash),
    provenance: row.provenance,
  };
}

export function diffOf(workspace: Workspace, from: string, to: string): DatasetDiff {
  const before = new Map(opened(workspace, from).rows.map((row) => [row.id, row]));
  const after = new Map(opened(workspace, to).rows.map((row) => [row.id, row]));
  const added = [...after.values()].filter(({ id }) => !before.has(id));
  const removed = [...before.values()].filter(({ id }) => !after.has(id));
  return { added: added.map(rowLine), removed: removed.map(rowLine), same: after.size - added.length };
}

export function checkOf(workspace: Workspace, folder: string): FileCheck {
  const path = placeOf(workspace, folder);
  const { files } = readManifest(path);
  return {
    problems: verifyDataset(path),
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
