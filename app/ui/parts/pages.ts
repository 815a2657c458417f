/** Rows of a long list, loaded by the page as they come into sight. */
import { keepPreviousData, useQueries, type QueryKey } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

const PAGE = 100;
/** Milliseconds: what is scrolled past faster is not loaded. */
const REST_MS = 60;
/** Milliseconds for which a page that is out of sight is remembered: 100,000 rows would be a hundred megabytes. */
const REMEMBERED_MS = 20_000;

interface PageQuery<T> {
  readonly queryKey: QueryKey;
  readonly queryFn: () => Promise<readonly T[]>;
}

export interface Pages<T> {
  readonly rowAt: (index: number) => T | undefined;
  readonly onRange: (from: number, to: number) => void;
  /** The first error among the pages in sight. */
  readonly error: Error | null;
}

/** `pageAt` makes the query of the rows from `offset`, `limit` of them. Pages on which the sight rests are loaded. */
export function usePages<T>(pageAt: (offset: number, limit: number) => PageQuery<T>): Pages<T> {
  const [sight, setSight] = useState({ first: 0, last: 0 });
  const wanted = Array.from({ length: sight.last - sight.first + 1 }, (_, i) => sight.first + i);
  const results = useQueries({
    queries: wanted.map((page) => {
      const { queryKey, queryFn } = pageAt(page * PAGE, PAGE);
      return { queryKey, queryFn, placeholderData: keepPreviousData, gcTime: REMEMBERED_MS };
    }),
  });
  const moving = useRef({ first: 0, last: 0, since: 0, timer: 0 });
  useEffect(() => () => clearTimeout(moving.current.timer), []);
  const onRange = useCallback((from: number, to: number) => {
    const seen = { first: Math.floor(from / PAGE), last: Math.floor(to / PAGE) };
    const { first, last, since, timer } = moving.current;
    if (first === seen.first && last === seen.last) return;
    window.clearTimeout(timer);
    const now = performance.now();
    const resting = now - since > REST_MS;
    if (resting) setSight(seen);
    moving.current = {
      ...{ ...seen, since: now },
      timer: resting ? 0 : window.setTimeout(() => setSight(seen), REST_MS),
    };
  }, []);
  return {
    onRange,
    rowAt: (index) => results[Math.floor(index / PAGE) - sight.first]?.data?.[index % PAGE],
    error: results.find((result) => result.error !== null)?.error ?? null,
  };
}
