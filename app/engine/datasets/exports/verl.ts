/**
 * verl's Parquet of prompts for reinforcement learning: a row a task, with what the agent had before it at the start. What its answer is
 * worth is not in the file: the reward is earned by playing the task, which `reward_model.ground_truth` names.
 */
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { z } from 'zod';
import type { DatasetManifest } from '../manifest.ts';
import { parquetOf } from '../parquet.ts';
import type { DatasetRow } from '../row.ts';
import { differs, report, type ExportFormat } from './format.ts';
import { readParquet } from './huggingface.ts';

const FILE = 'train.parquet';

const lineSchema = z.strictObject({
  data_source: z.string().min(1),
  prompt: z.array(z.strictObject({ role: z.enum(['system', 'user']), content: z.string() })).min(1),
  ability: z.string().min(1),
  reward_model: z.strictObject({ style: z.literal('rule'), ground_truth: z.string().min(1) }),
  extra_info: z.strictObject({
    index: z.number(),
    split: z.literal('train'),
    task_id: z.string(),
    family: z.string(),
    seed: z.bigint(),
    tools_json: z.string(),
  }),
  agent_name: z.string().min(1),
});
type Line = z.infer<typeof lineSchema>;

export const verl: ExportFormat = {
  id: 'verl',
  title: 'verl',
  about:
    'Prompts for reinforcement learning with verl: a row a task, played by an agent loop of your own that earns the reward.',
  extension: '.parquet',
  missing: () => null,
  make: ({ manifest, rows }) => {
    const lines = linesFor(manifest, rows);
    const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
    const group = (name: string, children: number): SchemaElement => ({
      name,
      repetition_type: 'REQUIRED',
      num_children: children,
    });
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 6 },
      { name: 'data_source', ...text },
      { name: 'prompt', repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      group('element', 2),
      { name: 'role', ...text },
      { name: 'content', ...text },
      { name: 'ability', ...text },
      group('reward_model', 2),
      { name: 'style', ...text },
      { name: 'ground_truth', ...text },
      group('extra_info', 6),
      { name: 'index', type: 'INT32', repetition_type: 'REQUIRED' },
      { name: 'split', ...text },
      { name: 'task_id', ...text },
      { name: 'family', ...text },
      { name: 'seed', type: 'INT64', repetition_type: 'REQUIRED' },
      { name: 'tools_json', ...text },
      { name: 'agent_name', ...text },
    ];
    const columns: ColumnSource[] = [
      { name: 'data_source', data: lines.map((line) => line.data_source) },
      { name: 'prompt', data: lines.map((line) => line.prompt) },
      { name: 'ability', data: lines.map((line) => line.ability) },
      { name: 'reward_model', data: lines.map((line) => line.reward_model) },
      { name: 'extra_info', data: lines.map((line) => line.extra_info) },
      { name: 'agent_name', data: lines.map((line) => line.agent_name) },
    ];
    return { files: [{ name: FILE, data: parquetOf(schema, columns) }], rows: lines.length, leftOut: [] };
  },
  check: async (files, { manifest, rows }) => {
    const problems: string[] = [];
    const wanted = linesFor(manifest, rows);
    const lines = await readParquet(files, FILE);
    if (lines.length !== wanted.length)
      problems.push(`${String(lines.length)} rows where there should be ${String(wanted.length)}`);
    lines.forEach((line, index) => {
      const place = `row ${String(index + 1)}`;
      const parsed = lineSchema.safeParse(line);
      if (!parsed.success) problems.push(`${place}: ${z.prettifyError(parsed.error)}`);
      else if (differs(plain(parsed.data), plain(wanted[index])))
        problems.push(`${place} does not read back`);
    });
    return report(
      [
        'The file opens, and has verl’s columns with their nested fields.',
        'Each training task is there once, with its prompt as it was recorded, and no held-out task.',
      ],
      problems,
    );
  },
};

function linesFor({ scenario }: DatasetManifest, rows: readonly DatasetRow[]): readonly Line[] {
  const tasks = [...Map.groupBy(rows, ({ provenance }) => provenance.taskId).values()];
  return tasks.flatMap((episodes, index): Line[] => {
    const [first] = episodes;
    if (first === undefined) return [];
    const { messages, tools, provenance } = first;
    const prompt = [];
    for (const message of messages) {
      if (message.role !== 'system' && message.role !== 'user') break;
      prompt.push({ role: message.role, content: message.content });
    }
    const { taskId, family, seed } = provenance;
    return [
      {
        data_source: `understudy/${scenario}`,
        prompt,
        ability: 'tool_use',
        reward_model: { style: 'rule', ground_truth: taskId },
        extra_info: {
          index,
          split: 'train',
          task_id: taskId,
          family,
          seed: BigInt(seed),
          tools_json: JSON.stringify(tools),
        },
        agent_name: 'understudy',
      },
    ];
  });
}

/** JSON has no place for 64-bit integers. */
function plain(line: Line | undefined): unknown {
  return line === undefined
    ? null
    : { ...line, extra_info: { ...line.extra_info, seed: String(line.extra_info.seed) } };
}
