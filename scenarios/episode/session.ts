/**
 * One episode as a state machine without time, files or models: whose turn it is, what a move does to world, user and log.
 * Who moves is somebody else's business. Many sessions share one world: each swaps its own state in before it touches it.
 */
import { createClock, createRng } from '@understudy/kernel';
import type { Change, Clock, ClockState, Rng, Snapshot, Timer } from '@understudy/kernel';
import type { Pack } from '../schema/pack.ts';
import type { Fact, Task } from '../schema/task.ts';
import type { Message, TokenRecord, ToolCall } from '../trace/conversation.ts';
import type { EndReason, EpisodeEvent, Unstamped, Usage } from '../trace/event.ts';
import { openConversation, respond } from '../users/machine.ts';
import type { UserMove, UserState } from '../users/machine.ts';
import type { SpokenLine, VoiceRequest } from '../users/voice.ts';
import type { Arena } from './arena.ts';
import { callTool } from './call.ts';
import { stageOf } from './stage.ts';

export interface AgentMove {
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly malformed?: string;
  readonly tokens?: TokenRecord;
  readonly usage: Usage;
}

/** An event without its number and its wall time, which the recorder adds. */
export type SessionEvent = Unstamped & Pick<EpisodeEvent, 'simTime' | 'worldHash'>;

export type Next =
  | { readonly who: 'user'; readonly request: VoiceRequest }
  | { readonly who: 'agent' }
  | { readonly who: 'nobody'; readonly reason: EndReason };

/** What broke, when an episode fails. */
export type Failure = NonNullable<Extract<EpisodeEvent, { type: 'closed' }>['failure']>;

export interface Session {
  readonly task: Task;
  readonly next: Next;
  readonly conversation: readonly Message[];
  readonly turns: number;
  /** Events since the last call, oldest first. */
  drain(): readonly SessionEvent[];
  userSays(line: SpokenLine): void;
  agentMoves(move: AgentMove): void;
  /** Ends the episode from outside: cancelled, or failed with what broke. */
  end(reason: 'cancelled' | 'failed', failure?: Failure): void;
  /** Net changes since the opening situation. */
  changes(): readonly Change[];
}

/** Simulated seconds it takes to write a line. */
const LINE_SECONDS = 30;

