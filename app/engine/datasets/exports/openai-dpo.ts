/**
 * OpenAI direct preference optimisation: what both answers have in common as the input, then the one message in which the better and the
 * worse part. The API takes a single message of the assistant on either side.
 */
import { z } from 'zod';
import type { PairRow } from '../pairs.ts';
import {
  differs,
  jsonLines,
  linesOf,
  report,
  type ExportFormat,
  type ExportSource,
  type LeftOut,
} from './format.ts';
import {
  openaiMessageSchema,
  openaiProblems,
  openaiToolSchema,
  toOpenai,
  type OpenaiMessage,
} from './openai-sft.ts';

const FILE = 'openai-dpo.jsonl';

const oneAnswer = z.array(openaiMessageSchema).length(1);
const lineSchema = z.strictObject({
  input: z.strictObject({
    messages: z.array(openaiMessageSchema).min(1),
    tools: z.array(openaiToolSchema).min(1).optional(),
    parallel_tool_calls: z.boolean().optional(),
  }),
  preferred_output: oneAnswer,
  non_preferred_output: oneAnswer,
});
type Line = z.infer<typeof lineSchema>;

export const openaiDpo: ExportFormat = {
  id: 'openai-dpo',
  title: 'OpenAI, better and worse',
  about:
    'For preference fine-tuning at OpenAI: the message in which a better episode parts from a worse one.',
  extension: '.jsonl',
  missing: ({ counts }) =>
    (counts.pairs ?? 0) > 0 ? null : 'This dataset holds no pairs of a better and a worse answer.',
  make: (source) => {
    const leftOut: LeftOut[] = [];
    const lines = (source.pairs ?? []).flatMap((pair) => {
      const made = lineOf(pair, source);
      if (typeof made !== 'string') return [made];
      leftOut.push({ id: pair.id, reason: made });
      return [];
    });
    return { files: [{ name: FILE, data: jsonLines(lines) }], rows: lines.length, leftOut };
  },
  check: (files, source) => {
    const problems: string[] = [];
    const wanted = (source.pairs ?? []).filter((pair) => typeof lineOf(pair, source) !== 'string');
    const lines = linesOf(files, FILE);
    if (lines.length !== wanted.length)
      problems.push(`${String(lines.length)} lines where there should be ${String(wanted.length)}`);
    lines.forEach((line, index) => {
      const place = `line ${String(index + 1)}`;
      const parsed = lineSchema.safeParse(line);
      if (!parsed.success) {
        problems.push(`${place}: ${z.prettifyError(parsed.error)}`);
        return;
      }
      problems.push(
        ...problemsOf(parsed.data, wanted[index], source).map((problem) => `${place}: ${problem}`),
      );
    });
    return Promise.resolve(
      report(
        [
          'Every line has an input and exactly one message of the agent on either side.',
          'The two messages differ, and call only tools that were offered.',
          'Input and answers are the beginnings of both recorded episodes.',
        ],
        problems,
      ),
    );
  },
};

function problemsOf(line: Line, pair: PairRow | undefined, source: ExportSource): readonly string[] {
  const { input, preferred_output: better, non_preferred_output: worse } = line;
  const names = new Set((input.tools ?? []).map((tool) => tool.function.name));
  const problems = [...openaiProblems(input.messages, names)];
  for (const answer of [...better, ...worse]) {
    if (answer.role !== 'assistant') problems.push('an answer that is not the assistant’s');
    problems.push(...openaiProblems([answer], names));
  }
  if (!differs(better, worse)) problems.push('both answers are the same');
  if (pair !== undefined) {
    for (const [side, answer] of [
      ['chosen', better],
      ['rejected', worse],
    ] as const) {
      const whole = toOpenai(source.conversation(pair.provenance[side].episodeId)?.messages ?? []);
      const begun = [...input.messages, ...answer];
      if (whole === null || differs(whole.slice(0, begun.length), begun))
        problems.push(`it is not how ${pair.provenance[side].episodeId} began`);
    }
  }
  return problems;
}

/** The line of a pair, or why there can be none. */
function lineOf({ provenance }: PairRow, source: ExportSource): Line | string {
  const better = source.conversation(provenance.chosen.episodeId);
  const worse = source.conversation(provenance.rejected.episodeId);
  if (better === null || worse === null) return 'Its episodes are not in this workspace any more.';
  const [good, bad] = [toOpenai(better.messages), toOpenai(worse.messages)];
  if (good === null || bad === null) return 'The agent wrote something that no message can hold.';
  const parts = good.findIndex((message, index) => differs(message, bad[index]));
  const [chosen, rejected] = [good[parts], bad[parts]];
  if (!isAnswer(chosen) || !isAnswer(rejected)) return 'The two do not part in a message of the agent.';
  const { tools } = better;
  return {
    input: {
      messages: good.slice(0, parts),
      ...(tools.length === 0 ? {} : { tools, parallel_tool_calls: true }),
    },
    preferred_output: [chosen],
    non_preferred_output: [rejected],
  };
}

function isAnswer(
  message: OpenaiMessage | undefined,
): message is Extract<OpenaiMessage, { role: 'assistant' }> {
  return message?.role === 'assistant';
}
