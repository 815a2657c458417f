/** One live episode with its two seats: persons move when they please, machines as soon as it is their turn. */
import { setImmediate } from 'node:timers/promises';
import type { LiveEpisode } from '@understudy/engine';
import { describeError, RequestError } from '../errors.ts';
import type { Holder, StageSetting, StageView } from '../contract/play.ts';
import type { Bench } from './policies.ts';
import { briefOf, endOf, linesOf } from './view.ts';

export interface StageOptions {
  readonly id: string;
  readonly live: LiveEpisode;
  /** Who the recorded episode says plays the agent. */
  readonly policyId: string;
  readonly seats: StageView['seats'];
  /** The policy for the agent's seat; null where none was chosen. */
  readonly policy: string | null;
  readonly bench: Bench;
  readonly setting: Omit<StageSetting, 'policy'>;
  /** Called after every change, and once when it is over. */
  changed(over: boolean): void;
}

export interface Stage {
  readonly id: string;
  readonly episodeId: string | null;
  readonly over: boolean;
  setting(): StageSetting;
  view(): StageView;
  /** The view as it stands, and again after every change, until the signal aborts. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<StageView, void>;
  /** A person in that seat makes a move. Throws RequestError where it is not theirs to make. */
  byHand(seat: 'agent' | 'user', move: (live: LiveEpisode) => void): void;
  sit(seat: 'agent' | 'user', holder: Holder, policy: string | null): Promise<void>;
  /** A machine makes the next move in a person's place, once. */
  lend(policy: string | null): Promise<void>;
  retry(): void;
  stop(): Promise<void>;
  /** Interrupts what is going on. The episode is left as it is. */
  close(): Promise<void>;
}

export function createStage(options: StageOptions): Stage {
  const { id, live, policyId, bench } = options;
  let { seats, policy } = options;
  let trouble: StageView['trouble'] = null;
  let working: { readonly stop: AbortController; readonly over: Promise<void> } | null = null;
  let version = 0;
  let ended = false;
  const waiting = new Set<() => void>();

  const tell = (): void => {
    version += 1;
    for (const wake of waiting) wake();
    const over = live.outcome !== null && !ended;
    if (over) {
      ended = true;
      void bench.close();
    }
    options.changed(over);
  };
  const machineMoves = async (signal: AbortSignal): Promise<void> => {
    if (live.next === 'user') return live.userSpeaks(await bench.voice(signal), signal);
    if (policy === null)
      throw new RequestError('BAD_REQUEST', 'Nobody was chosen to play the agent.', 'Choose a policy.');
    return live.act(await bench.policy(policy, signal), signal);
  };
  /** It is over and somebody still reads it. */
  const unsettled = (): boolean => live.next === 'nobody' && live.outcome === null;
  const judge = async (signal: AbortSignal): Promise<void> => {
    const opened = await bench.judge(signal).catch((error: unknown) => {
      if (!signal.aborted) trouble = describeError(error);
      return null;
    });
    await live.settle(opened, signal);
  };
  /** Lets machines move: once, or for as long as it is their turn. */
  const work = (once: boolean): void => {
    if (working !== null) return;
    if (!unsettled() && (once ? live.next === 'nobody' : !goesOn(live.next, seats))) return;
    const stop = new AbortController();
    const carryOn = async (): Promise<void> => {
      try {
        do {
          await (unsettled() ? judge(stop.signal) : machineMoves(stop.signal));
          tell();
          // A policy that answers at once would keep everybody waiting to see its moves.
          await setImmediate();
        } while (unsettled() || (!once && goesOn(live.next, seats)));
      } catch (error) {
        if (!stop.signal.aborted) trouble = describeError(error);
      } finally {
        working = null;
        tell();
      }
    };
    trouble = null;
    working = { stop, over: Promise.resolve().then(carryOn) };
    tell();
  };
  const interrupt = async (): Promise<void> => {
    const { stop, over } = working ?? {};
    stop?.abort(new Error('somebody else took the seat'));
    await over;
  };
  const view = (): StageView => ({
    id,
    seats,
    next: live.next,
    working: working !== null,
    trouble,
    turns: live.turns,
    lines: linesOf(live, policyId, seats.agent),
    brief:
      live.request !== null && seats.user === 'person' && working === null ? briefOf(live.request) : null,
    endReason: live.endReason,
    outcome: endOf(live),
  });

  work(false);
  return {
    id,
    get episodeId() {
      return live.episodeId;
    },
    get over() {
      return live.outcome !== null;
    },
    setting: () => ({ ...options.setting, policy }),
    view,
    follow: async function* (signal) {
      let seen = -1;
      let wake: () => void = () => undefined;
      const woken = (): void => wake();
      waiting.add(woken);
      signal?.addEventListener('abort', woken);
      try {
        while (signal?.aborted !== true) {
          if (seen === version) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          seen = version;
          yield view();
        }
      } finally {
        waiting.delete(woken);
        signal?.removeEventListener('abort', woken);
      }
    },
    byHand: (seat, move) => {
      if (live.next === 'nobody')
        throw new RequestError('CONFLICT', 'This episode is over.', 'Start another one.');
      if (working !== null || live.next !== seat)
        throw new RequestError(
          'CONFLICT',
          `It is not the turn of the ${seat} now.`,
          'Wait for the other one’s move.',
        );
      if (seats[seat] !== 'person')
        throw new RequestError('CONFLICT', `Nobody sits in the ${seat}’s seat.`, 'Take the seat first.');
      trouble = null;
      try {
        move(live);
      } finally {
        tell();
      }
      work(false);
    },
    sit: async (seat, holder, chosen) => {
      await interrupt();
      if (chosen !== null) policy = chosen;
      seats = { ...seats, [seat]: holder };
      trouble = null;
      tell();
      work(false);
    },
    lend: async (chosen) => {
      if (chosen !== null) policy = chosen;
      work(true);
      await working?.over;
      work(false);
    },
    retry: () => work(live.next !== 'nobody' && seats[live.next] === 'person'),
    stop: async () => {
      await interrupt();
      live.cancel();
      tell();
    },
    close: async () => {
      await interrupt();
      await bench.close();
    },
  };
}

function goesOn(next: LiveEpisode['next'], seats: StageView['seats']): boolean {
  return next !== 'nobody' && seats[next] === 'machine';
}