/** Opens an episode: the opening situation is written, the user is about to speak. `seed` decides the user's draws. */
export function openSession(
  pack: Pack,
  task: Task,
  arena: Arena,
  options: { readonly policyId: string; readonly seed: number },
): Session {
  const { world } = arena;
  /** The user's draws; each has its own label, so that none depends on what was drawn before. */
  const drawFor = (label: string): Rng => createRng(`${task.id}#${String(options.seed)}/user/${label}`);
  const clock: Clock = createClock(arena.opening);
  const stage = stageOf(world);
  const start: Snapshot = stage.open(task.opening);
  let snapshot = start;
  let time: ClockState = clock.state();
  let user: UserState;
  let next: Next = { who: 'agent' };
  let turns = 0;
  let malformed = 0;
  const events: SessionEvent[] = [];
  const conversation: Message[] = [{ role: 'system', content: task.system }];

  const enter = (): void => {
    world.restore(snapshot);
    clock.restore(time);
  };
  const leave = (): void => {
    snapshot = world.snapshot();
    time = clock.state();
  };
  const log = (event: Unstamped): void => {
    events.push({ ...event, simTime: clock.now(), worldHash: stage.hash() });
  };
  const ring = (timer: Timer): void => {
    log({ type: 'timer', trajectory: 'world', event: timer.event, subject: timer.subject });
  };
  const pass = (seconds: number): void => {
    clock.advance(seconds * 1000).forEach(ring);
  };
  const close = (reason: EndReason, failure?: Failure): void => {
    next = { who: 'nobody', reason };
    const changes = [...world.diff(start)];
    log({
      type: 'closed',
      trajectory: 'world',
      reason,
      changes,
      ...(failure === undefined ? {} : { failure }),
    });
  };
  const settled = (): boolean => {
    const { table, key, column, in: states } = pack.settled;
    const id = typeof key === 'string' && key.startsWith('$') ? task.focus[key.slice(1)] : key;
    const row = world.get(
      `SELECT ${column} AS state FROM ${table} WHERE id = ?`,
      typeof id === 'number' || typeof id === 'string' ? id : null,
    );
    return row !== undefined && states.includes(String(row['state']));
  };
  const userTurn = (move: UserMove, heard: string, told: readonly Fact[], draw: Rng): void => {
    next = { who: 'user', request: { user: task.user, move, told, heard, rng: draw } };
  };
  const userIsLeaving = (): boolean => next.who === 'user' && next.request.move.ends;
  const toldFacts = (): readonly Fact[] => task.user.facts.filter((fact) => user.disclosed.includes(fact.id));
  const call = (toolCall: ToolCall): void => {
    const actor = { kind: 'agent', id: options.policyId } as const;
    const called = callTool(arena, { world, clock, actor, focus: task.focus }, toolCall, ring);
    log(called.event);
    conversation.push(called.message);
  };

  log({
    type: 'opened',
    trajectory: 'world',
    taskId: task.id,
    policyId: options.policyId,
    seed: options.seed,
    system: task.system,
    tools: arena.tools.map((tool) => tool.name),
  });
  const first = openConversation(task.user, drawFor('open'));
  user = { ...first.state, disclosed: [] };
  userTurn(first, '', [], drawFor('open-voice'));
  leave();

  return {
    task,
    get next() {
      return next;
    },
    get conversation() {
      return conversation;
    },
    get turns() {
      return turns;
    },
    drain: () => events.splice(0),
    userSays: (line) => {
      if (next.who !== 'user') throw new Error('it is not the user who speaks now');
      enter();
      const { move } = next.request;
      user = move.state;
      pass(LINE_SECONDS);
      conversation.push({ role: 'user', content: line.text });
      log({
        type: 'user_message',
        trajectory: 'user',
        text: line.text,
        act: move.act,
        state: user.phase,
        disclosed: move.disclose.map((fact) => fact.id),
        mood: user.mood,
        patience: user.patience,
        voice: line.voice,
        guarded: [...line.guarded],
      });
      if (move.ends) close(user.phase === 'gone' ? 'user_left' : 'resolved');
      else next = { who: 'agent' };
      leave();
    },
    agentMoves: (move) => {
      if (next.who !== 'agent') throw new Error('it is not the agent who moves now');
      enter();
      turns += 1;
      const { tokens, malformed: problem } = move;
      log({
        type: 'agent_turn',
        trajectory: 'agent',
        text: move.text,
        toolCalls: [...move.toolCalls],
        usage: move.usage,
        ...(problem === undefined ? {} : { malformed: problem }),
        ...(tokens === undefined ? {} : { tokens }),
      });
      conversation.push({
        role: 'assistant',
        content: move.text,
        toolCalls: [...move.toolCalls],
        ...(tokens === undefined ? {} : { tokens }),
      });
      if (problem !== undefined) {
        malformed += 1;
        conversation.push({
          role: 'tool',
          callId: 'malformed',
          name: 'malformed',
          content: JSON.stringify({ error: 'malformed', message: problem }),
        });
      }
      for (const toolCall of move.toolCalls) call(toolCall);
      if (move.text !== null && move.toolCalls.length === 0 && problem === undefined) {
        pass(LINE_SECONDS);
        const draw = drawFor(`turn-${String(turns)}`);
        userTurn(
          respond(task.user, user, { text: move.text, settled: settled() }, draw),
          move.text,
          toldFacts(),
          draw.fork('voice'),
        );
      }
      if (malformed >= pack.limits.malformed) close('malformed');
      else if (!userIsLeaving() && turns >= pack.limits.agent_turns) close('turn_limit');
      leave();
    },
    end: (reason, failure) => {
      enter();
      close(reason, failure);
      leave();
    },
    changes: () => {
      enter();
      return world.diff(start);
    },
  };
}
