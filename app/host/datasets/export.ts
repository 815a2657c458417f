/** Hands a dataset to others: made in their format, checked by reading it back, written where its person said. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import {
  chatMessages,
  datasetRowSchema,
  exportFormat,
  exportName,
  makeExport,
  readExportSource,
  readManifest,
  writeExport,
  type ExportResult,
} from '@understudy/engine';
import { systems } from '@understudy/scenarios';
import { toolSpec } from '@understudy/kernel';
import type { ExportSummary } from '../contract/datasets.ts';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { placeOf } from './stored.ts';

/** Larger files are taken from the folder itself. */
const LARGEST_DOWNLOAD = 64 * 1024 * 1024;

type Place = Pick<HostContext, 'workspace' | 'store'>;

export async function exportTo(
  context: Place,
  folder: string,
  format: string,
  to: string | null,
): Promise<ExportSummary> {
  if (to !== null && !isAbsolute(to))
    throw new RequestError('BAD_REQUEST', `${to} is not a whole path.`, 'Choose a place in the dialog.');
  const made = await madeExport(context, folder, format);
  const path = to ?? freePath(join(exportsOf(context), made.name));
  const size = made.files.reduce((sum, file) => sum + Buffer.byteLength(file.data), 0);
  writeExport(made.files, path);
  return {
    format,
    path,
    files: made.files.map(({ name, data }) => ({ name, bytes: Buffer.byteLength(data) })),
    rows: made.rows,
    leftOut: [...Map.groupBy(made.leftOut, ({ reason }) => reason)].map(([reason, rows]) => ({
      reason,
      rows: rows.length,
    })),
    report: made.report,
    download: to === null && made.files.length === 1 && size <= LARGEST_DOWNLOAD ? basename(path) : null,
  };
}

export function nameOfExport(
  { workspace }: Pick<Place, 'workspace'>,
  folder: string,
  format: string,
): string {
  return exportName(readManifest(placeOf(workspace, folder)), exportFormat(format));
}

async function madeExport(
  { workspace, store }: Place,
  folder: string,
  id: string,
): Promise<ExportResult & { readonly name: string }> {
  const format = exportFormat(id);
  const specs = new Map(
    [...systems.values()].flatMap((system) => system.tools.map((tool) => [tool.name, toolSpec(tool)])),
  );
  const source = readExportSource(placeOf(workspace, folder), (episodeId) => {
    if (store.episode(episodeId) === null) return null;
    const events = store.events(episodeId);
    const [opened] = events;
    const offered = (opened?.type === 'opened' ? opened.tools : []).flatMap((name) => {
      const spec = specs.get(name);
      if (spec === undefined) return [];
      const { description, parameters } = spec;
      return [{ type: 'function', function: { name, description, parameters } }];
    });
    return { messages: chatMessages(events), tools: datasetRowSchema.shape.tools.parse(offered) };
  });
  const made = await makeExport(format, source);
  return { ...made, name: exportName(source.manifest, format) };
}

function exportsOf({ workspace }: Pick<Place, 'workspace'>): string {
  return join(workspace.folder, 'exports');
}

/** An export never replaces an earlier one: a number is added. */
function freePath(path: string): string {
  const dot = /(\.[a-z]+)?$/.exec(path)?.index ?? path.length;
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? path : `${path.slice(0, dot)}-${String(number)}${path.slice(dot)}`;
    if (!existsSync(tried)) return tried;
  }
}

/** A file of the workspace's exports, for a browser to keep. */
export function downloadOf(context: Place, name: string): { readonly name: string; readonly base64: string } {
  const path = join(exportsOf(context), basename(name));
  if (basename(name) !== name || !existsSync(path) || !statSync(path).isFile())
    throw new RequestError('NOT_FOUND', `There is no export ${name}.`, 'Export the dataset once more.');
  return { name, base64: readFileSync(path).toString('base64') };
}
