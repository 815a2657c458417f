/** The step that a replay stands at. It lives outside of React, so that scrubbing renders what shows the step and nothing else. */
import { createContext, use, useCallback, useSyncExternalStore } from 'react';

export interface Cursor {
  step(): number;
  readonly last: number;
  /** Any number; what lies outside is brought inside. */
  go(step: number): void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createCursor(last: number, start: number): Cursor {
  const inside = (step: number): number => Math.min(Math.max(0, Math.round(step) || 0), Math.max(0, last));
  let at = inside(start);
  const listeners = new Set<() => void>();
  return {
    last,
    step: () => at,
    go: (step) => {
      const next = inside(step);
      if (next === at) return;
      at = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const CursorContext = createContext<Cursor | null>(null);
export const CursorProvider = CursorContext;

export function useCursor(): Cursor {
  const cursor = use(CursorContext);
  if (cursor === null) throw new Error('a part of the replay is used outside of it');
  return cursor;
}

/** The step, or what is made of it: the component is rendered again only when that changes. `of` must give a plain value. */
export function useStep(): number;
export function useStep<T extends string | number | boolean | null>(of: (step: number) => T): T;
export function useStep(of: (step: number) => string | number | boolean | null = identity): unknown {
  const cursor = useCursor();
  const read = useCallback(() => of(cursor.step()), [cursor, of]);
  return useSyncExternalStore(cursor.subscribe, read);
}

function identity(step: number): number {
  return step;
}
