/**
 * One episode as a state machine without time, files or models: whose turn it is, what a move does to world, user and log.
 * Who moves is somebody else's business. Many sessions share one world: each swaps its own state in before it touches it.
 */
import { createRng } from '@understudy/kernel';
import type { Change, Rng } from '@understudy/kernel';
import type { Pack } from '../schema/pack.ts';
import type { Task } from '../schema/task.ts';
import type { Message, TokenRecord, ToolCall } from '../trace/conversation.ts';
import type { EndReason, EpisodeEvent, Usage } from '../trace/event.ts';
import { actionFor } from '../users/asking.ts';
import { openConversation, openTicket, respond, stayAway } from '../users/machine.ts';
import { nameBookOf } from '../users/names.ts';
import type { VoiceRequest } from '../users/request.ts';
import { promptOfPack } from '../users/speech/prompts.ts';
import { moveOfPerson, type PersonLine } from '../users/person.ts';
import { initialUserState, toldFacts } from '../users/state.ts';
import type { Performed, UserMove } from '../users/state.ts';
import type { SpokenLine } from '../users/voice.ts';
import type { Arena } from './arena.ts';
import { readingOf } from './reading.ts';
import type { SavedNext, SessionState } from './saved.ts';
import { openScene, type Scene, type SessionEvent } from './scene.ts';

export type { SessionEvent } from './scene.ts';

export interface AgentMove {
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly malformed?: string;
  /** Who made it, where it was not the episode's policy. */
  readonly by?: string;
  readonly tokens?: TokenRecord;
  readonly usage: Usage;
}

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
  userSays(line: SpokenLine | PersonLine): void;
  agentMoves(move: AgentMove): void;
  /** Ends the episode from outside: cancelled, failed with what broke, out of time. An episode that is over stays as it ended. */
  end(reason: Exclude<EndReason, 'resolved' | 'malformed'>, failure?: Failure): void;
  /** Net changes since the opening situation. */
  changes(): readonly Change[];
  /** Everything that goes on from here, as plain data: `resumeSession` goes on from it. */
  save(): SessionState;
}

export interface SessionOptions {
  readonly policyId: string;
  /** Decides the user's draws, and which faults occur. */
  readonly seed: number;
  /** Where the episode takes place; without it, on a ground of its own. */
  readonly scene?: Scene;
}

/** What playing needs of an episode, be it of one task or of a shift. */
export type Playable = Omit<Session, 'task' | 'save' | 'changes'>;

/** Simulated seconds it takes to write a line. */
const LINE_SECONDS = 30;

/** Opens an episode: the opening situation is written, the user is about to speak. */
export function openSession(pack: Pack, task: Task, arena: Arena, options: SessionOptions): Session {
  return createSession(pack, task, arena, options, null);
}

/**
 * Goes on from a saved state, in the log too: what is drained from here on follows what was drained before. Another policy may take
 * over. Throws RangeError for a state of another task, and Error for one of another population.
 */
export function resumeSession(
  pack: Pack,
  task: Task,
  arena: Arena,
  state: SessionState,
  options: Partial<SessionOptions> = {},
): Session {
  if (state.taskId !== task.id)
    throw new RangeError(
      `the saved session plays ${state.taskId}, not ${task.id}: resume it with its own task`,
    );
  const { policyId, seed } = state;
  return createSession(pack, task, arena, { policyId, seed, ...options }, state);
}

