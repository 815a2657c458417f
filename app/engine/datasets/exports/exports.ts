/** Every format that a dataset can be exported to, and the export itself: made, checked by reading it back, then written whole. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { guard, WorkspaceError } from '../../store/errors.ts';
import { labelRowSchema } from '../labels.ts';
import type { DatasetManifest } from '../manifest.ts';
import { pairRowSchema } from '../pairs.ts';
import { readDataset } from '../read.ts';
import type { CheckReport, ExportFile, ExportFormat, ExportSource, LeftOut } from './format.ts';
import { huggingFace } from './huggingface.ts';
import { gradedLines, ktoLines, messagesLines, pairLines, tokenLines } from './lines.ts';
import { openaiDpo } from './openai-dpo.ts';
import { openaiSft } from './openai-sft.ts';
import { shareGpt } from './sharegpt.ts';
import { verl } from './verl.ts';

export const exportFormats: readonly ExportFormat[] = [
  messagesLines,
  tokenLines,
  huggingFace,
  openaiSft,
  openaiDpo,
  shareGpt,
  verl,
  pairLines,
  ktoLines,
  gradedLines,
];

export interface ExportResult {
  readonly files: readonly ExportFile[];
  readonly rows: number;
  readonly leftOut: readonly LeftOut[];
  readonly report: CheckReport;
}

/** The dataset in `folder` with all that an export may need, verified. Throws WorkspaceError: missing, corrupt, read_only, io. */
export function readExportSource(folder: string, conversation: ExportSource['conversation']): ExportSource {
  const { manifest, rows, tokens } = readDataset(folder);
  const lines = <T>(file: string, schema: z.ZodType<T>): readonly T[] | null => {
    const path = join(folder, file);
    if (!manifest.files.some((one) => one.path === file)) return null;
    return guard(path, () => readFileSync(path, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => schema.parse(JSON.parse(line)));
  };
  return {
    ...{ manifest, rows, tokens, conversation },
    pairs: lines('pairs.jsonl', pairRowSchema),
    kto: lines('kto.jsonl', labelRowSchema),
    labels: lines('labels.jsonl', labelRowSchema),
    card: guard(folder, () => readFileSync(join(folder, 'README.md'), 'utf8')),
  };
}

/** The format of that id. Throws WorkspaceError `not_found`. */
export function exportFormat(id: string): ExportFormat {
  const format = exportFormats.find((one) => one.id === id);
  if (format !== undefined) return format;
  throw new WorkspaceError('not_found', `There is no format "${id}".`, {
    remedy: `Choose one of ${exportFormats.map((one) => one.id).join(', ')}.`,
  });
}

/** Makes an export and reads it back. Throws WorkspaceError `empty` when the dataset has nothing for this format. */
export async function makeExport(format: ExportFormat, source: ExportSource): Promise<ExportResult> {
  const missing = format.missing(source.manifest);
  if (missing !== null) throw empty(format, missing);
  const made = format.make(source);
  if (made.rows === 0)
    throw empty(
      format,
      `No row fits the format: ${[...new Set(made.leftOut.map(({ reason }) => reason))].join(' ')}`,
    );
  return { ...made, report: await format.check(made.files, source) };
}

function empty({ title }: ExportFormat, reason: string): WorkspaceError {
  return new WorkspaceError('empty', `There is nothing to export to ${title}. ${reason}`, {
    remedy: 'Choose another format, or write the dataset again with what is missing.',
  });
}

/**
 * Writes an export: one file to the path itself, several into a folder of that path. What is there already is replaced only where it is a
 * file, as its person chose in the dialog. Beside its place first, then renamed. Throws WorkspaceError: conflict, full, read_only, io.
 */
export function writeExport(files: readonly ExportFile[], path: string): void {
  const target = resolve(path);
  const [only] = files;
  guard(target, () => {
    mkdirSync(dirname(target), { recursive: true });
    const beside = `${target}.${String(process.pid)}.writing`;
    rmSync(beside, { recursive: true, force: true });
    try {
      if (files.length === 1 && only !== undefined) writeFileSync(beside, only.data);
      else {
        if (existsSync(target))
          throw new WorkspaceError('conflict', `${target} is there already.`, {
            remedy: 'Choose another name, or move it away.',
          });
        for (const { name, data } of files) {
          mkdirSync(dirname(join(beside, name)), { recursive: true });
          writeFileSync(join(beside, name), data);
        }
      }
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { recursive: true, force: true });
      throw error;
    }
  });
}

/** What an export's file or folder is called unless somebody chooses otherwise. */
export function exportName(
  { name, version }: Pick<DatasetManifest, 'name' | 'version'>,
  { id, extension }: ExportFormat,
): string {
  return `${name}-${version}-${id}${extension ?? ''}`;
}
