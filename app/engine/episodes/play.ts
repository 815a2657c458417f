/** Plays one episode: asks the user's voice and the policy for their moves, and records every event before the next move. */
import type {
  Arena,
  EpisodeEvent,
  Failure,
  Judgements,
  Log,
  Pack,
  Playable,
  PlayedTask,
  Reward,
  Voice,
} from '@understudy/scenarios';
import {
  isShift,
  openSession,
  openShift,
  rewardOf,
  scoreEpisode,
  scoreShift,
  shiftTools,
  speak,
  speakTemplate,
} from '@understudy/scenarios';
import { hashText } from '@understudy/kernel';
import { judgeEpisode, type Judge } from '../judges/judge.ts';
import { withRatings, type Raters } from '../judges/reward-model.ts';
import type { Policy } from '../policies/policy.ts';
import type { EpisodeWriter } from '../store/traces.ts';
import { summarizeEvents } from '../store/summary.ts';
import type { EpisodeSummary, Judged } from '../store/records.ts';

export interface Play {
  readonly pack: Pack;
  readonly arena: Arena;
  readonly task: PlayedTask;
  readonly policy: Policy;
  /** A language model that lends the user its voice; templates where it is absent. */
  readonly voice?: Voice;
  /** Answers the rubrics of the reward; judge components stay null where it is absent. */
  readonly judge?: Judge;
  /** The reward models that the reward names; their components stay null where they are absent. A shift has none. */
  readonly raters?: Raters;
  /** 0..2^32-1: decides the user's draws and the policy's samples. */
  readonly seed: number;
  readonly writer: EpisodeWriter;
  /** Goes on from here instead of opening the task; the writer holds these events already. */
  readonly from?: { readonly session: Playable; readonly events: Log };
}

export interface Played {
  readonly summary: EpisodeSummary;
  readonly reward: Reward;
  /** What broke, when the episode failed. */
  readonly failure: Failure | null;
  /** Wall seconds outside policy, voice, judge and reward models. */
  readonly harnessSeconds: number;
}

/**
 * Plays to the end. What the policy cannot do at all, and what the simulator breaks, ends the episode as `failed` with a null
 * reward; an abort ends it as `cancelled` and rejects with the signal's reason. A store that cannot be written to is nobody's
 * failure: it rejects with the store's WorkspaceError, and the episode stays unfinished. An abort while the judge or a reward
 * model is at work keeps the episode, unjudged.
 */
export async function playEpisode(play: Play, signal: AbortSignal): Promise<Played> {
  const { pack, arena, task, policy, seed, writer } = play;
  const log: EpisodeEvent[] = [...(play.from?.events ?? [])];
  let harness = 0;
  let mark = performance.now();
  const waited = async <T>(work: Promise<T>): Promise<T> => {
    harness += performance.now() - mark;
    try {
      return await work;
    } finally {
      mark = performance.now();
    }
  };
  const options = { policyId: policy.id, seed };
  const opened = (): Playable =>
    isShift(task) ? openShift(pack, task, arena, options) : openSession(pack, task, arena, options);
  const session = play.from?.session ?? opened();
  const [beginning] = log;
  const takenOver = beginning?.type === 'opened' && beginning.policyId !== policy.id;
  const tools = isShift(task) ? shiftTools(arena) : arena.specs;
  const record = (): void => {
    const wallTime = Date.now();
    const events = session
      .drain()
      .map((event, i): EpisodeEvent => ({ ...event, seq: log.length + i, wallTime }));
    if (events.length === 0) return;
    writer.append(events);
    log.push(...events);
  };
  let blame: Failure['source'] = 'environment';
  const move = async (): Promise<void> => {
    const { next, turns: turn, conversation } = session;
    if (next.who === 'user') {
      blame = 'user';
      const { request } = next;
      const line =
        play.voice === undefined ? speakTemplate(request) : await waited(speak(play.voice, request, signal));
      blame = 'environment';
      session.userSays(line);
      return;
    }
    const input = {
      episodeId: writer.episodeId,
      turn,
      conversation,
      tools,
      seed: hashText(`${task.id}#${String(seed)}/${String(turn)}`),
    };
    blame = 'policy';
    const output = await waited(policy.act(input, signal));
    blame = 'environment';
    session.agentMoves(takenOver ? { ...output, by: policy.id } : output);
  };
  let failure: Failure | null = null;
  for (;;) {
    // Outside of what a move may break: an event that could not be stored must not become a failure of the policy.
    record();
    if (session.next.who === 'nobody') break;
    try {
      signal.throwIfAborted();
      await move();
    } catch (error) {
      if (signal.aborted) {
        session.end('cancelled');
        continue;
      }
      failure = { source: blame, message: messageOf(error) };
      session.end('failed', failure);
    }
  }
  const summary = summarizeEvents(log);
  const judged = await waited(judgedBy(play, log, signal));
  const judgements = judged === null ? {} : { judgements: judged.answers };
  const reward = isShift(task)
    ? scoreShift(pack, task, log, { arena, ...judgements })
    : scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack, ...judgements });
  writer.finish(summary, reward, judged ?? undefined);
  signal.throwIfAborted();
  return { summary, reward, failure, harnessSeconds: (harness + performance.now() - mark) / 1000 };
}

async function judgedBy(
  { judge, raters, pack, task }: Play,
  log: Log,
  signal: AbortSignal,
): Promise<Judged | null> {
  try {
    const judged = judge === undefined ? null : await judgeEpisode(judge, pack, task, log, signal);
    if (raters === undefined || isShift(task)) return judged;
    return withRatings(judged, await unlessAborted(raters.rate(rewardOf(pack, task.family), log), signal));
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** A reward model that loads its weights takes its time; nobody who stops a run waits for it. */
async function unlessAborted(work: Promise<Judgements>, signal: AbortSignal): Promise<Judgements> {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
