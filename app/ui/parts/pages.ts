/** Rows of a long list, loaded by the page as they come into sight. */
import { keepPreviousData, useQueries, type QueryKey } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

const PAGE = 100;

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

/** `pageAt` makes the query of the rows from `offset`, `limit` of them. Pages in sight and one on either side are kept loaded. */
export function usePages<T>(pageAt: (offset: number, limit: number) => PageQuery<T>): Pages<T> {
  const [sight, setSight] = useState({ first: 0, last: 0 });
  const wanted = Array.from({ length: sight.last - sight.first + 1 }, (_, i) => sight.first + i);
  const results = useQueries({
    queries: wanted.map((page) => {
      const { queryKey, queryFn } = pageAt(page * PAGE, PAGE);
      return { queryKey, queryFn, placeholderData: keepPreviousData };
    }),
  });
  const onRange = useCallback((from: number, to: number) => {
    const first = Math.floor(from / PAGE);
    const last = Math.floor(to / PAGE);
    setSight((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, []);
  return {
    onRange,
    rowAt: (index) => results[Math.floor(index / PAGE) - sight.first]?.data?.[index % PAGE],
    error: results.find((result) => result.error !== null)?.error ?? null,
  };
}
