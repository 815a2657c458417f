/**
 * LLaMA-Factory's ShareGPT: turns named human, gpt, function_call and observation, and a dataset_info.json that registers them. Its reader
 * wants the two sides to take turns: what is heard (human, observation) at even places, what is learned (gpt, function_call) at odd ones.
 */
import { z } from 'zod';
import type { ChatMessage } from '../messages.ts';
import type { DatasetRow } from '../row.ts';
import {
  differs,
  linesOf,
  report,
  textOf,
  type ExportFile,
  type ExportFormat,
  type LeftOut,
} from './format.ts';
import { untilLastAnswer } from './openai-sft.ts';

const INFO = 'dataset_info.json';

const turnSchema = z.strictObject({
  from: z.enum(['human', 'gpt', 'function_call', 'observation']),
  value: z.string(),
});
type Turn = z.infer<typeof turnSchema>;
const rowSchema = z.strictObject({
  conversations: z.array(turnSchema).min(2),
  system: z.string(),
  /** JSON text: the functions, without the `type` around them. */
  tools: z.string(),
});
type Row = z.infer<typeof rowSchema>;
const callSchema = z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.json()) });
const toolsSchema = z.array(
  z.strictObject({
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.json()),
  }),
);
const infoSchema = z.record(
  z.string(),
  z.strictObject({
    file_name: z.string(),
    formatting: z.literal('sharegpt'),
    columns: z.strictObject({
      messages: z.literal('conversations'),
      system: z.literal('system'),
      tools: z.literal('tools'),
    }),
  }),
);

const heard: ReadonlySet<Turn['from']> = new Set(['human', 'observation']);

export const shareGpt: ExportFormat = {
  id: 'llama-factory',
  title: 'LLaMA-Factory',
  about: 'For LLaMA-Factory: ShareGPT conversations, with the dataset_info.json that makes them known to it.',
  extension: null,
  missing: () => null,
  make: ({ manifest, rows }) => {
    const leftOut: LeftOut[] = [];
    const made = rows.flatMap((row) => {
      const one = rowOf(row);
      if (typeof one !== 'string') return [one];
      leftOut.push({ id: row.id, reason: one });
      return [];
    });
    const file = fileOf(manifest.name);
    const columns = { messages: 'conversations', system: 'system', tools: 'tools' };
    const info = { [manifest.name]: { file_name: file, formatting: 'sharegpt', columns } };
    return {
      files: [
        { name: file, data: made.map((one) => `${JSON.stringify(one)}\n`).join('') },
        { name: INFO, data: `${JSON.stringify(info, null, 2)}\n` },
      ],
      rows: made.length,
      leftOut,
    };
  },
  check: (files, { manifest, rows }) => {
    const problems = [...infoProblems(files, manifest.name)];
    const wanted = rows.flatMap((row) => (typeof rowOf(row) === 'string' ? [] : [row]));
    const lines = linesOf(files, fileOf(manifest.name));
    if (lines.length !== wanted.length)
      problems.push(`${String(lines.length)} lines where there should be ${String(wanted.length)}`);
    lines.forEach((line, index) => {
      const place = `line ${String(index + 1)}`;
      const parsed = rowSchema.safeParse(line);
      if (!parsed.success) {
        problems.push(`${place}: ${z.prettifyError(parsed.error)}`);
        return;
      }
      problems.push(...problemsOf(parsed.data, wanted[index]).map((problem) => `${place}: ${problem}`));
    });
    return Promise.resolve(
      report(
        [
          'What is heard and what is learned take turns, and the agent has the last word.',
          'Every call names an offered tool, and calls, answers and tools are JSON.',
          'dataset_info.json names the file and its columns, and every turn reads back as it was recorded.',
        ],
        problems,
      ),
    );
  },
};

function fileOf(name: string): string {
  return `${name}.jsonl`;
}

function infoProblems(files: readonly ExportFile[], name: string): readonly string[] {
  const info = infoSchema.safeParse(JSON.parse(textOf(files, INFO)));
  if (!info.success) return [`${INFO}: ${z.prettifyError(info.error)}`];
  const file = info.data[name]?.file_name;
  return files.some((one) => one.name === file) ? [] : [`${INFO} names no file of this export for ${name}`];
}

