/** Logs written by hand, for tests of components and flags: each event a second after the one before. */
import type { Change, Json, JsonObject } from '@understudy/kernel';
import type { AdmittedTask } from '../schema/task.ts';
import type { EpisodeEvent, Unstamped } from '../trace/event.ts';
import type { ToolResult } from './log.ts';

export const START = Date.UTC(2026, 5, 15, 9);

export function logOf(...events: readonly Unstamped[]): readonly EpisodeEvent[] {
  return events.map((event, seq): EpisodeEvent => ({
    ...event,
    seq,
    simTime: START + seq * 1000,
    wallTime: 0,
    worldHash: '',
  }));
}

export const opened = (system = 'Be a good agent.'): Unstamped => ({
  type: 'opened',
  trajectory: 'world',
  taskId: 't',
  policyId: 'p',
  seed: 0,
  system,
  tools: [],
});

export const user = (text: string, act = 'disclose', mood = 0): Unstamped => ({
  type: 'user_message',
  trajectory: 'user',
  text,
  act,
  state: 'talking',
  disclosed: [],
  mood,
  patience: 3,
  voice: 'template',
  guarded: [],
});

export const says = (text: string | null, malformed?: string): Unstamped => ({
  type: 'agent_turn',
  trajectory: 'agent',
  text,
  toolCalls: [],
  usage: { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null },
  ...(malformed === undefined ? {} : { malformed }),
});

interface CallOptions {
  readonly changes?: readonly Change[];
  readonly fault?: NonNullable<ToolResult['fault']>;
  readonly by?: 'agent' | 'user';
}

const called = (
  name: string,
  args: JsonObject,
  outcome: ToolResult['outcome'],
  { changes = [], fault, by = 'agent' }: CallOptions,
): Unstamped => ({
  type: 'tool_result',
  trajectory: by,
  callId: 'c',
  name,
  arguments: { ...args },
  outcome,
  changes: [...changes],
  ...(fault === undefined ? {} : { fault }),
});

export const calls = (name: string, args: JsonObject, result: Json, options: CallOptions = {}): Unstamped =>
  called(name, args, { ok: true, result }, options);

export const fails = (
  name: string,
  args: JsonObject,
  code: Extract<ToolResult['outcome'], { ok: false }>['error']['code'],
  options: CallOptions = {},
): Unstamped =>
  called(name, args, { ok: false, error: { code, message: 'it says no', retryable: false } }, options);

export const closed = (
  changes: readonly Change[] = [],
  reason: Extract<EpisodeEvent, { type: 'closed' }>['reason'] = 'resolved',
): Unstamped => ({ type: 'closed', trajectory: 'world', reason, changes: [...changes] });

export const inserted = (table: string, row: NonNullable<Change['after']>): Change => ({
  table,
  key: 1,
  before: null,
  after: row,
});

export const updated = (
  table: string,
  before: NonNullable<Change['before']>,
  after: NonNullable<Change['after']>,
): Change => ({ table, key: 1, before, after });

/** A task by what a test needs of it, the rest from one that exists. */
export function taskLike(task: AdmittedTask, differing: Partial<AdmittedTask>): AdmittedTask {
  return { ...task, ...differing };
}
