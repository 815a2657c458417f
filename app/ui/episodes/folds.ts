/** Which steps of a transcript are unfolded. Outside of React, so that unfolding one renders that one. */
import { useCallback, useSyncExternalStore } from 'react';

export interface Folds {
  isOpen(seq: number): boolean;
  toggle(seq: number): void;
  /** Unfolds all; when all are unfolded already, folds them. */
  toggleAll(): void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createFolds(): Folds {
  let all = false;
  let others = new Set<number>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    isOpen: (seq) => all !== others.has(seq),
    toggle: (seq) => {
      others = new Set(others);
      if (!others.delete(seq)) others.add(seq);
      tell();
    },
    toggleAll: () => {
      all = !all;
      others = new Set();
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useOpen(folds: Folds, seq: number): boolean {
  const read = useCallback(() => folds.isOpen(seq), [folds, seq]);
  return useSyncExternalStore(folds.subscribe, read);
}
