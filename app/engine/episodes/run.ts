/** A run: every task so many times, as many episodes at once as the policy takes, each recorded; what is finished is not played again. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Split } from '@understudy/kernel';
import { canonical, hashText } from '@understudy/kernel';
import type { Arena, EndReason, Pack, PlayedTask, Voice } from '@understudy/scenarios';
import type { Judge } from '../judges/judge.ts';
import type { Raters } from '../judges/reward-model.ts';
import type { Policy } from '../policies/policy.ts';
import { PolicyError } from '../policies/policy.ts';
import { episodeKey } from '../store/traces.ts';
import type { TraceStore } from '../store/traces.ts';
import { playEpisode } from './play.ts';

export interface RunPlan {
  readonly id: string;
  readonly kind: 'rollout' | 'evaluation';
  readonly pack: Pack;
  readonly split: Split;
  readonly tasks: readonly PlayedTask[];
  /** Episodes per task. */
  readonly samples: number;
  readonly seed: number;
  /** What else the run was started with, for the record. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly succeeded: number;
  readonly lastEnd: EndReason | null;
}

export interface RunTimes {
  /** Wall seconds of this call. */
  readonly seconds: number;
  /** Seconds spent outside policy, voice, judge and reward models, summed over the episodes played now. */
  readonly harnessSeconds: number;
  readonly played: number;
}

/** How many failed episodes in a row end a run: the model is gone, not unlucky. */
const FAILURES_IN_A_ROW = 8;

/** The seed of one episode: the same for the same run seed, task and sample, whatever ran before. */
export function episodeSeed(runSeed: number, taskId: string, sample: number): number {
  return hashText(`${String(runSeed)}/${taskId}#${String(sample)}`);
}

/** A name for a run that asks for the same whenever it is the same: kind, split, policy, and eight digits over everything else. */
export function defaultRunId(plan: Omit<RunPlan, 'id'>, policyId: string): string {
  const asked = canonical({ scenario: plan.pack.id, ...settingsOf(plan) });
  const policy = policyId.replaceAll(/[^\w.-]+/g, '-');
  return `${plan.kind}-${plan.split}-${policy}-${digest(asked).slice(0, 8)}`;
}

/** What a run is resumed by: the same id with another of these is another run, and is refused by the store. */
function settingsOf(plan: Omit<RunPlan, 'id'>): Readonly<Record<string, string | number | boolean>> {
  const { settings, samples, seed, tasks, pack } = plan;
  // A pack that was edited asks for something else under the same id.
  return { ...settings, samples, seed, tasks: tasks.length, pack: digest(JSON.stringify(pack)).slice(0, 12) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Rejects with the signal's reason when aborted, with PolicyError when the policy stops answering (eight failures in a row, or
 * no episode that did not fail), and with WorkspaceError when traces cannot be stored. Whatever it was, the other episodes at
 * work are cancelled, and the same call goes on from there (after a WorkspaceError: once the workspace was opened anew).
 */
export async function runEpisodes(
  plan: RunPlan,
  parts: {
    readonly arena: Arena;
    readonly policy: Policy;
    readonly voice?: Voice;
    readonly judge?: Judge;
    readonly raters?: Raters;
    readonly store: TraceStore;
  },
  signal: AbortSignal,
  onProgress: (progress: RunProgress) => void,
): Promise<RunTimes> {
  const { store, policy, arena } = parts;
  const { id: runId, kind, pack, split, samples, seed } = plan;
  store.createRun({
    id: runId,
    kind,
    policyId: policy.id,
    scenario: pack.id,
    settings: settingsOf(plan),
  });
  const finished = store.finishedKeys(runId);
  const total = plan.tasks.length * samples;
  const queue = plan.tasks
    .flatMap((task) => Array.from({ length: samples }, (_, sample) => ({ task, sample })))
    .filter(({ task, sample }) => !finished.has(episodeKey(task.id, sample)));
  const known = store.episodes({ runIds: [runId], statuses: ['finished'] });
  let done = finished.size;
  let succeeded = known.filter((episode) => episode.reward?.success === true).length;
  let failedInARow = 0;
  let failed = 0;
  let harnessSeconds = 0;
  const played = queue.length;
  const stop = new AbortController();
  const within = AbortSignal.any([signal, stop.signal]);
  const started = performance.now();
  onProgress({ done, total, succeeded, lastEnd: null });

  const playNext = async ({ task, sample }: (typeof queue)[number]): Promise<void> => {
    const draw = episodeSeed(seed, task.id, sample);
    const writer = store.beginEpisode({
      runId,
      taskId: task.id,
      family: task.family,
      split,
      sample,
      seed: draw,
      policyId: policy.id,
    });
    const voice = parts.voice === undefined ? {} : { voice: parts.voice };
    const judge = parts.judge === undefined ? {} : { judge: parts.judge };
    const raters = parts.raters === undefined ? {} : { raters: parts.raters };
    const { summary, reward, failure, ...times } = await playEpisode(
      { pack, arena, task, policy, seed: draw, writer, ...voice, ...judge, ...raters },
      within,
    );
    failedInARow = failure === null ? 0 : failedInARow + 1;
    failed += failure === null ? 0 : 1;
    const nothingElse = finished.size === 0 && failed === played;
    if (failure !== null && (failedInARow >= FAILURES_IN_A_ROW || nothingElse)) {
      throw new PolicyError(
        `${String(failedInARow)} episodes in a row failed with ${policy.id}, the last one by: ${failure.message}`,
        {
          remedy: 'Correct what it names and run the same command again: it goes on from here.',
          retryable: true,
        },
      );
    }
    done += 1;
    harnessSeconds += times.harnessSeconds;
    if (reward.success === true) succeeded += 1;
    onProgress({ done, total, succeeded, lastEnd: summary.endReason });
  };
  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      try {
        await playNext(job);
        // A policy that answers at once would keep signals and timers waiting until the end of the run.
        await setImmediate();
      } catch (error) {
        // The first reason is the telling one: what it stops fails because of it.
        stop.abort(error);
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(policy.concurrency, played) }, worker));
  if (ends.some((end) => end.status === 'rejected')) throw asError(stop.signal.reason);
  return { seconds: (performance.now() - started) / 1000, harnessSeconds, played };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason), { cause: reason });
}
