/**
 * The episodes that are being played over the protocol: opened, moved, scored, expired. One bad entry never touches another episode.
 * Knows nothing of HTTP.
 */
import { checkCall, parseOutput, toTemplateMessage } from '@understudy/engine';
import type {
  AdmittedTask,
  Arena,
  EpisodeEvent,
  Failure,
  Pack,
  Reward,
  Session,
  TokenRecord,
  ToolCall,
  Voice,
} from '@understudy/scenarios';
import {
  openSession,
  rewardOf,
  scoreEpisode,
  shapedTurns,
  speak,
  speakTemplate,
  stepScores,
} from '@understudy/scenarios';
import { z } from 'zod';
import { startItemSchema, stepItemSchema } from './protocol.ts';
import type { EpisodeOutcome, ItemReply, PlayingPolicy, Refusal, StepItem } from './protocol.ts';

/** An episode that is over, as a trace store takes it. */
export interface FinishedEpisode {
  readonly taskId: string;
  readonly family: string;
  readonly sample: number;
  readonly seed: number;
  readonly policyId: string;
  readonly events: readonly EpisodeEvent[];
  readonly reward: Reward;
}

export interface EnvironmentParts {
  readonly pack: Pack;
  readonly arena: Arena;
  /** Of the training split: the only ones that can be asked for. */
  readonly tasks: readonly AdmittedTask[];
  /** A language model that lends the user its voice; templates where it is absent. Only templates answer equally every time. */
  readonly voice?: Voice;
  /** Called with each episode that is over, unless it was cancelled. */
  readonly onFinished?: (episode: FinishedEpisode) => void;
  /** Milliseconds, for the log and for what is idle. */
  readonly now: () => number;
}

export interface EnvironmentLimits {
  /** Episodes at once. */
  readonly episodes: number;
  /** Milliseconds without a move after which an episode is given up. */
  readonly idleMs: number;
}

export interface EnvironmentStats {
  readonly live: number;
  readonly started: number;
  readonly finished: number;
  readonly expired: number;
  readonly steps: number;
}

export interface Episodes {
  start(policy: PlayingPolicy, items: readonly unknown[]): Promise<readonly ItemReply[]>;
  step(items: readonly unknown[]): Promise<readonly ItemReply[]>;
  close(ids: readonly unknown[], reason: 'turn_limit' | 'cancelled'): readonly ItemReply[];
  /** Gives up what has been idle for too long. */
  expire(): void;
  stats(): EnvironmentStats;
}

interface Live {
  readonly id: string;
  readonly session: Session;
  readonly task: AdmittedTask;
  readonly seed: number;
  readonly sample: number;
  readonly policy: PlayingPolicy;
  readonly maxTurns: number;
  readonly log: EpisodeEvent[];
  /** Messages of the conversation that the client has. */
  sent: number;
  busy: boolean;
  usedAt: number;
}

type StartItem = z.infer<typeof startItemSchema>;

export function createEpisodes(parts: EnvironmentParts, limits: EnvironmentLimits): Episodes {
  const { pack, arena, tasks, now } = parts;
  const live = new Map<string, Live>();
  const stopped = new AbortController().signal;
  let started = 0;
  let finished = 0;
  let expired = 0;
  let steps = 0;

  const record = (episode: Live): void => {
    const { log, session } = episode;
    for (const event of session.drain()) log.push({ ...event, seq: log.length, wallTime: now() });
  };

  const fail = (episode: Live, source: Failure['source'], error: unknown): void => {
    episode.session.end('failed', { source, message: messageOf(error) });
  };

  /** Lets the user speak until it is the agent's turn or nobody's. */
  const settle = async (episode: Live): Promise<void> => {
    const { session } = episode;
    while (session.next.who === 'user') {
      const { request } = session.next;
      let blame: Failure['source'] = 'user';
      try {
        const line =
          parts.voice === undefined ? speakTemplate(request) : await speak(parts.voice, request, stopped);
        blame = 'environment';
        session.userSays(line);
      } catch (error) {
        fail(episode, blame, error);
      }
    }
    if (session.next.who === 'agent' && session.turns >= episode.maxTurns) session.end('turn_limit');
  };

  const reply = (episode: Live): ItemReply => {
    const { id, session } = episode;
    record(episode);
    const messages = session.conversation.slice(episode.sent).map(toTemplateMessage);
    episode.sent = session.conversation.length;
    episode.usedAt = now();
    const done = session.next.who === 'nobody';
    return { ok: true, id, messages, done, outcome: done ? finish(episode) : null };
  };

  const finish = (episode: Live): EpisodeOutcome => {
    const { task, session, log, policy, seed, sample } = episode;
    live.delete(episode.id);
    finished += 1;
    const spec = rewardOf(pack, task.family);
    const aids = { arena, pack };
    let reward: Reward;
    let credit: EpisodeOutcome['steps'] = [];
    try {
      reward = scoreEpisode(task, spec, log, aids);
      const shaped = shapedTurns(task, spec, log);
      credit = stepScores(spec, task, log, aids).map(({ turn, score, reasons }) => ({
        turn,
        score,
        shaped: shaped[turn] ?? 0,
        reasons,
      }));
    } catch (error) {
      reward = { value: null, success: null, components: [], flags: [`not scored: ${messageOf(error)}`] };
    }
    const end = session.next.who === 'nobody' ? session.next.reason : 'failed';
    if (end !== 'cancelled')
      parts.onFinished?.({
        taskId: task.id,
        family: task.family,
        sample,
        seed,
        policyId: nameOf(policy),
        events: log,
        reward,
      });
    return {
      end,
      reward: reward.value,
      success: reward.success,
      components: reward.components.map(({ id, kind, score, weight, gate }) => ({
        id,
        kind,
        score,
        weight,
        gate,
      })),
      flags: reward.flags,
      steps: credit,
    };
  };

  const open = async (policy: PlayingPolicy, item: StartItem): Promise<ItemReply> => {
    if (item.split !== 'train')
      return refused(null, 'held_out', 'Only training tasks are served here: what is held out stays unseen.');
    const task = tasks[item.task];
    if (task === undefined)
      return refused(null, 'no_task', `There are tasks 0 to ${tasks.length - 1}, and no ${item.task}.`);
    if (live.size >= limits.episodes)
      return refused(
        null,
        'capacity',
        `${live.size} episodes are being played already; finish or close some.`,
      );
    started += 1;
    const { seed, sample, maxTurns } = item;
    const episode: Live = {
      id: `e${started}`,
      session: openSession(pack, task, arena, { policyId: nameOf(policy), seed }),
      task,
      seed,
      sample,
      policy,
      maxTurns: Math.min(maxTurns ?? pack.limits.agent_turns, pack.limits.agent_turns),
      log: [],
      sent: 0,
      busy: true,
      usedAt: now(),
    };
    live.set(episode.id, episode);
    await settle(episode);
    episode.busy = false;
    return reply(episode);
  };

  const move = async (item: StepItem): Promise<ItemReply> => {
    const episode = live.get(item.id);
    if (episode === undefined) return refused(item.id, 'no_episode', notPlayed(item.id));
    if (episode.busy)
      return refused(item.id, 'busy', `${item.id} is being moved by another entry or request.`);
    steps += 1;
    episode.busy = true;
    try {
      episode.session.agentMoves(readMove(item, episode, arena));
    } catch (error) {
      fail(episode, 'environment', error);
    }
    await settle(episode);
    episode.busy = false;
    return reply(episode);
  };

  return {
    start: (policy, items) => eachOf(items, startItemSchema, (item) => open(policy, item)),
    step: (items) => eachOf(items, stepItemSchema, move),
    close: (ids, reason) =>
      ids.map((raw): ItemReply => {
        const id = z.string().max(100).safeParse(raw).data ?? null;
        const episode = id === null ? undefined : live.get(id);
        if (episode === undefined) return refused(id, 'no_episode', notPlayed(id ?? 'that'));
        if (episode.busy) return refused(id, 'busy', `${episode.id} is being moved by another request.`);
        episode.session.end(reason);
        return reply(episode);
      }),
    expire: () => {
      const limit = now() - limits.idleMs;
      for (const episode of live.values()) {
        if (episode.busy || episode.usedAt > limit) continue;
        live.delete(episode.id);
        expired += 1;
      }
    },
    stats: () => ({ live: live.size, started, finished, expired, steps }),
  };
}

