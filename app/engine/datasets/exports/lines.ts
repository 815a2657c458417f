/** The dataset's own rows, for TRL and for readers of plain JSON Lines: messages, exact tokens with labels, pairs, and single labels. */
import { z } from 'zod';
import { labelRowSchema, type LabelRow } from '../labels.ts';
import { pairRowSchema } from '../pairs.ts';
import { datasetRowSchema } from '../row.ts';
import { differs, jsonLines, linesOf, report, type ExportFormat } from './format.ts';

/** What the loss of PyTorch leaves out (torch.nn.CrossEntropyLoss, `ignore_index`). */
const IGNORED = -100;

const tokenLine = z.strictObject({
  input_ids: z.array(z.int().nonnegative()).min(1),
  labels: z.array(z.int()),
});

export const messagesLines: ExportFormat = plainLines({
  id: 'messages',
  title: 'Conversations',
  about: 'JSON Lines with messages, tools and where each row comes from. TRL and most Python code read it.',
  file: 'train.jsonl',
  missing: () => null,
  rowsOf: ({ rows }) => rows,
  schema: datasetRowSchema,
  checked:
    'Every line has a conversation, its tools, and where it comes from, and reads back as it is in the dataset.',
});

export const tokenLines: ExportFormat = plainLines({
  id: 'tokens',
  title: 'Exact tokens',
  about:
    'What the model read and wrote, to the token, for TRL and models with the same tokenizer. Labels are -100 where nothing is learned.',
  file: 'tokens.jsonl',
  missing: ({ counts }) =>
    counts.tokenRows > 0 ? null : 'Whoever played these episodes recorded no tokens.',
  rowsOf: ({ tokens }) =>
    tokens.map(({ input_ids, loss_mask }) => ({
      input_ids,
      labels: input_ids.map((id, index) => (loss_mask[index] === 1 ? id : IGNORED)),
    })),
  schema: tokenLine.refine(
    ({ input_ids, labels }) =>
      labels.length === input_ids.length &&
      labels.some((label) => label !== IGNORED) &&
      labels.every((label, index) => label === IGNORED || label === input_ids[index]),
    'labels must repeat the ids that are learned, at least one, and be -100 elsewhere',
  ),
  checked:
    'Every row learns from at least one token, and its labels repeat exactly the tokens that the model wrote.',
});

export const pairLines: ExportFormat = plainLines({
  id: 'pairs',
  title: 'Better and worse, in tokens',
  about:
    'Pairs of answers to the same prompt, to the token, for preference training with models of the same tokenizer.',
  file: 'pairs.jsonl',
  missing: ({ counts }) =>
    (counts.pairs ?? 0) > 0 ? null : 'This dataset holds no pairs of a better and a worse answer.',
  rowsOf: ({ pairs }) => pairs ?? [],
  schema: pairRowSchema.refine(
    (pair) =>
      pair.chosen_ids.length === pair.chosen_mask.length &&
      pair.rejected_ids.length === pair.rejected_mask.length,
    'ids and masks differ in length',
  ),
  checked: 'Every pair has a prompt and two answers, with masks as long as they are.',
});

export const ktoLines: ExportFormat = plainLines({
  id: 'kto',
  title: 'Good or bad, in tokens',
  about: 'Single answers labelled good or bad, to the token, for KTO.',
  file: 'kto.jsonl',
  missing: ({ counts }) =>
    (counts.kto ?? 0) > 0 ? null : 'This dataset holds no answers labelled good or bad.',
  rowsOf: ({ kto }) => kto ?? [],
  schema: labelRowSchema.refine(sameLength, 'ids and masks differ in length'),
  checked: 'Every answer has a prompt, a label, and a mask as long as it is.',
});

export const gradedLines: ExportFormat = plainLines({
  id: 'grades',
  title: 'Graded, in tokens',
  about: 'Single answers with a grade from 0 to 1, to the token, for reward models.',
  file: 'labels.jsonl',
  missing: ({ counts }) => ((counts.labels ?? 0) > 0 ? null : 'This dataset holds no graded answers.'),
  rowsOf: ({ labels }) => labels ?? [],
  schema: labelRowSchema.refine(sameLength, 'ids and masks differ in length'),
  checked: 'Every answer has a prompt, a grade, and a mask as long as it is.',
});

function sameLength(row: LabelRow): boolean {
  return row.completion_ids.length === row.completion_mask.length;
}

interface Plain {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly file: string;
  readonly missing: ExportFormat['missing'];
  readonly rowsOf: (source: Parameters<ExportFormat['make']>[0]) => readonly unknown[];
  readonly schema: z.ZodType;
  readonly checked: string;
}

/** Rows of the dataset as they are, one a line. */
function plainLines({ id, title, about, file, missing, rowsOf, schema, checked }: Plain): ExportFormat {
  return {
    ...{ id, title, about, missing },
    extension: '.jsonl',
    make: (source) => {
      const rows = rowsOf(source);
      return { files: [{ name: file, data: jsonLines(rows) }], rows: rows.length, leftOut: [] };
    },
    check: (files, source) => {
      const problems: string[] = [];
      const wanted = rowsOf(source);
      const lines = linesOf(files, file);
      if (lines.length !== wanted.length)
        problems.push(`${String(lines.length)} lines where there should be ${String(wanted.length)}`);
      lines.forEach((line, index) => {
        const parsed = schema.safeParse(line);
        const place = `line ${String(index + 1)}`;
        if (!parsed.success) problems.push(`${place}: ${z.prettifyError(parsed.error)}`);
        else if (differs(line, wanted[index]))
          problems.push(`${place}: it does not read back as it is in the dataset`);
      });
      return Promise.resolve(report([checked], problems));
    },
  };
}
