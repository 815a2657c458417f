/** Reads a shift's conversation as a scripted agent does: which case is in hand, and what has been said in it. */
import { z } from 'zod';
import type { Message } from '../trace/conversation.ts';
import { conversationOf, customerMark } from './board.ts';
import { isQueueTool } from './queue.ts';
import type { ShiftCase, ShiftTask } from './task.ts';

export interface InHand {
  readonly about: ShiftCase;
  /** As if the case were an episode of its own. */
  readonly conversation: readonly Message[];
}

const caseNumber = z.string().transform((text) => Number(text.replace(/^CASE/, '')));
const taken = z.object({ case_id: caseNumber, conversation: z.unknown() });
const waiting = z.array(
  z.object({ case_id: caseNumber, priority: z.string(), end_due_in: z.number().default(0) }),
);
export type WaitingCase = z.infer<typeof waiting>[number];

/** The case in hand, or null. What has been finished or put aside has left the conversation. */
export function caseInHand(task: ShiftTask, conversation: readonly Message[]): InHand | null {
  const at = conversation.findLastIndex(
    (message) =>
      message.role === 'tool' && message.name === 'take_case' && taken.safeParse(json(message)).success,
  );
  const message = conversation[at];
  if (message === undefined) return null;
  const { case_id: number, conversation: history } = taken.parse(json(message));
  const about = task.cases.find((one) => one.number === number);
  if (about === undefined) return null;
  return {
    about,
    conversation: [
      { role: 'system', content: about.task.system },
      ...conversationOf(history),
      ...conversation.slice(at + 1).flatMap((later) => own(later, number)),
    ],
  };
}

/** A message as the case's own conversation holds it; none for those of the queue. */
function own(message: Message, number: number): readonly Message[] {
  switch (message.role) {
    case 'user': {
      const mark = customerMark(number);
      const lines = message.content.split('\n');
      const from = lines.findIndex((line) => line.startsWith(mark));
      return from === -1 ? [] : [{ role: 'user', content: lines.slice(from).join('\n').slice(mark.length) }];
    }
    case 'assistant':
      return message.toolCalls.some(({ name }) => isQueueTool(name)) ? [] : [message];
    case 'tool':
      return isQueueTool(message.name) ? [] : [message];
    case 'system':
      return [];
  }
}

/** Who waits by the last thing that happened; null where that was no look at the queue. */
export function lastList(conversation: readonly Message[]): readonly WaitingCase[] | null {
  const last = conversation.at(-1);
  return last?.role === 'tool' && last.name === 'list_cases' ? waiting.parse(json(last)) : null;
}

function json(message: Message): unknown {
  try {
    return JSON.parse(message.content ?? 'null');
  } catch {
    return null;
  }
}
