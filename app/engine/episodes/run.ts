/** A run: every task so many times, as many episodes at once as the policy takes, each recorded; what is finished is not played again. */
import type { Split } from '@understudy/kernel';
import { hashText } from '@understudy/kernel';
import type { AdmittedTask, Arena, EndReason, Pack, Voice } from '@understudy/scenarios';
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
  readonly tasks: readonly AdmittedTask[];
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
  /** Seconds spent outside policy and voice, summed over the episodes played now. */
  readonly harnessSeconds: number;
  readonly played: number;
}

/** How many failures of the policy in a row end a run: the model is gone, not unlucky. */
const FAILURES_IN_A_ROW = 8;

/** The seed of one episode: the same for the same run seed, task and sample, whatever ran before. */
export function episodeSeed(runSeed: number, taskId: string, sample: number): number {
  return hashText(`${String(runSeed)}/${taskId}#${String(sample)}`);
}

/** Rejects with the signal's reason when aborted, and with PolicyError when the policy stops answering. Both can be resumed. */
export async function runEpisodes(
  plan: RunPlan,
  parts: {
    readonly arena: Arena;
    readonly policy: Policy;
    readonly voice?: Voice;
    readonly store: TraceStore;
  },
  signal: AbortSignal,
  onProgress: (progress: RunProgress) => void,
): Promise<RunTimes> {
  const { store, policy, arena } = parts;
  const { id: runId, kind, pack, split, samples, seed, settings } = plan;
  store.createRun({
    id: runId,
    kind,
    policyId: policy.id,
    scenario: pack.id,
    settings: { ...settings, samples, seed, tasks: plan.tasks.length },
  });
  const finished = store.finishedKeys(runId);
  const total = plan.tasks.length * samples;
  const queue = plan.tasks
    .flatMap((task) => Array.from({ length: samples }, (_, sample) => ({ task, sample })))
    .filter(({ task, sample }) => !finished.has(episodeKey(task.id, sample)));
  const known = store.episodes({ runIds: [runId], statuses: ['finished'] });
  let done = finished.size;
  let succeeded = known.filter((episode) => episode.reward?.success === true).length;
  let failures = 0;
  let harnessSeconds = 0;
  const started = performance.now();
  onProgress({ done, total, succeeded, lastEnd: null });

  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const { task, sample } = job;
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
      const played = await playEpisode({ pack, arena, task, policy, seed: draw, writer, ...voice }, signal);
      failures = played.summary.endReason === 'failed' ? failures + 1 : 0;
      if (failures >= FAILURES_IN_A_ROW) {
        throw new PolicyError(`${String(failures)} episodes in a row failed: ${policy.id} does not answer`, {
          remedy:
            'See the last episode with `understudy show`, correct what it names, and run the same command again: it goes on from here.',
          retryable: true,
        });
      }
      done += 1;
      harnessSeconds += played.harnessSeconds;
      if (played.reward.success === true) succeeded += 1;
      onProgress({ done, total, succeeded, lastEnd: played.summary.endReason });
    }
  };
  const workers = Array.from({ length: Math.min(policy.concurrency, queue.length) }, worker);
  const ends = await Promise.allSettled(workers);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw asError(failed.reason);
  return { seconds: (performance.now() - started) / 1000, harnessSeconds, played: total - finished.size };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason), { cause: reason });
}
