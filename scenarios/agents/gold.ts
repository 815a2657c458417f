/** Plays a task's gold solution: asks for the facts that were not told yet, makes the calls in order, says what must be said. */
import type { GoldMove, Task } from '../schema/task.ts';
import { contains } from '../users/guard.ts';
import type { Act, Agent, AgentView } from './agent.ts';
import { callsMade, heardFrom } from './agent.ts';

/** The question for the facts an `ask` move still misses, or null when it has them all. */
export function question(move: Extract<GoldMove, { kind: 'ask' }>, task: Task, heard: string): string | null {
  const missing = task.user.facts.filter(
    (fact) => move.facts.includes(fact.id) && !contains(heard, fact.value),
  );
  if (missing.length === 0) return null;
  return move.text.replaceAll('{asked}', missing.map((fact) => fact.label).join(' and '));
}

export const goldAgent: Agent = (view) => goldAct(view, callsMade(view.conversation));

/** The gold act after `done` of the calls were made. */
export function goldAct({ task, conversation }: AgentView, done: number): Act {
  const heard = heardFrom(conversation);
  const said = new Set(
    conversation.flatMap((message) =>
      message.role === 'assistant' && message.content !== null ? [message.content] : [],
    ),
  );
  let calls = 0;
  for (const move of task.gold) {
    if (move.kind === 'call') {
      calls += 1;
      if (calls > done) return { call: move.tool, arguments: move.arguments };
    } else if (move.kind === 'ask') {
      const text = calls < done ? null : question(move, task, heard);
      if (text !== null) return { say: text };
    } else if (calls === done && !said.has(move.text)) {
      return { say: move.text };
    }
  }
  const last = task.gold.findLast((move) => move.kind === 'say');
  return { say: last?.text ?? 'Is there anything else I can do?' };
}
