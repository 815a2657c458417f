/**
 * An episode played step by step, by whoever sits in its seats: a person, a policy, the simulated user. Every event is stored before
 * the next move. What comes of it is an ordinary episode; without a writer it is a rehearsal of which nothing stays.
 */
import { hashText } from '@understudy/kernel';
import {
  openSession,
  rewardOf,
  scoreEpisode,
  speak,
  speakTemplate,
  type AdmittedTask,
  type Arena,
  type EndReason,
  type EpisodeEvent,
  type Pack,
  type PersonLine,
  type Playable,
  type Reward,
  type ToolCall,
  type VoiceRequest,
  type Voice,
} from '@understudy/scenarios';
import { judgeEpisode, type Judge } from '../judges/judge.ts';
import type { Policy } from '../policies/policy.ts';
import type { EpisodeSummary, Judged } from '../store/records.ts';
import { summarizeEvents } from '../store/summary.ts';
import type { EpisodeWriter } from '../store/traces.ts';

export interface LiveOptions {
  readonly pack: Pack;
  readonly task: AdmittedTask;
  readonly arena: Arena;
  /** 0..2^32-1: decides the user's draws and the policy's samples. */
  readonly seed: number;
  /** Who sits in the agent's seat when it begins: `human`, or a policy's id. */
  readonly policyId: string;
  /** Where it is recorded; null for a rehearsal. */
  readonly writer: EpisodeWriter | null;
  /** Rubrics of the reward, where it has any, are answered when it is over: the outcome waits for `settle`. */
  readonly judged?: boolean;
  /** Goes on from here instead of opening the task; the writer holds these events already. */
  readonly from?: { readonly session: Playable; readonly events: readonly EpisodeEvent[] };
}

export interface LiveOutcome {
  readonly summary: EpisodeSummary;
  readonly reward: Reward;
}

export interface LiveEpisode {
  readonly pack: Pack;
  readonly task: AdmittedTask;
  readonly arena: Arena;
  /** In the store; null for a rehearsal. */
  readonly episodeId: string | null;
  readonly next: 'agent' | 'user' | 'nobody';
  readonly endReason: EndReason | null;
  /** What the user's machine would say now; null when it is not the user's turn. */
  readonly request: VoiceRequest | null;
  /** Acts of the agent so far. */
  readonly turns: number;
  readonly events: readonly EpisodeEvent[];
  /** Null until it is over, and settled where it is judged: a reward is not readable during an episode. */
  readonly outcome: LiveOutcome | null;
  /**
   * Asks the judge about an episode that is over and waits for that; with null, or when the signal aborts, it stays unjudged. Does nothing
   * for one that is not over or was settled already. A judge that is out of reach answers with null for each component.
   */
  settle(judge: Judge | null, signal: AbortSignal): Promise<void>;
  /** A person in the agent's seat calls a tool. */
  call(name: string, args: ToolCall['arguments']): void;
  /** A person in the agent's seat says something to the user. */
  say(text: string): void;
  /** A person in the user's seat says something, and whether that is the end of it. */
  userSays(text: string, ends?: PersonLine['ends']): void;
  /** The simulated user speaks, with a model's voice or with templates. */
  userSpeaks(voice: Voice | null, signal: AbortSignal): Promise<void>;
  /**
   * A policy makes the agent's next move. Rejects with what the policy rejects with, or with the signal's reason; nothing has happened
   * then, and somebody else may move.
   */
  act(policy: Policy, signal: AbortSignal): Promise<void>;
  /** Breaks it off: it is kept as cancelled. One that is over stays as it ended. */
  cancel(): void;
}

/** The name of a person in the agent's seat, where a policy's id stands. */
export const HUMAN = 'human';

/**
 * Every method throws WorkspaceError when what has happened cannot be stored, and RangeError for a move that is not to be made now. An
 * event that could not be stored is kept and stored first when the next move comes.
 */