function problemsOf({ conversations, tools }: Row, row: DatasetRow | undefined): readonly string[] {
  const problems: string[] = [];
  const offered = toolsSchema.safeParse(JSON.parse(tools));
  if (!offered.success) problems.push(`the tools: ${z.prettifyError(offered.error)}`);
  const names = new Set((offered.success ? offered.data : []).map(({ name }) => name));
  conversations.forEach((turn, index) => {
    if (heard.has(turn.from) !== (index % 2 === 0)) problems.push(`turn ${String(index + 1)} is out of turn`);
    if (turn.from === 'function_call') {
      const calls = z.array(callSchema).safeParse(JSON.parse(turn.value));
      if (!calls.success) problems.push(`turn ${String(index + 1)} holds no calls`);
      for (const { name } of calls.success ? calls.data : [])
        if (!names.has(name)) problems.push(`a call of ${name}, which is not among the tools`);
    }
  });
  if (conversations.length % 2 !== 0) problems.push('the agent does not have the last word');
  if (row !== undefined) {
    const back = toldBy(conversations);
    const source = toldBy(turnsOf(untilLastAnswer(row.messages)));
    if (differs(back, source) || back.length === 0) problems.push(`it does not read back as ${row.id}`);
  }
  return problems;
}

/** The row of an episode, or why there can be none. */
function rowOf({ messages, tools }: DatasetRow): Row | string {
  const [system] = messages;
  const turns = merged(turnsOf(untilLastAnswer(messages)));
  const speaks = messages.some(
    (message) =>
      message.role === 'assistant' && message.tool_calls !== undefined && (message.content ?? '') !== '',
  );
  if (speaks) return 'The agent spoke and called a tool in one turn, which this format cannot hold.';
  if (messages.some((message) => message.role === 'tool' && message.tool_call_id === 'malformed'))
    return 'The agent wrote something that no message can hold.';
  if (turns[0]?.from !== 'human') return 'It does not begin with a message of the user.';
  if (turns.some(({ from }, index) => heard.has(from) !== (index % 2 === 0)))
    return 'The two sides do not take turns in it.';
  return {
    conversations: turns,
    system: system?.role === 'system' ? system.content : '',
    tools: JSON.stringify(tools.map((tool) => tool.function)),
  };
}

function turnsOf(messages: readonly ChatMessage[]): Turn[] {
  return messages.flatMap((message): Turn[] => {
    switch (message.role) {
      case 'system':
        return [];
      case 'user':
        return [{ from: 'human', value: message.content }];
      case 'tool':
        return [{ from: 'observation', value: message.content }];
      case 'assistant': {
        const calls = (message.tool_calls ?? []).map((call) => ({
          name: call.function.name,
          arguments: z.record(z.string(), z.json()).parse(JSON.parse(call.function.arguments)),
        }));
        if (calls.length > 0) return [{ from: 'function_call', value: JSON.stringify(calls) }];
        return [{ from: 'gpt', value: message.content ?? '' }];
      }
    }
  });
}

/** Several answers to the calls of one turn become one observation, a JSON list of them; several lines of the user one message. */
function merged(turns: readonly Turn[]): Turn[] {
  const made: Turn[] = [];
  for (let at = 0; at < turns.length;) {
    const turn = turns[at];
    if (turn === undefined) break;
    const together = turns.slice(at).findIndex(({ from }) => from !== turn.from);
    const group = turns.slice(at, together === -1 ? undefined : at + together);
    at += group.length;
    if (group.length === 1 || (turn.from !== 'observation' && turn.from !== 'human')) made.push(...group);
    else made.push({ from: turn.from, value: joined(turn.from, group) });
  }
  return made;
}

function joined(from: Turn['from'], group: readonly Turn[]): string {
  if (from === 'human') return group.map(({ value }) => value).join('\n\n');
  return `[${group.map(({ value }) => value).join(',')}]`;
}

/** What is learned, in order: the words and calls of the agent. What it heard stands between them. */
function toldBy(turns: readonly Turn[]): readonly Turn[] {
  return turns.filter(({ from }) => !heard.has(from));
}