function createSession(
  pack: Pack,
  task: Task,
  arena: Arena,
  options: SessionOptions,
  from: SessionState | null,
): Session {
  const { policyId, seed } = options;
  const scene =
    options.scene ??
    openScene(pack, task, arena, { policyId, seed, ...(from === null ? {} : { from: from.scene }) });
  /** The user's draws; each has its own label, so that none depends on what was drawn before. */
  const drawFor = (label: string): Rng => createRng(`${task.id}#${String(seed)}/user/${label}`);
  const solo = task.mode === 'solo';
  let user = from?.user ?? initialUserState(task.user);
  let turns = from?.turns ?? 0;
  let malformed = from?.malformed ?? 0;
  const conversation: Message[] =
    from === null ? [{ role: 'system', content: task.system }] : [...from.conversation];
  let saved: SavedNext = from?.next ?? { who: 'agent' };
  let next: Next = facing(saved);

  function facing(waiting: SavedNext): Next {
    if (waiting.who !== 'user') return waiting;
    const { move, heard, draw } = waiting;
    const request: VoiceRequest = {
      line: `${task.id}#${String(seed)}/${draw}`,
      user: task.user,
      move,
      told: toldFacts(task.user, user),
      heard,
      rng: drawFor(draw),
      names: () => nameBookOf(arena.world),
      prompt: promptOfPack(pack, task.user.persona.language),
      otherGoals: () => otherGoals(pack, task),
      ...(solo ? { ticket: true } : {}),
    };
    return { who: 'user', request };
  }
  const turnTo = (waiting: SavedNext): void => {
    saved = waiting;
    next = facing(waiting);
  };
  const close = (reason: EndReason, failure?: Failure): void => {
    turnTo({ who: 'nobody', reason });
    scene.log({
      type: 'closed',
      trajectory: 'world',
      reason,
      changes: [...scene.changes()],
      ...(failure === undefined ? {} : { failure }),
    });
  };
  /** What the user does with its own hands because the agent asked for it. */
  const perform = (text: string): Performed | undefined => {
    const looks = (tool: string): boolean =>
      arena.userTools.find(({ name }) => name === tool)?.effect === 'read';
    const action = task.user.actions.length === 0 ? null : actionFor(task.user, user, text, looks);
    if (action === null) return undefined;
    const { outcome } = scene.call('user', {
      id: `user-${String(turns)}`,
      name: action.tool,
      arguments: { ...action.arguments },
    });
    return { action, ok: outcome.ok, reading: outcome.ok ? readingOf(outcome.result, action.reads) : '' };
  };
  const react = (text: string): UserMove => {
    if (solo) return stayAway(user);
    const before = scene.settled();
    const performed = before ? undefined : perform(text);
    const heard = { text, settled: before, ...(performed === undefined ? {} : { performed }) };
    return respond(task.user, user, heard, drawFor(`turn-${String(turns)}`));
  };

  if (from === null) {
    scene.log({
      type: 'opened',
      trajectory: 'world',
      taskId: task.id,
      policyId,
      seed,
      system: task.system,
      tools: arena.tools.map((tool) => tool.name),
    });
    const move = solo ? openTicket(task.user) : openConversation(task.user, drawFor('open'));
    turnTo({ who: 'user', move, heard: '', draw: 'open-voice' });
  }

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
    drain: () => scene.drain(),
    userSays: (line) => {
      if (next.who !== 'user') throw new Error('it is not the user who speaks now');
      const planned = next.request.move;
      const move = line.voice === 'person' ? moveOfPerson(task.user, user, planned, line) : planned;
      scene.within(() => {
        user = move.state;
        scene.pass(LINE_SECONDS);
        conversation.push({ role: 'user', content: line.text });
        scene.log(messageOf(move, line));
        if (move.ends) close(user.phase === 'gone' ? 'user_left' : 'resolved');
        else turnTo({ who: 'agent' });
      });
    },
    agentMoves: (move) => {
      if (next.who !== 'agent') throw new Error('it is not the agent who moves now');
      scene.within(() => {
        turns += 1;
        const { text, toolCalls, tokens, malformed: problem, by } = move;
        const said = { toolCalls: [...toolCalls], ...(tokens === undefined ? {} : { tokens }) };
        scene.log({
          type: 'agent_turn',
          trajectory: 'agent',
          text,
          ...said,
          usage: move.usage,
          ...(by === undefined ? {} : { by }),
          ...(problem === undefined ? {} : { malformed: problem }),
        });
        conversation.push({ role: 'assistant', content: text, ...said });
        if (problem !== undefined) {
          malformed += 1;
          conversation.push(complaint(problem));
        }
        for (const toolCall of toolCalls) conversation.push(scene.call('agent', toolCall).message);
        if (text !== null && toolCalls.length === 0 && problem === undefined) {
          scene.pass(LINE_SECONDS);
          turnTo({ who: 'user', move: react(text), heard: text, draw: `turn-${String(turns)}/voice` });
        }
        const leaving = next.who === 'user' && next.request.move.ends;
        if (malformed >= pack.limits.malformed) close('malformed');
        else if (solo && scene.settled()) close('resolved');
        else if (!leaving && turns >= pack.limits.agent_turns) close('turn_limit');
      });
    },
    end: (reason, failure) => {
      if (next.who === 'nobody') return;
      scene.within(() => {
        close(reason, failure);
      });
    },
    changes: () => scene.within(() => scene.changes()),
    save: () => ({
      version: 1,
      taskId: task.id,
      policyId,
      seed,
      turns,
      malformed,
      conversation: [...conversation],
      user,
      next: saved,
      scene: scene.save(),
    }),
  };
}

/** What other families of the pack are about, in the user's language. */
function otherGoals(pack: Pack, task: Task): readonly string[] {
  const { language } = task.user.persona;
  return pack.families
    .filter(({ id }) => id !== task.family)
    .flatMap(({ user: { goal, translations } }) =>
      language === 'en' ? [goal] : [translations[language]?.goal ?? ''],
    );
}

type UserMessage = Extract<SessionEvent, { type: 'user_message' }>;

function messageOf(
  move: UserMove,
  line: SpokenLine | PersonLine,
): Omit<UserMessage, 'simTime' | 'worldHash'> {
  const { state, disclose, extras, revision } = move;
  const lied = disclose.filter(({ id }) => state.lied.includes(id)).map(({ id }) => id);
  return {
    type: 'user_message',
    trajectory: 'user',
    text: line.text,
    act: move.act,
    state: state.phase,
    disclosed: disclose.filter(({ id }) => !lied.includes(id)).map(({ id }) => id),
    mood: state.mood,
    patience: state.patience,
    voice: line.voice,
    guarded: line.voice === 'person' ? [] : [...line.guarded],
    ...(lied.length === 0 ? {} : { lied }),
    ...(extras.length === 0 ? {} : { extras: [...extras] }),
    ...(revision === null ? {} : { revised: true }),
  };
}

/** What the agent is told of a turn that could not be read. */
function complaint(problem: string): Message {
  const content = JSON.stringify({ error: 'malformed', message: problem });
  return { role: 'tool', callId: 'malformed', name: 'malformed', content };
}