export function openLive(options: LiveOptions): LiveEpisode {
  const { pack, task, arena, seed, policyId, writer, from } = options;
  const session: Playable = from?.session ?? openSession(pack, task, arena, { policyId, seed });
  const events: EpisodeEvent[] = [...(from?.events ?? [])];
  let unstored: readonly EpisodeEvent[] = [];
  let outcome: LiveOutcome | null = null;
  let busy = false;
  let faced = performance.now();

  const record = (): void => {
    const wallTime = Date.now();
    const first = events.length + unstored.length;
    const drained = session
      .drain()
      .map((event, index): EpisodeEvent => ({ ...event, seq: first + index, wallTime }));
    unstored = [...unstored, ...drained];
    if (unstored.length > 0) writer?.append(unstored);
    events.push(...unstored);
    unstored = [];
    if (session.next.who === 'nobody' && !waitsForJudge()) close(null);
    faced = performance.now();
  };
  const spec = rewardOf(pack, task.family);
  const waitsForJudge = (): boolean => {
    const reason = session.next.who === 'nobody' ? session.next.reason : null;
    const judgeable = reason !== null && reason !== 'failed' && reason !== 'cancelled';
    return options.judged === true && judgeable && spec.some(({ kind }) => kind === 'judge');
  };
  const close = (judged: Judged | null): void => {
    if (outcome !== null) return;
    const summary = summarizeEvents(events);
    const judgements = judged === null ? {} : { judgements: judged.answers };
    const reward = scoreEpisode(task, spec, events, { arena, pack, ...judgements });
    writer?.finish(summary, reward, judged ?? undefined);
    outcome = { summary, reward };
  };
  const ready = (who: 'agent' | 'user'): void => {
    if (busy) throw new RangeError('somebody is making a move already');
    record();
    if (session.next.who !== who) throw new RangeError(`it is not the turn of the ${who} now`);
  };
  /** Waits for somebody's move, which is made only when it has come. */
  const waiting = async <T>(
    who: 'agent' | 'user',
    signal: AbortSignal,
    move: () => Promise<T>,
  ): Promise<T> => {
    ready(who);
    busy = true;
    try {
      const made = await move();
      signal.throwIfAborted();
      if (session.next.who !== who) throw new RangeError('the episode was ended in the meantime');
      return made;
    } finally {
      busy = false;
    }
  };
  const byHand = (move: { readonly text: string | null; readonly toolCalls: readonly ToolCall[] }): void => {
    ready('agent');
    const usage = { promptTokens: 0, completionTokens: 0, seconds: secondsSince(faced), cost: null };
    session.agentMoves({ ...move, usage, ...byOther(HUMAN, policyId) });
    record();
  };

  const live: LiveEpisode = {
    pack,
    task,
    arena,
    episodeId: writer?.episodeId ?? null,
    get next() {
      return session.next.who;
    },
    get endReason() {
      return session.next.who === 'nobody' ? session.next.reason : null;
    },
    get request() {
      return session.next.who === 'user' ? session.next.request : null;
    },
    get turns() {
      return session.turns;
    },
    get events() {
      return events;
    },
    get outcome() {
      return outcome;
    },
    call: (name, args) => {
      byHand({ text: null, toolCalls: [{ id: `call-${String(session.turns)}`, name, arguments: args }] });
    },
    say: (text) => {
      byHand({ text, toolCalls: [] });
    },
    userSays: (text, ends) => {
      ready('user');
      session.userSays({ text, voice: 'person', ...(ends === undefined ? {} : { ends }) });
      record();
    },
    userSpeaks: async (voice, signal) => {
      const line = await waiting('user', signal, async () => {
        const { next } = session;
        if (next.who !== 'user') throw new RangeError('it is not the turn of the user now');
        return voice === null ? speakTemplate(next.request) : speak(voice, next.request, signal);
      });
      session.userSays(line);
      record();
    },
    act: async (policy, signal) => {
      const move = await waiting('agent', signal, () =>
        policy.act(
          {
            episodeId: writer?.episodeId ?? `rehearsal/${task.id}#0`,
            turn: session.turns,
            conversation: session.conversation,
            tools: arena.specs,
            seed: hashText(`${task.id}#${String(seed)}/${String(session.turns)}`),
          },
          signal,
        ),
      );
      session.agentMoves({ ...move, ...byOther(policy.id, policyId) });
      record();
    },
    settle: async (judge, signal) => {
      if (outcome !== null || session.next.who !== 'nobody') return;
      record();
      close(judge === null ? null : await answersOf(judge, pack, task, events, signal));
    },
    cancel: () => {
      session.end('cancelled');
      record();
    },
  };
  record();
  return live;
}

async function answersOf(
  judge: Judge,
  pack: Pack,
  task: AdmittedTask,
  events: readonly EpisodeEvent[],
  signal: AbortSignal,
): Promise<Judged | null> {
  try {
    return await judgeEpisode(judge, pack, task, events, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function byOther(mover: string, policyId: string): { readonly by?: string } {
  return mover === policyId ? {} : { by: mover };
}

function secondsSince(mark: number): number {
  return Math.max(0, (performance.now() - mark) / 1000);
}
