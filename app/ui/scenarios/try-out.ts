/** What the host says about the draft as it stands on the screen: asked a moment after the last edit, the question before is cancelled. */
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Json } from '@understudy/host/contract';
import { useDesignState, useDocument, useProblems } from './forms/context.tsx';

const WAIT_MS = 700;

const numbers = new WeakMap<object, number>();
let next = 1;

/** Documents are immutable: the same object is the same document. */
function numberOf(document: Json): number {
  if (typeof document !== 'object' || document === null) return 0;
  const known = numbers.get(document);
  if (known !== undefined) return known;
  next += 1;
  numbers.set(document, next);
  return next;
}

export interface TryOutState<T> {
  readonly query: UseQueryResult<T>;
  /** The answer is about the document before the last edits. */
  readonly stale: boolean;
  /** Why nothing is asked. */
  readonly blocked: string | null;
}

/** `key` says what is asked, and of what; the answer is kept for as long as the document is the same. */
export function useTryOut<T>(
  key: readonly unknown[],
  ask: (document: Json, signal: AbortSignal) => Promise<T>,
): TryOutState<T> {
  const document = useDocument();
  const problems = useProblems();
  const unparsed = useDesignState((state) => state.unparsed);
  const [settled] = useDebouncedValue(document, WAIT_MS);
  const blocked =
    problems.length > 0 || unparsed !== null ? 'This is shown as soon as what is marked is right.' : null;
  const query = useQuery<T>({
    queryKey: ['try-out', ...key, numberOf(settled)],
    queryFn: async ({ signal }) => ask(settled, signal),
    enabled: blocked === null,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return { query, stale: settled !== document || query.isFetching, blocked };
}
