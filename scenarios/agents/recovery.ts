/**
 * How the gold solution gets over faults of the systems: it waits for what is out of service, reads again after a conflict, and after a
 * write without a reply looks whether it was done before it tries again. It knows no more of a fault than any agent is told.
 */
import { canonical } from '@understudy/kernel';
import type { JsonObject } from '@understudy/kernel';
import type { Task } from '../schema/task.ts';
import type { Message } from '../trace/conversation.ts';
import type { Act, AgentView } from './agent.ts';

export interface Progress {
  /** How many calls of the gold solution were answered for good. */
  readonly done: number;
  /** What comes before the next of them; null when it may come now. */
  readonly recovery: Act | null;
}

interface Answer {
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly content: string;
  readonly refusal: Refusal | null;
}

/** Errors that go away by themselves. `unanswered`: nobody knows whether the call was carried out. */
type Refusal = 'conflict' | 'unanswered' | 'waiting';

/** Names of tools that look something up and change nothing. */
const READS = /^(?:get|find|list|search|read|view|check|lookup|query|describe|run_report)(?:_|$)/;

export function progressOf(view: Pick<AgentView, 'task' | 'conversation'>): Progress {
  const answers = answersOf(view.conversation);
  let done = 0;
  /** Place of the last write that was carried out. What was read before it may differ from what is read now because of it. */
  let written = -1;
  /** Place of a call of the gold solution that met a conflict or got no reply, and has not been made up for. */
  let open: number | null = null;
  const calls = view.task.gold.filter((move) => move.kind === 'call');
  for (const [at, answer] of answers.entries()) {
    const next = calls[done];
    if (next !== undefined && sameCall(answer, next.tool, next.arguments)) {
      if (answer.refusal === null) {
        done += 1;
        open = null;
        if (!READS.test(answer.tool)) written = at;
      } else if (answer.refusal !== 'waiting') open = READS.test(answer.tool) ? null : at;
    } else if (
      open !== null &&
      answers[open]?.refusal === 'unanswered' &&
      tellsOfChange(answers, at, written, open)
    ) {
      done += 1;
      written = open;
      open = null;
    }
  }
  return { done, recovery: recoveryFrom(view, answers, open) };
}

function recoveryFrom(
  { task, conversation }: Pick<AgentView, 'task' | 'conversation'>,
  answers: readonly Answer[],
  open: number | null,
): Act | null {
  if (answers.at(-1)?.refusal === 'waiting' && open === null) return pause(answers, conversation);
  if (open === null) return null;
  const since = answers.slice(open + 1).filter(({ refusal }) => refusal === null);
  // One read settles a conflict; whether a call was carried out any of them may show.
  if (answers[open]?.refusal === 'conflict' && since.length > 0) return null;
  const read = readsBefore(task, answers.slice(0, open)).find(
    (one) => !since.some((answer) => sameCall(answer, one.tool, one.arguments)),
  );
  return read === undefined ? null : { call: read.tool, arguments: read.arguments };
}

/** A moment of talk after every second refusal lets time go by. */
function pause(answers: readonly Answer[], conversation: readonly Message[]): Act | null {
  const inARow = answers.length - 1 - answers.findLastIndex(({ refusal }) => refusal === null);
  const spoken = conversation.findLastIndex(
    (message) => message.role === 'assistant' && message.toolCalls.length === 0,
  );
  const called = conversation.findLastIndex((message) => message.role === 'tool');
  return inARow % 2 === 0 && spoken < called ? { say: 'One moment please, the system is slow.' } : null;
}

/** The reads of the gold solution that were answered, the last one first. */
function readsBefore(
  task: Task,
  answers: readonly Answer[],
): readonly { readonly tool: string; readonly arguments: JsonObject }[] {
  return task.gold
    .flatMap((move) => (move.kind === 'call' && READS.test(move.tool) ? [move] : []))
    .filter(({ tool, arguments: args }) =>
      answers.some((answer) => answer.refusal === null && sameCall(answer, tool, args)),
    )
    .toReversed();
}

/** Whether an answer differs from what the same read said between two writes: then the second one has been carried out. */
function tellsOfChange(answers: readonly Answer[], at: number, first: number, second: number): boolean {
  const answer = answers[at];
  if (answer === undefined || answer.refusal !== null) return false;
  const before = answers
    .slice(first + 1, second)
    .findLast((one) => one.refusal === null && sameCall(one, answer.tool, answer.arguments));
  return before !== undefined && before.content !== answer.content;
}

function answersOf(conversation: readonly Message[]): readonly Answer[] {
  const results = new Map(
    conversation.flatMap((message) => (message.role === 'tool' ? [[message.callId, message.content]] : [])),
  );
  return conversation.flatMap((message) =>
    message.role !== 'assistant'
      ? []
      : message.toolCalls.map(({ id, name, arguments: args }): Answer => {
          const content = results.get(id) ?? '';
          return { tool: name, arguments: args, content, refusal: refusalOf(content) };
        }),
  );
}

/** A conflict that is somebody else's doing passes; one with what was done before is an answer. */
function refusalOf(content: string): Refusal | null {
  const code = /^\{"error":"([a-z_]+)"/.exec(content)?.[1];
  if (code === 'rate_limited') return 'waiting';
  if (code === 'unavailable') return content.includes('did not answer') ? 'unanswered' : 'waiting';
  return code === 'conflict' && content.includes('somebody else') ? 'conflict' : null;
}

function sameCall(answer: Answer, tool: string, args: JsonObject): boolean {
  return answer.tool === tool && canonical(answer.arguments) === canonical(args);
}
