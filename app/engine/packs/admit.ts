/** Runs the admission gate over whole packs, in threads: every candidate of both splits is bound, replayed and tried. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { familiesOf, ScenarioError, taskKeys } from '@understudy/scenarios';
import type { FamilyAdmission, Pack } from '@understudy/scenarios';
import { fromWorkerSchema, type Unit } from './admission-protocol.ts';

export interface AdmissionRun {
  /** By pack, split and family, in the order of the packs. */
  readonly families: readonly FamilyAdmission[];
  /** Wall seconds. */
  readonly seconds: number;
  readonly workers: number;
}

export interface AdmissionOptions {
  /** Threads, 1 to 16; as many as there are cores, at most 2, where it is not said. */
  readonly workers?: number;
  /** Candidates tried so far, and how many there are. */
  readonly onProgress?: (tried: number, candidates: number) => void;
  /** What came of a family in one split, as soon as it is known. */
  readonly onFamily?: (admission: FamilyAdmission) => void;
  /** Ends the run: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Admits every task that the packs declare. A candidate that is rejected is in the report, with its reason. Throws ScenarioError
 * for a pack that cannot be opened at all.
 */
export async function admitAll(
  packs: readonly Pack[],
  options: AdmissionOptions = {},
): Promise<AdmissionRun> {
  const {
    workers = Math.min(2, availableParallelism()),
    onProgress = () => undefined,
    onFamily = () => undefined,
    signal,
  } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const units = packs.flatMap((pack, index) =>
    (['train', 'heldout'] as const).flatMap((split) =>
      familiesOf(pack, split).map(({ id: family }): Unit => ({ pack: index, split, family })),
    ),
  );
  const candidates = packs.reduce(
    (sum, pack) => sum + taskKeys(pack, 'train').length + taskKeys(pack, 'heldout').length,
    0,
  );
  const results = new Map<Unit, FamilyAdmission>();
  let tried = 0;
  const waiting = [...units];
  const threads: Worker[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(threads.map(async (thread) => thread.terminate()));
  };
  const work = async (thread: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let unit: Unit | undefined;
      const next = (): void => {
        unit = waiting.shift();
        if (unit === undefined) resolve();
        else thread.postMessage(unit);
      };
      thread.on('error', reject);
      thread.on('exit', () => {
        reject(
          signal?.aborted === true ? signal.reason : new Error('a thread of the admission run ended early'),
        );
      });
      thread.on('message', (raw: unknown) => {
        const message = fromWorkerSchema.parse(raw);
        if (message.type === 'refused') {
          reject(new ScenarioError(message.message));
        } else if (message.type === 'tried') {
          tried += message.candidates;
          onProgress(tried, candidates);
        } else if (unit !== undefined) {
          results.set(unit, message.admission);
          onFamily(message.admission);
          next();
        }
      });
      next();
    });
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const file = new URL('./admission-worker.ts', import.meta.url);
    for (let i = 0; i < Math.min(workers, units.length); i += 1)
      threads.push(new Worker(file, { workerData: packs }));
    await Promise.all(threads.map(work));
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await stop();
  }
  const families = units.flatMap((unit) => results.get(unit) ?? []);
  return { families, seconds: (performance.now() - started) / 1000, workers: threads.length };
}
