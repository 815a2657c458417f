/** Keeps what is on the screens true: what the host says has changed is read again, and everything after a lost connection. */
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import type { Topic } from '@understudy/host/contract';
import { useEffect, useRef } from 'react';
import { api, connection } from './connection.ts';

/** The contract as queries: `useQuery(query.runs.list.queryOptions())`. */
export const query = createTanstackQueryUtils(api);

export const queryClient = new QueryClient({
  defaultOptions: {
    // The host tells when something changed, so nothing goes stale by waiting; calls already wait for the connection.
    queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

/** Which areas of the contract show a topic. An area is the first part of a procedure's path. */
const shownBy: Readonly<Record<Topic, readonly string[]>> = {
  work: ['app'],
  runs: ['home', 'runs', 'datasets'],
  episodes: ['home', 'runs', 'episodes', 'review', 'datasets', 'play'],
  labels: ['review', 'episodes', 'datasets'],
  scenarios: ['home', 'designer', 'runs'],
  datasets: ['home', 'datasets', 'training'],
  jobs: ['home', 'training', 'policies'],
  policies: ['home', 'policies', 'runs', 'training', 'play'],
  reports: ['home', 'training'],
};

/** Follows the host's changes until the signal aborts, over lost connections. */
export async function followChanges(signal: AbortSignal): Promise<void> {
  await follow(
    () => api.app.changes(undefined, { signal }),
    ({ topic, id }) => {
      const areas = shownBy[topic];
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => {
          const area = areaOf(queryKey);
          return areas.includes(area) && !(area === topic && isAboutAnother(queryKey, id));
        },
      });
    },
    // What changed while nobody listened is unknown: everything is read again.
    () => void queryClient.invalidateQueries(),
    signal,
  );
}

/** A query about one thing by its `id`, where another one changed: an open replay is not read again with every episode of a run. */
function isAboutAnother(queryKey: readonly unknown[], changed: string | null): boolean {
  const options = queryKey[1];
  if (changed === null || typeof options !== 'object' || options === null || !('input' in options))
    return false;
  const { input } = options;
  return typeof input === 'object' && input !== null && 'id' in input && input.id !== changed;
}

function areaOf(queryKey: readonly unknown[]): string {
  const path = queryKey[0];
  return Array.isArray(path) ? String(path[0]) : '';
}

/** Reads a stream of the host and starts it anew when the connection was lost; `begun` is called before each beginning. */
async function follow<T>(
  open: () => Promise<AsyncIterable<T>>,
  take: (event: T) => void,
  begun: () => void,
  signal: AbortSignal,
): Promise<void> {
  const over = (): boolean => signal.aborted;
  while (!over()) {
    try {
      const stream = await open();
      begun();
      for await (const event of stream) take(event);
      return;
    } catch (error) {
      if (over()) return;
      // An error while the connection stands is the stream's own: it would only come again.
      if (connection.state() === 'open' && !(await soonLost())) throw error;
    }
  }
}

/** Whether the connection turns out to be lost within a moment: the stream may notice before we do. */
async function soonLost(): Promise<boolean> {
  await new Promise((done) => setTimeout(done, 200));
  return connection.state() !== 'open';
}

/**
 * Follows a stream of the host while the component is there; starts anew when `key` changes or the connection came back.
 * `open` gets the signal that ends it. `reset` is called before each beginning: a stream starts with what there is.
 */
export function useStream<T>(
  key: string,
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  take: (event: T) => void,
  options: { readonly reset?: () => void; readonly failed?: (error: unknown) => void } = {},
): void {
  const latest = useRef({ open, take, options });
  useEffect(() => {
    latest.current = { open, take, options };
  });
  useEffect(() => {
    const stop = new AbortController();
    void follow(
      () => latest.current.open(stop.signal),
      (event) => latest.current.take(event),
      () => latest.current.options.reset?.(),
      stop.signal,
    ).catch((error: unknown) => latest.current.options.failed?.(error));
    return () => stop.abort();
  }, [key]);
}
