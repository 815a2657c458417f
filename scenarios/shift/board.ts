/**
 * The conversation that a policy sees of a shift. It is kept short: the system message, the state of the queue with a line for each
 * finished case, and what has been said since the case in hand was taken, with the last look at the queue. A case that was put aside comes back with the answer of
 * `take_case`. Users' and queue's lines never follow each other as two messages, since not every chat template takes that.
 */
import type { Json } from '@understudy/kernel';
import { z } from 'zod';
import type { Message } from '../trace/conversation.ts';
import { jsonSchema, messageSchema } from '../trace/conversation.ts';
import { caseName } from './queue.ts';

/** JSON-serialisable. */
export interface BoardState {
  /** The state of the queue as of the last fold. */
  readonly summary: string;
  readonly since: readonly Message[];
  /** Places in `since` of the last look at the queue beside a case in hand: from, and up to. */
  readonly peek: readonly [number, number];
  /** What has happened since, and was not told yet. */
  readonly news: readonly string[];
}

export const boardSchema = z.object({
  summary: z.string(),
  since: z.array(messageSchema),
  peek: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  news: z.array(z.string()),
});

export interface Board {
  readonly conversation: readonly Message[];
  /** Nothing has been said since the last fold. */
  readonly blank: boolean;
  /** Drops all but the system message, and tells the state of the queue instead. */
  fold(summary: readonly string[]): void;
  /** A message of the agent, or the answer of a tool. */
  add(message: Message): void;
  /** A turn that has nothing to do with the case in hand, in place of the last such one. */
  peek(messages: readonly Message[]): void;
  news(line: string): void;
  /** What a customer says. */
  customer(number: number, text: string): void;
  /** Tells the agent something in place of a customer. */
  notice(line: string): void;
  save(): BoardState;
}

export const QUEUE_MARK = '[queue] ';

/** `[CASE3] `, before a customer's line. */
export function customerMark(number: number): string {
  return `[${caseName(number)}] `;
}

export function createBoard(system: string, from: BoardState | null): Board {
  let summary = from?.summary ?? '';
  let since: Message[] = [...(from?.since ?? [])];
  let peek: readonly [number, number] = from?.peek ?? [0, 0];
  let news: string[] = [...(from?.news ?? [])];
  const tell = (line: string): void => {
    since.push({ role: 'user', content: [...news.map((one) => QUEUE_MARK + one), line].join('\n') });
    news = [];
  };
  return {
    get conversation() {
      return [{ role: 'system', content: system }, { role: 'user', content: summary }, ...since] as const;
    },
    get blank() {
      return since.length === 0;
    },
    fold: (lines) => {
      summary = lines.map((line) => QUEUE_MARK + line).join('\n');
      since = [];
      peek = [0, 0];
      news = [];
    },
    add: (message) => {
      since.push(message);
    },
    peek: (messages) => {
      const [start, end] = peek;
      if (end > start) since = [...since.slice(0, start), ...since.slice(end).map(withoutTokens)];
      peek = [since.length, since.length + messages.length];
      since.push(...messages);
    },
    news: (line) => {
      news.push(line);
    },
    customer: (number, text) => {
      tell(customerMark(number) + text);
    },
    notice: (line) => {
      tell(QUEUE_MARK + line);
    },
    save: () => ({ summary, since: [...since], peek, news: [...news] }),
  };
}

/** Without the tokens it was made of: what stood before it has changed, so that they do not carry on. */
export function withoutTokens(message: Message): Message {
  if (message.role !== 'assistant') return message;
  const { role, content, toolCalls } = message;
  return { role, content, toolCalls };
}

const historySchema = z.array(
  z.union([
    z.strictObject({ customer: z.string() }),
    z.strictObject({ agent: z.string() }),
    z.strictObject({ called: z.string(), arguments: z.record(z.string(), jsonSchema), answer: jsonSchema }),
  ]),
);

/** What a case's own conversation comes to, as `take_case` shows it. The system message is not part of it. */
export function historyOf(conversation: readonly Message[]): Json {
  const answers = new Map(
    conversation.flatMap((message) => (message.role === 'tool' ? [[message.callId, message.content]] : [])),
  );
  return conversation.flatMap((message): Json[] => {
    if (message.role === 'user') return [{ customer: message.content }];
    if (message.role !== 'assistant') return [];
    const calls = message.toolCalls.map(({ id, name, arguments: args }) => ({
      called: name,
      arguments: args,
      answer: jsonSchema.parse(JSON.parse(answers.get(id) ?? 'null')),
    }));
    return [...(message.content === null ? [] : [{ agent: message.content }]), ...calls];
  });
}

/** The other way round. Calls get names of their own. */
export function conversationOf(history: unknown): readonly Message[] {
  return historySchema.parse(history).flatMap((entry, i): readonly Message[] => {
    if ('customer' in entry) return [{ role: 'user', content: entry.customer }];
    if ('agent' in entry) return [{ role: 'assistant', content: entry.agent, toolCalls: [] }];
    const { called: name, arguments: args, answer } = entry;
    const id = `before-${String(i)}`;
    return [
      { role: 'assistant', content: null, toolCalls: [{ id, name, arguments: args }] },
      { role: 'tool', callId: id, name, content: JSON.stringify(answer) },
    ];
  });
}
