/** Plays a whole shift at once with a scripted agent and the template voice: no model, no waiting, no clock but the simulated one. */
import { createRng } from '@understudy/kernel';
import type { ToolSpec } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { AgentMove } from '../episode/session.ts';
import type { Pack } from '../schema/pack.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { speakTemplate } from '../users/voice.ts';
import type { ShiftAgent } from './agents.ts';
import { queueSpecs } from './queue.ts';
import { openShift, type ShiftSession } from './session.ts';
import type { ShiftTask } from './task.ts';

const FREE = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };
const offered = new WeakMap<Arena, readonly ToolSpec[]>();

/** What the agent of a shift is offered: the queue's tools, then the pack's. */
export function shiftTools(arena: Arena): readonly ToolSpec[] {
  const known = offered.get(arena) ?? [...queueSpecs, ...arena.specs];
  offered.set(arena, known);
  return known;
}

/** An agent's act as a move of the shift. */
export function scriptedShiftMove(
  agent: ShiftAgent,
  { task, conversation, turns }: ShiftSession,
  arena: Arena,
  seed: number,
): AgentMove {
  const rng = createRng(`${task.id}#${String(seed)}/agent`);
  const act = agent({ task, conversation, tools: shiftTools(arena), turn: turns, rng });
  if ('say' in act) return { text: act.say, toolCalls: [], usage: FREE };
  return {
    text: null,
    toolCalls: [{ id: `call-${String(turns)}`, name: act.call, arguments: { ...act.arguments } }],
    usage: FREE,
  };
}

export function rehearseShift(
  pack: Pack,
  task: ShiftTask,
  arena: Arena,
  agent: ShiftAgent,
  options: { readonly id: string; readonly seed: number },
): { readonly session: ShiftSession; readonly log: readonly EpisodeEvent[] } {
  const session = openShift(pack, task, arena, { policyId: options.id, seed: options.seed });
  for (;;) {
    const { next } = session;
    if (next.who === 'nobody') break;
    if (next.who === 'user') session.userSays(speakTemplate(next.request));
    else session.agentMoves(scriptedShiftMove(agent, session, arena, options.seed));
  }
  const log = session.drain().map((event, seq): EpisodeEvent => ({ ...event, seq, wallTime: 0 }));
  return { session, log };
}
