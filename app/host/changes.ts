/** Tells every screen what became stale, so that two windows never show two truths. */
import type { Change, Topic } from './contract/app.ts';

export interface Changes {
  /** Something of this kind changed: one of them by id, or any of them. */
  announce(topic: Topic, id?: string): void;
  /** Every change from now on, until the signal aborts. The same change twice in 100 ms is told once. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<Change, void>;
}

/** Milliseconds in which equal changes become one: a run of scripted agents finishes thousands of episodes a second. */
const TOGETHER_MS = 100;

export function createChanges(): Changes {
  const followers = new Set<(change: Change) => void>();
  const waiting = new Map<string, Change>();
  let timer: NodeJS.Timeout | null = null;
  const tell = (): void => {
    timer = null;
    const changes = [...waiting.values()];
    waiting.clear();
    for (const change of changes) for (const follower of followers) follower(change);
  };
  return {
    announce: (topic, id) => {
      waiting.set(`${topic}/${id ?? ''}`, { topic, id: id ?? null });
      timer ??= setTimeout(tell, TOGETHER_MS).unref();
    },
    follow: async function* (signal) {
      const queue: Change[] = [];
      let wake: () => void = () => undefined;
      const follower = (change: Change): void => {
        queue.push(change);
        wake();
      };
      followers.add(follower);
      const stop = (): void => wake();
      signal?.addEventListener('abort', stop);
      try {
        while (signal?.aborted !== true) {
          const change = queue.shift();
          if (change !== undefined) yield change;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        followers.delete(follower);
        signal?.removeEventListener('abort', stop);
      }
    },
  };
}
