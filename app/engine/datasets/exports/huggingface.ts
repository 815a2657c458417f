/** The layout of the Hugging Face Hub: a card whose metadata names one Parquet file for each configuration. */
import { parquetReadObjects } from 'hyparquet';
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { listOfIntegers, parquetBytes, parquetOf } from '../parquet.ts';
import type { DatasetManifest } from '../manifest.ts';
import type { PairRow } from '../pairs.ts';
import type { DatasetRow } from '../row.ts';
import type { TokenRow } from '../tokens.ts';
import { report, textOf, type ExportFile, type ExportFormat, type ExportSource } from './format.ts';

const CARD = 'README.md';
const WHOLE = 'train-00000-of-00001.parquet';

export const huggingFace: ExportFormat = {
  id: 'hugging-face',
  title: 'Hugging Face',
  about: 'A folder that can be uploaded to the Hub as it is, and that load_dataset reads from the disk.',
  extension: null,
  missing: () => null,
  make: (source) => {
    const { rows, tokens, pairs, card, manifest } = source;
    return {
      files: [
        { name: CARD, data: cardOf(card, manifest) },
        { name: `default/${WHOLE}`, data: parquetBytes(withTokens(rows, tokens)) },
        ...(pairs === null || pairs.length === 0 ? [] : [{ name: `pairs/${WHOLE}`, data: pairBytes(pairs) }]),
      ],
      rows: rows.length,
      leftOut: [],
    };
  },
  check: async (files, source) => {
    const problems = [...cardProblems(files), ...(await rowProblems(files, source))];
    return report(
      [
        'The card’s metadata names a file for each configuration, and each file is there.',
        'Every Parquet file opens, and its rows read back: conversations, tools, tokens and masks.',
      ],
      problems,
    );
  },
};

/** Our own card with its metadata's configurations replaced by those of this layout. */
function cardOf(card: string, manifest: DatasetManifest): string {
  const names = ['default', ...((manifest.counts.pairs ?? 0) > 0 ? ['pairs'] : [])];
  const configs = names
    .map(
      (name) =>
        `- config_name: ${name}\n  data_files:\n  - split: train\n    path: ${name}/train-*.parquet\n`,
    )
    .join('');
  return card
    .replace(/^configs:\n(?:(?:- | {2}).*\n)*/m, `configs:\n${configs}`)
    .replace(/\n## Files\n[\s\S]*?(?=\n## )/, filesText(names));
}

function filesText(names: readonly string[]): string {
  const pairs =
    '- `pairs`: `prompt_ids`, `chosen_ids`, `chosen_mask`, `rejected_ids`, `rejected_mask`, `margin` (of the rewards), `group` (the task).\n';
  return `
## Files

- \`default\`: \`messages_json\` and \`tools_json\` as text (OpenAI shape), \`input_ids\` and \`loss_mask\` (1 exactly at tokens that the model
  sampled, as recorded), and where each episode comes from.
${names.includes('pairs') ? pairs : ''}`;
}

function withTokens(
  rows: readonly DatasetRow[],
  tokens: readonly TokenRow[],
): { readonly row: DatasetRow; readonly tokens: readonly TokenRow[] }[] {
  const of = Map.groupBy(tokens, ({ id }) => episodeOf(id));
  return rows.map((row) => ({ row, tokens: of.get(row.id) ?? [] }));
}

/** `episode@1` is the second part of `episode`. */
export function episodeOf(tokenRowId: string): string {
  return tokenRowId.replace(/@\d+$/, '');
}

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
const pairLists = ['prompt_ids', 'chosen_ids', 'chosen_mask', 'rejected_ids', 'rejected_mask'] as const;

function pairBytes(pairs: readonly PairRow[]): Uint8Array {
  const columns: ColumnSource[] = [
    { name: 'id', data: pairs.map(({ id }) => id) },
    { name: 'group', data: pairs.map(({ group }) => group) },
    { name: 'margin', data: pairs.map(({ margin }) => margin) },
    { name: 'provenance_json', data: pairs.map(({ provenance }) => JSON.stringify(provenance)) },
    ...pairLists.map((name) => ({ name, data: pairs.map((pair) => pair[name]) })),
  ];
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    { name: 'id', ...text },
    { name: 'group', ...text },
    { name: 'margin', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    { name: 'provenance_json', ...text },
    ...pairLists.flatMap(listOfIntegers),
  ];
  return parquetOf(schema, columns);
}

function cardProblems(files: readonly ExportFile[]): readonly string[] {
  const card = textOf(files, CARD);
  const head = /^---\n([\s\S]*?)\n---\n/.exec(card)?.[1] ?? '';
  const paths = [...head.matchAll(/^ {4}path: (\S+)$/gm)].map((match) => match[1] ?? '');
  const data = files.map(({ name }) => name).filter((name) => name !== CARD);
  const pattern = (path: string): string => path.replace('*', '00000-of-00001');
  return [
    ...(head === '' ? ['the card has no metadata'] : []),
    ...paths
      .filter((path) => !data.includes(pattern(path)))
      .map((path) => `the card names ${path}, which is not there`),
    ...data
      .filter((name) => !paths.some((path) => pattern(path) === name))
      .map((name) => `the card does not name ${name}`),
  ];
}

async function rowProblems(files: readonly ExportFile[], source: ExportSource): Promise<readonly string[]> {
  const problems: string[] = [];
  const whole = await readParquet(files, `default/${WHOLE}`);
  const wanted = withTokens(source.rows, source.tokens).flatMap(({ row, tokens }) =>
    (tokens.length === 0 ? [null] : tokens).map((segment) => ({ row, segment })),
  );
  if (whole.length !== wanted.length)
    problems.push(`${String(whole.length)} rows where there should be ${String(wanted.length)}`);
  whole.forEach((line, index) => {
    const { row, segment } = wanted[index] ?? {};
    const same =
      row !== undefined &&
      line['id'] === row.id &&
      line['messages_json'] === JSON.stringify(row.messages) &&
      line['tools_json'] === JSON.stringify(row.tools) &&
      sameList(line['input_ids'], segment?.input_ids ?? null) &&
      sameList(line['loss_mask'], segment?.loss_mask ?? null);
    if (!same) problems.push(`row ${String(index + 1)} does not read back`);
  });
  const pairs = source.pairs ?? [];
  if (pairs.length === 0) return problems;
  const lines = await readParquet(files, `pairs/${WHOLE}`);
  if (lines.length !== pairs.length)
    problems.push(`${String(lines.length)} pairs where there should be ${String(pairs.length)}`);
  lines.forEach((line, index) => {
    const pair = pairs[index];
    if (pair === undefined || !pairLists.every((name) => sameList(line[name], pair[name])))
      problems.push(`pair ${String(index + 1)} does not read back`);
  });
  return problems;
}

/** The rows of a Parquet file among these. */
export async function readParquet(
  files: readonly ExportFile[],
  name: string,
): Promise<Record<string, unknown>[]> {
  const data = files.find((file) => file.name === name)?.data;
  if (data === undefined || typeof data === 'string')
    throw new RangeError(`The export has no Parquet file ${name}.`);
  const copy = Uint8Array.from(data);
  return parquetReadObjects({ file: copy.buffer });
}

function sameList(read: unknown, wanted: readonly number[] | null): boolean {
  if (wanted === null) return read === null || read === undefined;
  return (
    Array.isArray(read) &&
    read.length === wanted.length &&
    wanted.every((value, index) => Number(read[index]) === value)
  );
}
