/** OpenAI supervised fine-tuning: a conversation with its tools on each line, as the fine-tuning guide and the chat API define them. */
import { z } from 'zod';
import type { ChatMessage } from '../messages.ts';
import type { DatasetRow } from '../row.ts';
import { differs, jsonLines, linesOf, report, type ExportFormat, type LeftOut } from './format.ts';

const FILE = 'openai-sft.jsonl';

const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), arguments: z.string() }),
});
/** The chat API's messages: unlike ours, a tool's answer has no name. */
export const openaiMessageSchema = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.string() }),
  z.strictObject({ role: z.literal('user'), content: z.string() }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.string().nullable(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: z.string() }),
]);
export type OpenaiMessage = z.infer<typeof openaiMessageSchema>;

export const openaiToolSchema = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string(),
    parameters: z.record(z.string(), z.json()),
  }),
});

const lineSchema = z.strictObject({
  messages: z.array(openaiMessageSchema).min(1),
  tools: z.array(openaiToolSchema).min(1).optional(),
  parallel_tool_calls: z.boolean().optional(),
});

/** Without the malformed turns' made-up tool answers, which answer no call: null where there is one. */
export function toOpenai(messages: readonly ChatMessage[]): OpenaiMessage[] | null {
  const made: OpenaiMessage[] = [];
  for (const message of messages) {
    if (message.role !== 'tool') made.push(message);
    else if (message.tool_call_id === 'malformed') return null;
    else made.push({ role: 'tool', tool_call_id: message.tool_call_id, content: message.content });
  }
  return made;
}

/** Back into our messages: each answer takes the name of the call that it answers. */
export function fromOpenai(messages: readonly OpenaiMessage[]): ChatMessage[] {
  const names = new Map<string, string>();
  return messages.map((message): ChatMessage => {
    if (message.role === 'assistant')
      for (const { id, function: call } of message.tool_calls ?? []) names.set(id, call.name);
    if (message.role !== 'tool') return message;
    const { tool_call_id, content } = message;
    return { role: 'tool', tool_call_id, name: names.get(tool_call_id) ?? '', content };
  });
}

/** What the API would refuse, beyond the shape: answers without a call, calls without an answer, arguments that are no JSON object. */
export function openaiProblems(messages: readonly OpenaiMessage[], tools: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  let open = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id))
        problems.push(`an answer to ${message.tool_call_id}, which was not called`);
      continue;
    }
    if (open.size > 0) problems.push(`no answer to ${[...open].join(', ')}`);
    open = new Set();
    if (message.role !== 'assistant') continue;
    if (message.content === null && message.tool_calls === undefined)
      problems.push('an empty message of the assistant');
    for (const { id, function: call } of message.tool_calls ?? []) {
      open.add(id);
      if (!tools.has(call.name)) problems.push(`a call of ${call.name}, which is not among the tools`);
      if (!isObject(call.arguments)) problems.push(`arguments of ${call.name} that are no JSON object`);
    }
  }
  return problems;
}

function isObject(text: string): boolean {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** A conversation ends with what is learned: what the user or a tool said last teaches nothing. */
export function untilLastAnswer<T extends { readonly role: string }>(messages: readonly T[]): T[] {
  return messages.slice(0, messages.findLastIndex(({ role }) => role === 'assistant') + 1);
}

export const openaiSft: ExportFormat = {
  id: 'openai-sft',
  title: 'OpenAI, good examples',
  about: 'For supervised fine-tuning at OpenAI, and for the many tools that read its format.',
  extension: '.jsonl',
  missing: () => null,
  make: ({ rows }) => {
    const leftOut: LeftOut[] = [];
    const lines = rows.flatMap((row) => {
      const line = lineOf(row);
      if (line === null)
        leftOut.push({ id: row.id, reason: 'The agent wrote something that no message can hold.' });
      return line === null ? [] : [line];
    });
    return { files: [{ name: FILE, data: jsonLines(lines) }], rows: lines.length, leftOut };
  },
  check: (files, { rows }) => {
    const problems: string[] = [];
    const wanted = rows.flatMap((row) => (lineOf(row) === null ? [] : [row]));
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
      const { messages, tools = [] } = parsed.data;
      const names = new Set(tools.map((tool) => tool.function.name));
      problems.push(...openaiProblems(messages, names).map((problem) => `${place}: ${problem}`));
      if (messages.at(-1)?.role !== 'assistant')
        problems.push(`${place}: the assistant does not have the last word`);
      const row = wanted[index];
      if (row !== undefined && differs(fromOpenai(messages), untilLastAnswer(row.messages)))
        problems.push(`${place}: it does not read back as ${row.id}`);
    });
    return Promise.resolve(
      report(
        [
          'Every line has the shape that the fine-tuning API asks for.',
          'Every call is answered once, names an offered tool, and its arguments are JSON text.',
          'The agent has the last word, and every conversation reads back as it was recorded.',
        ],
        problems,
      ),
    );
  },
};

function lineOf({ messages, tools }: DatasetRow): z.infer<typeof lineSchema> | null {
  const made = toOpenai(untilLastAnswer(messages));
  if (made === null || made.length === 0) return null;
  return { messages: made, ...(tools.length === 0 ? {} : { tools, parallel_tool_calls: true }) };
}
