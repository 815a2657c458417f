/** Plays a whole episode at once with a scripted agent and the template voice: no model, no waiting, no clock but the simulated one. */
import { createRng } from '@understudy/kernel';
import type { Rng } from '@understudy/kernel';
import type { Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import type { Agent } from '../agents/agent.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { speakTemplate } from '../users/voice.ts';
import { openSession } from './session.ts';
import type { AgentMove, Session } from './session.ts';
import type { Arena } from './arena.ts';

const FREE = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };

export interface Rehearsal {
  readonly session: Session;
  readonly log: readonly EpisodeEvent[];
}

/** An agent's act as a move of the episode. */
export function scriptedMove(agent: Agent, session: Session, arena: Arena, seed: number): AgentMove {
  const { task, conversation, turns } = session;
  let rng: Rng | undefined;
  const act = agent({
    task,
    conversation,
    tools: arena.specs,
    turn: turns,
    // Most scripted agents draw nothing.
    get rng() {
      return (rng ??= createRng(`${task.id}#${String(seed)}/agent`));
    },
  });
  if ('say' in act) return { text: act.say, toolCalls: [], usage: FREE };
  const args = Object.fromEntries(Object.entries(act.arguments));
  return {
    text: null,
    toolCalls: [{ id: `call-${String(turns)}`, name: act.call, arguments: args }],
    usage: FREE,
  };
}

export function rehearse(
  pack: Pack,
  task: Task,
  arena: Arena,
  agent: Agent,
  options: { readonly id: string; readonly seed: number },
): Rehearsal {
  const session = openSession(pack, task, arena, { policyId: options.id, seed: options.seed });
  for (;;) {
    const { next } = session;
    if (next.who === 'nobody') break;
    if (next.who === 'user') session.userSays(speakTemplate(next.request));
    else session.agentMoves(scriptedMove(agent, session, arena, options.seed));
  }
  const log = session.drain().map((event, seq): EpisodeEvent => ({ ...event, seq, wallTime: 0 }));
  return { session, log };
}
