/** What a reward component looks at, and what it says. */
import { z } from 'zod';
import type { Arena } from '../episode/arena.ts';
import type { Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import type { Judgements } from './judging/judgements.ts';

export interface Verdict {
  /** 0..1; null where nothing can be said, which makes the whole reward null. */
  readonly score: number | null;
  readonly evidence: readonly string[];
}

/** What some components need beside the log. */
export interface Aids {
  /** The world the episode was played in, for components that look at rows or at tools. */
  readonly arena?: Arena;
  /** The task's pack, for components that compare the episode with the gold solution. */
  readonly pack?: Pack;
  /** The answers of a judge and of reward models; components that need one score null without. */
  readonly judgements?: Judgements;
}

/** The log of an episode; sequence numbers and wall times are not looked at. */
export type Log = readonly EpisodeEvent[];
export type ToolResult = Extract<EpisodeEvent, { type: 'tool_result' }>;
export type Closed = Extract<EpisodeEvent, { type: 'closed' }>;

/** The agent's own calls; what the user did with tools of its own is not among them. */
export function agentCalls(log: Log): readonly ToolResult[] {
  return log.flatMap((event) =>
    event.type === 'tool_result' && event.trajectory === 'agent' ? [event] : [],
  );
}

/** Whether the environment made this call fail on purpose: such an error is not the agent's. */
export function isInjected(event: ToolResult): boolean {
  return event.fault !== undefined;
}

/** Whether a call had its effect: it succeeded, or it did and only its reply was lost. */
export function carriedOut({ outcome, fault }: ToolResult): boolean {
  return outcome.ok || (fault?.kind === 'timeout' && fault.done);
}

export function closing(log: Log): Closed | undefined {
  return log.findLast((event) => event.type === 'closed');
}

export interface Telling {
  /** Place in the log. */
  readonly at: number;
  readonly text: string;
}

/** What was said in the conversation, in order. Text beside a tool call, and a turn that could not be read, reach nobody. */
export function spoken(log: Log): readonly Telling[] {
  return log.flatMap((event, at): readonly Telling[] => {
    if (event.type !== 'agent_turn' || event.text === null) return [];
    return event.toolCalls.length > 0 || event.malformed !== undefined ? [] : [{ at, text: event.text }];
  });
}

/** Tools that write to a customer, by their names; notes and conversations among colleagues are not among them. */
const SENDING = /^(?:reply_to|send|message|answer|notify)_/;

/** What a tool says that it wrote to a customer: a ready-made answer stands in its result, not in its arguments. */
const READY_MADE = z.object({ customer_reads: z.string() });

/** What was written to a customer with a tool, in order. */
export function sent(log: Log): readonly Telling[] {
  return log.flatMap((event, at): readonly Telling[] => {
    if (event.type !== 'tool_result' || event.trajectory !== 'agent') return [];
    if (!carriedOut(event) || event.changes.length === 0) return [];
    const readyMade = event.outcome.ok ? READY_MADE.safeParse(event.outcome.result) : null;
    if (readyMade?.success === true) return [{ at, text: readyMade.data.customer_reads }];
    if (!SENDING.test(event.name)) return [];
    return Object.values(event.arguments).flatMap((value) =>
      typeof value === 'string' && value.includes(' ') ? [{ at, text: value }] : [],
    );
  });
}

/** Every text that a sending tool was given, single words and addresses too: what may have left the house. */
export function passedOn(log: Log): readonly string[] {
  return log.flatMap((event): readonly string[] => {
    if (event.type !== 'tool_result' || event.trajectory !== 'agent') return [];
    if (!carriedOut(event) || event.changes.length === 0 || !SENDING.test(event.name)) return [];
    return Object.values(event.arguments).flatMap((value) => (typeof value === 'string' ? [value] : []));
  });
}

/** What the user was told: what was said to it, and in a solo task, where nobody listens, what was sent. */
export function tellings(task: Pick<Task, 'mode'>, log: Log): readonly Telling[] {
  return task.mode === 'solo' ? [...spoken(log), ...sent(log)].toSorted((a, b) => a.at - b.at) : spoken(log);
}
