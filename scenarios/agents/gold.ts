/**
 * Plays a task's gold solution: asks for the facts that were not told yet, asks the user to do what only the user can, makes the
 * calls in order, says what must be said. It recovers from faults of the systems as a careful agent would (recovery.ts).
 */
import type { GoldMove, Task } from '../schema/task.ts';
import type { Message } from '../trace/conversation.ts';
import { contains } from '../users/guard.ts';
import type { Act, Agent, AgentView } from './agent.ts';
import { heardFrom } from './agent.ts';
import { progressOf } from './recovery.ts';

/** The question for the facts an `ask` move still misses, or null when it has them all. */
export function question(move: Extract<GoldMove, { kind: 'ask' }>, task: Task, heard: string): string | null {
  const missing = task.user.facts.filter(
    (fact) => move.facts.includes(fact.id) && !contains(heard, fact.value),
  );
  return missing.length === 0 ? null : asking(move, missing);
}

function asking(move: Extract<GoldMove, { kind: 'ask' }>, missing: Task['user']['facts']): string {
  return move.text.replaceAll('{asked}', missing.map((fact) => fact.label).join(' and '));
}

export const goldAgent: Agent = (view) => {
  const { done, recovery } = progressOf(view);
  return recovery ?? goldAct(view, done);
};

/** The gold act after `done` of the calls were made. */
export function goldAct({ task, conversation }: AgentView, done: number): Act {
  const heard = heardFrom(conversation);
  const said = linesSaid(conversation);
  const wait = waitForRevision(task, conversation);
  let calls = 0;
  for (const move of task.gold) {
    if (move.kind === 'call') {
      calls += 1;
      if (calls > done) return wait ?? { call: move.tool, arguments: move.arguments };
    } else if (calls < done) {
      continue;
    } else if (move.kind === 'ask') {
      const text = question(move, task, heard);
      if (text !== null && !onlyUnknown(move, task, said)) return { say: text };
    } else if (move.kind === 'ask_to') {
      if (!wasDone(move, task, conversation)) return { say: move.text };
    } else if (!said.includes(move.text)) {
      return { say: move.text };
    }
  }
  const last = task.gold.findLast((move) => move.kind === 'say');
  return { say: last?.text ?? 'Is there anything else I can do?' };
}

function linesSaid(conversation: readonly Message[]): readonly string[] {
  return conversation.flatMap((message) =>
    message.role === 'assistant' && message.content !== null ? [message.content] : [],
  );
}

/** What the user does not know is asked for once. */
function onlyUnknown(move: Extract<GoldMove, { kind: 'ask' }>, task: Task, said: readonly string[]): boolean {
  const unknown = task.user.facts.filter((fact) => move.facts.includes(fact.id) && fact.unknown);
  return unknown.length > 0 && said.includes(asking(move, unknown));
}

/** A user who is going to change its mind is heard out before anything is done: gold solves what is wanted in the end. */
function waitForRevision({ user }: Task, conversation: readonly Message[]): Act | null {
  if (user.revision === null || contains(heardFrom(conversation), user.revision.text)) return null;
  const lines = conversation.filter((message) => message.role === 'user').length;
  return lines <= user.revision.atAnswer ? { say: 'Is there anything else I should know?' } : null;
}

/** Requests after which gold goes on, whatever the user made of them. */
const REQUESTS = 3;

/** Whether the user has said that it did what was asked, or failed to. */
function wasDone(
  move: Extract<GoldMove, { kind: 'ask_to' }>,
  task: Task,
  conversation: readonly Message[],
): boolean {
  const first = conversation.findIndex(
    (message) => message.role === 'assistant' && message.content === move.text,
  );
  if (first === -1) return false;
  const { did, failed } = task.user.speech;
  const reports = [...did, ...failed].map(pattern);
  const later = conversation.slice(first);
  return (
    later.some(
      (message) => message.role === 'user' && reports.some((report) => report.test(message.content)),
    ) || linesSaid(later).filter((line) => line === move.text).length >= REQUESTS
  );
}

/** Matches what a wording may have become: its places filled in, other sentences around it, its full stop forgotten. */
function pattern(wording: string): RegExp {
  const parts = wording
    .replace(/[.!?]+$/, '')
    .split(/\{[a-z_]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'), 'i');
}
