/** Starts the environment server in a thread of its own, so that scoring never keeps the starter's window or progress bar waiting. */
import { Worker } from 'node:worker_threads';
import { builtInPacks, ScenarioError, type Pack } from '@understudy/scenarios';
import type { FinishedEpisode } from './episodes.ts';
import { fromThreadSchema, type ThreadData } from './thread-protocol.ts';

export interface EnvironmentThread {
  readonly url: string;
  readonly token: string;
  /** How many tasks are served. */
  readonly tasks: number;
  /** Rejects when the thread breaks; never resolves while it is well. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

export interface EnvironmentThreadOptions {
  /** A built-in pack's id, the path of a .json file, or a pack. */
  readonly scenario: string | Pack;
  readonly tasks?: number;
  /** Called in this thread with each episode that is over. What it throws breaks the environment: see `broken`. */
  readonly onFinished?: (episode: FinishedEpisode) => void;
}

/** Rejects with ScenarioError where the pack cannot be opened. */
export async function startEnvironmentThread(options: EnvironmentThreadOptions): Promise<EnvironmentThread> {
  const { scenario, tasks, onFinished } = options;
  const data: ThreadData = {
    // A built-in pack goes by its name: its tasks were admitted by the tests, those of another go through the gate again.
    scenario: typeof scenario === 'string' || !builtInPacks.includes(scenario) ? scenario : scenario.id,
    ...(tasks === undefined ? {} : { tasks }),
    hand: onFinished !== undefined,
  };
  const worker = new Worker(new URL('./thread-worker.ts', import.meta.url), { workerData: data });
  const broken = Promise.withResolvers<never>();
  // Whoever looks at it is told; nobody need look.
  broken.promise.catch(() => undefined);
  const ready = Promise.withResolvers<Omit<EnvironmentThread, 'broken' | 'close'>>();
  let closing = false;
  const fail = (error: unknown): void => {
    ready.reject(error);
    broken.reject(error);
  };
  worker.on('error', fail);
  worker.on('exit', () => {
    if (!closing) fail(new Error('the thread of the environment ended by itself'));
  });
  worker.on('message', (raw: unknown) => {
    try {
      const message = fromThreadSchema.parse(raw);
      if (message.type === 'ready') ready.resolve(message);
      else if (message.type === 'refused') ready.reject(new ScenarioError(message.message));
      else onFinished?.(message.episode);
    } catch (error) {
      fail(error);
    }
  });
  const close = async (): Promise<void> => {
    closing = true;
    await worker.terminate();
  };
  try {
    const { url, token, tasks: served } = await ready.promise;
    return { url, token, tasks: served, broken: broken.promise, close };
  } catch (error) {
    await close();
    throw error;
  }
}
