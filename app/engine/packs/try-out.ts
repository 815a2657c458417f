/** Tries out packs in a thread of its own, so that neither the screen nor the runs wait for it. */
import { Worker } from 'node:worker_threads';
import { ScenarioError } from '@understudy/scenarios';
import type { FromTryOut, ToTryOut, TryOut, TryOutAnswers } from './try-out-protocol.ts';

export interface TryOuts {
  /**
   * Rejects with the signal's reason when nobody wants to know any more, and with ScenarioError for a pack that cannot be tried out.
   * Questions are answered in turn.
   */
  ask<K extends TryOut['what']>(
    request: Extract<TryOut, { what: K }>,
    signal: AbortSignal | undefined,
  ): Promise<TryOutAnswers[K]>;
  /** Ends the thread. What was being asked is rejected. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

/** The thread is started with the first question. */
export function createTryOuts(): TryOuts {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let next = 1;
  const failAll = (error: Error): void => {
    thread = null;
    const all = [...waiting.values()];
    waiting.clear();
    for (const one of all) one.reject(error);
  };
  const started = (): Worker => {
    if (thread !== null) return thread;
    const worker = new Worker(new URL('./try-out-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', (message: Answered) => {
      const one = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.ok) one?.resolve(message.answer);
      else one?.reject(message.known ? new ScenarioError(message.message) : new Error(message.message));
    });
    worker.on('error', failAll);
    worker.on('exit', () => failAll(new Error('the thread that tries out packs has ended')));
    return (thread = worker);
  };
  return {
    ask: async (request, signal) => {
      signal?.throwIfAborted();
      const id = next;
      next += 1;
      const worker = started();
      const tell = (message: ToTryOut): void => worker.postMessage(message);
      const cancel = (): void => {
        tell({ type: 'cancel', id });
        waiting.get(id)?.reject(signal?.reason);
        waiting.delete(id);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          tell({ type: 'ask', id, request });
        });
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    close: async () => {
      await thread?.terminate();
    },
  };
}

/** Both sides are ours: what the thread answers has the shape that its question says. */
type Answered =
  (FromTryOut & { readonly ok: false }) | { readonly id: number; readonly ok: true; readonly answer: never };
