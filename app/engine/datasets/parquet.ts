/** The dataset as one Parquet file: a row for each token row, or one with null lists for an episode without tokens. */
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { DatasetRow } from './row.ts';
import type { TokenRow } from './tokens.ts';

interface Line {
  readonly row: DatasetRow;
  /** 0 unless the prompt started afresh in mid-episode. */
  readonly segment: number;
  readonly tokens: TokenRow | null;
}

type ElementType = Omit<SchemaElement, 'name' | 'repetition_type'>;

const text: ElementType = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };

/** Every column but the lists: what it is called, its Parquet type, and its value in a line. */
const columns: readonly (readonly [
  string,
  ElementType,
  (line: Line) => string | number | bigint | boolean,
])[] = [
  ['id', text, ({ row }) => row.id],
  ['segment', { type: 'INT32' }, ({ segment }) => segment],
  ['messages_json', text, ({ row }) => JSON.stringify(row.messages)],
  ['tools_json', text, ({ row }) => JSON.stringify(row.tools)],
  ['reward', { type: 'DOUBLE' }, ({ row }) => row.provenance.reward],
  ['success', { type: 'BOOLEAN' }, ({ row }) => row.provenance.success],
  ['task_id', text, ({ row }) => row.provenance.taskId],
  ['family', text, ({ row }) => row.provenance.family],
  ['run_id', text, ({ row }) => row.provenance.runId],
  ['policy_id', text, ({ row }) => row.provenance.policyId],
  ['sample', { type: 'INT32' }, ({ row }) => row.provenance.sample],
  ['seed', { type: 'INT64' }, ({ row }) => BigInt(row.provenance.seed)],
  ['world_hash', text, ({ row }) => row.provenance.worldHash],
  ['selected', text, ({ row }) => row.provenance.selected],
];

/** The same rows give the same bytes. */
export function parquetBytes(
  rows: readonly { readonly row: DatasetRow; readonly tokens: readonly TokenRow[] }[],
): Uint8Array {
  const lines = rows.flatMap(({ row, tokens }): Line[] =>
    tokens.length === 0
      ? [{ row, segment: 0, tokens: null }]
      : tokens.map((segment, index) => ({ row, segment: index, tokens: segment })),
  );
  const columnData: ColumnSource[] = [
    ...columns.map(([name, , value]) => ({ name, data: lines.map(value) })),
    { name: 'input_ids', data: lines.map((line) => line.tokens?.input_ids ?? null) },
    { name: 'loss_mask', data: lines.map((line) => line.tokens?.loss_mask ?? null) },
  ];
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columnData.length },
    ...columns.map(([name, type]): SchemaElement => ({ name, ...type, repetition_type: 'REQUIRED' })),
    ...listOfIntegers('input_ids'),
    ...listOfIntegers('loss_mask'),
  ];
  return parquetOf(schema, columnData);
}

/** One Parquet file of these columns. The same columns give the same bytes. */
export function parquetOf(schema: SchemaElement[], columnData: ColumnSource[]): Uint8Array {
  const writer = new ByteWriter();
  // Into memory it is done when it returns; the promise is for writers that flush.
  void parquetWrite({ writer, columnData, schema, createdBy: 'understudy' });
  return writer.getBytes();
}

/** The three-level list of the Parquet format (LogicalTypes.md, "Lists"): an optional list of required elements. */
export function listOfIntegers(name: string): SchemaElement[] {
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'INT32', repetition_type: 'REQUIRED' },
  ];
}