/** Every entry by itself, in order; what is wrong with one is its own answer. */
async function eachOf<T>(
  items: readonly unknown[],
  schema: z.ZodType<T>,
  work: (item: T) => Promise<ItemReply>,
): Promise<readonly ItemReply[]> {
  return Promise.all(
    items.map(async (raw): Promise<ItemReply> => {
      const parsed = schema.safeParse(raw);
      if (parsed.success) {
        try {
          return await work(parsed.data);
        } catch (error) {
          return refused(idOf(raw), 'bad_request', messageOf(error));
        }
      }
      const [issue] = parsed.error.issues;
      const where = issue === undefined || issue.path.length === 0 ? 'the entry' : issue.path.join('.');
      return refused(idOf(raw), 'bad_request', `${where}: ${issue?.message ?? 'not understood'}`);
    }),
  );
}

/** The model's words as a move of the episode: read as the local policy's words are. */
function readMove(item: StepItem, episode: Live, arena: Arena): Parameters<Session['agentMoves']>[0] {
  const { session, policy } = episode;
  const tokens: TokenRecord | undefined =
    item.tokens === undefined
      ? undefined
      : { ...item.tokens, templateHash: policy.templateHash, modelHash: nameOf(policy) };
  const usage = {
    promptTokens: (tokens?.prefix ?? 0) + (tokens?.promptIds.length ?? 0),
    completionTokens: tokens?.sampledIds.length ?? 0,
    seconds: item.seconds,
    cost: null,
  };
  const said = { ...(tokens === undefined ? {} : { tokens }), usage };
  const callId = (index: number): string => `call_${session.turns}_${index}`;
  if ('output' in item) {
    if (item.stop === 'length') {
      const malformed = `the message did not end within ${usage.completionTokens} tokens`;
      return { text: null, toolCalls: [], malformed, ...said };
    }
    return { ...parseOutput(item.output, arena.specs, callId), ...said };
  }
  const toolCalls: ToolCall[] = [];
  for (const [index, { name, arguments: args }] of item.toolCalls.entries()) {
    const checked = checkCall(callId(index), name, args, arena.specs);
    if (!checked.ok) return { text: null, toolCalls: [], malformed: checked.problem, ...said };
    toolCalls.push(checked.call);
  }
  const text = item.text?.trim() === '' ? null : item.text;
  if (text === null && toolCalls.length === 0)
    return { text: null, toolCalls: [], malformed: 'an empty message', ...said };
  return { text, toolCalls, ...said };
}

function nameOf({ id, version }: PlayingPolicy): string {
  return `${id}@${version}`;
}

function refused(id: string | null, code: Refusal['code'], message: string): ItemReply {
  return { ok: false, id, error: { code, message } };
}

function notPlayed(id: string): string {
  return `${id} is not being played: it is over, was closed, or was idle for too long.`;
}

const withId = z.looseObject({ id: z.string().max(100) });

function idOf(raw: unknown): string | null {
  return withId.safeParse(raw).data?.id ?? null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
