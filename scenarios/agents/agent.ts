/** A scripted agent: a pure function of what an agent can see (and, for the gold one, of the task). They keep rewards honest. */
import type { JsonObject, Rng, ToolSpec } from '@understudy/kernel';
import type { Task } from '../schema/task.ts';
import type { Message } from '../trace/conversation.ts';

export interface AgentView {
  readonly task: Task;
  readonly conversation: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** Own turns so far, from 0. */
  readonly turn: number;
  readonly rng: Rng;
}

/** What an agent does: says something, or calls one tool. */
export type Act = { readonly say: string } | { readonly call: string; readonly arguments: JsonObject };

export type Agent = (view: AgentView) => Act;

/** What the user has said so far, as one text. */
export function heardFrom(conversation: readonly Message[]): string {
  return conversation.flatMap((message) => (message.role === 'user' ? [message.content] : [])).join('\n');
}

/** How many calls the agent has made. */
export function callsMade(conversation: readonly Message[]): number {
  return conversation.reduce(
    (sum, message) => sum + (message.role === 'assistant' ? message.toolCalls.length : 0),
    0,
  );
}
